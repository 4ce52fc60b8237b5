"""Who comes for a cluster: what it says of each delegate, and what it costs if one stays away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from events.models import Delegate, Registration
from events.queries.presence import Delegation
from events.rules import is_editable_by_cluster, is_open_for_delegates
from events.services import delegates as services
from events.services.registrations import NotChangeable, RegistrationChanged
from interface.forms import VersionForm, form_status, posted
from interface.plain_text import isolated
from interface.refusals import refused
from interface.stale import CONFLICT, mark_stale, typed_in
from matchmaking.queries.delegations import costs_of_removing, left_alone
from matchmaking.queries.names import names
from meet.forms.delegates import DelegateForm
from meet.loading import delegate_of, own_registration_of
from meet.queries.people import with_accounts
from meet.views.registering import SETTLED


@require_GET
def delegate_list(request: HttpRequest, pk: int) -> HttpResponse:
    registration = own_registration_of(request.user, pk)
    now = timezone.now()
    alone = left_alone(registration, Delegation.of(registration), now)
    context = {
        "registration": registration,
        "edition": registration.edition,
        "delegates": with_accounts(registration),
        "may_invite": is_open_for_delegates(registration.edition, registration, now),
        "now": now,
        "may_change": is_editable_by_cluster(registration.edition, registration, now),
        "alone": _said(registration, [(row.meeting_id, row.slot_id) for row in alone]),
    }
    return render(request, "meet/delegates.html", context)


@require_http_methods(["GET", "POST"])
def delegate_edit(request: HttpRequest, pk: int, delegate: int) -> HttpResponse:
    """Who it is, and when it is there."""
    registration = own_registration_of(request.user, pk)
    row = delegate_of(registration, delegate)
    back = reverse("registration-delegates", args=[pk])
    now = timezone.now()
    form = _form(row, registration, request)
    if not is_editable_by_cluster(registration.edition, registration, now):
        return refused(request, str(SETTLED), back=back, typed=typed_in(form))
    if form.is_valid():
        try:
            services.change_delegate(
                delegate=row, said=form.said(), version=form.cleaned_data["version"], now=now
            )
        except NotChangeable:
            return refused(request, str(SETTLED), back=back, typed=typed_in(form))
        except RegistrationChanged:
            registration.refresh_from_db()
            stored = delegate_of(registration, delegate)
            mark_stale(form, _form(stored, registration), "version")
            return _page(request, registration, row, form, CONFLICT)
        messages.success(request, _("Saved what you say of %(name)s.") % {"name": isolated(row)})
        return redirect(back)
    return _page(request, registration, row, form, form_status(form))


def _form(
    row: Delegate, registration: Registration, request: HttpRequest | None = None
) -> DelegateForm:
    return DelegateForm(
        posted(request) if request else None,
        delegate=row,
        edition=registration.edition,
        initial={"version": registration.version},
    )


def _page(
    request: HttpRequest, registration: Registration, row: Delegate, form: DelegateForm, status: int
) -> HttpResponse:
    context = {
        "registration": registration,
        "edition": registration.edition,
        "delegate": row,
        "form": form,
    }
    return render(request, "meet/delegate.html", context, status=status)


@require_http_methods(["GET", "POST"])
def delegate_remove(request: HttpRequest, pk: int, delegate: int) -> HttpResponse:
    """Shows first which meetings nobody would be left for."""
    registration = own_registration_of(request.user, pk)
    row = delegate_of(registration, delegate)
    back = reverse("registration-delegates", args=[pk])
    now = timezone.now()
    if not is_editable_by_cluster(registration.edition, registration, now):
        return refused(request, str(SETTLED), back=back)
    form = VersionForm(posted(request), initial={"version": registration.version})
    status = form_status(form)
    if form.is_valid():
        try:
            services.remove_delegate(delegate=row, version=form.cleaned_data["version"], now=now)
        except NotChangeable:
            return refused(request, str(SETTLED), back=back)
        except RegistrationChanged:
            registration.refresh_from_db()
            form, status = VersionForm(initial={"version": registration.version}), CONFLICT
        else:
            messages.success(
                request, _("%(name)s does not come any more.") % {"name": isolated(row)}
            )
            return redirect(back)
    costs = costs_of_removing(registration, row.pk, now)
    context = {
        "registration": registration,
        "edition": registration.edition,
        "delegate": row,
        "form": form,
        "costs": _said(registration, [(one.meeting_id, one.slot_id) for one in costs]),
        "is_only": len(registration.delegates.all()) == 1,
        "is_changed": status == CONFLICT,
    }
    return render(request, "meet/delegate_remove.html", context, status=status)


def _said(registration: Registration, seats: list[tuple[int, int]]) -> list[tuple[int, str, str]]:
    """Meetings by id, with whom and when."""
    known = names(registration.edition, meetings=[meeting for meeting, _slot in seats])
    return [
        (
            meeting,
            " × ".join(
                party.name
                for party in known.meeting_parties(meeting)
                if party.registration != registration.pk
            ),
            known.slot(slot),
        )
        for meeting, slot in seats
    ]
