"""At the event the reception lets another person come in the place of a delegate, and back."""

from dataclasses import asdict
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST

from events.models import Delegate, Edition, Registration
from events.queries.delegates import has_account
from events.rules import Act
from events.rules.delegates import is_open_for_replacing
from events.services import replacing
from events.services.registrations import NotChangeable, RegistrationChanged
from events.services.replacing import Replaced
from interface.forms import form_status, posted
from interface.plain_text import isolated
from interface.refusals import refused
from interface.stale import CONFLICT, mark_stale, typed_in
from matchmaking.queries.delegations import to_come_of
from organise.forms.delegates import ReplacementForm
from organise.loading import delegate_of, organised_edition, registration_of
from organise.undoing import forget, remember, remembered, why_not_undone

KIND = "replaced"
NOT_NOW = _lazy(
    "Delegates are replaced from the publication of the schedule, or the first day of the event, "
    "until it is over, and of approved clusters alone."
)
THERE = _lazy("Somebody of this name is in the delegation already.")
CHANGED_SINCE = _lazy(
    "Somebody changed the delegation since then. Look at who comes now, and replace the delegate "
    "again if need be."
)


@require_http_methods(["GET", "POST"])
def delegate_replace(request: HttpRequest, slug: str, pk: int, delegate: int) -> HttpResponse:
    """Shows first which meetings go to whoever comes now."""
    edition = organised_edition(request, slug, Act.RECEIVE)
    registration = registration_of(request, edition, pk)
    # It knows the reader's role already.
    registration.edition = edition
    row = delegate_of(registration, delegate)
    back, now = reverse("organise-registration", args=[slug, pk]), timezone.now()
    form = ReplacementForm(posted(request), initial={"version": registration.version})
    if not is_open_for_replacing(edition, registration, now):
        return refused(request, str(NOT_NOW), back=back, typed=typed_in(form))
    status = None
    if form.is_valid():
        try:
            done = replacing.replace_delegate(delegate=row, now=now, **form.cleaned_data)
        except replacing.AlreadyThere:
            form.add_error("name", str(THERE))
        except NotChangeable:
            return refused(request, str(NOT_NOW), back=back, typed=typed_in(form))
        except RegistrationChanged:
            # Removed meanwhile: 404.
            row = delegate_of(registration, delegate)
            registration.refresh_from_db(fields=["version"])
            stored = ReplacementForm(initial={"version": registration.version})
            mark_stale(form, stored, "version")
            status = CONFLICT
        else:
            name = form.cleaned_data["name"]
            remember(request, KIND, edition, asdict(done) | {"name": name})
            return redirect(back)
    return _page(request, registration, row, form, status or form_status(form))


def _page(
    request: HttpRequest,
    registration: Registration,
    row: Delegate,
    form: ReplacementForm,
    status: int,
) -> HttpResponse:
    edition = registration.edition
    context = {
        "edition": edition,
        "registration": registration,
        "delegate": row,
        "form": form,
        "meetings": _meetings(row, timezone.now()),
        "has_account": has_account(row),
    }
    return render(request, "organise/delegate_replace.html", context, status=status)


def _meetings(row: Delegate, now: datetime) -> list[tuple[int, str, datetime]]:
    """Those to come: by id, with whom and when."""
    return [
        (
            seat.meeting_id,
            " × ".join(
                str(other.registration.cluster)
                for other in seat.placement.participants.all()
                if other.registration_id != row.registration_id
            ),
            seat.slot.period.lower,
        )
        for seat in to_come_of(row, now)
    ]


def replaced_here(request: HttpRequest, edition: Edition, registration: Registration) -> str:
    """Who was replaced last at this registration and may come back, in words."""
    undoable = remembered(request, KIND, edition)
    if undoable is None or undoable.what["registration"] != registration.pk:
        return ""
    said = {"name": undoable.what["name"], "before": undoable.what["said"]["name"]}
    return _("%(name)s comes in the place of %(before)s. The cluster is told.") % said


@require_POST
def delegate_put_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Undo it: whoever was replaced comes after all."""
    edition = organised_edition(request, slug, Act.RECEIVE)
    registration = registration_of(request, edition, pk)
    back = reverse("organise-registration", args=[slug, pk])
    undoable = remembered(request, KIND, edition)
    if undoable is None or undoable.what["registration"] != registration.pk:
        return refused(request, why_not_undone(request, KIND, edition), back=back)
    what = {key: value for key, value in undoable.what.items() if key != "name"}
    try:
        delegate = replacing.put_back(replaced=Replaced(**what), now=timezone.now())
    except NotChangeable:
        return refused(request, str(NOT_NOW), back=back)
    except RegistrationChanged:
        forget(request, KIND, edition)
        return refused(request, str(CHANGED_SINCE), back=back)
    forget(request, KIND, edition)
    messages.success(request, _("%(name)s comes after all.") % {"name": isolated(delegate)})
    return redirect(back)
