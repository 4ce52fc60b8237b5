"""Where a meeting may be: the one answer for the grid, for another time and for a new meeting."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from matchmaking.models import Slot, Table
from matchmaking.queries.availability import NOBODY_THERE, NOT_AVAILABLE
from matchmaking.queries.names import Party
from matchmaking.queries.plan import Plan


@dataclass(frozen=True, slots=True)
class Absence:
    """A cluster that is not available, because of a session where that has a title."""

    party: Party
    session: str = ""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Who of a meeting's clusters is away at a time, or else busy with others.

    `is_outside` when they agreed to meet at other times only, `is_not_understood` when they need
    an interpreter and nobody is free.
    """

    away: tuple[Absence, ...] = ()
    busy: tuple[Party, ...] = ()
    is_outside: bool = False
    is_not_understood: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """A time that all clusters of a meeting have free, and a table that is free then.

    Online they need none.
    """

    slot: Slot
    table: Table | None

    @property
    def place(self) -> tuple[int, int | None]:
        """Slot and table by primary key."""
        return self.slot.pk, self.table.pk if self.table else None


@dataclass(frozen=True, slots=True)
class Sides:
    """Who is to meet (registrations by id), and their meeting where there is one already."""

    registrations: tuple[int, ...]
    meeting: int | None = None

    @classmethod
    def of(cls, plan: Plan, meeting: int) -> Self:
        return cls(plan.names.participants.get(meeting, ()), meeting)


def openings(plan: Plan, meeting: int, *, after: datetime) -> Iterator[Opening]:
    """In order of time those that begin after an instant, but the time that the meeting has.

    At the first table that is free then, as `in_order` has them.
    """
    return openings_for(plan, Sides.of(plan, meeting), after=after)


def openings_for(plan: Plan, sides: Sides, *, after: datetime) -> Iterator[Opening]:
    """The same for those who may have no meeting yet."""
    at = plan.placed.get(sides.meeting) if sides.meeting else None
    taken = {
        (row.slot_id, row.table_id) for row in plan.placements if row.meeting_id != sides.meeting
    }
    tables = in_order(plan.tables, sides.registrations, at.table_id if at else None)
    is_online = plan.names.meets_online(sides.registrations)
    for slot in plan.slots:
        if slot.period.lower <= after or (at and at.slot_id == slot.pk):
            continue
        if is_online:
            if not _obstacle(plan, sides, slot.pk):
                yield Opening(slot, None)
            continue
        free = next((table for table in tables if (slot.pk, table.pk) not in taken), None)
        if free and not _obstacle(plan, sides, slot.pk):
            yield Opening(slot, free)


def is_full(plan: Plan, sides: Sides) -> bool:
    """Whether one of them has as many placed meetings as it may have, so that there is no other."""
    return any(_has_most(plan, pk) for pk in sides.registrations)


def _has_most(plan: Plan, registration: int) -> bool:
    most = plan.names.parties[registration].most_meetings
    placed = sum(
        registration in plan.names.participants.get(row.meeting_id, ()) for row in plan.placements
    )
    return most is not None and placed >= most


def in_order(
    tables: Iterable[Table], sides: Collection[int], here: int | None = None
) -> list[Table]:
    """The tables in use as clusters (by id) take them: their own, the one where they are (`here`),
    the first one, and those of other clusters last.
    """

    def rank(table: Table) -> tuple[bool, bool, bool, int]:
        is_own = table.owner_id in sides
        return not is_own, table.pk != here, table.owner_id is not None, table.number

    return sorted((table for table in tables if not table.is_closed), key=rank)


def obstacle(plan: Plan, meeting: int, slot: int) -> Obstacle | None:
    """What stands in a meeting's way at a time: who is away, or else busy with others."""
    return _obstacle(plan, Sides.of(plan, meeting), slot)


def _obstacle(plan: Plan, sides: Sides, slot: int) -> Obstacle | None:
    is_outside = sides.meeting is not None and plan.is_outside(sides.meeting, slot)
    away, busy = [], []
    for party in plan.names.in_order(sides.registrations):
        why = plan.busy.get(party.registration, {}).get(slot)
        if why:
            away.append(Absence(party, "" if why in (NOT_AVAILABLE, NOBODY_THERE) else why))
        elif _has_no_seat(plan, party, sides, slot) or plan.is_elsewhere(
            party.registration, slot, sides.meeting
        ):
            busy.append(party)
    is_not_understood = plan.is_not_understood(sides.registrations, slot, sides.meeting)
    if away or busy or is_outside or is_not_understood:
        return Obstacle(tuple(away), tuple(busy), is_outside, is_not_understood)
    return None


def _has_no_seat(plan: Plan, party: Party, sides: Sides, slot: int) -> bool:
    """Whether all seats of a delegation are taken by other meetings then."""
    placements = plan.meetings_at.get((party.registration, slot), ())
    others = sum(row.meeting_id != sides.meeting for row in placements)
    return others >= plan.names.at_once(party.registration, slot)
