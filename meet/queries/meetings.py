"""Whom a cluster meets in one meeting, and why."""

from dataclasses import dataclass

from events.models import Delegate, Registration
from matchmaking.queries.meetings import MeetingStory
from matchmaking.queries.profile import profiles
from matchmaking.recommending import Profile, Reason, reasons


@dataclass(frozen=True, slots=True)
class MeetingPartner:
    """Another side of a meeting: who comes, what it offers and needs, and what fits."""

    registration: Registration
    delegates: tuple[Delegate, ...]
    profile: Profile
    reasons: tuple[Reason, ...]


def partners(ours: Registration, story: MeetingStory) -> list[MeetingPartner]:
    """The other sides; five queries, however many they are."""
    known = profiles([side.cluster_id for side in story.sides])
    own = known[ours.cluster_id]
    return [
        MeetingPartner(
            side,
            tuple(side.delegates.all()),
            known[side.cluster_id],
            tuple(reasons(own, known[side.cluster_id])),
        )
        for side in story.others(ours)
    ]
