"""A schedule for a problem: as many meetings as fit by priority, then the fewest breaks.

The way: a first schedule (`construct`), made better (`improve`); then, goal after goal, what no
schedule can exceed (`bounds`, `relaxation`) and CP-SAT for what is between (`search`), each goal
keeping what the earlier ones reached; then tables and reasons. Where the problem is too large for
CP-SAT, `improve` has the time.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from scheduling import explain, tables
from scheduling.answer import answer, without_schedule
from scheduling.beside import LocalSearch
from scheduling.control import Control, Limits, Progress
from scheduling.exact import bounds, relaxation
from scheduling.exact.constraints import constrained
from scheduling.exact.implied import imply
from scheduling.exact.search import minimise
from scheduling.exact.variables import Variables
from scheduling.goals import BREAKS, IDLE, MOVED, PLACED, Goal, shown, stayed
from scheduling.local.construct import construct, resume, settle
from scheduling.model.problem import Problem
from scheduling.model.solution import Placement, Solution
from scheduling.state.board import Board

__all__ = ["Limits", "Progress", "schedule", "solve"]

# A larger model takes more memory, and more of the time to build, than it gives back.
MOST_VARIABLES = 40_000
VARIABLES_PER_SECOND = 2_000
# The end takes about as long as the first schedule, times so much, or at the most so many seconds
# for each meeting, and more for each one left out.
END = 2.8
SEATING, EXPLAINING = 1e-4, 6e-4
# What exact search alone, and local search after it, may use of the time.
ALONE, LAST = 0.55, 0.9


def solve(
    problem: Problem,
    *,
    limits: Limits,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    start: Sequence[Placement] = (),
) -> Solution:
    """A solution that `check` accepts, within the limits.

    `on_progress` is called in this thread about four times a second and at each improvement.
    `should_stop` is asked some times a second; once true, the best so far is the answer.
    With a `start` the search begins there (see `resume`), and where it is a schedule of this
    problem, the answer is not worse: in points placed, then in breaks.
    """
    control = Control(limits, on_progress, should_stop)
    if start:
        board = resume(problem, start, should_stop=control.late)
    else:
        board = construct(problem, should_stop=control.late)
    return schedule(board, [PLACED, BREAKS], control)


def schedule(
    start: Board,
    goals: Sequence[Goal],
    control: Control,
    *,
    kept: frozenset[int] = frozenset(),
    wished: Mapping[int, Placement] | None = None,
    known: Mapping[Goal, int] | None = None,
) -> Solution:
    """The solution for these goals in their order, then table changes and idle slots.

    It begins with the schedule `start`, in which local search leaves the `kept` meetings where
    they are. Meetings (positions) that end in their `wished` slot keep that table if they can.
    `known` are bounds of goals that were proven before.
    """
    climb = Climb(start, control, kept, known)
    for goal in goals:
        climb.pursue(goal)
    if climb.board is None:
        return without_schedule(climb)
    table_of, changes = climb.seat(wished or {})
    before = climb.board
    climb.pursue(IDLE)
    if climb.board is not before:
        other, more = climb.seat(wished or {})
        if more <= changes:
            table_of, changes = other, more
        else:
            climb.board = before
    return answer(climb, table_of, changes)


class Climb:
    """Goal after goal from one schedule to better ones; `board` is None while there is none.

    Exact search is for small problems; who knows better than their size can say `is_small`. It
    looks only for schedules with the `required` meetings placed.
    """

    def __init__(
        self,
        start: Board,
        control: Control,
        kept: frozenset[int],
        known: Mapping[Goal, int] | None = None,
        *,
        is_small: bool | None = None,
        required: frozenset[int] = frozenset(),
    ) -> None:
        self.problem = start.problem
        self.control = control
        self.local = LocalSearch(start.problem, control, kept)
        self.reached: list[tuple[Goal, int]] = []
        self.bounds: dict[Goal, int] = {}
        self.known = known or {}
        self.required = required
        self.is_small = self._is_small() if is_small is None else is_small
        longest = SEATING * len(start.slots) + EXPLAINING * len(start.unplaced())
        control.reserve(min(END * control.elapsed(), longest))
        self._tell(PLACED, PLACED.value(start), PLACED.bound(self.problem), start)
        self.board: Board | None = None
        must_place_all = self.problem.rules.place_all
        self.infeasible = bool(
            must_place_all and start.unplaced() and explain.plain_fact(self.problem)
        )
        if not self.infeasible:
            self.board = self._first(start)
            if must_place_all and self.board.unplaced():
                self.board = None

    def _first(self, start: Board) -> Board:
        if self.is_small:
            board = self.local.brief(start)
        else:
            board = self.local.long(start, BREAKS.until, must_be_fair=True)
        settle(board)
        return board

    def _is_small(self) -> bool:
        variables = sum(map(len, self.problem.allowed_slots))
        return variables < min(MOST_VARIABLES, VARIABLES_PER_SECOND * self.control.left(1))

    def pursue(self, goal: Goal) -> None:
        """Come as near to the goal as the time allows, keeping what earlier goals reached."""
        bound = max(goal.bound(self.problem), self.known.get(goal, 0))
        value = None if self.board is None else goal.value(self.board)
        if goal is BREAKS and value != bound:
            bound = max(bound, *self._bounds_of_breaks())
        self._tell(goal, value, bound, self.board)
        # Where all must be placed, the schedule to be found by the next goal will have them.
        if not self.infeasible and (goal is not PLACED if value is None else value > bound):
            bound = max(bound, self._search(goal, bound))
        self.bounds[goal] = bound
        if self.board is not None:
            if goal is BREAKS and self.is_small and goal.value(self.board) > bound:
                self.board = self.local.long(self.board, LAST, must_be_fair=False)
            value = goal.value(self.board)
            if goal is MOVED:
                self.local.keep(stayed(self.board))
            self.reached.append((goal, value))
            self._tell(goal, value, bound, self.board)

    def _bounds_of_breaks(self) -> Iterator[int]:
        required = self._required()
        yield bounds.fewest_breaks(self.problem, required)
        if self.control.left(BREAKS.until):
            seconds = self.control.left(BREAKS.until)
            yield relaxation.fewest_breaks(self.problem, required, seconds=seconds)

    def _search(self, goal: Goal, bound: int) -> int:
        """A better schedule by exact search, if there is time; returns the bound it proves."""
        if not self.is_small or not self.control.left(goal.until):
            return bound
        variables = self._model(goal)
        is_alone = goal is BREAKS and self.control.limits.workers == 1
        best = None if self.board is None else goal.value(self.board)

        def watch(value: int | None, proven: int) -> bool:
            known = [v for v in (best, value) if v is not None]
            self._tell(goal, min(known, default=None), max(bound, proven), self.board)
            return self.control.stopped()

        outcome = minimise(
            variables,
            goal.terms(self.problem, variables),
            least=bound if goal.is_often_at_bound else None,
            seconds=self.control.left(ALONE if is_alone else goal.until),
            workers=self.control.limits.workers,
            beside=self.local.beside(self.board, goal),
            seed=self.control.limits.seed,
            watch=watch,
        )
        self.infeasible = outcome.infeasible
        if outcome.slots is not None:
            found = Board(self.problem, outcome.slots)
            if goal is PLACED:
                settle(found)
            if best is None or goal.value(found) < best:
                self.board = found
        return outcome.bound

    def _model(self, goal: Goal) -> Variables:
        variables = constrained(self.problem, required=self._required())
        for earlier, value in self.reached:
            terms = earlier.terms(self.problem, variables)
            variables.model.add(sum(weight * literal for weight, literal in terms) <= value)
        imply(self.problem, variables)
        if self.board is not None:
            variables.hint(self.board.slots)
        return variables

    def _required(self) -> frozenset[int]:
        """The meetings that every schedule still looked for has placed."""
        if self.problem.rules.place_all:
            return frozenset(range(len(self.problem.meetings)))
        can_be = bounds.placeable(self.problem)
        has_been = self.board is not None and len(self.board.unplaced()) + len(can_be) == len(
            self.problem.meetings
        )
        all_placed = has_been and PLACED in [goal for goal, _ in self.reached]
        return can_be if all_placed else self.required

    def _tell(self, goal: Goal, value: int | None, bound: int, board: Board | None) -> None:
        """The board's figures, or a better value of a schedule that is not there yet."""
        figure = None if value is None else shown(goal, self.problem, value)
        is_there = board is not None and goal.value(board) == value
        meetings = len(board.slots) - len(board.unplaced()) if board and is_there else None
        self.control.tell(goal.name, figure, shown(goal, self.problem, bound), meetings)

    def seat(self, wished: Mapping[int, Placement]) -> tuple[dict[int, int], int]:
        """The tables of the schedule's meetings, and the changes of table they cost."""
        assert self.board is not None  # noqa: S101 - asked only of a schedule
        stays = {m: was.table for m, was in wished.items() if self.board.slots[m] == was.slot}
        table_of = tables.assign(
            self.board, wished=stays, stop=lambda: not self.control.left(IDLE.until)
        )
        return table_of, tables.table_changes(self.board, table_of)
