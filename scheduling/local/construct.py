"""A first schedule, at once: greedy, with insertion where a meeting does not fit any more.

Heavy and hard meetings come first, each to the slot that adds the fewest breaks. One that fits
nowhere is inserted by moving those in its way. What then still breaks fairness is taken out.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush

from scheduling.model.problem import Placement, Problem
from scheduling.state.board import Board
from scheduling.state.fairness import Fairness
from scheduling.state.interpreting import instead

# A slot without a free table has many meetings that could go; this many are tried.
MOST_TRIES = 12
# Moving one meeting may need another moved, and so on, so deep; and what all that may cost.
DEEPEST = 3
TRIES_EACH, TRIES_PER_MEETING = 1000, 10


def construct(problem: Problem, *, should_stop: Callable[[], bool] = lambda: False) -> Board:
    """A schedule that keeps every hard rule but perhaps fairness, of few meetings if stopped."""
    board = Board(problem)
    fill(board, should_stop=should_stop)
    return board


def resume(
    problem: Problem,
    known: Iterable[Placement],
    *,
    same: Mapping[int, Sequence[int]] | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Board:
    """A known schedule as far as it fits, and what else can be placed where that is fair.

    The known one may be of another problem: meetings that are gone are left out, and `same` gives
    for each of its slots the slots of this problem that do instead, in order.
    """
    positions = {meeting.id: position for position, meeting in enumerate(problem.meetings)}
    here = [(positions[was.meeting], was.slot) for was in known if was.meeting in positions]

    def rank(at: tuple[int, int]) -> tuple[int, bool, int, int]:
        """In order of time; where not all fit any more, fixed and heavy ones come first."""
        meeting = problem.meetings[at[0]]
        return at[1], meeting.slot is None, -meeting.priority, at[0]

    board = Board(problem)
    for meeting, slot in sorted(here, key=rank):
        choices = (slot,) if same is None else same[slot]
        known_here = (choice for choice in choices if choice < len(problem.slots))
        there = next((choice for choice in known_here if board.fits(meeting, choice)), None)
        if there is not None:
            board.place(meeting, there)
    more = Board(problem, board.slots)
    fill(more, should_stop=should_stop)
    restore_fairness(more)
    return max(more, board, key=Board.rank)


def fill(board: Board, *, should_stop: Callable[[], bool] = lambda: False) -> None:
    """Place every meeting that fits, or can be made to."""
    tries = TRIES_PER_MEETING * len(board.problem.meetings)
    for count, meeting in enumerate(_ordered(board.problem)):
        if count % 64 == 0 and should_stop():
            return
        if board.slots[meeting] is None:
            slot = best_slot(board, meeting)
            if slot is not None:
                board.place(meeting, slot)
            else:
                insertion = _Insertion(board, min(tries, TRIES_EACH))
                insertion.insert(meeting)
                tries -= insertion.used


def best_slot(board: Board, meeting: int, avoided: int | None = None) -> int | None:
    """The slot in which the meeting fits with the fewest breaks added, the emptiest of those."""
    wish = board.problem.meetings[meeting]
    if avoided is not None or wish.after or board.problem.followers[meeting]:
        return _best_of(board, meeting, avoided)
    tables = board.problem.tables
    slots = board.calendar.slots(board.cheapest(meeting))
    return min(slots, key=lambda slot: len(board.inside[slot]) / (tables[slot] or 1), default=None)


def _best_of(board: Board, meeting: int, avoided: int | None) -> int | None:
    """The same, slot by slot; of a meeting that others follow, the earliest slot."""
    tables, followed = board.problem.tables, bool(board.problem.followers[meeting])
    choices = (
        (
            followed and slot,
            board.added_breaks(meeting, slot),
            len(board.inside[slot]) / (tables[slot] or 1),
            slot,
        )
        for slot in board.problem.allowed_slots[meeting]
        if slot != avoided and board.fits(meeting, slot)
    )
    return min(choices, default=(0, 0, 0.0, None))[3]


def _ordered(problem: Problem) -> list[int]:
    """Heaviest first, then those with the least choice; each after the ones it follows."""
    degree = [len(own) for own in problem.meetings_of]

    def rank(meeting: int) -> tuple[int, int, int]:
        people = problem.meetings[meeting].participants
        slack = len(problem.allowed_slots[meeting]) - max(degree[person] for person in people)
        return -problem.meetings[meeting].priority, slack, meeting

    ordered: dict[int, None] = {}
    for meeting in sorted(range(len(problem.meetings)), key=rank):
        waiting = [meeting]
        while waiting:
            missing = [m for m in problem.meetings[waiting[-1]].after if m not in ordered]
            if missing:
                waiting.extend(missing)
            else:
                ordered[waiting.pop()] = None
    return list(ordered)


class _Insertion:
    """Places one meeting by moving others, those by moving others again, or leaves all as it was.

    `used` counts the ways tried.
    """

    def __init__(self, board: Board, most: int) -> None:
        self.board = board
        self.most = most
        self.used = 0
        self.moved: list[tuple[int, int | None, int | None]] = []

    def insert(self, meeting: int) -> bool:
        """Whether it worked: first with few moves, then with more."""
        return any(self._insert(meeting, depth, frozenset()) for depth in range(DEEPEST))

    def _insert(self, meeting: int, depth: int, pinned: frozenset[int]) -> bool:
        board = self.board
        people = board.problem.meetings[meeting].participants
        if not (board.with_table or board.is_online[meeting]) or any(
            board.held[person] >= board.limits[person] for person in people
        ):
            return False
        return any(
            self._make_room(meeting, slot, way, depth, pinned)
            for slot in board.problem.allowed_slots[meeting]
            if board.in_order(meeting, slot)
            for way in in_the_way(board, meeting, slot)
        )

    def _make_room(
        self, meeting: int, slot: int, way: set[int], depth: int, pinned: frozenset[int]
    ) -> bool:
        """Move those in the way to other slots, and place the meeting."""
        if self.used >= self.most or not pinned.isdisjoint(way):
            return False
        self.used += 1
        mark = len(self.moved)
        for other in way:
            self._move(other, None)
        self._move(meeting, slot)
        pinned = pinned | {meeting}
        if all(
            self._move_elsewhere(other, slot, depth, pinned) for other in sorted(way)
        ) and self.board.in_order(meeting, slot):
            return True
        self._undo(mark)
        return False

    def _move_elsewhere(self, meeting: int, slot: int, depth: int, pinned: frozenset[int]) -> bool:
        elsewhere = best_slot(self.board, meeting, avoided=slot)
        if elsewhere is not None:
            self._move(meeting, elsewhere)
            return True
        return depth > 0 and self._insert(meeting, depth - 1, pinned)

    def _move(self, meeting: int, slot: int | None) -> None:
        before = self.board.slots[meeting]
        if before is not None:
            self.board.remove(meeting)
        if slot is not None:
            self.board.place(meeting, slot)
        self.moved.append((meeting, before, slot))

    def _undo(self, mark: int) -> None:
        while len(self.moved) > mark:
            meeting, before, after = self.moved.pop()
            if after is not None:
                self.board.remove(meeting)
            if before is not None:
                self.board.place(meeting, before)


def in_the_way(board: Board, meeting: int, slot: int) -> list[set[int]]:
    """Sets of meetings; without any one of the sets, the meeting would have room in the slot."""
    blockers = {*board.at_its_table(meeting, slot), *board.too_busy(meeting, slot)}
    for person in board.problem.meetings[meeting].participants:
        own = [m for m in board.problem.meetings_of[person] if board.slots[m] == slot]
        if len(own) >= board.capacity[person][slot] and blockers.isdisjoint(own):
            blockers.add(own[-1])
    ways = [blockers]
    if meeting in board.needy:
        left = board.interpreted[slot] - blockers
        busy = instead(board.problem, slot, left, meeting)
        ways = [blockers | {other} for other in busy[:MOST_TRIES]] or ways
    return [wider for way in ways for wider in _with_a_table(board, meeting, slot, way)]


def _with_a_table(board: Board, meeting: int, slot: int, way: set[int]) -> list[set[int]]:
    others = sorted(board.inside[slot] - way)
    if board.is_online[meeting] or len(others) < board.problem.tables[slot]:
        return [way]
    return [way | {other} for other in others[:MOST_TRIES]]


def restore_fairness(board: Board) -> None:
    """Take out meetings until the schedule is fair, and put back those that leave it so.

    Always ends: without any meeting nobody has a break.
    """
    fairness = Fairness(board)
    most_first = [(-breaks, person) for person, breaks in enumerate(fairness.breaks)]
    heapify(most_first)
    while not fairness.holds():
        breaks, worst = most_first[0]
        if fairness.breaks[worst] != -breaks:
            heappop(most_first)
            continue
        for gone in _take_out(board, worst, fairness.most()):
            people = board.problem.meetings[gone].participants
            fairness.tell(people)
            for person in people:
                heappush(most_first, (-fairness.breaks[person], person))
    while _put_in(board, fairness):
        pass


def _put_in(board: Board, fairness: Fairness) -> bool:
    """Place the unplaced meetings that simply fit and leave the schedule fair, heaviest first.

    Whether there were any: then others may fit that did not before.
    """
    meetings = board.problem.meetings
    fitting = [meeting for meeting in board.unplaced() if board.room(meeting)]
    placed = 0
    for meeting in sorted(fitting, key=lambda m: (-meetings[m].priority, m)):
        people = meetings[meeting].participants
        room = board.room(meeting) & ~fairness.surely_unfair(people)
        cheap = board.cheapest(meeting) & room
        for slot in (*board.calendar.slots(cheap), *board.calendar.slots(room & ~cheap)):
            if board.in_order(meeting, slot):
                board.place(meeting, slot)
                if fairness.holds(people):
                    fairness.tell(people)
                    placed += 1
                    break
                board.remove(meeting)
    return placed > 0


def _take_out(board: Board, participant: int, most: int) -> list[int]:
    """Remove the lightest of the participant's meetings that leaves fewer breaks past the most.

    Those that must follow it go too; all that are gone are returned.
    """

    def past(people: Iterable[int], gone: Collection[int] = ()) -> int:
        return sum(max(0, board.breaks_without(person, gone) - most) for person in people)

    def cost(meeting: int) -> tuple[bool, int, int, int]:
        wish = board.problem.meetings[meeting]
        more = past(wish.participants, [meeting]) - past(wish.participants)
        return more >= 0, wish.priority, more, meeting

    own = [m for m in board.problem.meetings_of[participant] if board.slots[m] is not None]
    waiting, gone = [min(own, key=cost)], []
    while waiting:
        meeting = waiting.pop()
        if board.slots[meeting] is not None:
            board.remove(meeting)
            gone.append(meeting)
            waiting.extend(board.problem.followers[meeting])
    return gone
