"""What differs between two versions of a schedule, meeting by meeting."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from clusters.models import Membership
from events.models import Registration
from matchmaking.models import MeetingParticipant, MeetingRequest, Placement, ScheduleVersion
from matchmaking.queries.schedule import published_version, wanted_meetings


@dataclass(frozen=True, slots=True)
class Change:
    """One meeting that is elsewhere, new or gone; a place is a slot and a table, or None."""

    meeting: int
    before: tuple[int, int] | None
    after: tuple[int, int] | None

    @property
    def kind(self) -> str:
        """ "added", "removed", "moved" (another time) or "table"."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        return "table" if self.before[0] == self.after[0] else "moved"


def changes(before: ScheduleVersion | None, after: ScheduleVersion) -> list[Change]:
    """The differences, in order of the meeting; against nothing every placement is new."""
    old, new = _places(before), _places(after)
    return [
        Change(meeting, old.get(meeting), new.get(meeting))
        for meeting in sorted(old.keys() | new.keys())
        if old.get(meeting) != new.get(meeting)
    ]


def _places(version: ScheduleVersion | None) -> dict[int, tuple[int, int]]:
    if version is None:
        return {}
    rows = Placement.objects.filter(version=version)
    return {
        meeting: (slot, table)
        for meeting, slot, table in rows.values_list("meeting_id", "slot_id", "table_id")
    }


@dataclass(frozen=True)
class Publication:
    """What publishing a draft would mean."""

    version: ScheduleVersion
    former: ScheduleVersion | None
    changes: tuple[Change, ...]
    told: tuple[Registration, ...]
    not_wanted: tuple[int, ...]
    to_answer: int
    people: int


def publication(version: ScheduleVersion) -> Publication:
    """The changes since the published version, and whom they concern.

    At the first publication that is every approved cluster, later those of changed meetings.
    `not_wanted` are placed meetings that were cancelled or whose clusters withdrew.
    """
    former = published_version(version.edition)
    found = tuple(changes(former, version))
    told = tuple(_concerned(version, former, found))
    wanted = set(wanted_meetings(version.edition).values_list("pk", flat=True))
    placed = version.placements.values_list("meeting_id", flat=True)
    return Publication(
        version=version,
        former=former,
        changes=found,
        told=told,
        not_wanted=tuple(pk for pk in placed if pk not in wanted),
        to_answer=MeetingRequest.objects.filter(
            edition=version.edition_id, state=MeetingRequest.State.PENDING
        ).count(),
        people=people(told),
    )


def _concerned(
    version: ScheduleVersion, former: ScheduleVersion | None, found: Iterable[Change]
) -> QuerySet[Registration]:
    rows = Registration.objects.filter(edition=version.edition_id).approved()
    if former:
        meetings = [change.meeting for change in found]
        concerned = MeetingParticipant.objects.filter(meeting__in=meetings)
        rows = rows.filter(pk__in=concerned.values("registration"))
    return rows.select_related("cluster").order_by("cluster__sort_name", "pk")


def people(registrations: Iterable[Registration]) -> int:
    """How many people speak for these clusters."""
    clusters = [registration.cluster_id for registration in registrations]
    rows = Membership.objects.filter(organisation__in=clusters, user__is_active=True)
    return rows.values("user").distinct().count()
