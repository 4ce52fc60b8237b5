"""A better schedule than the first: simulated annealing over Kempe chains.

It begins hot, where chains that cost a break are often accepted, and cools down with the time that
is used; at last only chains that save breaks or idle slots are. Meetings that are unplaced are
tried again and again. Fairness holds at the end where it can; see `annealing.moves`. `mem` is the
flat memory of `annealing.memory`, a list or an array of 32-bit integers; `best` is of the same kind
and has one slot for each meeting, -1 for none.
"""

from collections.abc import Callable, Collection
from time import monotonic, sleep
from typing import Any

from scheduling.local.annealing import compiled, layout
from scheduling.local.annealing import memory as at
from scheduling.model.problem import Problem
from scheduling.state.board import Board

HOT, COLD = 0.3, 0.08
# The part of the time after which nothing gets worse any more.
TIGHTEN = 0.9
# What takes less time uncompiled is not worth converting memory.
CONVERTING_SECONDS = 0.05
# While compiled moves are being read, Python does one thing at a time: for each second of moves
# it reads so many, as what is read makes sixty times as many.
GIVE_WAY = 4.0
# Moves are made this share of the time at once, but so many at least and at most, compiled or not,
# as the caller may want to stop.
STRIDE = 0.02
FEWEST_MOVES, MOST_MOVES = 128, 4_096


def improve(
    board: Board,
    *,
    seed: int,
    done: Callable[[int, int, bool], float],
    kept: Collection[int] = (),
    seconds: float = 0.0,
) -> None:
    """Bring the board to the best schedule found: most placed, then hopes met, breaks, idle slots.

    `done(moves, breaks, is_fair)` tells how much of the time is used, 1 is all; `seconds` is about
    how long that will take uncompiled. `kept` meetings stay where they are, and so do those
    locked at one table, and those with an interpreter, between which chains do not choose. The
    same seed and
    answers of `done` give the same schedule, compiled or not, if moves end it and not the clock.
    """
    engine = _Engine(board.problem, seconds)
    at_one_table = (m for m, others in enumerate(board.problem.at_same_table) if others)
    kept = {*kept, *at_one_table, *board.problem.interpreted}
    search = _Search(engine, layout.lay_out(board, seed=seed, kept=kept, moves=engine.moves))
    share, moves = done(0, search.breaks, search.is_fair), 0
    while share < 1 and search.can_improve():
        stride = _stride(moves, share)
        search.run(stride, _heat(share))
        moves += stride
        share = done(moves, search.breaks, search.is_fair)
    _restore(board, search.slots())


def _stride(moves: int, share: float) -> int:
    """How many moves to make before the next look, having made so many in this share of time."""
    return min(MOST_MOVES, max(FEWEST_MOVES, int(STRIDE * moves / share) if share else 0))


def _heat(share: float) -> float:
    return HOT * (COLD / HOT) ** (share / TIGHTEN) if share < TIGHTEN else 0.0


class _Search:
    """A schedule in memory on its way, and the best it has been."""

    def __init__(self, engine: "_Engine", mem: Any) -> None:
        self.engine = engine
        self.mem = mem
        self.best = self._slots()
        self.value = self._value()
        self.is_fair = not mem[at.EXCESS]
        self.is_tight = False
        self.can_move = any(mem[mem[at.MOVABLE] : mem[at.MOVABLE] + mem[at.MEETINGS]])

    @property
    def breaks(self) -> int:
        return self.value[-1]

    def can_improve(self) -> bool:
        """Whether something can be better; without breaks there are no idle slots either."""
        return self.can_move and self.value != (0, 0, 0)

    def run(self, moves: int, heat: float) -> None:
        """So many moves."""
        mem = self.engine.fit(self.mem)
        if mem is not self.mem:
            self.mem, self.best = mem, self.engine.moves.convert(self.best)
        if not heat and not self.is_tight:
            self._go_to_best()
        self.engine.anneal(self.mem, moves, heat)
        value = self._value()
        if value < self.value or (not heat and value == self.value):
            self.value, self.best = value, self._slots()
            self.is_fair = not self.mem[at.EXCESS]

    def slots(self) -> list[int | None]:
        """Each meeting's slot in the best schedule."""
        return [None if slot < 0 else slot for slot in self.best]

    def _go_to_best(self) -> None:
        self.is_tight = True
        if self._value() > self.value:
            self.engine.moves.adopt(self.mem, self._slots(), self.best)

    def _slots(self) -> Any:
        start = self.mem[at.SLOT]
        return self.mem[start : start + self.mem[at.MEETINGS]]

    def _value(self) -> tuple[int, int, int]:
        """What is to be small; a break too many costs about a meeting in the end."""
        mem = self.mem
        return mem[at.MISSED] + mem[at.EXCESS], mem[at.SHORT], mem[at.BREAKS]


class _Engine:
    """Makes moves: uncompiled for small problems, and until the compiled ones are there."""

    def __init__(self, problem: Problem, seconds: float) -> None:
        # The compiled ones could not count heavier meetings.
        is_light = sum(wish.priority for wish in problem.meetings) < at.MOST_COUNTED
        self.may_be_compiled = is_light and seconds >= CONVERTING_SECONDS
        self.moves = self._best()

    def _best(self) -> compiled.Moves:
        fast = compiled.ready() if self.may_be_compiled else None
        return compiled.PLAIN if fast is None else fast

    def fit(self, mem: Any) -> Any:
        """The memory for the moves of now, which may be compiled since the last time."""
        if self.moves is compiled.PLAIN:
            self.moves = self._best()
        if self.moves is not compiled.PLAIN and isinstance(mem, list):
            return self.moves.convert(mem)
        return mem

    def anneal(self, mem: Any, moves: int, heat: float) -> None:
        if mem[at.STAMP] >= at.MOST_COUNTED:
            at.forget(mem)
        began = monotonic()
        self.moves.anneal(mem, moves, heat)
        if compiled.is_reading():
            sleep(GIVE_WAY * (monotonic() - began))


def _restore(board: Board, slots: list[int | None]) -> None:
    """Bring every meeting to its slot."""
    changed = [m for m, slot in enumerate(slots) if slot != board.slots[m]]
    for meeting in changed:
        if board.slots[meeting] is not None:
            board.remove(meeting)
    for meeting in changed:
        slot = slots[meeting]
        if slot is not None:
            board.place(meeting, slot)
