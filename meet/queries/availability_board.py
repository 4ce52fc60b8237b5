"""The grid of slots that a cluster ticks, by window and day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from events.models import Registration
from matchmaking.models import MeetingWindow, Slot
from matchmaking.queries.availability import InSession, said_slots, sessions_of


@dataclass(frozen=True, slots=True)
class SlotChoice:
    """A slot: ticked when the cluster is available, `bound` is the session that it is in then."""

    slot: Slot
    is_available: bool
    bound: InSession | None

    @property
    def code(self) -> str:
        return code_of(self.slot.period)


@dataclass(frozen=True, slots=True)
class WindowTimes:
    """One window on its day."""

    window: MeetingWindow
    on: date
    cells: tuple[SlotChoice, ...]

    @property
    def code(self) -> str:
        return code_of(self.window.period)


def code_of(period: DateTimeTZRange) -> str:
    """A time as the page's form sends it: the seconds at which it begins and ends."""
    return f"{period.lower.timestamp():.0f}-{period.upper.timestamp():.0f}"


def availability_board(registration: Registration) -> list[WindowTimes]:
    """The windows of the registration's edition in order of time, each with its slots."""
    edition = registration.edition
    slots = list(Slot.objects.filter(edition=edition).select_related("window"))
    said = said_slots(edition, slots, among=[registration.pk]).get(registration.pk, {})
    bound = sessions_of(registration, slots)
    by_window: defaultdict[MeetingWindow, list[SlotChoice]] = defaultdict(list)
    for slot in slots:
        session = bound.get(slot.pk)
        cell = SlotChoice(slot, slot.pk not in said and session is None, session)
        by_window[slot.window].append(cell)
    return [
        WindowTimes(window, window.period.lower.astimezone(edition.zone).date(), tuple(cells))
        for window, cells in by_window.items()
    ]
