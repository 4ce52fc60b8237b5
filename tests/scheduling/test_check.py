"""What a solution says of itself is recomputed, never believed."""

from dataclasses import replace
from typing import Any

import pytest

from scheduling.check import figures, violations
from scheduling.control import Limits
from scheduling.model.problem import Placement, Slot
from scheduling.model.solution import Code, Reason, Solution, Status
from scheduling.pipeline import solve
from tests.scheduling.problems import make_problem

PROBLEM = replace(make_problem(["ab", "ac", "bc", "bd"], slots=5), sha256="0" * 64)
SOLVED = solve(PROBLEM, limits=Limits(seconds=20, workers=1))


def with_step(name: str, **changes: Any) -> Solution:
    steps = tuple(replace(step, **changes) if step.name == name else step for step in SOLVED.steps)
    return replace(SOLVED, steps=steps)


def test_a_solution_as_it_was_made_has_no_violation() -> None:
    assert violations(PROBLEM, SOLVED) == []


@pytest.mark.parametrize(
    ("solution", "rule"),
    [
        (with_step("placed", value=3), "steps"),
        (with_step("placed", bound=3), "steps"),
        (with_step("breaks", value=1, bound=0), "steps"),
        (with_step("table_changes", value=99), "steps"),
        (with_step("idle_slots", bound=7), "steps"),
        (with_step("breaks", bound=None), "status"),
        (replace(SOLVED, steps=()), "status"),
        (replace(SOLVED, breaks_per_participant={"a": 0}), "breaks_per_participant"),
        (replace(SOLVED, problem_sha256="1" * 64), "same_problem"),
        (replace(SOLVED, placements=SOLVED.placements[1:], steps=()), "accounted"),
        (replace(SOLVED, status=Status.INFEASIBLE), "status"),
        (replace(SOLVED, status=Status.UNKNOWN), "status"),
    ],
)
def test_a_false_claim_is_found(solution: Solution, rule: str) -> None:
    assert rule in {violation.rule for violation in violations(PROBLEM, solution)}


def test_infeasible_is_no_answer_where_nothing_must_be_placed() -> None:
    answer = Solution("by hand", Status.INFEASIBLE, reason=Reason(Code.FAIRNESS))
    assert violations(PROBLEM, answer)
    all_placed = replace(PROBLEM, rules=replace(PROBLEM.rules, place_all=True))
    assert violations(all_placed, answer) == []
    assert violations(all_placed, replace(answer, reason=None))


def test_figures_count_breaks_idle_slots_and_changes_of_table() -> None:
    slots = [Slot(window=window) for window in (0, 0, 0, 0, 1)]
    problem = make_problem(["ab", "ac", "ad"], slots=slots, meetings={2: {"priority": 7}})
    placements = (Placement("m0", 0, 0), Placement("m1", 3, 1), Placement("m2", 4, 1))
    found = figures(problem, Solution("by hand", Status.FEASIBLE, placements))
    assert (found.meetings, found.placed, found.breaks) == (3, 9, 1)
    assert (found.idle_slots, found.table_changes) == (2, 1)
    assert found.breaks_per_participant == {"a": 1, "b": 0, "c": 0, "d": 0}
