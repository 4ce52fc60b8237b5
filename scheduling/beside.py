"""Local search as the solver uses it: for a while, for so many moves, or beside exact search."""

from collections.abc import Callable, Collection

from scheduling.control import Control
from scheduling.exact.search import Search
from scheduling.goals import BREAKS, Goal, wanted
from scheduling.local.annealing import compiled
from scheduling.local.improve import improve
from scheduling.model.problem import Problem
from scheduling.state.board import Board
from scheduling.state.fairness import Fairness

# Uncompiled moves a second, about; compiled ones are worth loading for so many seconds of them.
PLAIN_SPEED = 30_000
LOADING_SECONDS = 1.5
# Before exact search, so many moves for each pair of meetings.
MOVES_PER_PAIR = 5
# Beside exact search, rounds, each twice as long as the one before; so many seconds the first.
FIRST_ROUND = 1.0
# As if so much of the time were used, a schedule is made fair when all of it is.
STILL_WARM = 0.5

Done = Callable[[int, int, bool], float]


class LocalSearch:
    """Fewer breaks, and more placed, while the `kept` meetings (positions) stay where they are."""

    def __init__(self, problem: Problem, control: Control) -> None:
        self.problem = problem
        self.control = control

    def long(
        self, board: Board, kept: Collection[int], until: float, *, must_be_fair: bool
    ) -> Board:
        """A better schedule, when that share of the time limit is used.

        If nothing else will make it fair, it goes on into the time kept for the end: what is unfair
        then, takes more of it.
        """
        seconds = self.control.left(until)
        self._prepare(seconds)

        def done(_moves: int, breaks: int, is_fair: bool) -> float:
            self.control.tell(BREAKS.name, breaks, None)
            if self.control.stopped():
                return 1.0
            used = 1 - self.control.left(until) / seconds if seconds else 1.0
            must_go_on = must_be_fair and not (is_fair or self.control.over())
            return STILL_WARM if used >= 1 and must_go_on else used

        return self._improved(board, kept, done, seconds)

    def brief(self, board: Board, kept: Collection[int], until: float) -> Board:
        """A better schedule after so many moves as do not depend on the clock, if there is time.

        If not, when that share of the time limit is used.
        """
        most = MOVES_PER_PAIR * len(self.problem.meetings) ** 2
        self._prepare(min(most / PLAIN_SPEED, self.control.left(until)))

        def done(moves: int, breaks: int, _is_fair: bool) -> float:
            self.control.tell(BREAKS.name, breaks, None)
            return moves / most if most and self.control.left(until) else 1.0

        return self._improved(board, kept, done, most / PLAIN_SPEED)

    def beside(
        self, start: Board | None, goal: Goal, kept: Collection[int]
    ) -> Callable[[Search], None] | None:
        """Looks for better schedules in another thread, as long as an exact search goes on."""
        if start is None or goal not in wanted(self.problem):
            return None

        def improve_beside(search: Search) -> None:
            board, seconds = start, FIRST_ROUND
            self._prepare(search.left())
            while left := search.left():
                board = self._improved(board, kept, _used(search, seconds), seconds)
                search.offer(board.slots, goal.value(board))
                if left - search.left() < min(seconds, left) / 2:
                    return  # nothing can move, or be better
                seconds *= 2

        return improve_beside

    def _prepare(self, seconds: float) -> None:
        """Load compiled moves meanwhile, if so many seconds of search are worth it."""
        if seconds >= LOADING_SECONDS:
            compiled.start()

    def _improved(self, board: Board, kept: Collection[int], done: Done, seconds: float) -> Board:
        """The schedule after local search, unless that made it unfair or worse.

        With fewer breaks for those who had few, those who had many may have too many.
        """
        after = Board(self.problem, board.slots)
        improve(after, seed=self.control.limits.seed, done=done, kept=kept, seconds=seconds)
        if Fairness(board).holds() and (not Fairness(after).holds() or after.rank() < board.rank()):
            return board
        return after


def _used(search: Search, seconds: float) -> Done:
    """How much is used of so many seconds from now, or of what the search has left."""
    left = search.left()
    seconds = min(seconds, left)

    def done(_moves: int, _breaks: int, _is_fair: bool) -> float:
        return (left - search.left()) / seconds if search.left() else 1.0

    return done
