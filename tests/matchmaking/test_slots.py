"""Cutting windows into slots."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaking.slots import GridPlan, Period, breaks, cut, idle, waiting_minutes

START = datetime(2094, 6, 3, 7, tzinfo=UTC)


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def period(start: int, end: int) -> Period:
    return Period(at(start), at(end))


def minutes(slots: list[Period]) -> list[tuple[int, int]]:
    minute = timedelta(minutes=1)
    return [((slot.start - START) // minute, (slot.end - START) // minute) for slot in slots]


def test_slots_fill_the_window_with_a_changeover_between_them() -> None:
    slots = cut(period(0, 120), slot_minutes=25, changeover_minutes=5)
    assert minutes(slots) == [(0, 25), (30, 55), (60, 85), (90, 115)]


def test_the_last_slot_needs_no_changeover_after_it() -> None:
    assert minutes(cut(period(0, 55), slot_minutes=25, changeover_minutes=5)) == [(0, 25), (30, 55)]


def test_slots_may_touch_when_there_is_no_changeover() -> None:
    assert minutes(cut(period(0, 40), slot_minutes=20, changeover_minutes=0)) == [(0, 20), (20, 40)]


def test_a_pause_moves_the_next_slot_to_its_end() -> None:
    slots = cut(period(0, 120), slot_minutes=25, changeover_minutes=5, pauses=[period(40, 60)])
    assert minutes(slots) == [(0, 25), (60, 85), (90, 115)]


def test_a_pause_that_touches_a_slot_leaves_it() -> None:
    slots = cut(period(0, 60), slot_minutes=30, changeover_minutes=0, pauses=[period(30, 31)])
    assert minutes(slots) == [(0, 30)]


def test_a_window_shorter_than_a_meeting_has_no_slot() -> None:
    assert cut(period(0, 20), slot_minutes=25, changeover_minutes=5) == []


def test_the_night_in_which_clocks_go_back_has_one_hour_more() -> None:
    zone = ZoneInfo("Europe/Madrid")
    night = Period(
        datetime(2094, 10, 31, 1, tzinfo=zone).astimezone(UTC),
        datetime(2094, 10, 31, 4, tzinfo=zone).astimezone(UTC),
    )
    assert len(cut(night, slot_minutes=30, changeover_minutes=0)) == 8


def test_a_plan_without_windows_has_no_places() -> None:
    assert GridPlan((), ("", "")).count(UTC).places == 0


windows = st.integers(0, 600).map(lambda length: period(0, length))
pauses = st.lists(
    st.tuples(st.integers(0, 500), st.integers(1, 90)).map(
        lambda given: period(given[0], given[0] + given[1])
    ),
    max_size=4,
)


@given(windows, st.integers(5, 240), st.integers(0, 60), pauses)
def test_slots_are_whole_in_order_apart_and_clear_of_pauses(
    window: Period, length: int, changeover: int, breaks: list[Period]
) -> None:
    slots = cut(window, slot_minutes=length, changeover_minutes=changeover, pauses=breaks)
    assert all(window.holds(slot) for slot in slots)
    assert {slot.end - slot.start for slot in slots} <= {timedelta(minutes=length)}
    assert not any(slot.overlaps(pause) for slot in slots for pause in breaks)
    for first, second in pairwise(slots):
        assert not first.overlaps(second)
        between = Period(first.end, second.start)
        rested = second.start - first.end >= timedelta(minutes=changeover)
        assert rested or any(pause.end == second.start for pause in breaks), between


@given(windows, st.integers(5, 240), st.integers(0, 60))
def test_without_pauses_no_further_slot_would_fit(
    window: Period, length: int, changeover: int
) -> None:
    slots = cut(window, slot_minutes=length, changeover_minutes=changeover)
    changed = timedelta(minutes=changeover)
    next_start = slots[-1].end + changed if slots else window.start
    assert next_start + timedelta(minutes=length) > window.end


@pytest.mark.parametrize(
    ("taken", "waits", "count"),
    [
        ((), [], 0),
        ((2,), [], 0),
        ((1, 2), [], 0),
        ((0, 2, 5), [1, 3, 4], 2),
        ((4, 0), [1, 2, 3], 1),
    ],
)
def test_who_has_meetings_waits_in_the_slots_between_them(
    taken: tuple[int, ...], waits: list[int], count: int
) -> None:
    assert idle(taken) == waits
    assert breaks(taken) == count


def test_a_wait_is_the_slot_and_the_changeover_and_never_a_pause() -> None:
    slots = cut(period(0, 150), slot_minutes=25, changeover_minutes=5, pauses=[period(55, 80)])
    assert minutes(slots) == [(0, 25), (30, 55), (80, 105), (110, 135)]
    assert waiting_minutes(slots) == [30, 30, 30, 30]
    assert waiting_minutes(slots[:1]) == [25]
    assert waiting_minutes([]) == []
