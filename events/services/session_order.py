"""The order of the sessions of one day."""

from datetime import datetime
from typing import cast

from psycopg.types.range import TimestamptzRange

from events.models import Session
from events.queries.programme import programme_days


def timed_of_day(session: Session) -> list[Session]:
    """The sessions of its day that have times, in their order."""
    days = {day.day: day.sessions for day in programme_days(session.edition)}
    return [row for row in days.get(session.day_on, ()) if row.period]


def change_places(timed: list[Session], low: int) -> list[Session]:
    """Let the session at `low` and its follower change places; those that changed, not stored.

    At the same time they change their order, else their times.
    """
    first, second = timed[low], timed[low + 1]
    if _start(first) == _start(second):
        return _in_other_order([row for row in timed if _start(row) == _start(first)], first)
    _swap_times(first, second)
    return [first, second]


def _start(session: Session) -> datetime:
    return cast("datetime", session.period.lower)


def _in_other_order(together: list[Session], first: Session) -> list[Session]:
    """Sessions of one time, `first` after its follower, numbered anew."""
    place = together.index(first)
    together[place : place + 2] = together[place : place + 2][::-1]
    for position, row in enumerate(together, start=min(row.position for row in together)):
        row.position = position
    return together


def _swap_times(first: Session, second: Session) -> None:
    start, end = first.period.lower, max(first.period.upper, second.period.upper)
    length = first.period.upper - first.period.lower
    other = second.period.upper - second.period.lower
    later = max(end - length, start)
    second.period = TimestamptzRange(start, start + other)
    first.period = TimestamptzRange(later, later + length)
