"""A schedule version as a grid of times and tables, one day at a time, with a lane for what is
online.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from matchmaking.models import Interpreter, Placement, Slot, Table
from matchmaking.queries.names import Party
from matchmaking.queries.plan import Plan
from matchmaking.queries.possible import Obstacle, Opening, obstacle, openings

# So many online meetings of one time stand beside the tables; the view of its own has them all.
MOST_ONLINE = 3
ONLINE = "online"


@dataclass(frozen=True, slots=True)
class Card:
    """A placed meeting; online it has no table. `is_other_way`: it should be the other one.

    `sitting` are the names of who sits there, `interpreter` is who interprets, and
    `lacks_interpreter` says that nobody does who is needed, `is_in_conflict` that it cannot be held
    as it stands, for one of these reasons or another one.
    """

    meeting: int
    parties: tuple[Party, ...]
    slot: int
    table: int | None
    is_other_way: bool
    sitting: tuple[str, ...]
    interpreter: Interpreter | None
    lacks_interpreter: bool
    is_in_conflict: bool
    is_locked: bool
    is_by_hand: bool
    is_chosen: bool = False

    @property
    def is_online(self) -> bool:
        return self.table is None


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
class OnlineCell:
    """What is online at a time, `more` of it not shown, and what the time is to the chosen one."""

    slot: int
    cards: tuple[Card, ...]
    more: int = 0
    offer: str = ""
    obstacle: Obstacle | None = None

    @property
    def place(self) -> str:
        return f"{self.slot}-{ONLINE}"


@dataclass(frozen=True, slots=True)
class Row:
    """A time of the day: a slot with its cells, or a pause with its title."""

    start: datetime
    end: datetime
    cells: tuple[Cell, ...] = ()
    online: OnlineCell | None = None
    pause: str = ""
    minutes: int = 0


def rows(
    plan: Plan, day: date | None, chosen: int | None, tables: Sequence[Table] | None = None
) -> list[Row]:
    """A day in order of time, at all tables or these; `chosen` is the meeting to be placed."""
    offers = _offers(plan, chosen) if chosen and not plan.names.is_online(chosen) else {}
    taken = {(row.slot_id, row.table_id): _card(plan, row, chosen) for row in plan.placements}
    slots = plan.day_slots(day)
    lane = _lane(plan, slots, chosen) if plan.meets_online else {}
    grid = [
        Row(
            start=slot.period.lower,
            end=slot.period.upper,
            cells=tuple(
                Cell(slot.pk, table, taken.get((slot.pk, table.pk)), *offers.get(slot.pk, ()))
                for table in (plan.tables if tables is None else tables)
            ),
            online=lane.get(slot.pk),
        )
        for slot in slots
    ]
    return sorted([*grid, *_pauses(plan, day)], key=lambda row: row.start)


def _lane(plan: Plan, slots: Sequence[Slot], chosen: int | None) -> dict[int, OnlineCell]:
    """For each of these slots some of what is online then, the chosen one first."""
    online = online_at(plan, slots)
    offers = _online_offers(plan, chosen)
    found = {}
    for slot in slots:
        there = sorted(online.get(slot.pk, ()), key=lambda row: row.meeting_id != chosen)
        cards = tuple(_card(plan, row, chosen) for row in there[:MOST_ONLINE])
        more = len(there) - len(cards)
        found[slot.pk] = OnlineCell(slot.pk, cards, more, *offers.get(slot.pk, ()))
    return found


def online_at(plan: Plan, slots: Sequence[Slot]) -> dict[int, list[Placement]]:
    """What is online in these slots, by slot in order of time."""
    found: dict[int, list[Placement]] = {slot.pk: [] for slot in slots}
    for row in plan.placements:
        if row.table_id is None and row.slot_id in found:
            found[row.slot_id].append(row)
    return found


def online_rows(
    plan: Plan, day: date | None, chosen: int | None, shown: Sequence[Placement]
) -> list[Row]:
    """A day in order of time with these of its online meetings."""
    offers = _online_offers(plan, chosen)
    return [
        Row(
            slot.period.lower,
            slot.period.upper,
            online=OnlineCell(
                slot.pk,
                tuple(_card(plan, row, chosen) for row in shown if row.slot_id == slot.pk),
                0,
                *offers.get(slot.pk, ()),
            ),
        )
        for slot in plan.day_slots(day)
    ]


def _online_offers(plan: Plan, chosen: int | None) -> dict[int, tuple[str, Obstacle | None]]:
    return _offers(plan, chosen) if chosen and plan.names.is_online(chosen) else {}


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
        is_other_way=plan.is_other_way(row),
        sitting=plan.sitting.get(row.meeting_id, ()),
        interpreter=plan.interpreters.get(row.interpreter_id or 0),
        lacks_interpreter=plan.lacks_interpreter(row),
        is_in_conflict=plan.is_in_conflict(row),
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
            found = obstacle(plan, meeting, slot.pk)
            offers[slot.pk] = ("no", found) if found else ("free", None)
    return offers


def first_place(plan: Plan, meeting: int, now: datetime) -> Opening | None:
    """The first time to come that all clusters of a meeting have free, at a table free then."""
    return next(openings(plan, meeting, after=now), None)
