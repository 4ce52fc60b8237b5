"""A schedule for a problem: as many meetings as fit by priority, then the fewest breaks.

The way: a first schedule (`construct`), made better (`improve`); then, goal after goal, what no
schedule can exceed (`bounds`, `relaxation`) and CP-SAT for what is between (`search`), each goal
keeping what the earlier ones reached; then tables and reasons. Where the problem is too large for
CP-SAT, `improve` has the time. Each step is a function from state to state, and has its share of
the time limit in `shares`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from scheduling import explain, tables
from scheduling.answer import answer, without_schedule
from scheduling.beside import LocalSearch
from scheduling.control import Control, Limits, Progress
from scheduling.exact import bounds, relaxation
from scheduling.exact.constraints import constrained
from scheduling.exact.implied import imply
from scheduling.exact.search import Outcome, minimise
from scheduling.exact.variables import Variables
from scheduling.goals import BREAKS, IDLE, MOVED, PLACED, Goal, shown, stayed, wanted
from scheduling.local.construct import construct, restore_fairness, resume
from scheduling.model.problem import Problem
from scheduling.model.solution import Placement, Solution
from scheduling.shares import SHARES
from scheduling.state.board import Board

__all__ = [
    "Limits",
    "Progress",
    "Setting",
    "State",
    "begin",
    "reach",
    "schedule",
    "solve",
]

# A larger model takes more memory, and more of the time to build, than it gives back.
MOST_VARIABLES = 40_000
VARIABLES_PER_SECOND = 2_000


@dataclass(frozen=True, slots=True)
class Setting:
    """What stays the same from goal to goal.

    `known` are bounds of goals that were proven before. Exact search is for problems that are
    small, and looks only for schedules with the `required` meetings (positions) placed.
    """

    problem: Problem
    control: Control
    is_small: bool
    known: Mapping[Goal, int] = field(default_factory=dict)
    required: frozenset[int] = frozenset()

    @property
    def local(self) -> LocalSearch:
        """Local search within these limits."""
        return LocalSearch(self.problem, self.control)


@dataclass(frozen=True, slots=True)
class State:
    """Where a solve stands between two goals: the best schedule so far, None while there is none.

    `reached` has the value of each goal so far, which the next ones keep, `bounds` what is proven
    of it. Local search leaves the `kept` meetings (positions) where they are. With `infeasible`
    there is no schedule at all.
    """

    board: Board | None
    kept: frozenset[int] = frozenset()
    reached: Mapping[Goal, int] = field(default_factory=dict)
    bounds: Mapping[Goal, int] = field(default_factory=dict)
    infeasible: bool = False


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
    problem, the answer is not worse: in points placed, then in hopes met, then in breaks.
    """
    control = Control(limits, on_progress, should_stop)
    if start:
        board = resume(problem, start, should_stop=control.late)
    else:
        board = construct(problem, should_stop=control.late)
    return schedule(board, wanted(problem), control)


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
    setting = Setting(start.problem, control, is_small(start.problem, control), known or {})
    state = begin(start, setting, kept)
    for goal in goals:
        state = reach(goal, state, setting)
    if state.board is None:
        return without_schedule(start.problem, control, infeasible=state.infeasible)
    seated = _seat(state.board, control, wished or {})
    final = reach(IDLE, state, setting)
    if final.board is not state.board and final.board is not None:
        seated_anew = _seat(final.board, control, wished or {})
        if seated_anew.changes <= seated.changes:
            return answer(final.board, final.bounds, seated_anew, control)
    return answer(state.board, final.bounds, seated, control)


def is_small(problem: Problem, control: Control) -> bool:
    """Whether exact search can do something with it in the time there is."""
    variables = sum(map(len, problem.allowed_slots)) + sum(
        len(problem.interpreters_in(meeting, slot))
        for meeting in problem.interpreted
        for slot in problem.allowed_slots[meeting]
    )
    return variables < min(MOST_VARIABLES, VARIABLES_PER_SECOND * control.left(1))


def begin(start: Board, setting: Setting, kept: frozenset[int] = frozenset()) -> State:
    """The state before the first goal: the start made better by local search, and fair."""
    problem, control = setting.problem, setting.control
    longest = SHARES.seating * len(start.slots) + SHARES.explaining * len(start.unplaced())
    control.reserve(min(SHARES.end * control.elapsed(), longest))
    _tell(setting, PLACED, PLACED.value(start), PLACED.bound(problem), start)
    must_place_all = problem.rules.place_all
    if must_place_all and start.unplaced() and explain.plain_fact(problem):
        return State(None, kept, infeasible=True)
    if setting.is_small:
        board = setting.local.brief(start, kept, SHARES.brief)
    else:
        board = setting.local.long(start, kept, SHARES.breaks, must_be_fair=True)
    restore_fairness(board)
    return State(None if must_place_all and board.unplaced() else board, kept)


