"""Whether meetings were held and what they were worth, by the words of those who were there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Avg,
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Prefetch,
    QuerySet,
)

from clusters.models import Organisation
from events.models import Edition, Registration
from matchmaking.models import MeetingRating, MeetingWord, Placement, PlacementParticipant
from matchmaking.queries.meetings import MeetingStory
from matchmaking.queries.schedule import published_places
from matchmaking.rules import is_open_for_words


def why_no_word(found: MeetingStory, now: datetime) -> str:
    """Why nobody says now whether it was held: "ended" of a cancelled event, "off", "unplanned",
    "early", "late"; empty where they do.
    """
    edition, place = found.sides[0].edition, found.place
    if edition.state == Edition.State.CANCELLED:
        return "ended"
    if found.meeting.is_cancelled:
        return "off"
    if place is None or place.version.is_opening:
        return "unplanned"
    if not found.has_begun(now):
        return "early"
    return "" if is_open_for_words(edition, now) else "late"


def why_no_rating(found: MeetingStory, side: Registration, now: datetime) -> str:
    """Why this side does not rate it now: what `why_no_word` says, or "not_held" where it says that
    itself; empty where it does.
    """
    own = next((word.was_held for word in found.words if word.side == side.pk), None)
    return why_no_word(found, now) or ("not_held" if own is False else "")


# So many at least, else an average says what somebody gave.
LEAST_RATINGS = 3


@dataclass(frozen=True, slots=True)
class Ratings:
    """What the meetings of an event were worth on average, 1 to 5, by so many ratings."""

    average: float
    count: int


def ratings(edition: Edition) -> Ratings | None:
    """Of meetings that are not recorded as not held; None of fewer than `LEAST_RATINGS`."""
    rows = MeetingRating.objects.filter(meeting__edition=edition).exclude(meeting__was_held=False)
    found = rows.aggregate(average=Avg("stars"), count=Count("pk"))
    return Ratings(**found) if found["count"] >= LEAST_RATINGS else None


def begun(
    edition: Edition, now: datetime, of: Collection[Organisation] | None = None
) -> QuerySet[Placement]:
    """The published meetings of an edition, or of these clusters there, that have begun, with slot,
    table and clusters: those that `is_disputed`, of which the sides say different things and the
    organiser nothing, before the rest, and the last to begin before others.
    """
    rows = _begun(edition, now).annotate(is_disputed=_disputed())
    if of is not None:
        theirs = PlacementParticipant.objects.filter(registration__cluster__in=of)
        rows = rows.filter(pk__in=theirs.values("placement"))
    rows = rows.select_related("slot", "table", "meeting")
    sides = PlacementParticipant.objects.select_related("registration__cluster")
    rows = rows.prefetch_related(Prefetch("participants", sides.order_by("registration")))
    return rows.order_by("-is_disputed", "-slot__period", "table__number", "pk")


def unsettled(edition: Edition, now: datetime) -> QuerySet[Placement]:
    """Those that are disputed, while anything may still be said of them."""
    rows = _begun(edition, now).filter(_disputed())
    return rows if is_open_for_words(edition, now) else rows.none()


def _begun(edition: Edition, now: datetime) -> QuerySet[Placement]:
    return published_places().filter(
        edition=edition, version__is_opening=False, slot__period__startswith__lte=now
    )


def _disputed() -> Any:
    words = MeetingWord.objects.filter(meeting=OuterRef("meeting")).order_by()
    held, not_held = (Exists(words.filter(was_held=said)) for said in (True, False))
    return ExpressionWrapper(
        held & not_held & ~Exists(words.filter(side=None)), output_field=BooleanField()
    )
