"""A schedule version by cluster: meetings, waiting between them, and the figures of the whole."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from matchmaking.models import Slot
from matchmaking.queries.names import Party
from matchmaking.queries.plan import Plan
from matchmaking.slots import Period, average, idle, waiting_minutes


@dataclass(frozen=True, slots=True)
class LaneCell:
    """A slot in a cluster's lane: "on", "idle", "off" or "" (free); where it sits, with whom.

    `tables` is empty where all of it is online.
    """

    start: datetime
    state: str
    tables: str = ""
    partners: str = ""
    is_online: bool = False


@dataclass(frozen=True, slots=True)
class Lane:
    """A cluster's day, and how long it waits between its meetings in minutes."""

    party: Party
    cells: tuple[LaneCell, ...]
    waiting: int
    meetings: int


def lanes(plan: Plan, day: date | None) -> list[Lane]:
    """A lane for every cluster with a meeting in the edition or a place that day."""
    slots = plan.day_slots(day)
    tables = {table.pk: table.number for table in plan.tables}
    shown = {pk for pks in plan.names.participants.values() for pk in pks}
    parties = [party for pk, party in plan.names.parties.items() if pk in shown]
    parties.sort(key=lambda party: (party.mark or "c", party.sort_name))
    return [_lane(plan, party, slots, tables) for party in parties]


def _lane(plan: Plan, party: Party, slots: list[Slot], tables: Mapping[int, int]) -> Lane:
    pk = party.registration
    waits = _idle(plan.meetings_at, pk, slots)
    cells = []
    for slot in slots:
        at = slot.period.lower
        if rows := plan.meetings_at.get((pk, slot.pk)):
            numbers = ", ".join(str(tables[row.table_id]) for row in rows if row.table_id)
            is_online = any(row.table_id is None for row in rows)
            partners = _partners(plan, pk, slot.pk)
            cells.append(LaneCell(at, "on", numbers, partners, is_online))
        elif slot.pk in waits:
            cells.append(LaneCell(at, "idle"))
        else:
            cells.append(LaneCell(at, "off" if slot.pk in plan.busy.get(pk, ()) else ""))
    count = sum(len(plan.meetings_at.get((pk, slot.pk), ())) for slot in slots)
    return Lane(party, tuple(cells), sum(waits.values()), count)


def _partners(plan: Plan, pk: int, slot: int) -> str:
    parties = [
        party.name
        for row in plan.meetings_at[pk, slot]
        for party in plan.names.meeting_parties(row.meeting_id)
        if party.registration != pk
    ]
    return ", ".join(parties)


def _idle(taken_at: Container[tuple[int, int]], pk: int, slots: list[Slot]) -> dict[int, int]:
    """The slots between two meetings of a window, with how long a wait each is in minutes.

    `taken_at` holds a registration and a slot wherever it has a meeting.
    """
    waits = {}
    for window in {slot.window_id for slot in slots}:
        own = [slot for slot in slots if slot.window_id == window]
        minutes = waiting_minutes([Period(row.period.lower, row.period.upper) for row in own])
        taken = [at for at, slot in enumerate(own) if (pk, slot.pk) in taken_at]
        waits.update({own[at].pk: minutes[at] for at in idle(taken)})
    return waits


@dataclass(frozen=True, slots=True)
class Figures:
    """What a version is worth in a glance; waiting in minutes. `seated` are placed at a table."""

    placed: int
    seated: int
    wanted: int
    conflicts: int
    average_waiting: int
    longest_waiting: int
    places: int


def figures(plan: Plan) -> Figures:
    """The stat strip of a version. What was called off has no place and leaves its slot idle."""
    placed = [row for row in plan.placements if row.meeting_id in plan.wanted]
    taken = {
        (pk, row.slot_id)
        for row in placed
        for pk in plan.names.participants.get(row.meeting_id, ())
    }
    waiting = [sum(_idle(taken, pk, plan.slots).values()) for pk in {pk for pk, _ in taken}]
    return Figures(
        placed=len(placed),
        seated=sum(row.table_id is not None for row in placed),
        wanted=len(plan.wanted),
        conflicts=len(plan.conflicts()),
        average_waiting=average(sum(waiting), len(waiting)),
        longest_waiting=max(waiting, default=0),
        places=len(plan.slots) * len(plan.tables),
    )
