"""A disturbed schedule mended at once: who leaves a crowd, who comes in, and who makes it fair.

Single moves are tried, the best one made, until all is well or nothing helps. Where one move is
all that is needed, it is the best one there is.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from matchmaking.scheduling.board import Board, Fairness
from matchmaking.scheduling.construct import best_slot

MOST_MOVES, MOST_PEOPLE = 40, 12
# A crowd is a set of meetings of which so many must go.
Crowd = tuple[frozenset[int], int]


def make_room(board: Board, crowds: Iterable[Crowd]) -> None:
    """Move as many meetings as must leave each crowd, those that cost the fewest breaks."""
    left: set[int] = set()
    for together, excess in crowds:
        for _ in range(excess - len(left & together)):
            ways = (_best_way_out(board, meeting) for meeting in sorted(together - left))
            _, meeting, slot = min(ways)
            board.remove(meeting)
            left.add(meeting)
            if slot >= 0:
                board.place(meeting, slot)


def _best_way_out(board: Board, meeting: int) -> tuple[tuple[int, int], int, int]:
    """What it costs to move the meeting (priority lost, breaks more), and where to; -1 nowhere."""
    here = board.remove(meeting)
    slot = best_slot(board, meeting, avoided=here)
    back = board.added_breaks(meeting, here)
    more = -back if slot is None else board.added_breaks(meeting, slot) - back
    stays = any(board.slots[later] is not None for later in board.problem.followers[meeting])
    board.place(meeting, here)
    if slot is not None:
        return (0, more), meeting, slot
    return (board.problem.meetings[meeting].priority + stays * 10**6, more), meeting, -1


def place_others(board: Board, first: Collection[int]) -> None:
    """Where the schedule is fair, place what else fits and leaves it so, the `first` ones first."""
    fairness = Fairness(board)
    if not fairness.holds():
        return
    for meeting in sorted(board.unplaced(), key=lambda m: (m not in first, m)):
        slot = best_slot(board, meeting)
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
            for one in people
            for meeting, slot in _moves(board, one)
        )
        unfairness, meeting, slot = min(ways, default=(now, -1, -1))
        if unfairness >= now:
            return
        board.remove(meeting)
        board.place(meeting, slot)
        for one in board.problem.meetings[meeting].participants:
            breaks[one] = board.breaks(one)


def unfairly_treated(breaks: Sequence[int], limit: int | None) -> set[int]:
    """The fewest participants whose many breaks, or few, make the others' too different."""
    if limit is None or not breaks:
        return set()
    many = {one for one, count in enumerate(breaks) if count > min(breaks) + limit}
    few = {one for one, count in enumerate(breaks) if count < max(breaks) - limit}
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
        if board.slots[meeting] is not None and len(board.allowed[meeting]) > 1:
            here = board.remove(meeting)
            fitting = [slot for slot in sorted(board.allowed[meeting]) if board.fits(meeting, slot)]
            board.place(meeting, here)
            yield from ((meeting, slot) for slot in fitting if slot != here)


def _moved(board: Board, breaks: Sequence[int], meeting: int, slot: int) -> int:
    """How unfair the board is with the meeting in that slot."""
    here = board.remove(meeting)
    board.place(meeting, slot)
    levels = Counter(breaks)
    people = board.problem.meetings[meeting].participants
    levels.subtract(breaks[one] for one in people)
    levels.update(board.breaks(one) for one in people)
    board.remove(meeting)
    board.place(meeting, here)
    return _unfairness(levels, board.problem.rules.fairness)
