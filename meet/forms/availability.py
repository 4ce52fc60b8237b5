"""The ticks of the availability page, against what the page showed."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from django.http import QueryDict

from events.moves import Days, Move, NoSuchTime
from matchmaking.slots import Period

# No slot is longer (`window_slot_5_to_240_minutes`).
LONGEST = timedelta(hours=4)


class AvailabilityForm:
    """What this person changed: `freed` and `away` are the times whose tick is another now.

    Each time that the page showed is sent as `was_free` or `was_away`, the ticked ones as `slot`.
    What came to the grid since, or was said by a colleague, is in neither and stays as it is.
    `shown_for` are the days that the event had then.
    """

    def __init__(self, sent: QueryDict) -> None:
        self.shown_for = sent.get("shown_for", "")
        was_free, was_away = _periods(sent, "was_free"), _periods(sent, "was_away")
        shown = was_free | was_away
        ticked = _periods(sent, "slot") & shown
        for window in _periods(sent, "all", longest=None):
            ticked |= {period for period in shown if window.holds(period)}
        for window in _periods(sent, "none", longest=None):
            ticked = {period for period in ticked if not window.holds(period)}
        self.is_whole = bool(shown)
        self.freed = sorted(was_away & ticked)
        self.away = sorted(was_free - ticked)

    def move_to(self, days: Days) -> None:
        """Let what was changed speak of the days that the event has now, as the clock said it."""
        before = Days.read(self.shown_for)
        if before:
            move = Move(before, days)
            self.freed, self.away = _moved(self.freed, move), _moved(self.away, move)


def _moved(periods: list[Period], move: Move) -> list[Period]:
    """Without those that clocks leave out there."""
    found = []
    for period in periods:
        with suppress(NoSuchTime, OverflowError):
            found.append(Period(*move.period(period.start, period.end)))
    return sorted(found)


def _periods(sent: QueryDict, name: str, longest: timedelta | None = LONGEST) -> set[Period]:
    found = (_period(value) for value in sent.getlist(name))
    return {
        period
        for period in found
        if period and (longest is None or period.end - period.start <= longest)
    }


def _period(value: str) -> Period | None:
    """The time behind a code of the board; None where there is none."""
    start, _, end = value.partition("-")
    try:
        starts_at, ends_at = (datetime.fromtimestamp(int(part), UTC) for part in (start, end))
    except (ValueError, OverflowError, OSError):
        return None
    return Period(starts_at, ends_at) if starts_at < ends_at else None
