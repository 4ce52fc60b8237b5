"""How the meetings that a cluster agreed on stand in the published schedule."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from events.models import Registration
from matchmaking.models import Meeting, MeetingParticipant, Placement, ScheduleVersion
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
    """Of one registration with its edition; four queries at most."""
    return standing_in(published_version(registration.edition), registration)


def standing_in(version: ScheduleVersion | None, registration: Registration) -> Standing:
    """In the version that is published, None before there is one."""
    if version is None:
        return Standing(is_published=False, places={}, missing={}, partners={})
    version.edition = registration.edition
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


@dataclass(frozen=True, slots=True)
class PublishedMeeting:
    """A place of the published schedule that a cluster has, and with whom."""

    placement: Placement
    partners: tuple[Registration, ...]

    @property
    def meeting(self) -> Meeting:
        return self.placement.meeting


def published_meetings_of(registration: Registration) -> list[PublishedMeeting]:
    """Of one cluster in order of time, those that the organiser cancelled too; two queries."""
    published = ScheduleVersion.State.PUBLISHED
    still = Q(meeting__is_cancelled=False) | Q(meeting__cancelled_at__isnull=False)
    rows = Placement.objects.filter(
        still, version__state=published, participants__registration=registration
    )
    rows = rows.select_related("meeting", "slot", "table").order_by("slot__period")
    rows = rows.prefetch_related("meeting__participants__registration__cluster")
    return [
        PublishedMeeting(
            row,
            tuple(
                side.registration
                for side in row.meeting.participants.all()
                if side.registration_id != registration.pk
            ),
        )
        for row in rows
    ]
