"""The steps of the objective, each as something to make small.

A goal knows its terms in a model, its value on a board, and a bound that needs no search.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduling.exact import bounds, objectives
from scheduling.exact.variables import Variables
from scheduling.model.problem import Problem
from scheduling.state.board import Board

if TYPE_CHECKING:
    from scheduling.exact.objectives import Terms


@dataclass(frozen=True, slots=True)
class Goal:
    """One step; `is_often_at_bound` says whether its best value often is the bound, or near it."""

    name: str
    terms: "Callable[[Problem, Variables], Terms]"
    value: Callable[[Board], int]
    bound: Callable[[Problem], int]
    is_often_at_bound: bool = True


def _weight(problem: Problem) -> int:
    return sum(meeting.priority for meeting in problem.meetings)


def _missed(board: Board) -> int:
    return _weight(board.problem) - board.worth()


def _least_missed(problem: Problem) -> int:
    return _weight(problem) - bounds.most_placed(problem)


def stayed(board: Board) -> set[int]:
    """The published meetings that are in their slot."""
    positions = {meeting.id: m for m, meeting in enumerate(board.problem.meetings)}
    slots = {positions[was.meeting]: was.slot for was in board.problem.published}
    return {meeting for meeting, slot in slots.items() if board.slots[meeting] == slot}


def _moved(board: Board) -> int:
    return len(board.problem.published) - len(stayed(board))


def _must_move(problem: Problem) -> int:
    allowed = dict(zip((m.id for m in problem.meetings), problem.allowed_slots, strict=True))
    return sum(was.slot not in allowed[was.meeting] for was in problem.published)


def _breaks(board: Board) -> int:
    return sum(board.all_breaks())


def _none(_problem: Problem) -> int:
    return 0


MOVED = Goal("moved", objectives.moved, _moved, _must_move)
PLACED = Goal("placed", objectives.missed, _missed, _least_missed)
SHORT = Goal("short", objectives.short, Board.short, bounds.fewest_short)
BREAKS = Goal("breaks", objectives.breaks, _breaks, _none)
IDLE = Goal("idle_slots", objectives.idle_slots, Board.idle_slots, _none, is_often_at_bound=False)


def wanted(problem: Problem) -> list[Goal]:
    """The goals of a schedule, in their order, before tables and idle slots."""
    return [PLACED, SHORT, BREAKS] if problem.has_hopes else [PLACED, BREAKS]


def shown(goal: Goal, problem: Problem, figure: int) -> int:
    """The figure as people know it: placed priorities rather than missed ones."""
    return _weight(problem) - figure if goal is PLACED else figure
