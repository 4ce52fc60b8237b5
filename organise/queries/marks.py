"""A day of a schedule in marks alone: every table at every time, one sign for each place."""

from collections import defaultdict
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


STANDS_OUT = (Mark.CONFLICT, Mark.FOUND)


@dataclass(frozen=True, slots=True)
class MarkRow:
    """A time with one mark for each table, and how many of these are taken.

    `online` counts the meetings without a table then; `online_mark` is what stands out among them.
    """

    start: datetime
    marks: tuple[Mark, ...]
    online: int = 0
    online_mark: Mark = Mark.FREE

    @property
    def taken(self) -> int:
        return sum(mark != Mark.FREE for mark in self.marks)


def mark_rows(
    plan: Plan, day: date | None, tables: Sequence[Table], found: int | None
) -> list[MarkRow]:
    """The times of a day; the meetings of the registration `found` have a mark of their own."""
    conflicts = {row.pk for row in plan.conflicts()}
    marks = {
        (row.slot_id, row.table_id): _mark(plan, row, conflicts, found)
        for row in plan.placements
        if row.table_id
    }
    online = defaultdict[int, list[Mark]](list)
    for row in plan.placements:
        if row.table_id is None:
            online[row.slot_id].append(_mark(plan, row, conflicts, found))
    return [
        MarkRow(
            slot.period.lower,
            tuple(marks.get((slot.pk, table.pk), Mark.FREE) for table in tables),
            len(online[slot.pk]),
            next((mark for mark in STANDS_OUT if mark in online[slot.pk]), Mark.FREE),
        )
        for slot in plan.day_slots(day)
    ]


def _mark(plan: Plan, row: Placement, conflicts: set[int], found: int | None) -> Mark:
    if row.pk in conflicts:
        return Mark.CONFLICT
    if found in plan.names.participants.get(row.meeting_id, ()):
        return Mark.FOUND
    return Mark.LOCKED if row.is_locked else Mark.TAKEN
