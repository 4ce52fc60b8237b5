"""The solver's answers, limits and manners; `test_brute_force` compares it with all schedules."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.generator import generate
from scheduling.check import violations
from scheduling.control import Control, Limits, Progress
from scheduling.model.problem import Interpreter, Problem, Slot
from scheduling.model.solution import Status
from scheduling.pipeline import is_small, solve
from tests.scheduling.problems import make_problem, placements, problems, valid_schedules, worth

ONE = Limits(seconds=30, workers=1, seed=1)


def test_an_empty_problem_has_an_empty_optimal_schedule() -> None:
    solution = solve(make_problem([], slots=0), limits=ONE)
    assert solution.status is Status.OPTIMAL
    assert solution.placements == ()
    assert [step.name for step in solution.steps] == [
        "placed",
        "breaks",
        "table_changes",
        "idle_slots",
    ]


@pytest.mark.parametrize(("able", "is_for_exact_search"), [(1, True), (500, False)])
def test_who_may_interpret_where_makes_a_problem_large(
    able: int, is_for_exact_search: bool
) -> None:
    """A hundred slots, and each of them with each interpreter who is there, for one meeting."""
    problem = make_problem(
        ["ab"],
        slots=100,
        meetings={0: {"interpreters": tuple(range(able))}},
        interpreters=[Interpreter(f"i{i}", frozenset({0})) for i in range(able)],
    )
    control = Control(Limits(seconds=3600))
    assert is_small(problem, control) == is_for_exact_search


def test_a_break_is_not_counted_between_windows() -> None:
    slots = [Slot(window=0), Slot(window=0), Slot(window=1), Slot(window=1)]
    problem = make_problem(
        ["ab", "ab"], slots=slots, meetings={0: {"slot": 0}, 1: {"slot": 3}}, fairness=0
    )
    solution = solve(problem, limits=ONE)
    assert len(solution.placements) == 2
    assert solution.breaks_per_participant == {"a": 0, "b": 0}


def test_the_heavier_meeting_wins_the_only_place() -> None:
    problem = make_problem(["ab", "cd"], slots=1, tables=1, meetings={1: {"priority": 10}})
    solution = solve(problem, limits=ONE)
    assert [placed.meeting for placed in solution.placements] == ["m1"]


def test_the_same_seed_gives_the_same_answer() -> None:
    problem = crowded()
    first, second = solve(problem, limits=ONE), solve(problem, limits=ONE)
    assert replace(first, seconds=0) == replace(second, seconds=0)


def crowded() -> Problem:
    """Twelve participants, each meeting the next five, in as few slots as can be."""
    names = "abcdefghijkl"
    pairs = [names[i] + names[(i + step) % 12] for i in range(12) for step in range(1, 6)]
    return make_problem(pairs, slots=11, tables=6)


def endless() -> Problem:
    """A problem small enough for exact search, which would go on for hours."""
    return generate(60, 250)


def test_progress_is_told_in_the_order_of_the_steps() -> None:
    told: list[Progress] = []
    solve(crowded(), limits=ONE, on_progress=told.append)
    names = list(dict.fromkeys(progress.step for progress in told))
    assert [name for name in names if name != "breaks"] == ["placed", "idle_slots"]
    assert [progress.seconds for progress in told] == sorted(p.seconds for p in told)


def test_a_solve_told_to_stop_at_once_still_answers() -> None:
    solution = solve(crowded(), limits=ONE, should_stop=lambda: True)
    assert solution.status in (Status.OPTIMAL, Status.FEASIBLE)
    assert solution.placements
    assert violations(crowded(), solution) == []


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_from_a_known_schedule_the_answer_is_never_worse(data: st.DataObject) -> None:
    drawn = data.draw(problems())
    problem = replace(drawn, rules=replace(drawn.rules, place_all=False))
    before = data.draw(valid_schedules(problem))
    start = placements(problem, before)
    for seconds in (0.01, 10):
        found = solve(problem, limits=replace(ONE, seconds=seconds), start=start)
        assert violations(problem, found) == []
        at = {placed.meeting: placed.slot for placed in found.placements}
        after = tuple(at.get(meeting.id) for meeting in problem.meetings)
        assert worth(problem, after) <= worth(problem, before)


def test_progress_counts_the_meetings_of_a_schedule_that_is_there() -> None:
    told: list[Progress] = []
    meetings = {0: {"priority": 10}, 1: {"priority": 10}}
    problem = make_problem(["ab", "ac", "ad"], slots=2, meetings=meetings)
    solve(problem, limits=ONE, on_progress=told.append)
    placed = [(one.value, one.meetings) for one in told if one.step == "placed"]
    assert placed[-1] == (20, 2)


def test_a_stop_during_the_search_keeps_the_best_so_far() -> None:
    problem, told = endless(), list[Progress]()

    def should_stop() -> bool:
        # The first bound is told before the search.
        return len([one for one in told if one.step == "breaks" and one.bound is not None]) > 1

    limits = replace(ONE, seconds=600)
    solution = solve(problem, limits=limits, on_progress=told.append, should_stop=should_stop)
    assert violations(problem, solution) == []
    assert solution.status is Status.FEASIBLE
    assert solution.seconds < limits.seconds


def test_a_caller_s_error_ends_the_search_and_is_raised() -> None:
    def fail(_progress: Progress) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        solve(crowded(), limits=ONE, on_progress=fail)


def test_a_problem_too_large_for_exact_search_gets_a_schedule_and_a_bound() -> None:
    names = [chr(0x4E00 + i) for i in range(60)]
    pairs = [names[i] + names[j] for i in range(60) for j in range(i + 1, min(60, i + 11))]
    problem = make_problem(pairs, slots=30, tables=22)
    solution = solve(problem, limits=Limits(seconds=2, workers=1, seed=1))
    assert violations(problem, solution) == []
    assert solution.status is Status.FEASIBLE
    placed = solution.step("placed")
    assert placed is not None
    assert placed.value >= 0.9 * len(pairs)
    assert placed.bound == len(pairs)


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (make_problem(["ab"], people={"a": {"unavailable": range(4)}}), "no_common_slot"),
        (make_problem(["ab", "ac"], people={"a": {"max_meetings": 1}}), "participant_full"),
        (make_problem(["ab", "cd"], slots=1, tables=1), "tables_full"),
        (make_problem(["ab", "ac"], meetings={0: {"slot": 1}, 1: {"slot": 1}}), "participant_full"),
        (
            make_problem(["ab", "ac"], meetings={0: {"slot": 0}, 1: {"slot": 3}}, fairness=0),
            "fairness",
        ),
        (
            make_problem(["ab", "ac"], meetings={0: {"slot": 2}, 1: {"slot": 1, "after": (0,)}}),
            "precedence",
        ),
    ],
)
def test_an_infeasible_problem_says_why(problem: Problem, code: str) -> None:
    everybody = tuple(
        replace(one, unavailable=frozenset(one.unavailable)) for one in problem.participants
    )
    problem = replace(problem, participants=everybody, rules=replace(problem.rules, place_all=True))
    solution = solve(problem, limits=ONE)
    assert solution.status is Status.INFEASIBLE
    assert solution.reason is not None
    assert solution.reason.code == code
    assert violations(problem, solution) == []


def test_who_hopes_for_meetings_comes_before_breaks_but_not_before_priorities() -> None:
    hopes = {"c": {"min_meetings": 1}, "d": {"min_meetings": 1}}
    even = make_problem(["ab", "ab", "cd"], slots=2, tables=1, people=hopes)
    solution = solve(even, limits=ONE)
    assert "m2" in {placed.meeting for placed in solution.placements}
    assert [(step.name, step.value, step.bound) for step in solution.steps[:3]] == [
        ("placed", 2, 2),
        ("short", 0, 0),
        ("breaks", 0, 0),
    ]
    heavy = {0: {"priority": 2}, 1: {"priority": 2}}
    uneven = make_problem(["ab", "ab", "cd"], slots=2, tables=1, people=hopes, meetings=heavy)
    step = solve(uneven, limits=ONE).step("short")
    assert step is not None
    assert (step.value, step.bound) == (2, 2)


def test_where_nobody_hopes_nothing_is_said_of_it() -> None:
    assert solve(make_problem(["ab"]), limits=ONE).step("short") is None
