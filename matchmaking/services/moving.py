"""What clusters meet by moves along with its event: windows, times, answers and asks.

Meetings stay at their slots, so that their places move with them, in every version.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Model

from events.models import Edition
from events.moves import Move, NoSuchTime
from events.services.moving import ClocksChange, MoveRefused, PreviewOutdated, moved_times
from matchmaking.models import (
    AvailabilityAsk,
    Interpreter,
    MeetingWindow,
    Pause,
    Placement,
    Slot,
    Unavailability,
)
from matchmaking.queries.moving import GridMove, grid_move
from matchmaking.services.drafts import drafts_of, set_aside
from matchmaking.services.letters.remedies import take_back_ask
from matchmaking.slots import Period

# So far from any event do rows wait while the others move: two may exchange their times.
PARKED = "interval '200 years'"


class RunUnderWay(MoveRefused):
    """A schedule run works on the times as they are."""


class MeetingsOutside(MoveRefused):
    """Published meetings would fall outside the days to come, at these `slots`."""

    def __init__(self, slots: Iterable[Slot]) -> None:
        super().__init__()
        self.slots = tuple(slots)


def move_meetings(*, edition: Edition, move: Move, seen: str, now: datetime) -> None:
    """Move all times of the edition, which is locked; windows that fall outside go.

    `seen` is the mark of what was shown of this. Raises `RunUnderWay`, `PreviewOutdated`,
    `MeetingsOutside`, `ClocksChange`.
    """
    found = grid_move(edition, move)
    if found.is_run_under_way:
        raise RunUnderWay
    if found.seen != seen:
        raise PreviewOutdated
    if found.in_the_way:
        raise MeetingsOutside(found.in_the_way)
    _remove(edition, found, now)
    _take_back_asks(found.asks, now)
    _move_windows(edition, move)
    _move_answers(edition, move)
    _move_asks(edition, move)
    _move_interpreters(edition, move)


def _remove(edition: Edition, found: GridMove, now: datetime) -> None:
    if found.draft:
        set_aside(drafts_of(edition), now)
    lost = Slot.objects.filter(window__in=found.outside)
    Placement.objects.filter(slot__in=lost).delete()
    lost.delete()
    MeetingWindow.objects.filter(pk__in=[window.pk for window in found.outside]).delete()


def _take_back_asks(asks: Iterable[AvailabilityAsk], now: datetime) -> None:
    """Nobody is asked for a time at which there is no event any more."""
    for ask in asks:
        ask.state, ask.answered_at = AvailabilityAsk.State.WITHDRAWN, now
        ask.save(update_fields=["state", "answered_at"])
        take_back_ask(ask)


def _move_windows(edition: Edition, move: Move) -> None:
    """Windows keep their length, and so do the pauses and slots in them."""
    windows = MeetingWindow.objects.filter(edition=edition)
    moved: dict[type[Model], dict[int, Period]] = {MeetingWindow: {}, Pause: {}, Slot: {}}
    for window in windows.prefetch_related("pauses", "slots"):
        start = window.period.lower
        by = shift_of(window, move)
        moved[MeetingWindow][window.pk] = Period(start + by, window.period.upper + by)
        inside: list[Pause | Slot] = [*window.pauses.all(), *window.slots.all()]
        for row in inside:
            moved[type(row)][row.pk] = Period(row.period.lower + by, row.period.upper + by)
    for model, periods in moved.items():
        _rewrite(model, periods)


def shift_of(window: MeetingWindow, move: Move) -> timedelta:
    """By how much a window moves as time passes. Raises `ClocksChange` over it."""
    start: datetime = window.period.lower
    end: datetime = window.period.upper
    begins, ends = moved_times(window.name, start, end, move)
    if ends - begins != end - start:
        raise ClocksChange(window.name, move.day_of(start))
    return begins - start


def _move_answers(edition: Edition, move: Move) -> None:
    """What clusters said no to. Said times that become one are one."""
    said: defaultdict[int, list[Period]] = defaultdict(list)
    rows = Unavailability.objects.filter(edition=edition).order_by("period")
    for registration, period in rows.values_list("registration_id", "period"):
        moved = _moved(Period(period.lower, period.upper), move)
        said[registration] += moved.without(said[registration])
    rows.delete()
    Unavailability.objects.bulk_create(
        Unavailability(
            edition=edition,
            registration_id=registration,
            period=DateTimeTZRange(period.start, period.end),
        )
        for registration, periods in said.items()
        for period in periods
    )


def _move_asks(edition: Edition, move: Move) -> None:
    asks = AvailabilityAsk.objects.filter(edition=edition).values_list("pk", "period")
    _rewrite(
        AvailabilityAsk,
        {pk: _moved(Period(period.lower, period.upper), move) for pk, period in asks},
    )


def _moved(period: Period, move: Move) -> Period:
    """When that is after the move; where clocks leave it out, as long as before."""
    try:
        return Period(*move.period(period.start, period.end))
    except NoSuchTime:
        start = move.instant_or_later(period.start)
        return Period(start, start + (period.end - period.start))


def _rewrite(model: type[Model], periods: Mapping[int, Period]) -> None:
    """Give rows these periods, none of which is ever in another one's way meanwhile."""
    table = connection.ops.quote_name(model._meta.db_table)
    starts = [period.start for period in periods.values()]
    ends = [period.end for period in periods.values()]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET"  # noqa: S608 (our own names)
            f" period = tstzrange(lower(period) - {PARKED}, upper(period) - {PARKED})"
            " WHERE id = ANY(%s)",
            [[*periods]],
        )
        cursor.execute(
            f"UPDATE {table} AS row"  # noqa: S608 (our own names)
            " SET period = tstzrange(moved.starts_at, moved.ends_at)"
            " FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[])"
            " AS moved(id, starts_at, ends_at) WHERE row.id = moved.id",
            [[*periods], starts, ends],
        )


def _move_interpreters(edition: Edition, move: Move) -> None:
    """When each of them is there."""
    for row in Interpreter.objects.filter(edition=edition, presence__isnull=False):
        row.presence = [
            DateTimeTZRange(*moved_times(row.name, period.lower, period.upper, move))
            for period in row.presence or ()
        ]
        row.save(update_fields=["presence"])
