"""Why meetings are not placed, and what would place them; why there is no schedule at all."""

from collections.abc import Callable

from matchmaking.scheduling.board import Board, Fairness
from matchmaking.scheduling.explain.infeasible import why_infeasible
from matchmaking.scheduling.explain.reasons import why
from matchmaking.scheduling.explain.remedies import Remedies
from matchmaking.scheduling.solution import Cure, Remedy, Unplaced

__all__ = ["unplaced", "why_infeasible"]


def unplaced(board: Board, *, late: Callable[[], bool] = lambda: False) -> tuple[Unplaced, ...]:
    """Each meeting without a slot, with its reason and, unless it is late, its remedy."""
    fairness = Fairness(board)
    remedies = Remedies(board, fairness)
    return tuple(
        Unplaced(
            board.problem.meetings[meeting].id,
            why(board, meeting, fairness),
            Remedy(Cure.NONE) if late() else remedies.find(meeting),
        )
        for meeting in board.unplaced()
    )
