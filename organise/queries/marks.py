"""A day of a schedule in marks alone: every table at every time, one sign for each place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from matchmaking.models import Placement, Table
from matchmaking.queries.plan import Plan


class Mark(StrEnum):
    """What a place is; the sign that stands for it."""

    FREE = ""
    TAKEN = "●"
    FOUND = "◆"
    LOCKED = "■"
    CONFLICT = "!"


@dataclass(frozen=True, slots=True)
class MarkRow:
    """A time with one mark for each table, and how many of these are taken."""

    start: datetime
    marks: tuple[Mark, ...]

    @property
    def taken(self) -> int:
        return sum(mark != Mark.FREE for mark in self.marks)


def mark_rows(
    plan: Plan, day: date | None, tables: Sequence[Table], found: int | None
) -> list[MarkRow]:
    """The times of a day; the meetings of the registration `found` have a mark of their own."""
    conflicts = {row.pk for row in plan.conflicts()}
    marks = {
        (row.slot_id, row.table_id): _mark(plan, row, conflicts, found) for row in plan.placements
    }
    return [
        MarkRow(
            slot.period.lower,
            tuple(marks.get((slot.pk, table.pk), Mark.FREE) for table in tables),
        )
        for slot in plan.day_slots(day)
    ]


def _mark(plan: Plan, row: Placement, conflicts: set[int], found: int | None) -> Mark:
    if row.pk in conflicts:
        return Mark.CONFLICT
    if found in plan.names.participants.get(row.meeting_id, ()):
        return Mark.FOUND
    return Mark.LOCKED if row.is_locked else Mark.TAKEN
