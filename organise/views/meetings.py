"""One meeting as the organiser has it: when, where, with whom, its state and its changes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.loading import person
from events.rules import Act, can_organise, may
from interface.refusals import refused
from matchmaking.models import TimeOffer
from matchmaking.queries.meetings import changes_of, thread
from matchmaking.queries.other_times import offers_of
from matchmaking.queries.told import knows_as_cancelled
from matchmaking.rules import is_open_for_cancelling
from matchmaking.services import other_times as services
from matchmaking.words.held import held
from matchmaking.words.meetings import changes
from matchmaking.words.other_times import MOVING, REFUSALS
from organise.loading import backstage_edition, offer_of, organised_edition, story_of


@require_GET
def meeting(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What the two sides wrote is there for the organiser alone, once a side shows it."""
    edition = backstage_edition(request, slug)
    story, now = story_of(edition, pk), timezone.now()
    may_act = can_organise(request.user, edition)
    is_shown = may_act and story.meeting.shown_at is not None
    is_open = may_act and is_open_for_cancelling(edition, now)
    knows = may(request.user, edition, Act.KNOW)
    sitting = story.sitting() if knows else {}
    context = {
        "edition": edition,
        "meeting": story.meeting,
        "sides": [(side, sitting.get(side.pk)) for side in story.sides],
        "place": story.place,
        "changes": changes(changes_of(pk, request.GET), edition.zone),
        "offers": [
            offer
            for offer in offers_of(story.meeting, now)
            if offer.state == TimeOffer.State.WAITING
        ],
        "moving": MOVING[edition.who_moves] if story.place and story.is_on else "",
        "held": held(story, None, now, knows=knows),
        "held_url": reverse("organise-meeting-held", args=[slug, pk]),
        "may_say": may(request.user, edition, Act.RECEIVE),
        "may_act": may_act,
        "may_read": may_act,
        "is_shown": is_shown,
        "thread": thread(story.meeting, request.GET) if is_shown else None,
        "may_cancel": is_open and story.is_on and not story.has_begun(now),
        "may_take_up": is_open
        and story.meeting.cancelled_at is not None
        and not knows_as_cancelled(pk),
    }
    return render(request, "organise/meeting.html", context)


@require_POST
def offer_answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Agree to another time that two clusters have agreed on, or let the meeting stay."""
    edition = organised_edition(request, slug)
    offer, now = offer_of(edition, pk), timezone.now()
    back = reverse("organise-meeting", args=[slug, offer.meeting_id])
    try:
        if request.POST.get("answer") == "agree":
            services.agree_time(offer=offer, by=person(request), now=now)
            words = _("The meeting has moved. Both clusters are told.")
            if offer.from_slot_id is None:
                words = _("The meeting has its time. Both clusters are told.")
        else:
            services.refuse_time(offer=offer, now=now)
            words = _("The meeting stays where it is. Both clusters are told.")
            if offer.from_slot_id is None:
                words = _("The meeting still has no time. Both clusters are told.")
    except services.OtherTimeRefused as refusal:
        return refused(request, REFUSALS[type(refusal)], back=back)
    messages.success(request, words)
    return redirect(back)
