"""A better schedule than the first: simulated annealing over Kempe chains.

A move takes a meeting from slot *s* to slot *t*; those then in its way go from *t* to *s*, those
in theirs from *s* to *t*, and so on along the chain. So the meetings placed stay placed, every
hard rule holds after every move, and only breaks change; breaks past the fair number weigh more.
"""

from collections.abc import Callable, Collection
from math import exp
from random import Random

from matchmaking.scheduling.board import Board

HOT, COLD = 0.7, 0.08
LONGEST_CHAIN = 40
UNFAIR = 3
FORBIDDEN = 10**6


def improve(
    board: Board,
    *,
    random: Random,
    done: Callable[[int, int], float],
    kept: Collection[int] = (),
) -> None:
    """Fewer breaks on the board, which ends at the best schedule seen.

    `done(moves, breaks)` tells how much of the time is used, 1 is all. `kept` meetings stay.
    """
    movable = [
        meeting
        for meeting, slot in enumerate(board.slots)
        if slot is not None and len(board.allowed[meeting]) > 1 and meeting not in kept
    ]
    price = _prices(board)
    cost = sum(price(busy) for busy in board.busy)
    best, best_slots = cost, list(board.slots)
    moves, share = 0, 0.0
    while movable and best and share < 1:
        if not moves % 128:
            share = done(moves, best)
            heat = HOT * (COLD / HOT) ** share
        moves += 1
        meeting = random.choice(movable)
        chain = _chain(board, meeting, random.choice(board.problem.allowed_slots[meeting]))
        if chain and not any(moved in kept for moved, _, _ in chain):
            worse = _apply(board, chain, price)
            if worse > 0 and random.random() >= exp(-worse / heat):
                _move(board, [(moved, there, here) for moved, here, there in chain])
            else:
                cost += worse
                if cost < best:
                    best, best_slots = cost, list(board.slots)
    _restore(board, best_slots)


def _prices(board: Board) -> Callable[[int], int]:
    """What a set of busy slots costs: its breaks, with a surcharge past the fair number."""
    count, limit = board.calendar.breaks, board.problem.rules.fairness
    if limit is None:
        return count

    def price(busy: int) -> int:
        breaks = count(busy)
        return breaks if breaks <= limit else breaks + UNFAIR * (breaks - limit)

    return price


Chain = list[tuple[int, int, int]]


def _chain(board: Board, meeting: int, target: int) -> Chain:
    """Moves (meeting, from, to) that bring the meeting to the target; empty if they cannot."""
    start = board.slots[meeting]
    if start is None or start == target:
        return []
    moved = {meeting: (start, target)}
    waiting = [meeting]
    while waiting:
        here, there = moved[waiting[-1]]
        for one in board.problem.meetings[waiting.pop()].participants:
            for other in _displaced(board, one, there, here, moved):
                if here not in board.allowed[other] or len(moved) == LONGEST_CHAIN:
                    return []
                moved[other] = (there, here)
                waiting.append(other)
    chain = [(m, here, there) for m, (here, there) in moved.items()]
    return chain if _tables_suffice(board, chain, start, target) else []


def _displaced(
    board: Board, participant: int, slot: int, back: int, moved: dict[int, tuple[int, int]]
) -> list[int]:
    """The meetings of the participant that must leave the slot when the moved ones have come."""
    capacity = board.problem.participants[participant].capacity
    if capacity == 1 and not board.load[participant][slot]:
        return []
    own = board.problem.meetings_of[participant]
    staying = [m for m in own if board.slots[m] == slot and m not in moved]
    coming = sum(1 for m in own if moved.get(m) == (back, slot))
    return staying[: max(0, len(staying) + coming - capacity)]


def _tables_suffice(board: Board, chain: Chain, start: int, target: int) -> bool:
    gain = sum(1 if there == target else -1 for _, _, there in chain)
    tables = board.problem.tables
    return (
        len(board.inside[target]) + gain <= tables[target]
        and len(board.inside[start]) - gain <= tables[start]
    )


def _apply(board: Board, chain: Chain, price: Callable[[int], int]) -> int:
    """Make the moves; returns how much worse it became."""
    people = {one for m, _, _ in chain for one in board.problem.meetings[m].participants}
    before = sum(price(board.busy[one]) for one in people)
    _move(board, chain)
    if not all(board.in_order(meeting, there) for meeting, _, there in chain):
        return FORBIDDEN
    return sum(price(board.busy[one]) for one in people) - before


def _move(board: Board, chain: Chain) -> None:
    for meeting, _, _ in chain:
        board.remove(meeting)
    for meeting, _, there in chain:
        board.place(meeting, there)


def _restore(board: Board, slots: list[int | None]) -> None:
    changed = [m for m, slot in enumerate(slots) if slot != board.slots[m]]
    for meeting in changed:
        board.remove(meeting)
    for meeting in changed:
        board.place(meeting, slots[meeting])  # type: ignore[arg-type] # placed stays placed
