"""What a solve says in the end: its schedule with every figure, or that there is none."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import TYPE_CHECKING, TypedDict

from scheduling import explain, tables
from scheduling.goals import BREAKS, MOVED, PLACED, shown, stayed
from scheduling.model.solution import Placement, Solution, Status, Step

if TYPE_CHECKING:
    from scheduling.pipeline import Climb


def answer(climb: "Climb", table_of: Mapping[int, int], changes: int) -> Solution:
    """The schedule at these tables, its figures with bounds, and why meetings are left out."""
    problem, board = climb.problem, climb.board
    assert board is not None  # noqa: S101 - asked only of a schedule
    steps = [
        Step(goal.name, shown(goal, problem, goal.value(board)), shown(goal, problem, bound))
        for goal, bound in climb.bounds.items()
    ]
    least = tables.least_changes(board)
    steps.insert(len(steps) - 1, Step("table_changes", changes, least or (None if changes else 0)))
    proven = all(s.value == s.bound for s in steps if s.name in (PLACED.name, BREAKS.name))
    return Solution(
        status=Status.OPTIMAL if proven else Status.FEASIBLE,
        placements=tuple(
            Placement(problem.meetings[meeting].id, slot, table_of[meeting])
            for meeting, slot in enumerate(board.slots)
            if slot is not None
        ),
        unplaced=explain.unplaced(
            board,
            kept=stayed(board) if MOVED in climb.bounds else (),
            late=climb.control.late,
        ),
        steps=tuple(steps),
        breaks_per_participant={
            one.id: breaks
            for one, breaks in zip(problem.participants, board.all_breaks(), strict=True)
        },
        **_circumstances(climb),
    )


def without_schedule(climb: "Climb") -> Solution:
    """That there is none, and why; or that none was found."""
    if not climb.infeasible:
        return Solution(status=Status.UNKNOWN, **_circumstances(climb))
    reason = explain.why_infeasible(climb.problem, climb.control)
    return Solution(status=Status.INFEASIBLE, reason=reason, **_circumstances(climb))


def _circumstances(climb: "Climb") -> "_Circumstances":
    limits = climb.control.limits
    return {
        "problem": climb.problem.name,
        "problem_sha256": climb.problem.sha256,
        "seconds": round(climb.control.elapsed(), 3),
        "seed": limits.seed,
        "workers": limits.workers,
        "limit_seconds": limits.seconds,
        "solver": "OR-Tools " + ".".join(version("ortools").split(".")[:2]),
    }


class _Circumstances(TypedDict):
    problem: str
    problem_sha256: str
    seconds: float
    seed: int
    workers: int
    limit_seconds: float
    solver: str
