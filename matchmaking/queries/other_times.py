"""When else an agreed meeting could be, and what its two sides have offered each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from events.models import Edition, Registration
from events.rules import ENDED, phase
from matchmaking.models import Meeting, Placement, ScheduleVersion, Slot, TimeOffer
from matchmaking.queries.names import Party, names
from matchmaking.queries.plan import Plan
from matchmaking.queries.possible import Opening, Sides, is_full, openings
from matchmaking.queries.schedule import is_schedule_out, published_place, published_version
from matchmaking.rules import is_open_for_other_times, notice


@dataclass(frozen=True)
class PossibleTimes:
    """Times that are free for all of a meeting, and for a table where it needs one, in order.

    `refusal` is a code of why its sides offer none, as `why_no_offer` gives it, or "full" where it
    has no place and a side has as many meetings as it may have; then there are none.
    """

    parties: tuple[Party, ...]
    starts_at: datetime | None
    slots: Sequence[Slot] = ()
    refusal: str = ""

    def others(self, ours: Registration) -> list[Party]:
        return [party for party in self.parties if party.registration != ours.pk]


def possible_times(meeting: Meeting, now: datetime) -> PossibleTimes:
    """Of a meeting with its edition."""
    edition = meeting.edition
    place = published_place(meeting)
    starts_at = place.slot.period.lower if place else None
    refusal = why_no_offer(meeting, place, now)
    version = place.version if place else published_version(edition)
    if version is None or refusal:
        parties = names(edition, meetings=[meeting.pk]).meeting_parties(meeting.pk)
        return PossibleTimes(parties, starts_at, refusal=refusal)
    plan = Plan(edition, version, is_live=True)
    parties = plan.names.meeting_parties(meeting.pk)
    found = openings_of(plan, meeting.pk, after=now + notice(edition))
    if found is None:
        return PossibleTimes(parties, starts_at, refusal="full")
    return PossibleTimes(parties, starts_at, [one.slot for one in found])


def openings_of(plan: Plan, meeting: int, *, after: datetime) -> list[Opening] | None:
    """Where else a meeting (by id) may be, in order of time; None where it has no place and would
    be one more for a side that has as many as it may have.
    """
    if meeting not in plan.placed and is_full(plan, Sides.of(plan, meeting)):
        return None
    return list(openings(plan, meeting, after=after))


def why_fixed(meeting: Meeting, place: Placement | None, now: datetime) -> str:
    """Why its sides cannot give it another time, or a first one: "over", "early", "off",
    "unplaced" before a schedule is out, "begun", "fixed" or "late"; empty if they can.
    """
    if not is_open_for_other_times(meeting.edition, now):
        return "over" if phase(meeting.edition, now) in ENDED else "early"
    if meeting.is_cancelled:
        return "off"
    if place is None:
        return "" if is_schedule_out(meeting.edition) else "unplaced"
    begins = place.slot.period.lower
    reasons = {
        "begun": begins <= now,
        "fixed": place.is_locked,
        "late": begins <= now + notice(meeting.edition),
    }
    return next((code for code, holds in reasons.items() if holds), "")


def has_offered(meeting: Meeting, side: Registration, now: datetime) -> bool:
    """Whether an offer of this side waits for an answer."""
    return standing_offers(now).filter(meeting=meeting, side=side).exists()


def why_no_offer(meeting: Meeting, place: Placement | None, now: datetime) -> str:
    """Why its sides offer each other no times: what `why_fixed` says, or "organiser" where that one
    alone moves meetings. What was offered before that became the rule is answered all the same.
    """
    fixed = why_fixed(meeting, place, now)
    is_alone = meeting.edition.who_moves == Edition.Movers.ORGANISER
    return "organiser" if is_alone and not fixed else fixed


def offers_of(meeting: Meeting, now: datetime) -> QuerySet[TimeOffer]:
    """What waits for an answer of a side or of the organiser, with times and side."""
    rows = _standing_at(meeting.edition, now).filter(meeting=meeting)
    return rows.select_related("side__cluster", "chosen").prefetch_related("times__slot")


def to_agree(edition: Edition, now: datetime) -> QuerySet[TimeOffer]:
    """What two clusters agreed on and waits for the organiser, what ends first before the rest."""
    rows = _standing_at(edition, now).filter(state=TimeOffer.State.WAITING)
    return rows.order_by("expires_at", "pk")


def _standing_at(edition: Edition, now: datetime) -> QuerySet[TimeOffer]:
    """None once the event is over by the clock, whatever state is stored."""
    rows = standing_offers(now).filter(meeting__edition=edition)
    return rows.none() if phase(edition, now) in ENDED else rows


def standing_offers(now: datetime) -> QuerySet[TimeOffer]:
    """The `live_offers` about meetings that are at the time they are about, or still have none."""
    return live_offers(now).filter(in_place())


def held_offers(now: datetime) -> QuerySet[TimeOffer]:
    """The `live_offers` about meetings that are elsewhere, of which nobody was told yet: they stand
    again if that is undone before.
    """
    return live_offers(now).exclude(in_place())


def live_offers(now: datetime) -> QuerySet[TimeOffer]:
    """Those that are not answered or over, and whose end nobody was told, about meetings that are
    on, at events that are not over.
    """
    rows = TimeOffer.objects.filter(state__in=TimeOffer.LIVE, expires_at__gt=now, is_end_told=False)
    return rows.exclude(meeting__edition__state__in=ENDED).filter(meeting__is_cancelled=False)


def in_place() -> Q:
    """Of an offer whose meeting is where it was when it was made."""
    published = ScheduleVersion.State.PUBLISHED
    places = Placement.objects.filter(meeting=OuterRef("meeting"), version__state=published)
    is_there = Exists(places.filter(slot=OuterRef("from_slot")))
    return Q(is_there) | Q(from_slot=None) & ~Q(Exists(places))
