"""A published schedule after a change: as few meetings moved as can be, then the usual goals.

First only the meetings in conflict are looked at again, all others fixed (see `part`): if no
more than the certain moves are needed, what is proven there is proven altogether. If more are
needed, the part grows by those who could make room, or is the whole problem if that is small.
"""

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from math import inf

from scheduling.control import Control, Limits, Progress
from scheduling.exact.constraints import constrained
from scheduling.exact.implied import imply
from scheduling.exact.search import minimise
from scheduling.goals import BREAKS, IDLE, MOVED, SHORT, Goal, wanted
from scheduling.model.problem import Problem
from scheduling.model.solution import Solution
from scheduling.pipeline import Setting, begin, reach, schedule
from scheduling.replan.conflicts import Conflicts, conflicts
from scheduling.replan.part import part, with_followers
from scheduling.replan.repair import make_fair, make_room, place_others, unfairly_treated
from scheduling.shares import SHARES
from scheduling.state.board import Board
from scheduling.state.fairness import Fairness

# How many meetings of a full slot are tried to make room there, and how many new ones and
# meetings altogether are in a part.
MOST_TRIES, MOST_NEW, MOST_FREE = 60, 60, 250
# More choices of a slot than these are not searched exactly, in a part and in the whole.
MOST_CHOICES, MOST_WHOLE = 3_000, 12_000


