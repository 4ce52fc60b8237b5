"""Why meetings are not placed, and what would place them; why there is no schedule at all."""

from collections.abc import Callable, Collection

from scheduling.explain.blockers import Blockers
from scheduling.explain.infeasible import plain_fact, why_infeasible
from scheduling.explain.reasons import why
from scheduling.explain.remedies import Remedies
from scheduling.explain.trial import Trial
from scheduling.model.solution import Unplaced
from scheduling.state.board import Board

__all__ = ["plain_fact", "unplaced", "why_infeasible"]


def unplaced(
    board: Board, *, kept: Collection[int] = (), late: Callable[[], bool] = lambda: False
) -> tuple[Unplaced, ...]:
    """Each meeting without a slot, with its reason and its remedy.

    `kept` are the published meetings (positions) that a re-plan left where they were. Once it is
    `late`, remedies still hold, but may not be the cheapest.
    """
    blockers, trial = Blockers(board, kept), Trial(board)
    remedies = Remedies(blockers, trial, late)
    return tuple(
        Unplaced(
            board.problem.meetings[meeting].id,
            why(blockers, trial, meeting),
            remedies.find(meeting),
        )
        for meeting in board.unplaced()
    )
