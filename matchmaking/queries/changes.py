"""What differs between a version of a schedule and the published one, meeting by meeting."""

from collections.abc import Collection
from dataclasses import dataclass

from matchmaking.models import Placement, ScheduleVersion
from matchmaking.queries.plan import Plan
from matchmaking.queries.planned import PlannedMeeting


@dataclass(frozen=True, slots=True)
class Change:
    """One meeting that is elsewhere, new or gone; a place is a slot and a table (none online)."""

    meeting: int
    before: tuple[int, int | None] | None
    after: tuple[int, int | None] | None

    @property
    def kind(self) -> str:
        """ "added", "removed", "moved" (another time) or "table", also from one to online."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        return "table" if self.before[0] == self.after[0] else "moved"


def changes(plan: Plan) -> list[Change]:
    """The differences, in order of the meeting; before a publication every placement is new."""
    found = (Change(row.pk, row.published, _place(row)) for row in plan.meetings.values())
    return [change for change in found if change.before != change.after]


def _place(meeting: PlannedMeeting) -> tuple[int, int | None] | None:
    return (meeting.place.slot_id, meeting.place.table_id) if meeting.place else None


def places_of(
    version: ScheduleVersion, meetings: Collection[int]
) -> dict[int, tuple[int, int | None]]:
    """The slot and the table of those of these meetings that a version places."""
    rows = Placement.objects.filter(version=version, meeting__in=meetings)
    return {
        meeting: (slot, table)
        for meeting, slot, table in rows.values_list("meeting_id", "slot_id", "table_id")
    }
