"""A disturbed schedule repaired at once: who leaves a conflict, who comes in, who makes it fair.

Single moves are tried, the best one made, until all is well or nothing helps. Where one move is
all that is needed, it is the best one there is.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from scheduling.replan.conflicts import ConflictSet
from scheduling.state.board import Board
from scheduling.state.fairness import Fairness

MOST_MOVES, MOST_PEOPLE = 40, 12
NEVER = 10**9


def make_room(board: Board, conflict_sets: Iterable[ConflictSet]) -> None:
    """Move as many meetings as must leave each set, those that cost least."""
    left: set[int] = set()
    for together, excess in conflict_sets:
        for _ in range(excess - len(left & together)):
            ways = (_best_way_out(board, meeting) for meeting in sorted(together - left))
            _, meeting, slot = min(ways)
            board.remove(meeting)
            left.add(meeting)
            if slot >= 0:
                board.place(meeting, slot)


def _best_way_out(board: Board, meeting: int) -> tuple[tuple[int, int, int], int, int]:
    """What moving the meeting costs (priority lost, breaks, idle slots), it, and where to.

    That is -1 if it fits nowhere else.
    """
    here = board.remove(meeting)
    breaks, idle = _added(board, meeting, here)
    slot = best_place(board, meeting, avoided=here)
    there = (0, 0) if slot is None else _added(board, meeting, slot)
    followed = any(board.slots[later] is not None for later in board.problem.followers[meeting])
    board.place(meeting, here)
    lost = 0 if slot is not None else board.problem.meetings[meeting].priority
    cost = lost + NEVER * (slot is None and followed), there[0] - breaks, there[1] - idle
    return cost, meeting, -1 if slot is None else slot


def best_place(board: Board, meeting: int, avoided: int | None = None) -> int | None:
    """The slot in which an unplaced meeting fits with the fewest breaks, then idle slots, added."""
    choices = (
        (_added(board, meeting, slot), slot)
        for slot in board.problem.allowed_slots[meeting]
        if slot != avoided and board.fits(meeting, slot)
    )
    found = min(choices, default=None)
    return found and found[1]


def _added(board: Board, meeting: int, slot: int) -> tuple[int, int]:
    """How many breaks and idle slots more there are with the meeting in that slot."""
    calendar, breaks, idle = board.calendar, 0, 0
    for person in board.problem.meetings[meeting].participants:
        before = board.busy[person]
        after = before | calendar.bits[slot]
        breaks += calendar.breaks(after) - calendar.breaks(before)
        idle += calendar.idle_slots(after) - calendar.idle_slots(before)
    return breaks, idle


def place_others(board: Board, first: Collection[int]) -> None:
    """Where the schedule is fair, place what else fits and leaves it so, the `first` ones first."""
    fairness = Fairness(board)
    if not fairness.holds():
        return
    for meeting in sorted(board.unplaced(), key=lambda m: (m not in first, m)):
        slot = best_place(board, meeting)
        if slot is not None:
            board.place(meeting, slot)
            people = board.problem.meetings[meeting].participants
            if fairness.holds(people):
                fairness.tell(people)
            else:
                board.remove(meeting)


def make_fair(board: Board) -> None:
    """Move meetings, few, until the board is fair or no single move brings it nearer to that."""
    limit = board.problem.rules.fairness
    breaks = board.all_breaks()
    for _ in range(MOST_MOVES):
        people = sorted(unfairly_treated(breaks, limit))[:MOST_PEOPLE]
        now = _unfairness(Counter(breaks), limit)
        ways = (
            (_moved(board, breaks, meeting, slot), meeting, slot)
            for person in people
            for meeting, slot in _moves(board, person)
        )
        unfairness, meeting, slot = min(ways, default=(now, -1, -1))
        if unfairness >= now:
            return
        board.remove(meeting)
        board.place(meeting, slot)
        for person in board.problem.meetings[meeting].participants:
            breaks[person] = board.breaks(person)


def unfairly_treated(breaks: Sequence[int], limit: int | None) -> set[int]:
    """The fewest participants whose many breaks, or few, make the others' too different."""
    if limit is None or not breaks:
        return set()
    many = {person for person, count in enumerate(breaks) if count > min(breaks) + limit}
    few = {person for person, count in enumerate(breaks) if count < max(breaks) - limit}
    return min(many, few, key=len)


def _unfairness(levels: Counter[int], limit: int | None) -> int:
    """By how many breaks in all people are away from the nearest fair numbers."""
    present = [level for level, people in levels.items() if people > 0]
    if limit is None or not present:
        return 0
    return min(
        sum(levels[level] * max(least - level, level - least - limit, 0) for level in present)
        for least in range(min(present), max(present) + 1)
    )


def _moves(board: Board, participant: int) -> Iterator[tuple[int, int]]:
    """The participant's meetings, and the slots where each fits with all others where they are."""
    for meeting in board.problem.meetings_of[participant]:
        if board.slots[meeting] is not None and len(board.problem.allowed_slots[meeting]) > 1:
            here = board.remove(meeting)
            fitting = [s for s in board.problem.allowed_slots[meeting] if board.fits(meeting, s)]
            board.place(meeting, here)
            yield from ((meeting, slot) for slot in fitting if slot != here)


def _moved(board: Board, breaks: Sequence[int], meeting: int, slot: int) -> int:
    """How unfair the board is with the meeting in that slot."""
    here = board.remove(meeting)
    board.place(meeting, slot)
    levels = Counter(breaks)
    people = board.problem.meetings[meeting].participants
    levels.subtract(breaks[person] for person in people)
    levels.update(board.breaks(person) for person in people)
    board.remove(meeting)
    board.place(meeting, here)
    return _unfairness(levels, board.problem.rules.fairness)
