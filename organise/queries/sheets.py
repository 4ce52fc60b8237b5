"""What is shown of a large schedule at a time, so that a page stays small: tables, clusters.

A table is shown with the others of its room, or of its part of the room; a cluster with those of
its page. Where everything fits on one page, everything is there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, pairwise

from matchmaking.models import Table
from matchmaking.queries.plan import Plan

MOST_TABLES = 12
# Cells that may be acted on, those that a meeting may go to, places that are only marked, times of
# clusters.
MOST_CELLS, MOST_OFFERS, MOST_MARKS, MOST_TIMES = 120, 90, 3_000, 150
# Online meetings that are shown together.
MOST_CARDS = 80
# Of a larger schedule it shows so many lanes below the grid: those with the longest waits.
MOST_LANES = 30


@dataclass(frozen=True, slots=True)
class Sheet:
    """Tables that are shown together: some rooms whole, or a part of one room."""

    tables: tuple[Table, ...]
    is_part: bool = False

    @property
    def number(self) -> int:
        """The table that an address names it by."""
        return self.tables[0].number if self.tables else 0

    @property
    def last(self) -> int:
        return self.tables[-1].number if self.tables else 0

    @property
    def rooms(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(table.room for table in self.tables if table.room))


def sheets(tables: Sequence[Table], slots: int, most_cells: int = MOST_CELLS) -> list[Sheet]:
    """The tables in sheets of at most twelve, fewer where the day has many times."""
    most = _most(most_cells, slots, MOST_TABLES if most_cells <= MOST_CELLS else most_cells)
    if len(tables) <= most:
        return [Sheet(tuple(tables))]
    rooms: dict[str, list[Table]] = {}
    for table in tables:
        rooms.setdefault(table.room, []).append(table)
    found: list[Sheet] = []
    for own in rooms.values():
        parts = [Sheet(part, is_part=len(own) > most) for part in cut(own, most)]
        if found and len(parts) == 1 and _fit(found[-1], parts[0], most):
            found[-1] = Sheet(found[-1].tables + parts[0].tables)
        else:
            found += parts
    return found


def _most(cells: int, slots: int, most: int) -> int:
    return max(min(cells // max(slots, 1), most), 1)


def _fit(before: Sheet, sheet: Sheet, most: int) -> bool:
    return not before.is_part and len(before.tables) + len(sheet.tables) <= most


def cut(items: Sequence[Table], most: int) -> list[tuple[Table, ...]]:
    """Neighbours in parts of nearly one size, none larger than `most`."""
    parts = -(-len(items) // most)
    at = [len(items) * part // parts for part in range(parts + 1)]
    return [tuple(items[start:end]) for start, end in pairwise(at)]


def sheet_of(found: Sequence[Sheet], table: int | None) -> int:
    """The position of the sheet that has the table of that number, else the first."""
    holding = (at for at, sheet in enumerate(found) if any(t.number == table for t in sheet.tables))
    return next(holding, 0)


def tables_of(plan: Plan, day: date | None, registration: int) -> list[Table]:
    """The tables at which a cluster sits on that day."""
    seats = (plan.meetings_at.get((registration, slot.pk), ()) for slot in plan.day_slots(day))
    used = {row.table_id for row in chain.from_iterable(seats)}
    return [table for table in plan.tables if table.pk in used]


def clusters_at_a_time(slots: int) -> int:
    """How many clusters a page has, of a day with so many times."""
    return _most(MOST_TIMES, slots, MOST_LANES)
