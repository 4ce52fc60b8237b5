"""Whom a cluster meets in one meeting, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from events.models import Delegate, Registration
from events.queries.presence import is_there
from events.rules import is_editable_by_cluster
from matchmaking.queries.meetings import MeetingStory
from matchmaking.queries.profile import profiles
from matchmaking.recommending import Profile, Reason, reasons


@dataclass(frozen=True, slots=True)
class MeetingPartner:
    """Another side of a meeting: who comes, who of them sits there, its profile, and what fits."""

    registration: Registration
    delegates: tuple[Delegate, ...]
    sits: Delegate | None
    profile: Profile
    reasons: tuple[Reason, ...]


def partners(
    ours: Registration, story: MeetingStory, sitting: Mapping[int, Delegate]
) -> list[MeetingPartner]:
    """The other sides, `sitting` who of each sits there; five queries, however many they are."""
    known = profiles([side.cluster_id for side in story.sides])
    own = known[ours.cluster_id]
    return [
        MeetingPartner(
            side,
            tuple(side.delegates.all()),
            sitting.get(side.pk),
            known[side.cluster_id],
            tuple(reasons(own, known[side.cluster_id])),
        )
        for side in story.others(ours)
    ]


@dataclass(frozen=True, slots=True)
class OwnPeople:
    """Who of the cluster sits in a meeting, whom it chose (by id), and who is there at that time.

    It `is_asked` where the cluster named anybody, and the meeting was not cancelled.
    """

    sits: Delegate | None
    chosen: int | None
    people: tuple[Delegate, ...]
    is_asked: bool
    may_choose: bool
    has_begun: bool


def own_people(
    ours: Registration, story: MeetingStory, sitting: Mapping[int, Delegate], now: datetime
) -> OwnPeople:
    named = next(tuple(side.delegates.all()) for side in story.sides if side.pk == ours.pk)
    people = named
    if story.place:
        during = story.place.slot.period
        people = tuple(one for one in named if is_there(one.presence, during))
    chosen = story.chosen.get(ours.pk)
    return OwnPeople(
        sits=sitting.get(ours.pk),
        chosen=chosen if chosen in {one.pk for one in people} else None,
        people=people,
        is_asked=bool(named) and not story.meeting.is_cancelled,
        may_choose=bool(people)
        and is_editable_by_cluster(ours.edition, ours, now)
        and not story.has_begun(now),
        has_begun=story.has_begun(now),
    )
