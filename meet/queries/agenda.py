"""A cluster's agenda as its pages show it: one day with a mark at now, and what comes next."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from events.models import Edition
from events.rules import ENDED, phase
from matchmaking.queries.agenda import Agenda, Day, Item, Kind, when

TAKES_PLACE = (Kind.SESSION, Kind.MEETING, Kind.PAUSE)


def as_it_stands(agenda: Agenda, edition: Edition, now: datetime) -> Agenda:
    """Of an event that is over or cancelled only what it had: no times at which one could meet."""
    if phase(edition, now) not in ENDED:
        return agenda
    return replace(
        agenda,
        days=tuple(
            replace(day, items=tuple(item for item in day.items if item.kind in TAKES_PLACE))
            for day in agenda.days
        ),
    )


def shown_day(agenda: Agenda, chosen: str, now: datetime, *, zone: ZoneInfo) -> Day | None:
    """The day asked for by its ISO date, else today (with a mark at now), else the first."""
    today = now.astimezone(zone).date()
    by_date = {day.on.isoformat(): day for day in agenda.days}
    first = agenda.days[0] if agenda.days else None
    day = by_date.get(chosen) or by_date.get(today.isoformat()) or first
    return with_now(day, now) if day and day.on == today else day


def with_now(day: Day, now: datetime) -> Day:
    """The day with a mark at this instant, before what has not begun yet."""
    mark = Item(Kind.NOW, now, None)
    return Day(day.on, tuple(sorted((*day.items, mark), key=when)))


def next_item(agenda: Agenda, edition: Edition, now: datetime) -> Item | None:
    """What comes next: a session or a meeting that has not begun; of an event that is over or
    cancelled nothing.
    """
    if phase(edition, now) in ENDED:
        return None
    coming = [
        item
        for day in agenda.days
        for item in day.items
        if item.start and item.start > now and item.kind in (Kind.SESSION, Kind.MEETING)
    ]
    return min(coming, key=when, default=None)


def free_times(agenda: Agenda) -> int:
    """In how many slots the cluster could still meet somebody."""
    return len(agenda.items(Kind.FREE))
