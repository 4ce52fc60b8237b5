"""Which table: locked ones, then own tables, then those already told, then few changes of table.

A participant changes table when it sits down at one where it was not at its meeting before; online
meetings, which have none, do not count. An own table is a wish that comes before changes are
counted: a meeting with a participant who owns a table sits at one its participants own, unless
others with the same right, or locked there, do.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scheduling.state.board import Board
from scheduling.tables import exact
from scheduling.tables.bound import least_with_all_placed
from scheduling.tables.seating import Seating

__all__ = ["Seated", "assign", "least_changes", "table_changes"]

ROUNDS = 3
# A round that saves less than this share of the changes is the last.
WORTH_IT = 0.005


@dataclass(frozen=True, slots=True)
class Seated:
    """The table of every placed meeting (positions), and the changes of table that makes."""

    table_of: Mapping[int, int]
    changes: int


def assign(
    board: Board, *, wished: Mapping[int, int] | None = None, stop: Callable[[], bool]
) -> Seated:
    """The tables of all placed meetings, with few changes.

    `wished` tables, such as those published, are kept where they exist and are free of owners.
    Each slot is seated in the best way for its neighbours; then, as long as it pays, slots are
    seated anew and the tables of all later slots exchanged. Few meetings are left to CP-SAT.
    """
    wished = wished or {}
    seating = Seating(board, wished)
    for slot in range(len(board.inside)):
        seating.seat(slot)
    _improve(seating, stop)
    if seating.changes() and not stop():
        kept = {m: table for m, table in wished.items() if seating.table_of[m] == table}
        exact.improve(seating, fixed=kept)
    return Seated(seating.tables(), seating.changes())


def _improve(seating: Seating, stop: Callable[[], bool]) -> None:
    saved, rounds = seating.changes(), 0
    while saved > WORTH_IT * seating.changes() and rounds < ROUNDS and not stop():
        before, rounds = seating.changes(), rounds + 1
        seating.exchange_tails(stop)
        for slot in range(len(seating.board.inside)):
            if stop():
                return
            seating.seat(slot)
        saved = before - seating.changes()


def table_changes(board: Board, table_of: Mapping[int, int]) -> int:
    """How often participants sit down at a table where they were not at the meeting before."""
    changes, were = 0, dict[int, set[int]]()
    for inside in board.inside:
        now: dict[int, set[int]] = {}
        for meeting in inside:
            for person in board.problem.meetings[meeting].participants:
                now.setdefault(person, set()).add(table_of[meeting])
        changes += sum(
            len(tables - were[person]) for person, tables in now.items() if person in were
        )
        were.update(now)
    return changes


def least_changes(board: Board) -> int:
    """No schedule that places as much with as few breaks has fewer changes; 0 if not known."""
    return 0 if board.unplaced() else least_with_all_placed(board.problem, sum(board.all_breaks()))
