"""A published schedule after a change: as few meetings moved as can be, then the usual goals."""

from collections.abc import Callable

from matchmaking.scheduling.board import Board
from matchmaking.scheduling.construct import best_slot
from matchmaking.scheduling.control import Control, Limits, Progress
from matchmaking.scheduling.goals import BREAKS, MOVED, PLACED
from matchmaking.scheduling.problem import Problem
from matchmaking.scheduling.solution import Solution
from matchmaking.scheduling.solver import schedule


def replan(
    problem: Problem,
    *,
    limits: Limits,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Solution:
    """A solution that moves the fewest of `problem.published`, within the limits.

    A published meeting that is not placed any more counts as moved. The solution's first step is
    `moved`. Progress and stopping are as for `solve`.
    """
    control = Control(limits, on_progress, should_stop)
    positions = {meeting.id: position for position, meeting in enumerate(problem.meetings)}
    published = {positions[was.meeting]: was for was in problem.published}
    board = _still_standing(problem, {m: was.slot for m, was in published.items()})
    kept = frozenset(m for m, slot in enumerate(board.slots) if slot is not None)
    for meeting in sorted(board.unplaced(), key=lambda m: (m not in published, m)):
        slot = best_slot(board, meeting)
        if slot is not None:
            board.place(meeting, slot)
    return schedule(board, [MOVED, PLACED, BREAKS], control, kept=kept, wished=published)


def _still_standing(problem: Problem, published: dict[int, int]) -> Board:
    """The published meetings that can stay where they are, in time order for the precedences."""
    board = Board(problem)
    for meeting, slot in sorted(published.items(), key=lambda item: item[1]):
        if board.fits(meeting, slot):
            board.place(meeting, slot)
    return board
