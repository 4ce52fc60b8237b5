"""How the meetings that a cluster agreed on stand in the published schedule."""

from collections.abc import Mapping
from dataclasses import dataclass

from events.models import Registration
from matchmaking.models import MeetingParticipant, Placement
from matchmaking.queries.schedule import NotPlaced, not_placed, published_version


@dataclass(frozen=True, slots=True)
class Standing:
    """The places of a cluster's meetings, and those that have none, by meeting.

    `partners` are the other registrations of those without a place. Nothing is known before a
    schedule is published.
    """

    is_published: bool
    places: Mapping[int, Placement]
    missing: Mapping[int, NotPlaced]
    partners: Mapping[int, tuple[Registration, ...]]


def standing(registration: Registration) -> Standing:
    """Of one registration with its edition; five queries at most."""
    version = published_version(registration.edition)
    if version is None:
        return Standing(is_published=False, places={}, missing={}, partners={})
    rows = Placement.objects.filter(version=version, participants__registration=registration)
    missing = {row.meeting: row for row in not_placed(version, of=registration)}
    return Standing(
        is_published=True,
        places={row.meeting_id: row for row in rows.select_related("slot", "table")},
        missing=missing,
        partners=_partners(registration, missing),
    )


def _partners(
    registration: Registration, meetings: Mapping[int, NotPlaced]
) -> dict[int, tuple[Registration, ...]]:
    found: dict[int, tuple[Registration, ...]] = {}
    rows = MeetingParticipant.objects.filter(meeting__in=meetings).exclude(
        registration=registration
    )
    for row in rows.select_related("registration__cluster"):
        found[row.meeting_id] = (*found.get(row.meeting_id, ()), row.registration)
    return found
