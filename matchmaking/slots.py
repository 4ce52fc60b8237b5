"""A meeting day on paper: windows, pauses and tables, and the cutting of windows into slots.

Pure: instants are aware UTC datetimes, periods half-open, so that slots that touch do not overlap
and a night when clocks change is nothing special.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from itertools import pairwise
from uuid import UUID


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From `start` up to, not including, `end`."""

    start: datetime
    end: datetime

    def overlaps(self, other: "Period") -> bool:
        return self.start < other.end and other.start < self.end

    def holds(self, other: "Period") -> bool:
        return self.start <= other.start and other.end <= self.end

    def without(self, taken: Iterable["Period"]) -> list["Period"]:
        """What is left of it, in pieces in order of time; itself where nothing is taken."""
        pieces = [self]
        for period in taken:
            parts = [
                part
                for piece in pieces
                for part in (
                    Period(piece.start, min(piece.end, period.start)),
                    Period(max(piece.start, period.end), piece.end),
                )
            ]
            pieces = [part for part in parts if part.start < part.end]
        return pieces


@dataclass(frozen=True, slots=True)
class PausePlan:
    """An interval without meetings, inside one window."""

    title: str
    period: Period


@dataclass(frozen=True, slots=True)
class WindowPlan:
    """A window with its pauses in order of time. `key` stays the same when the window changes."""

    key: UUID
    name: str
    period: Period
    slot_minutes: int
    changeover_minutes: int
    pauses: tuple[PausePlan, ...] = ()

    def slots(self) -> list[Period]:
        return cut(
            self.period,
            slot_minutes=self.slot_minutes,
            changeover_minutes=self.changeover_minutes,
            pauses=[pause.period for pause in self.pauses],
        )


@dataclass(frozen=True, slots=True)
class GridPlan:
    """When and where an edition has meetings. `rooms` holds a room, or "", for each table."""

    windows: tuple[WindowPlan, ...]
    rooms: tuple[str, ...]

    def slots(self) -> list[Period]:
        return [slot for window in self.windows for slot in window.slots()]

    def count(self, zone: tzinfo) -> "PlaceCount":
        slots = self.slots()
        starts = [window.period.start for window in self.windows if window.slots()]
        # A window that goes on past midnight is of the day on which it begins.
        days: set[date] = {start.astimezone(zone).date() for start in starts}
        return PlaceCount(len(slots) * len(self.rooms), len(days), len(slots), len(self.rooms))


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """How many meetings fit: `places` = `slots` × `tables`."""

    places: int
    days: int
    slots: int
    tables: int


def idle(taken: Iterable[int]) -> list[int]:
    """The slots of a window in which who has meetings in the `taken` ones waits for the next.

    Slots are numbers in order of time; those before the first and after the last are free.
    """
    taken = set(taken)
    if not taken:
        return []
    return [slot for slot in range(min(taken), max(taken)) if slot not in taken]


def breaks(taken: Iterable[int]) -> int:
    """How often who has meetings in these slots of a window waits: the runs of idle slots."""
    return sum(after - before > 1 for before, after in pairwise(sorted(set(taken))))


def waiting_minutes(slots: Sequence[Period]) -> list[int]:
    """How long a wait in each slot of a window is: the slot and the change-over after it.

    The change-over is the shortest time between two slots: a pause is longer and no waiting.
    """
    between = [after.start - slot.end for slot, after in pairwise(slots)]
    changeover = min(between, default=timedelta())
    return [round((slot.end - slot.start + changeover) / timedelta(minutes=1)) for slot in slots]


def average(minutes: int, clusters: int) -> int:
    """The waiting of a schedule: that of all who have a meeting, shared among them, rounded."""
    return round(minutes / clusters) if clusters else 0


def cut(
    window: Period,
    *,
    slot_minutes: int,
    changeover_minutes: int,
    pauses: Iterable[Period] = (),
) -> list[Period]:
    """The slots of a window, in order: as many as fit, each whole, none over a pause.

    Between two slots lies the change-over, except across a pause, which serves as one: the first
    slot after a pause begins when the pause ends.
    """
    length, changeover = timedelta(minutes=slot_minutes), timedelta(minutes=changeover_minutes)
    waiting = sorted(pauses)
    slots: list[Period] = []
    start = window.start
    while (slot := Period(start, start + length)).end <= window.end:
        pause = next((pause for pause in waiting if pause.overlaps(slot)), None)
        if pause:
            start = pause.end
        else:
            slots.append(slot)
            start = slot.end + changeover
    return slots
