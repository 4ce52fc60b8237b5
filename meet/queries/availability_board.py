"""The grid of slots that a cluster ticks, by window and day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from events.models import Registration
from matchmaking.models import MeetingWindow, Slot
from matchmaking.queries.availability import said_slots, session_slots


@dataclass(frozen=True, slots=True)
class Cell:
    """A slot: ticked when the cluster is available, `session` names what binds it."""

    slot: Slot
    is_available: bool
    session: str


@dataclass(frozen=True, slots=True)
class Board:
    """One window on its day."""

    window: MeetingWindow
    on: date
    cells: tuple[Cell, ...]


def availability_board(registration: Registration) -> list[Board]:
    """The windows of the registration's edition in order of time, each with its slots."""
    edition = registration.edition
    said = said_slots(edition).get(registration.pk, {})
    bound = session_slots(edition).get(registration.pk, {})
    by_window: defaultdict[MeetingWindow, list[Cell]] = defaultdict(list)
    for slot in Slot.objects.filter(edition=edition).select_related("window"):
        session = bound.get(slot.pk, "")
        cell = Cell(slot, slot.pk not in said and not session, session)
        by_window[slot.window].append(cell)
    return [
        Board(window, window.period.lower.astimezone(edition.zone).date(), tuple(cells))
        for window, cells in by_window.items()
    ]
