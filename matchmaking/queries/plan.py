"""A schedule version with everything that questions about it need, read once."""

from datetime import date
from functools import cached_property

from events.models import Edition, Registration
from events.queries.same_people import SamePeople, same_people
from matchmaking.models import MeetingWindow, Pause, Placement, ScheduleVersion, Slot, Table
from matchmaking.queries.availability import busy_slots
from matchmaking.queries.names import Names, names
from matchmaking.queries.schedule import wanted_meetings


class Plan:
    """A version with everything that pages ask of it, read once."""

    def __init__(self, edition: Edition, version: ScheduleVersion | None) -> None:
        self.edition = edition
        self.version = version

    @cached_property
    def names(self) -> Names:
        return names(self.edition)

    @cached_property
    def tables(self) -> list[Table]:
        """Those in use, and closed ones at which the version still has meetings."""
        used = {row.table_id for row in self.placements}
        rows = Table.objects.filter(edition=self.edition).select_related("owner__cluster")
        return [table for table in rows if not table.is_closed or table.pk in used]

    @cached_property
    def slots(self) -> list[Slot]:
        slots = Slot.objects.filter(edition=self.edition).select_related("window")
        return list(slots)

    @cached_property
    def pauses(self) -> list[Pause]:
        rows = Pause.objects.filter(window__edition=self.edition)
        return list(rows.select_related("window"))

    @cached_property
    def placements(self) -> list[Placement]:
        return list(Placement.objects.filter(version=self.version)) if self.version else []

    @cached_property
    def placed(self) -> dict[int, Placement]:
        """The placement of each placed meeting."""
        return {row.meeting_id: row for row in self.placements}

    @cached_property
    def wanted(self) -> set[int]:
        """The meetings that should have a place: agreed, and nobody called them off."""
        return set(wanted_meetings(self.edition).values_list("pk", flat=True))

    @cached_property
    def busy(self) -> dict[int, dict[int, str]]:
        return busy_slots(self.edition, self.names.slots.values())

    @cached_property
    def meetings_at(self) -> dict[tuple[int, int], list[Placement]]:
        """The placements of each registration (first) in each slot (second)."""
        found: dict[tuple[int, int], list[Placement]] = {}
        for row in self.placements:
            for pk in self.names.participants.get(row.meeting_id, ()):
                found.setdefault((pk, row.slot_id), []).append(row)
        return found

    @cached_property
    def days(self) -> list[date]:
        return sorted({self.day_of(slot.window) for slot in self.slots})

    def day_of(self, window: MeetingWindow) -> date:
        """The day on which a window begins; it may go on past midnight."""
        return self.names.local(window.period.lower).date()

    def day_slots(self, day: date | None) -> list[Slot]:
        return [slot for slot in self.slots if self.day_of(slot.window) == day]

    @cached_property
    def closed(self) -> set[int]:
        """The tables that are out of use."""
        rows = Table.objects.filter(edition=self.edition, is_closed=True)
        return set(rows.values_list("pk", flat=True))

    @cached_property
    def gone(self) -> set[int]:
        """The registrations that are not, or no longer, approved."""
        rows = Registration.objects.filter(edition=self.edition)
        left = rows.exclude(state=Registration.State.APPROVED)
        return set(left.values_list("pk", flat=True))

    @cached_property
    def people(self) -> SamePeople:
        return same_people(self.edition.pk)

    def is_elsewhere(self, registration: int, slot: int, meeting: int) -> bool:
        """Whether who speaks for it is then in another meeting, for another cluster."""
        return any(
            row.meeting_id != meeting
            for partner in self.people.apart_from(registration)
            for row in self.meetings_at.get((partner, slot), ())
        )

    def conflicts(self) -> list[Placement]:
        """Placements at which somebody is not available any more, or is in another meeting as
        well, for another cluster; or whose table is closed.
        """
        return [row for row in self.placements if self._is_in_conflict(row)]

    def _is_in_conflict(self, row: Placement) -> bool:
        return row.table_id in self.closed or any(
            pk in self.gone
            or row.slot_id in self.busy.get(pk, ())
            or self.is_elsewhere(pk, row.slot_id, row.meeting_id)
            for pk in self.names.participants.get(row.meeting_id, ())
        )
