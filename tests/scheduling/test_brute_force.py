"""Small problems that use every rule, solved by trying all schedules, which the solver must match.

The brute force is in `problems`, written for these tests alone; `check` confirms every answer.
"""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduling.check import violations
from scheduling.control import Limits
from scheduling.explain import unplaced
from scheduling.model.problem import Problem
from scheduling.model.solution import Code, Cure, Remedy, Solution, Status
from scheduling.pipeline import solve
from scheduling.replan import replan
from scheduling.state.board import Board
from tests.scheduling.problems import (
    Slots,
    all_schedules,
    moves,
    placements,
    places,
    problems,
    single_changes,
    valid_schedules,
    worth,
)

ONE = Limits(seconds=30, workers=1, seed=1)
any_speed = list(HealthCheck)
few = settings(max_examples=30, deadline=None, suppress_health_check=any_speed)
many = settings(max_examples=100, deadline=None, suppress_health_check=any_speed)


def slots_of(problem: Problem, solution: Solution) -> Slots:
    slots = {placed.meeting: placed.slot for placed in solution.placements}
    return tuple(slots.get(meeting.id) for meeting in problem.meetings)


@few
@given(problems())
def test_a_solution_is_as_good_as_the_best_of_all_schedules(problem: Problem) -> None:
    solution = solve(problem, limits=ONE)
    best = min((worth(problem, slots) for slots in all_schedules(problem)), default=None)
    assert violations(problem, solution) == []
    if best is None:
        assert solution.status is Status.INFEASIBLE
        assert solution.reason is not None
    else:
        assert solution.status is Status.OPTIMAL
        assert worth(problem, slots_of(problem, solution)) == best
        assert Code.NOT_REACHED not in [left_out.reason.code for left_out in solution.unplaced]


@few
@given(problems())
def test_a_replan_moves_no_more_than_the_best_of_all_schedules(problem: Problem) -> None:
    solution = replan(problem, limits=ONE)
    best = min(
        ((moves(problem, slots), *worth(problem, slots)) for slots in all_schedules(problem)),
        default=None,
    )
    assert violations(problem, solution) == []
    if best is None:
        assert solution.status is Status.INFEASIBLE
    else:
        slots = slots_of(problem, solution)
        assert (moves(problem, slots), *worth(problem, slots)) == best
        step = solution.step("moved")
        assert step is not None
        assert step.bound == step.value == best[0]


def explained(problem: Problem, slots: Slots) -> Solution:
    """Those slots as a solution that says why the other meetings are left out."""
    left_out = unplaced(Board(problem, slots))
    return Solution(problem.name, Status.FEASIBLE, placements(problem, slots), left_out)


@many
@given(problems().flatmap(lambda problem: st.tuples(st.just(problem), valid_schedules(problem))))
def test_whatever_the_schedule_its_reasons_and_remedies_are_confirmed(
    case: tuple[Problem, Slots],
) -> None:
    problem, slots = relaxed(case[0]), case[1]
    assert violations(problem, explained(problem, slots)) == []


@many
@given(problems().flatmap(lambda problem: st.tuples(st.just(problem), valid_schedules(problem))))
def test_one_change_is_given_wherever_one_is_enough(case: tuple[Problem, Slots]) -> None:
    """And the mildest: every single change is tried on the schedule, the others where they are."""
    problem, slots = relaxed(case[0]), case[1]
    for left_out in explained(problem, slots).unplaced:
        position = [meeting.id for meeting in problem.meetings].index(left_out.meeting)
        enough = [
            list(Cure).index(change.code)
            for change in single_changes(problem, slots, position)
            if places(problem, slots, position, change)
        ]
        fits = places(problem, slots, position, Remedy(Cure.NONE))
        if enough and not fits:
            assert not left_out.remedy.also
            assert list(Cure).index(left_out.remedy.code) <= min(enough)


def relaxed(problem: Problem) -> Problem:
    """The problem in which meetings may be left out."""
    return replace(problem, rules=replace(problem.rules, place_all=False))