def replan(
    problem: Problem,
    *,
    limits: Limits,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Solution:
    """A solution that moves the fewest of `problem.published`, within the limits.

    A published meeting that is not placed any more counts as moved. The solution's first step is
    `moved`. Meetings that stay keep their table if they can. Progress and stopping are as for
    `solve`.
    """
    control = Control(limits, on_progress, should_stop)
    positions = {meeting.id: position for position, meeting in enumerate(problem.meetings)}
    published = {positions[was.meeting]: was for was in problem.published}
    slots = {meeting: was.slot for meeting, was in published.items()}
    board, known = _nearest(problem, slots, control)
    is_best = known.get(BREAKS) == BREAKS.value(board)
    stay = {meeting for meeting, slot in slots.items() if board.slots[meeting] == slot}
    return schedule(
        board,
        [MOVED, *wanted(problem)],
        control,
        kept=frozenset(range(len(board.slots)) if is_best else stay),
        wished=published,
        known=known,
    )


def _nearest(
    problem: Problem, published: Mapping[int, int], control: Control
) -> tuple[Board, Mapping[Goal, int]]:
    """A schedule near the published one (slots by meeting), and bounds of all schedules."""
    found = conflicts(problem, published)
    control.tell(MOVED.name, None, found.least)
    board = _repaired(problem, published, found)
    new = _new(problem, published)
    free = with_followers(problem, found.movable | new)
    is_whole = len(new) + len(published) == len(problem.meetings)
    if _moves(board) == found.least:
        # Of a single meeting that moves or comes in, `repair` has tried every slot.
        if is_whole and found.least + len(new) <= 1 and not board.unplaced():
            return board, {goal: goal.value(board) for goal in (MOVED, *wanted(problem), IDLE)}
        if sum(len(problem.allowed_slots[meeting]) for meeting in free) > MOST_CHOICES:
            return board, {MOVED: found.least}
    searched = _search(board, free, found.least, control)
    if searched.moves == found.least:
        return searched.board, searched.bounds if is_whole else {MOVED: found.least}
    # Where these alone are free, it is decided whether the certain moves are enough.
    least = min(searched.bounds[MOVED], found.least + 1) if is_whole else found.least
    if sum(map(len, problem.allowed_slots)) < MOST_WHOLE:
        return _search_whole(board, published, least, control)
    return _search_wider(board, published, free, least, control)


def _new(problem: Problem, published: Mapping[int, int]) -> frozenset[int]:
    """The meetings not published, or where they are very many, the heaviest of them."""
    new = [m for m in range(len(problem.meetings)) if m not in published]
    most = len(new) if problem.rules.place_all else MOST_NEW
    return frozenset(sorted(new, key=lambda m: (-problem.meetings[m].priority, m))[:most])


def _repaired(problem: Problem, published: Mapping[int, int], found: Conflicts) -> Board:
    """The published schedule with those moved or dropped that cannot stay, and others placed."""
    board = Board(problem)
    for meeting, slot in published.items():
        if meeting not in found.gone:
            board.place(meeting, slot)
    make_room(board, found.conflict_sets)
    place_others(board, published)
    for meeting in with_followers(problem, board.unplaced()).difference(board.unplaced()):
        board.remove(meeting)
    return board


def _moves(board: Board) -> float:
    """The meetings moved; endless where the schedule is none."""
    missing = board.problem.rules.place_all and board.unplaced()
    return inf if missing or not Fairness(board).holds() else MOVED.value(board)


@dataclass(frozen=True, slots=True)
class _Searched:
    """The best schedule found with some meetings free, its moves, and the bounds proven there.

    A schedule that does not place what must be placed has `inf` moves.
    """

    board: Board
    moves: float
    bounds: Mapping[Goal, int]


def _search(board: Board, free: Set[int], least: int, control: Control) -> _Searched:
    """Only the free meetings are moved or placed; `least` moves are certain."""
    free = _with_missing(board, free)
    some = part(board, free)
    limits = replace(control.limits, seconds=SHARES.part * control.left(1), workers=1)
    setting = Setting(
        some.problem,
        Control(limits, should_stop=control.stopped),
        is_small=True,
        known={MOVED: least},
        required=frozenset(i for i, meeting in enumerate(some.meetings) if meeting not in free),
    )
    start = some.board(board)
    state = reach(MOVED, begin(start, setting, frozenset(range(len(start.slots)))), setting)
    found = None if state.board is None or state.infeasible else some.back(board, state.board)
    if found is None or _moves(found) == inf:
        return _Searched(board, inf, {MOVED: least + state.infeasible})
    moves = MOVED.value(found)
    control.tell(MOVED.name, moves, state.bounds[MOVED])
    if moves > least:
        return _Searched(found, moves, state.bounds)
    for goal in (*wanted(board.problem), IDLE):
        state = reach(goal, state, setting)
    still = {SHORT: some.still_short, BREAKS: some.still_breaks, IDLE: some.still_idle}
    bounds = {goal: bound + still.get(goal, 0) for goal, bound in state.bounds.items()}
    return _Searched(some.back(board, state.board or start), moves, bounds)


def _with_missing(board: Board, free: Set[int]) -> frozenset[int]:
    """The free meetings and the unplaced ones that they must follow: none comes without these."""
    found, waiting = set[int](), list(free)
    while waiting:
        meeting = waiting.pop()
        if meeting not in found:
            found.add(meeting)
            earlier = board.problem.meetings[meeting].after
            waiting.extend(one for one in earlier if board.slots[one] is None)
    return frozenset(found)


def _search_whole(
    board: Board, published: Mapping[int, int], least: int, control: Control
) -> tuple[Board, Mapping[Goal, int]]:
    """The fewest moves with every meeting free, by exact search from the published slots."""
    problem = board.problem
    everything = range(len(problem.meetings))
    variables = constrained(problem, required=everything if problem.rules.place_all else ())
    imply(problem, variables)
    variables.hint([published.get(meeting) for meeting in everything])

    def watch(value: int | None, bound: int) -> bool:
        control.tell(MOVED.name, value, max(least, bound))
        return control.stopped()

    outcome = minimise(
        variables,
        MOVED.terms(problem, variables),
        least=least,
        seconds=SHARES.part * control.left(1),
        workers=control.limits.workers,
        seed=control.limits.seed,
        watch=watch,
    )
    found = board if outcome.slots is None else Board(problem, outcome.slots)
    best = min(board, found, key=_moves)
    return best, {MOVED: max(least, outcome.bound)}


def _search_wider(
    board: Board, published: Mapping[int, int], free: Set[int], least: int, control: Control
) -> tuple[Board, Mapping[Goal, int]]:
    """Few moves where the whole is too large: first what is fair, then more and more free."""
    make_fair(board)
    place_others(board, published)
    best = board
    for wider in _wider(board, free):
        if not control.left(1) or _moves(best) == least:
            break
        best = min(best, _search(best, wider, least, control).board, key=_moves)
    return best, {MOVED: least}


def _wider(board: Board, free: Set[int]) -> Iterator[frozenset[int]]:
    """More and more meetings: those of the same people and of those it is unfair to.

    Where a full slot would suit a meeting, some of those there are in its way.
    """
    problem, slots = board.problem, board.slots
    unfair = unfairly_treated(board.all_breaks(), problem.rules.fairness)
    while len(free) < min(MOST_FREE, len(slots)):
        people = unfair.union(
            person
            for m in free
            for person in (*problem.meetings[m].participants, *problem.idle_during[m])
        )
        near = {m for person in people for m in problem.meetings_of[person]}
        near.update(other for m in free for other in problem.at_same_table[m])
        for meeting in sorted(free):
            for slot in () if board.is_online[meeting] else problem.allowed_slots[meeting]:
                if slots[meeting] is None and len(board.inside[slot]) >= problem.tables[slot]:
                    near.update(sorted(board.inside[slot])[:MOST_TRIES])
        more = sorted(near - free)[: MOST_FREE - len(free)]
        if not more:
            return
        free = with_followers(problem, [*free, *more])
        yield free
