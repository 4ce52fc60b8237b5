"""What a solve says in the end: its schedule with every figure, or that there is none."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import TypedDict

from scheduling import explain, tables
from scheduling.control import Control
from scheduling.goals import MOVED, Goal, shown, stayed, wanted
from scheduling.model.problem import Problem
from scheduling.model.solution import Placement, Solution, Status, Step
from scheduling.state.board import Board
from scheduling.state.interpreting import matched


def answer(
    board: Board, bounds: Mapping[Goal, int], seated: tables.Seated, control: Control
) -> Solution:
    """The schedule at these tables, its figures with their bounds, and why meetings are left out.

    `bounds` has the goals in their order.
    """
    problem = board.problem
    interpreter_of = _interpreters(board)
    steps = [
        Step(goal.name, shown(goal, problem, goal.value(board)), shown(goal, problem, bound))
        for goal, bound in bounds.items()
    ]
    least = tables.least_changes(board) or (None if seated.changes else 0)
    steps.insert(len(steps) - 1, Step("table_changes", seated.changes, least))
    main = {goal.name for goal in wanted(problem)}
    proven = all(step.value == step.bound for step in steps if step.name in main)
    return Solution(
        status=Status.OPTIMAL if proven else Status.FEASIBLE,
        placements=tuple(
            Placement(
                problem.meetings[meeting].id,
                slot,
                seated.table_of.get(meeting),
                interpreter_of.get(meeting),
            )
            for meeting, slot in enumerate(board.slots)
            if slot is not None
        ),
        unplaced=explain.unplaced(
            board, kept=stayed(board) if MOVED in bounds else (), late=control.late
        ),
        steps=tuple(steps),
        breaks_per_participant={
            participant.id: breaks
            for participant, breaks in zip(problem.participants, board.all_breaks(), strict=True)
        },
        **_circumstances(problem, control),
    )


def _interpreters(board: Board) -> dict[int, str]:
    """Who interprets for each meeting that needs it: whoever is known to, where that can be."""
    problem = board.problem
    positions = {one.id: position for position, one in enumerate(problem.interpreters)}
    meetings = {meeting.id: position for position, meeting in enumerate(problem.meetings)}
    known = {
        meetings[was.meeting]: positions[was.interpreter]
        for was in problem.published
        if was.interpreter is not None
    }
    return {
        meeting: problem.interpreters[one].id
        for slot, there in enumerate(board.interpreted)
        for meeting, one in matched(problem, slot, sorted(there), known).items()
    }


def without_schedule(problem: Problem, control: Control, *, infeasible: bool) -> Solution:
    """That there is none, and why; or that none was found."""
    if not infeasible:
        return Solution(status=Status.UNKNOWN, **_circumstances(problem, control))
    reason = explain.why_infeasible(problem, control)
    return Solution(status=Status.INFEASIBLE, reason=reason, **_circumstances(problem, control))


def _circumstances(problem: Problem, control: Control) -> "_Circumstances":
    limits = control.limits
    return {
        "problem": problem.name,
        "problem_sha256": problem.sha256,
        "seconds": round(control.elapsed(), 3),
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
