"""What-if: changes make other problems, and more of anything never comes out as less."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduling.check import violations
from scheduling.control import Limits, Progress
from scheduling.model.formats import read_problem, write_problem
from scheduling.model.problem import Placement, Problem, Slot
from scheduling.model.solution import Status
from scheduling.what_if import (
    BadChange,
    Change,
    MoreSlots,
    MoreTables,
    OtherFairness,
    OtherSlots,
    RaiseLimits,
    Worth,
    compare,
)
from scheduling.what_if.changes import changed
from tests.scheduling.problems import make_problem, problems

FIVE = Limits(seconds=5, workers=1, seed=1)
few = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
MORE: list[list[Change]] = [
    [MoreTables(1)],
    [MoreSlots()],
    [RaiseLimits("p0", 3), RaiseLimits("p1", 4)],
    [OtherFairness(None)],
]


@few
@given(problems(), st.sampled_from(MORE))
def test_more_of_anything_never_places_less(problem: Problem, changes: list[Change]) -> None:
    found = compare(problem, [changes], limits=FIVE)
    (more,) = found.alternatives
    assert violations(more.problem, more.solution) == []
    assert read_problem(write_problem(more.problem)) == more.problem
    if found.base.solution.status is not Status.INFEASIBLE:
        before = found.base.figures
        assert more.figures.placed >= before.placed
        assert more.figures.placed > before.placed or more.figures.breaks <= before.breaks


def test_without_time_more_tables_still_place_no_less() -> None:
    problem = make_problem(["ab", "cd", "ac", "bd", "ad", "bc"], slots=3, tables=1)
    limits = Limits(seconds=0.001, workers=1, seed=1)
    found = compare(problem, [[MoreTables(1)], [MoreTables(-1)]], limits=limits)
    assert found.base.figures.meetings == 3
    assert [result.figures.placed for result in found.alternatives] == [6, 0]


def test_alternatives_stand_in_the_order_asked_for() -> None:
    problem = make_problem(["ab", "ac", "ad"], slots=2, tables=1)
    found = compare(problem, [[MoreSlots()], [MoreTables(1)]], limits=FIVE)
    assert found.base.figures.meetings == 2
    assert [result.figures.meetings for result in found.alternatives] == [3, 2]
    assert [result.problem.tables for result in found.alternatives] == [(1, 1, 1, 1), (2, 2)]
    assert found.base.problem is problem
    step = found.alternatives[0].solution.step("placed")
    assert step is not None
    assert step.bound == 3


def test_changes_of_one_alternative_are_made_together() -> None:
    people = {"a": {"max_meetings": 1, "capacity": 3}}
    problem = make_problem(["ab", "ac", "ad"], slots=1, tables=1, people=people)
    changes: list[Change] = [MoreTables(2), RaiseLimits("a", 3)]
    (both,) = compare(problem, [changes], limits=FIVE).alternatives
    assert both.changes == tuple(changes)
    assert both.figures.meetings == 3


def test_another_session_is_like_the_window_named_or_the_last() -> None:
    slots = [Slot(window=4, session="am"), Slot(window=4, session="am"), Slot(window=7)]
    problem = make_problem(["ab"], slots=slots, tables=[2, 1, 3])
    more = changed(problem, [MoreSlots(like=4), MoreSlots()])
    assert [slot.window for slot in more.slots] == [4, 4, 7, 8, 8, 9, 9]
    assert [slot.session for slot in more.slots] == ["am", "am", None, "am", "am", "am", "am"]
    assert more.tables == (2, 1, 3, 2, 1, 2, 1)


def test_who_sends_more_people_at_times_does_so_in_other_slots_too() -> None:
    slots = [Slot(window=4), Slot(window=4), Slot(window=7)]
    problem = make_problem(["ab"], slots=slots, people={"a": {"capacity": (1, 2, 3)}})
    more = changed(problem, [MoreSlots(like=4)])
    assert [one.capacity for one in more.participants] == [(1, 2, 3, 1, 2), 1]
    timed = make_problem(["ab"], slots=stretch(4, 30), people={"a": {"capacity": (3, 2, 1, 2)}})
    longer = changed(timed, [OtherSlots(stretch(3, 60), (5, 5, 5))])
    assert [one.capacity for one in longer.participants] == [(2, 1, 1), 1]


NINE = datetime(2026, 3, 5, 9, tzinfo=UTC)


def stretch(count: int, minutes: int) -> tuple[Slot, ...]:
    step = timedelta(minutes=minutes)
    return tuple(Slot(start=NINE + i * step, end=NINE + (i + 1) * step) for i in range(count))


def test_other_slots_keep_times_of_absence_locks_and_publication() -> None:
    problem = make_problem(
        ["ab", "ac"],
        slots=stretch(4, 30),
        people={"a": {"unavailable": frozenset({1})}},
        meetings={0: {"slot": 2}, 1: {"slot": 3}},
        published=[Placement("m0", 2, 0), Placement("m1", 3, 0)],
    )
    longer = changed(problem, [OtherSlots(stretch(2, 45), (5, 5))])
    assert longer.participants[0].unavailable == {0, 1}
    assert [meeting.slot for meeting in longer.meetings] == [1, None]
    assert longer.published == (Placement("m0", 1, 0),)


def test_slots_without_times_correspond_by_their_place() -> None:
    problem = make_problem(["ab"], slots=3, people={"a": {"unavailable": frozenset({0, 2})}})
    shorter = changed(problem, [OtherSlots((Slot(), Slot()), (1, 1))])
    assert shorter.participants[0].unavailable == {0}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (MoreSlots(like=3), "there is no window 3"),
        (RaiseLimits("z", 2), "there is no participant z"),
        (OtherSlots((Slot(),), (1, 1)), "2 numbers of tables for 1 slots"),
    ],
)
def test_a_change_of_what_is_not_there_is_refused(change: Change, reason: str) -> None:
    with pytest.raises(BadChange, match=reason) as refused:
        compare(make_problem(["ab"]), [[change]], limits=FIVE)
    assert refused.value.change is change


def test_a_problem_without_slots_has_no_window_to_copy() -> None:
    with pytest.raises(BadChange):
        changed(make_problem([], slots=0), [MoreSlots()])


def test_limits_are_raised_never_lowered() -> None:
    problem = make_problem(["ab"], people={"a": {"max_meetings": 4}})
    assert changed(problem, [RaiseLimits("a", 2), RaiseLimits("b", 1)]) == problem
    higher = changed(problem, [RaiseLimits("a", 5)])
    assert [participant.max_meetings for participant in higher.participants] == [5, None]


def test_progress_says_which_alternative_and_a_stop_leaves_each_with_a_schedule() -> None:
    told: list[tuple[int, Progress]] = []
    problem = make_problem(["ab", "cd", "ac", "bd", "ad", "bc"], slots=4, tables=1)
    found = compare(
        problem,
        [[MoreTables(1)]],
        limits=FIVE,
        on_progress=lambda number, progress: told.append((number, progress)),
        should_stop=lambda: True,
    )
    assert [number for number, _ in told] == sorted(number for number, _ in told)
    assert {number for number, _ in told} == {0, 1}
    assert found.base.figures.meetings == 4
    assert found.alternatives[0].figures.meetings == 6


def test_a_schedule_that_stands_is_what_alternatives_are_compared_with() -> None:
    problem = make_problem(["ab", "ac", "bc"], slots=4, tables=1)
    standing = [Placement("m0", 0, 0), Placement("m1", 2, 0), Placement("gone", 1, 0)]
    found = compare(problem, [[], [MoreTables(1)]], limits=FIVE, standing=standing)
    assert found.base.figures == Worth(meetings=2, placed=2, breaks=1, idle_slots=1)
    assert found.base.solution.placements == tuple(standing[:2])
    assert [result.figures.meetings for result in found.alternatives] == [3, 3]
    assert all(not violations(result.problem, result.solution) for result in found.alternatives)


def test_what_stands_may_break_a_rule_by_now_and_is_counted_all_the_same() -> None:
    problem = make_problem(["ab", "ac"], slots=2, tables=1)
    standing = [Placement("m0", 0, 0), Placement("m1", 0, 3)]
    found = compare(problem, [[]], limits=FIVE, standing=standing)
    assert found.base.figures.meetings == 2
    assert violations(problem, found.alternatives[0].solution) == []
