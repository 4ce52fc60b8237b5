"""Meetings at tables, slot by slot, and the two moves that save changes.

`after[m]` holds the meetings that people go to straight from meeting *m*, and how many of them
do; `before` the reverse. Each is a list with one dictionary for each meeting of the problem. All
these people change table unless both meetings have the same one.
So the fewest changes are the heaviest choice of pairs to keep at one table, and the best tables
for one slot, or the best exchange of the tables of all later slots, are a matching.
"""

from collections.abc import Callable, Collection, Mapping, Sequence

from scheduling.state.board import Board
from scheduling.tables.matching import heaviest

# Own tables weigh more than all wishes of a slot together, a wish more than all changes there.
OWN, WISHED = 10**10, 10**5


class Seating:
    """`table_of[meeting]` is its table, -1 while it has none. Who is locked at one never leaves it.

    `locked[slot]` holds the placed meetings of the slot that are locked, with their tables.
    """

    def __init__(
        self, board: Board, wished: Mapping[int, int], table_of: Mapping[int, int] | None = None
    ) -> None:
        self.board = board
        self.claims = _claims(board, wished)
        self.locked = [
            {m: table for m in inside if (table := board.locked_at[m]) is not None}
            for inside in board.inside
        ]
        given = table_of or {}
        self.table_of = [given.get(meeting, -1) for meeting in range(len(board.slots))]
        self.before: list[dict[int, int]] = [{} for _ in board.slots]
        self.after: list[dict[int, int]] = [{} for _ in board.slots]
        self.ways = 0
        stops: dict[int, tuple[int, ...]] = {}
        for inside in board.inside:
            following: dict[int, tuple[int, ...]] = {}
            for meeting in sorted(inside):
                for person in board.problem.meetings[meeting].participants:
                    following[person] = (
                        (*following[person], meeting) if person in following else (meeting,)
                    )
            for person, meetings in following.items():
                if person in stops:
                    self._go(stops[person], meetings)
            stops.update(following)

    def _go(self, stop: Sequence[int], following: Sequence[int]) -> None:
        """A participant goes from the meetings of one slot to those of its next."""
        self.ways += len(following)
        for was in stop:
            for now in following:
                self.after[was][now] = self.after[was].get(now, 0) + 1
                self.before[now][was] = self.before[now].get(was, 0) + 1

    def tables(self) -> dict[int, int]:
        """The table of each meeting that has one."""
        return {meeting: table for meeting, table in enumerate(self.table_of) if table >= 0}

    def changes(self) -> int:
        """The changes of table of all participants."""
        table_of = self.table_of
        return self.ways - sum(
            people
            for now, before in enumerate(self.before)
            for was, people in before.items()
            if table_of[now] == table_of[was]
        )

    def seat(self, slot: int) -> None:
        """Give the meetings of the slot the best tables, all others staying where they are."""
        locked = self.locked[slot]
        free = dict.fromkeys(range(self.board.problem.tables[slot]))
        for table in locked.values():
            del free[table]
        inside = sorted(self.board.inside[slot] - locked.keys())
        chosen = heaviest({meeting: self._gains(meeting, free) for meeting in inside})
        for table in chosen.values():
            del free[table]
        rest = [meeting for meeting in inside if meeting not in chosen]
        for meeting in rest:
            if self.table_of[meeting] in free:
                chosen[meeting] = self.table_of[meeting]
                del free[chosen[meeting]]
        others = (meeting for meeting in rest if meeting not in chosen)
        chosen.update(zip(others, free, strict=False))
        for meeting, table in (*locked.items(), *chosen.items()):
            self.table_of[meeting] = table

    def _gains(self, meeting: int, free: Collection[int]) -> dict[int, int]:
        """What speaks for each of the free tables."""
        gains: dict[int, int] = {}
        for beside in (self.before[meeting], self.after[meeting]):
            for other, people in beside.items():
                table = self.table_of[other]
                if table in free:
                    gains[table] = gains.get(table, 0) + people
        for table, gain in self.claims.get(meeting, ()):
            if table in free:
                gains[table] = gains.get(table, 0) + gain
        return gains

    def exchange_tails(self, stop: Callable[[], bool]) -> None:
        """For each slot, exchange the tables of it and all later ones if that saves changes."""
        crossing: dict[tuple[int, int], int] = {}
        for slot in range(1, len(self.board.inside)):
            for was in self.board.inside[slot - 1]:
                crossing.update(((was, now), n) for now, n in self.after[was].items())
            for now in self.board.inside[slot - 1]:
                for was in self.before[now]:
                    del crossing[was, now]
            if not stop():
                self._exchange_tail(slot, crossing)

    def _exchange_tail(self, slot: int, crossing: Mapping[tuple[int, int], int]) -> None:
        """`crossing` are the ways from earlier slots to this one and later ones."""
        table_of, staying = self.table_of, self._staying(slot)
        gains: dict[int, dict[int, int]] = {}
        kept = 0
        for (was, now), people in crossing.items():
            old, new = table_of[now], table_of[was]
            if old not in staying and new not in staying:
                gains.setdefault(old, {})[new] = gains.get(old, {}).get(new, 0) + people
                kept += people if old == new else 0
        exchanged = heaviest(gains)
        if sum(gains[old][new] for old, new in exchanged.items()) <= kept:
            return
        _complete(exchanged)
        for inside in self.board.inside[slot:]:
            for meeting in inside:
                table_of[meeting] = exchanged.get(table_of[meeting], table_of[meeting])

    def _staying(self, slot: int) -> set[int]:
        """The tables that the slot and later ones may not exchange."""
        tables = self.board.problem.tables
        staying = set(range(min(tables[slot:]), max(tables)))
        staying.update(*(locked.values() for locked in self.locked[slot:]))
        for meeting, claims in self.claims.items():
            at = self.board.slots[meeting]
            if at is not None and at >= slot:
                staying.update(table for table, _ in claims)
        return staying


def _claims(board: Board, wished: Mapping[int, int]) -> dict[int, list[tuple[int, int]]]:
    """For some meetings the tables they should have, whatever the changes, and how much so."""
    claims: dict[int, list[tuple[int, int]]] = {}
    people = board.problem.participants
    for meeting, wish in enumerate(board.problem.meetings):
        if wish.online:
            continue
        own = {table for person in wish.participants if (table := people[person].table) is not None}
        told = {wished[meeting]} if meeting in wished else set()
        if own or told:
            claims[meeting] = [(t, OWN) for t in sorted(own)] + [(t, WISHED) for t in told]
    return claims


def _complete(exchanged: dict[int, int]) -> None:
    """Make the exchange a permutation: who gives a table away gets one that was left."""
    homeless = [table for table in exchanged.values() if table not in exchanged]
    left = iter(sorted(exchanged.keys() - set(exchanged.values())))
    exchanged.update(zip(homeless, left, strict=True))
