"""A schedule version as a grid of times and tables, one day at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from events.models import Edition, Registration
from matchmaking.models import Pause, Placement, ScheduleVersion, Slot, Table
from matchmaking.queries.availability import NOT_AVAILABLE, busy_slots
from matchmaking.queries.names import Names, Party, names


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
class Cell:
    """A table at a time. `offer` says what it is to the chosen meeting: "free", "same", "no"."""

    slot: int
    table: Table
    card: Card | None
    offer: str = ""
    words: str = ""

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
        return list(Pause.objects.filter(window__edition=self.edition))

    @cached_property
    def placements(self) -> list[Placement]:
        return list(Placement.objects.filter(version=self.version)) if self.version else []

    @cached_property
    def placed(self) -> dict[int, Placement]:
        """The placement of each placed meeting."""
        return {row.meeting_id: row for row in self.placements}

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
        return sorted({self._day(slot.period.lower) for slot in self.slots})

    def _day(self, instant: datetime) -> date:
        return self.names.local(instant).date()

    def day_slots(self, day: date | None) -> list[Slot]:
        return [slot for slot in self.slots if self._day(slot.period.lower) == day]

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

    def conflicts(self) -> list[Placement]:
        """Placements at which somebody is not available any more, or whose table is closed."""
        return [row for row in self.placements if self._is_in_conflict(row)]

    def _is_in_conflict(self, row: Placement) -> bool:
        return row.table_id in self.closed or any(
            pk in self.gone or row.slot_id in self.busy.get(pk, ())
            for pk in self.names.participants.get(row.meeting_id, ())
        )


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
        if plan.names.local(start).date() == day:
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


def _offers(plan: Plan, meeting: int) -> dict[int, tuple[str, str]]:
    """For each slot what it is to a meeting, and why not in words."""
    at = plan.placed.get(meeting)
    offers = {}
    for slot in plan.slots:
        why = _why_not(plan, meeting, slot.pk)
        if at and slot.pk == at.slot_id:
            offers[slot.pk] = ("same", "Same time")
        else:
            offers[slot.pk] = ("no", why) if why else ("free", "")
    return offers


def _why_not(plan: Plan, meeting: int, slot: int) -> str:
    busy, away = [], []
    for party in plan.names.meeting_parties(meeting):
        reason = plan.busy.get(party.registration, {}).get(slot)
        others = [
            row
            for row in plan.meetings_at.get((party.registration, slot), ())
            if row.meeting_id != meeting
        ]
        if reason:
            away.append(party.name if reason == NOT_AVAILABLE else f"{party.name} ({reason})")
        elif len(others) >= party.seats:
            busy.append(party.name)
    if away:
        return f"{' and '.join(away)} {_are(away)} not available"
    return f"{' and '.join(busy)} {_are(busy)} busy" if busy else ""


def _are(who: list[str]) -> str:
    return "is" if len(who) == 1 else "are"
