"""Why meetings are not placed, and what would place them; why there is no schedule at all."""

from matchmaking.scheduling.board import Board
from matchmaking.scheduling.explain.infeasible import why_infeasible
from matchmaking.scheduling.explain.reasons import why
from matchmaking.scheduling.explain.remedies import Remedies
from matchmaking.scheduling.solution import Unplaced

__all__ = ["unplaced", "why_infeasible"]


def unplaced(board: Board) -> tuple[Unplaced, ...]:
    """Each meeting without a slot, with its reason and its remedy."""
    remedies = Remedies(board)
    return tuple(
        Unplaced(board.problem.meetings[meeting].id, why(board, meeting), remedies.find(meeting))
        for meeting in board.unplaced()
    )
