"""What a delegate with an account reads: the own agenda, and the meetings in which the delegate
sits.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.loading import person
from events.models import DelegateAccess
from events.rules import is_editable_by_cluster
from events.services import delegate_accounts, delegates
from events.services.registrations import NotChangeable, RegistrationChanged
from interface.forms import form_status, posted
from interface.refusals import refused
from interface.stale import CONFLICT, mark_stale, typed_in
from matchmaking.forms import STARS
from matchmaking.queries.agenda import agenda as agenda_of
from matchmaking.queries.meetings import changes_of, thread
from matchmaking.queries.online import addresses
from matchmaking.words.held import held
from matchmaking.words.meetings import changes
from meet.forms.delegates import OwnDelegateForm
from meet.loading.delegates import own_access_of, seat_of
from meet.queries.agenda import next_item, shown_day
from meet.queries.meetings import partners
from meet.views.registering import SETTLED
from meet.words import agenda as agenda_words
from meet.words.delegates import REFUSALS
from translations.queries import bring_for


@require_GET
def own_agenda(request: HttpRequest, edition: str) -> HttpResponse:
    access, now = own_access_of(request.user, edition), timezone.now()
    registration = access.registration
    whole = agenda_of(registration, delegate=access.delegate_id, with_addresses=True)
    bring_for(request, [registration.edition, *whole.sessions])
    coming = next_item(whole, registration.edition, now)
    context = {
        **_frame(access, "agenda"),
        "agenda": whole,
        "day": shown_day(whole, request.GET.get("day", ""), now, zone=registration.edition.zone),
        "is_print": "print" in request.GET,
        "next_item": coming,
        "next_title": agenda_words.title(coming) if coming else "",
        "next_place": agenda_words.place(coming) if coming else "",
    }
    return render(request, "meet/own_agenda.html", context)


def _frame(access: DelegateAccess, section: str) -> dict[str, object]:
    """What every page of a delegate has."""
    return {
        "access": access,
        "delegate": access.delegate,
        "registration": access.registration,
        "edition": access.registration.edition,
        "section": section,
    }


@require_GET
def own_meeting(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """A meeting in which the delegate sits; the cluster's managers, and delegates whom they let,
    act on it on the cluster's own page of it.
    """
    access = own_access_of(request.user, edition)
    ours, story = access.registration, seat_of(access, pk)
    found, sitting = story.meeting, story.sitting()
    online = [found.pk] if story.is_online else []
    context = {
        **_frame(access, "agenda"),
        "meeting": found,
        "place": story.place,
        "address": addresses(ours.edition, online).get(found.pk),
        "partners": partners(ours, story, sitting),
        "thread": thread(found, request.GET),
        "changes": changes(changes_of(found.pk, request.GET), ours.edition.zone),
        "held": held(story, ours, timezone.now(), knows=True),
        "held_url": reverse("delegate-meeting-held", args=[edition, pk]),
        "rate_url": reverse("delegate-meeting-rate", args=[edition, pk]),
        "stars": STARS,
        "page": reverse("delegate-meeting", args=[edition, pk]),
    }
    return render(request, "meet/own_meeting.html", context)


@require_http_methods(["GET", "POST"])
def own_particulars(request: HttpRequest, edition: str) -> HttpResponse:
    """When the delegate is there, in which languages and about what the delegate talks."""
    access, now = own_access_of(request.user, edition), timezone.now()
    registration = access.registration
    back = reverse("delegate-agenda", args=[edition])
    if not is_editable_by_cluster(registration.edition, registration, now):
        if request.method == "POST":
            typed = typed_in(_form(access, request))
            return refused(request, str(SETTLED), back=back, typed=typed)
        return _particulars(request, access, _form(access), 200, settled=str(SETTLED))
    form = _form(access, request)
    if form.is_valid():
        try:
            is_other = delegates.say_of_oneself(
                access=access, said=form.said(), version=form.cleaned_data["version"], now=now
            )
        except NotChangeable:
            return refused(request, str(SETTLED), back=back, typed=typed_in(form))
        except RegistrationChanged:
            stored = own_access_of(request.user, edition)
            mark_stale(form, _form(stored), "version")
            return _particulars(request, stored, form, CONFLICT)
        if is_other:
            messages.success(request, _("Saved. Those who speak for your cluster are told."))
        else:
            messages.info(request, _("Nothing was changed."))
        return redirect(back)
    return _particulars(request, access, form, form_status(form))


def _form(access: DelegateAccess, request: HttpRequest | None = None) -> OwnDelegateForm:
    return OwnDelegateForm(
        posted(request) if request else None,
        delegate=access.delegate,
        edition=access.registration.edition,
        initial={"version": access.registration.version},
    )


def _particulars(
    request: HttpRequest,
    access: DelegateAccess,
    form: OwnDelegateForm,
    status: int,
    settled: str = "",
) -> HttpResponse:
    """The form, or why nothing is said any more above what was said."""
    context = {**_frame(access, "about"), "form": form, "settled": settled}
    return render(request, "meet/own_particulars.html", context, status=status)


@require_http_methods(["GET", "POST"])
def own_leave(request: HttpRequest, edition: str) -> HttpResponse:
    """Give the account at this event up; the page says first what that means."""
    access = own_access_of(request.user, edition)
    if request.method == "POST":
        try:
            delegate_accounts.end_access(access=access, by=person(request), now=timezone.now())
        except delegate_accounts.AccessEnded as reason:
            return refused(request, str(REFUSALS[type(reason)]), back=reverse("my-home"))
        words = _("You have given up your account as a delegate at %(edition)s.")
        messages.success(request, words % {"edition": access.registration.edition})
        return redirect("my-home")
    return render(request, "meet/own_leave.html", _frame(access, "about"))
