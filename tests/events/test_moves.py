"""What becomes of days, instants and periods when an event moves, over changes of clocks too."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.moves import Days, Move, NoSuchTime

MADRID, ATHENS = "Europe/Madrid", "Europe/Athens"


def move(first: date, then: date, zone: str = MADRID, to_zone: str = MADRID) -> Move:
    return Move(Days(first, first, zone), Days(then, then, to_zone))


def local(year: int, month: int, day: int, hour: int, zone: str = MADRID) -> datetime:
    return datetime(year, month, day, hour, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def test_the_clock_says_the_same_in_winter_as_in_summer() -> None:
    to_winter = move(date(2027, 5, 10), date(2027, 12, 1))
    assert to_winter.instant(local(2027, 5, 10, 9)) == local(2027, 12, 1, 9)


def test_the_clock_says_the_same_in_another_zone() -> None:
    to_athens = move(date(2027, 5, 10), date(2027, 5, 10), MADRID, ATHENS)
    assert to_athens.instant(local(2027, 5, 10, 9)) == local(2027, 5, 10, 9, ATHENS)
    assert to_athens.days == 0


def test_a_time_that_clocks_leave_out_is_refused_and_a_closing_is_as_much_later() -> None:
    forward = move(date(2027, 5, 10), date(2027, 3, 28))
    with pytest.raises(NoSuchTime):
        forward.instant(local(2027, 5, 10, 2))
    assert forward.instant_or_later(local(2027, 5, 10, 2)) == local(2027, 3, 28, 3)
    with pytest.raises(NoSuchTime):
        forward.period(local(2027, 5, 10, 2), local(2027, 5, 10, 5))


def test_a_time_that_comes_twice_is_the_first_one_and_comes_back_as_it_was() -> None:
    back = move(date(2027, 5, 10), date(2027, 10, 31))
    moved = back.instant(local(2027, 5, 10, 2))
    assert moved == datetime(2027, 10, 31, 0, tzinfo=UTC)
    home = move(date(2027, 10, 31), date(2027, 5, 10))
    assert home.instant(moved) == local(2027, 5, 10, 2)
    second = datetime(2027, 10, 31, 1, tzinfo=UTC)
    with pytest.raises(NoSuchTime):
        home.period(moved, second)


def test_what_lies_on_the_days_to_come_is_held() -> None:
    shorter = Move(
        Days(date(2027, 5, 10), date(2027, 5, 11), MADRID),
        Days(date(2027, 6, 14), date(2027, 6, 14), MADRID),
    )
    assert shorter.holds(local(2027, 5, 10, 23))
    assert not shorter.holds(local(2027, 5, 11, 0))
    assert shorter.after.end == local(2027, 6, 15, 0)


@given(
    st.integers(0, 2 * 24 * 365),
    st.integers(-300, 300),
    st.sampled_from([MADRID, ATHENS, "Atlantic/Azores", "Europe/Dublin"]),
)
def test_moved_there_and_back_an_instant_is_what_it_was(
    half_hours: int, by: int, zone: str
) -> None:
    first = date(2027, 6, 1)
    there = move(first, first + timedelta(days=by), MADRID, zone)
    back = Move(there.after, there.before)
    instant = datetime(2027, 1, 1, tzinfo=UTC) + timedelta(minutes=30 * half_hours)
    try:
        found = back.instant(there.instant(instant))
    except NoSuchTime:
        return
    wall = instant.astimezone(ZoneInfo(MADRID)).replace(tzinfo=None, fold=0)
    assert found.astimezone(ZoneInfo(MADRID)).replace(tzinfo=None, fold=0) == wall
