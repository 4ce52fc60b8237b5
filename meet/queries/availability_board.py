"""The grid of slots that a cluster ticks, by window and day."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from events.models import Registration
from matchmaking.models import MeetingWindow, Slot
from matchmaking.queries.availability import InSession, said_slots, sessions_of
from matchmaking.slots import Period


@dataclass(frozen=True, slots=True)
class SlotChoice:
    """A slot: `is_available` as the cluster said it, `bound` is the session that it is in then.

    `is_ticked` is the same, but where somebody changed it on a page that could not be saved.
    """

    slot: Slot
    is_available: bool
    is_ticked: bool
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


def availability_board(
    registration: Registration, freed: Sequence[Period] = (), away: Sequence[Period] = ()
) -> list[WindowTimes]:
    """The windows of the registration's edition in order of time, each with its slots.

    The ticks are those that are stored, but for the times that were `freed` or are `away`.
    """
    edition = registration.edition
    slots = list(Slot.objects.filter(edition=edition).select_related("window"))
    said = said_slots(edition, slots, among=[registration.pk]).get(registration.pk, {})
    bound = sessions_of(registration, slots)
    by_window: defaultdict[MeetingWindow, list[SlotChoice]] = defaultdict(list)
    for slot in slots:
        session = bound.get(slot.pk)
        is_available = slot.pk not in said and session is None
        period = Period(slot.period.lower, slot.period.upper)
        is_ticked = (is_available or not period.without(freed)) and not any(
            time.overlaps(period) for time in away
        )
        by_window[slot.window].append(SlotChoice(slot, is_available, is_ticked, session))
    return [
        WindowTimes(window, window.period.lower.astimezone(edition.zone).date(), tuple(cells))
        for window, cells in by_window.items()
    ]
