"""Another time for a meeting, or a first one: offer some, accept one, decline, take back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.loading import person
from events.models import Registration
from interface.forms import FORM_REFUSED, SENT_BEFORE, form_status, posted
from interface.keys import KeyTaken
from interface.refusals import refused
from interface.stale import typed_in
from matchmaking.models import Meeting, TimeOffer
from matchmaking.queries.other_times import has_offered, possible_times
from matchmaking.services import other_times as services
from matchmaking.words.other_times import REFUSALS
from meet.forms.other_times import OfferAnswerForm, OtherTimesForm, time_choices
from meet.loading import managed_registration_of, offer_of, own_meeting_of
from meet.views.meetings import meeting_url
from meet.views.requests import ask_url

# What was done with an offer about a meeting that has its time, and about one that has none yet.
DONE = {
    "withdrawn": _lazy("Taken back. The meeting stays where it is."),
    "withdrawn and told": _lazy(
        "Taken back. The meeting stays where it is, and the other side is told."
    ),
    "no": _lazy("The meeting stays where it is. The other side is told."),
    "waits": _lazy("Agreed. The meeting moves once the organiser agrees, who is told."),
    "agreed": _lazy("Agreed. The meeting has moved, and both sides get the calendar entry."),
}
DONE_FIRST = {
    "withdrawn": _lazy("Taken back. The meeting still has no time."),
    "withdrawn and told": _lazy(
        "Taken back. The meeting still has no time, and the other side is told."
    ),
    "no": _lazy("The meeting still has no time. The other side is told."),
    "waits": _lazy("Agreed. The meeting stands once the organiser agrees, who is told."),
    "agreed": _lazy("Agreed. The meeting has its time, and both sides get the calendar entry."),
}


@require_http_methods(["GET", "POST"])
def other_times(request: HttpRequest, edition: str, cluster: str, pk: int) -> HttpResponse:
    """The other times at which the two can meet; POST offers the chosen ones."""
    registration = managed_registration_of(request.user, edition, cluster)
    meeting, now = own_meeting_of(registration, pk), timezone.now()
    found = possible_times(meeting, now)
    choices = time_choices(found.slots, registration.edition.zone)
    form = OtherTimesForm(posted(request), choices=choices)
    why_not = services.FIXED[found.refusal] if found.refusal else None
    if form.is_bound and not found.slots:
        return _refused(request, registration, meeting.pk, (why_not or services.TimeTaken)())
    if form.is_valid():
        try:
            return _offer(request, registration, meeting, form.cleaned_data)
        except services.OtherTimeRefused as refusal:
            return _refused(request, registration, meeting.pk, refusal, typed=typed_in(form))
        except KeyTaken:
            form.add_error(None, SENT_BEFORE)
    is_offered = not form.is_bound and has_offered(meeting, registration, now)
    if not why_not and is_offered:
        why_not = services.OfferedAlready
    context = {
        "registration": registration,
        "section": "agenda",
        "meeting": meeting,
        "partners": found.others(registration),
        "starts_at": found.starts_at,
        "form": form,
        "has_times": bool(choices),
        "why_not": REFUSALS[why_not] if why_not else "",
        "is_offered": why_not is services.OfferedAlready,
        "ask_url": ask_url(registration),
        "meeting_url": meeting_url(registration, meeting.pk),
    }
    return render(request, "meet/other_times.html", context, status=form_status(form))


def _offer(
    request: HttpRequest, registration: Registration, meeting: Meeting, clean: dict[str, Any]
) -> HttpResponse:
    """Raises `KeyTaken` and `OtherTimeRefused`."""
    offer = services.offer_times(
        meeting=meeting,
        side=registration,
        slots=clean["slots"],
        by=person(request),
        key=clean["idempotency_key"],
        now=timezone.now(),
    )
    words = _("Sent. The other side chooses, or keeps the present time.")
    if offer.from_slot_id is None:
        words = _("Sent. The other side chooses one of them, or says that none suits it.")
    messages.success(request, words)
    return redirect(meeting_url(registration, meeting.pk))


@require_POST
def offer_answer(request: HttpRequest, edition: str, cluster: str, pk: int) -> HttpResponse:
    """Accept one of the times, decline them all, or take one's own offer back."""
    registration = managed_registration_of(request.user, edition, cluster)
    offer, form = offer_of(registration, pk), OfferAnswerForm(request.POST)
    if not form.is_valid():
        words = _("Choose one of the times, then press “Accept this time”.")
        back = meeting_url(registration, offer.meeting_id)
        return refused(request, words, back=back, status=FORM_REFUSED)
    try:
        words = _answer(request, registration, offer, form.cleaned_data)
    except services.OtherTimeRefused as refusal:
        return _refused(request, registration, offer.meeting_id, refusal)
    messages.success(request, words)
    return redirect(meeting_url(registration, offer.meeting_id))


def _answer(
    request: HttpRequest, registration: Registration, offer: TimeOffer, clean: dict[str, Any]
) -> str:
    """What was done, in words. Raises an `OtherTimeRefused`."""
    now, by = timezone.now(), person(request)
    if clean["answer"] == "withdraw":
        if offer.side_id != registration.pk:
            raise services.OfferOver
        found = services.withdraw_times(offer=offer, now=now)
        done = "withdrawn and told" if found.answered_at else "withdrawn"
    elif clean["answer"] == "decline":
        found, done = services.decline_times(offer=offer, side=registration, by=by, now=now), "no"
    else:
        slot = clean["slot"]
        found = services.accept_time(offer=offer, side=registration, slot=slot, by=by, now=now)
        done = "waits" if found.state == TimeOffer.State.WAITING else "agreed"
    return str((DONE_FIRST if found.from_slot_id is None else DONE)[done])


def _refused(
    request: HttpRequest,
    registration: Registration,
    meeting: int,
    refusal: services.OtherTimeRefused,
    typed: str = "",
) -> HttpResponse:
    words, back = REFUSALS[type(refusal)], meeting_url(registration, meeting)
    return refused(request, words, back=back, ask=ask_url(registration), typed=typed)