def reach(goal: Goal, state: State, setting: Setting) -> State:
    """The state as near to the goal as the time allows, keeping what earlier goals reached."""
    bound = max(goal.bound(setting.problem), setting.known.get(goal, 0))
    value = None if state.board is None else goal.value(state.board)
    if goal is BREAKS and value != bound:
        bound = max(bound, *_bounds_of_breaks(state, setting))
    _tell(setting, goal, value, bound, state.board)
    # Where all must be placed, the schedule to be found by the next goal will have them.
    if not state.infeasible and (goal is not PLACED if value is None else value > bound):
        state, proven = _search(goal, state, setting, bound)
        bound = max(bound, proven)
    state = replace(state, bounds={**state.bounds, goal: bound})
    if state.board is None:
        return state
    board, kept = state.board, state.kept
    if goal is BREAKS and setting.is_small and goal.value(board) > bound:
        board = setting.local.long(board, kept, SHARES.last, must_be_fair=False)
    if goal is MOVED:
        kept |= stayed(board)
    value = goal.value(board)
    _tell(setting, goal, value, bound, board)
    return replace(state, board=board, kept=kept, reached={**state.reached, goal: value})


def _bounds_of_breaks(state: State, setting: Setting) -> Iterator[int]:
    required = _required(state, setting)
    yield bounds.fewest_breaks(setting.problem, required)
    if seconds := setting.control.left(SHARES.breaks):
        yield relaxation.fewest_breaks(setting.problem, required, seconds=seconds)


def _search(goal: Goal, state: State, setting: Setting, bound: int) -> tuple[State, int]:
    """A better schedule by exact search, if there is time; and the bound it proves."""
    if not setting.is_small or not setting.control.left(SHARES.of(goal)):
        return state, bound
    outcome = _minimised(goal, state, setting, bound)
    state = replace(state, infeasible=outcome.infeasible)
    if outcome.slots is not None:
        found = Board(setting.problem, outcome.slots)
        if goal is PLACED:
            restore_fairness(found)
        if state.board is None or goal.value(found) < goal.value(state.board):
            state = replace(state, board=found)
    return state, outcome.bound


def _minimised(goal: Goal, state: State, setting: Setting, bound: int) -> Outcome:
    """What exact search finds and proves of the goal in its share of the time."""
    control = setting.control
    variables = _model(state, setting)
    is_alone = goal is BREAKS and control.limits.workers == 1
    best = None if state.board is None else goal.value(state.board)

    def watch(value: int | None, proven: int) -> bool:
        known = [v for v in (best, value) if v is not None]
        _tell(setting, goal, min(known, default=None), max(bound, proven), state.board)
        return control.stopped()

    return minimise(
        variables,
        goal.terms(setting.problem, variables),
        least=bound if goal.is_often_at_bound else None,
        seconds=control.left(SHARES.alone if is_alone else SHARES.of(goal)),
        workers=control.limits.workers,
        beside=setting.local.beside(state.board, goal, state.kept),
        seed=control.limits.seed,
        watch=watch,
    )


def _model(state: State, setting: Setting) -> Variables:
    variables = constrained(setting.problem, required=_required(state, setting))
    for goal, value in state.reached.items():
        terms = goal.terms(setting.problem, variables)
        variables.model.add(sum(weight * literal for weight, literal in terms) <= value)
    imply(setting.problem, variables)
    if state.board is not None:
        variables.hint(state.board.slots)
    return variables


def _required(state: State, setting: Setting) -> frozenset[int]:
    """The meetings that every schedule still looked for has placed."""
    problem, board = setting.problem, state.board
    if problem.rules.place_all:
        return frozenset(range(len(problem.meetings)))
    can_be = bounds.placeable(problem)
    has_been = board is not None and len(board.unplaced()) + len(can_be) == len(problem.meetings)
    return can_be if has_been and PLACED in state.reached else setting.required


def _tell(setting: Setting, goal: Goal, value: int | None, bound: int, board: Board | None) -> None:
    """The board's figures, or a better value of a schedule that is not there yet."""
    problem = setting.problem
    figure = None if value is None else shown(goal, problem, value)
    is_there = board is not None and goal.value(board) == value
    meetings = len(board.slots) - len(board.unplaced()) if board and is_there else None
    setting.control.tell(goal.name, figure, shown(goal, problem, bound), meetings)


def _seat(board: Board, control: Control, wished: Mapping[int, Placement]) -> tables.Seated:
    """The tables of the schedule's meetings, those wished that stay in their slots if they can."""
    stays = {
        meeting: was.table
        for meeting, was in wished.items()
        if was.table is not None and board.slots[meeting] == was.slot
    }
    return tables.assign(board, wished=stays, stop=lambda: not control.left(SHARES.idle_slots))
