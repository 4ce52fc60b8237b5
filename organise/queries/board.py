"""A schedule version as a grid of times and tables, one day at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from matchmaking.models import Placement, Table
from matchmaking.queries.availability import NOT_AVAILABLE
from matchmaking.queries.names import Party
from matchmaking.queries.plan import Plan


@dataclass(frozen=True, slots=True)
class Card:
    """A placed meeting."""

    meeting: int
    parties: tuple[Party, ...]
    slot: int
    table: int
    is_locked: bool
    is_by_hand: bool
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Absence:
    """A cluster that is not available, because of a session where that has a title."""

    party: Party
    session: str = ""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Who of a meeting's clusters is away at a time, or else busy with others."""

    away: tuple[Absence, ...] = ()
    busy: tuple[Party, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A table at a time. `offer` says what it is to the chosen meeting: "free", "same", "no"."""

    slot: int
    table: Table
    card: Card | None
    offer: str = ""
    obstacle: Obstacle | None = None

    @property
    def place(self) -> str:
        return f"{self.slot}-{self.table.pk}"


@dataclass(frozen=True, slots=True)
class Row:
    """A time of the day: a slot with its cells, or a pause with its title."""

    start: datetime
    end: datetime
    cells: tuple[Cell, ...] = ()
    pause: str = ""
    minutes: int = 0


def rows(plan: Plan, day: date | None, chosen: int | None) -> list[Row]:
    """The grid of a day in order of time; `chosen` is the meeting that looks for a place."""
    offers = _offers(plan, chosen) if chosen else {}
    taken = {(row.slot_id, row.table_id): _card(plan, row, chosen) for row in plan.placements}
    slots = plan.day_slots(day)
    grid = [
        Row(
            start=slot.period.lower,
            end=slot.period.upper,
            cells=tuple(
                Cell(slot.pk, table, taken.get((slot.pk, table.pk)), *offers.get(slot.pk, ()))
                for table in plan.tables
            ),
        )
        for slot in slots
    ]
    return sorted([*grid, *_pauses(plan, day)], key=lambda row: row.start)


def _pauses(plan: Plan, day: date | None) -> Iterator[Row]:
    for pause in plan.pauses:
        start, end = pause.period.lower, pause.period.upper
        if plan.day_of(pause.window) == day:
            minutes = int((end - start).total_seconds() // 60)
            yield Row(start, end, pause=pause.title, minutes=minutes)


def _card(plan: Plan, row: Placement, chosen: int | None) -> Card:
    return Card(
        meeting=row.meeting_id,
        parties=plan.names.meeting_parties(row.meeting_id),
        slot=row.slot_id,
        table=row.table_id,
        is_locked=row.is_locked,
        is_by_hand=row.is_by_hand,
        is_chosen=row.meeting_id == chosen,
    )


def card(plan: Plan, meeting: int) -> Card | None:
    """The card of a placed meeting."""
    row = plan.placed.get(meeting)
    return _card(plan, row, meeting) if row else None


def _offers(plan: Plan, meeting: int) -> dict[int, tuple[str, Obstacle | None]]:
    """For each slot what it is to a meeting, and what stands in the way."""
    at = plan.placed.get(meeting)
    offers: dict[int, tuple[str, Obstacle | None]] = {}
    for slot in plan.slots:
        if at and slot.pk == at.slot_id:
            offers[slot.pk] = ("same", None)
        else:
            obstacle = _obstacle(plan, meeting, slot.pk)
            offers[slot.pk] = ("no", obstacle) if obstacle else ("free", None)
    return offers


def first_place(plan: Plan, meeting: int, now: datetime) -> Cell | None:
    """The first time to come that all clusters of a meeting have free, at a table free then."""
    taken = {(row.slot_id, row.table_id) for row in plan.placements}
    tables = [table for table in plan.tables if not table.is_closed]
    at = plan.placed.get(meeting)
    for slot in plan.slots:
        is_free = slot.period.lower > now and not (at and at.slot_id == slot.pk)
        if not is_free or _obstacle(plan, meeting, slot.pk):
            continue
        for table in tables:
            if (slot.pk, table.pk) not in taken:
                return Cell(slot.pk, table, None, "free")
    return None


def _obstacle(plan: Plan, meeting: int, slot: int) -> Obstacle | None:
    parties = plan.names.meeting_parties(meeting)
    away, busy = [], []
    for party in parties:
        why = plan.busy.get(party.registration, {}).get(slot)
        if why:
            away.append(Absence(party, "" if why == NOT_AVAILABLE else why))
        elif _has_no_seat(plan, party, meeting, slot) or plan.is_elsewhere(
            party.registration, slot, meeting
        ):
            busy.append(party)
    return Obstacle(tuple(away), tuple(busy)) if away or busy else None


def _has_no_seat(plan: Plan, party: Party, meeting: int, slot: int) -> bool:
    """Whether all seats of a delegation are taken by other meetings then."""
    placements = plan.meetings_at.get((party.registration, slot), ())
    return sum(row.meeting_id != meeting for row in placements) >= party.seats
