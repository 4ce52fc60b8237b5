"""A first schedule, at once: greedy, with insertion where a meeting does not fit any more.

Heavy and hard meetings come first, each to the slot that adds the fewest breaks. One that fits
nowhere is inserted by moving those in its way. What then still breaks fairness is taken out.
"""

from operator import ge

from matchmaking.scheduling.board import Board, Fairness
from matchmaking.scheduling.problem import Problem

# A slot without a free table has many meetings that could go; this many are tried.
MOST_TRIES = 12


def construct(problem: Problem) -> Board:
    """A schedule that keeps every hard rule but fairness (see `settle`)."""
    board = Board(problem)
    fill(board)
    return board


def fill(board: Board) -> None:
    """Place every meeting that fits, or can be made to."""
    for meeting in _ordered(board.problem):
        if board.slots[meeting] is None:
            slot = best_slot(board, meeting)
            if slot is not None:
                board.place(meeting, slot)
            else:
                _insert(board, meeting)


def best_slot(board: Board, meeting: int, avoided: int | None = None) -> int | None:
    """The slot in which the meeting fits with the fewest breaks added, the emptiest of those."""
    tables = board.problem.tables
    choices = (
        (board.added_breaks(meeting, slot), len(board.inside[slot]) / tables[slot], slot)
        for slot in board.problem.allowed_slots[meeting]
        if slot != avoided and board.fits(meeting, slot)
    )
    return min(choices, default=(0, 0.0, None))[2]


def _ordered(problem: Problem) -> list[int]:
    """Heaviest first, then those with the least choice; each after the ones it follows."""
    crowd = [len(own) for own in problem.meetings_of]

    def rank(meeting: int) -> tuple[int, int, int]:
        people = problem.meetings[meeting].participants
        slack = len(problem.allowed_slots[meeting]) - max(crowd[one] for one in people)
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


def _insert(board: Board, meeting: int) -> bool:
    """Place the meeting by moving those in its way elsewhere; False if that does not work."""
    people = board.problem.meetings[meeting].participants
    full = any(board.held[one] >= board.limits[one] for one in people)
    if full or all(map(ge, map(len, board.inside), board.problem.tables)):
        return False
    return any(
        board.in_order(meeting, slot)
        and any(_make_room(board, meeting, slot, way) for way in in_the_way(board, meeting, slot))
        for slot in board.problem.allowed_slots[meeting]
    )


def in_the_way(board: Board, meeting: int, slot: int) -> list[set[int]]:
    """Sets of meetings; without any one of the sets, the meeting would have room in the slot."""
    blockers: set[int] = set()
    for one in board.problem.meetings[meeting].participants:
        own = [m for m in board.problem.meetings_of[one] if board.slots[m] == slot]
        if len(own) >= board.problem.participants[one].capacity and blockers.isdisjoint(own):
            blockers.add(own[-1])
    if len(board.inside[slot]) - len(blockers) < board.problem.tables[slot]:
        return [blockers]
    others = sorted(board.inside[slot] - blockers)
    return [blockers | {other} for other in others[:MOST_TRIES]]


def _make_room(board: Board, meeting: int, slot: int, blockers: set[int]) -> bool:
    """Move the blockers to other slots and place the meeting, or leave all as it was."""
    for blocker in blockers:
        board.remove(blocker)
    board.place(meeting, slot)
    moved: list[int] = []
    for blocker in sorted(blockers):
        elsewhere = best_slot(board, blocker, avoided=slot)
        if elsewhere is None:
            break
        board.place(blocker, elsewhere)
        moved.append(blocker)
    if len(moved) == len(blockers) and board.in_order(meeting, slot):
        return True
    for blocker in moved:
        board.remove(blocker)
    board.remove(meeting)
    for blocker in blockers:
        board.place(blocker, slot)
    return False


def settle(board: Board) -> None:
    """Take out meetings until the schedule is fair, and put back those that leave it so.

    Always ends: without any meeting nobody has a break.
    """
    fairness = Fairness(board)
    if fairness.holds():
        return
    while not fairness.holds():
        worst = max(range(len(fairness.breaks)), key=fairness.breaks.__getitem__)
        for gone in _take_out(board, worst):
            fairness.tell(board.problem.meetings[gone].participants)
    for meeting in board.unplaced():
        people = board.problem.meetings[meeting].participants
        for slot in board.problem.allowed_slots[meeting]:
            if board.fits(meeting, slot):
                board.place(meeting, slot)
                if fairness.holds(people):
                    fairness.tell(people)
                    break
                board.remove(meeting)


def _take_out(board: Board, participant: int) -> list[int]:
    """Remove the meeting of the participant that leaves the fewest breaks, and its followers."""

    def cost(meeting: int) -> tuple[int, int, int]:
        slot = board.remove(meeting)
        added = board.added_breaks(meeting, slot)
        board.place(meeting, slot)
        return -added, board.problem.meetings[meeting].priority, meeting

    own = [m for m in board.problem.meetings_of[participant] if board.slots[m] is not None]
    waiting, gone = [min(own, key=cost)], []
    while waiting:
        meeting = waiting.pop()
        if board.slots[meeting] is not None:
            board.remove(meeting)
            gone.append(meeting)
            waiting.extend(board.problem.followers[meeting])
    return gone
