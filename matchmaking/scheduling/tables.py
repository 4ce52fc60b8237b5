"""Which table: few changes of table for each participant.

Tables are handed out slot by slot, to each meeting the free one where most of its people sat
before; then meetings of a slot swap tables as long as that saves changes.
"""

from collections.abc import Callable, Mapping

from matchmaking.scheduling.board import Board

ROUNDS = 20


def assign(board: Board, *, wished: Mapping[int, int], stop: Callable[[], bool]) -> dict[int, int]:
    """The table of every placed meeting; wished ones are kept where they exist and are free."""
    seating = _Seating(board)
    for slot, inside in enumerate(board.inside):
        seating.fill(slot, inside, wished)
    better, rounds = True, 0
    while better and rounds < ROUNDS:
        better, rounds = False, rounds + 1
        for slot in range(len(board.inside)):
            better |= not stop() and seating.swap(slot, wished)
    return seating.table_of


def table_changes(board: Board, table_of: Mapping[int, int]) -> int:
    """How often participants sit down at a table where they were not at the meeting before."""
    seating = _Seating(board)
    seating.table_of = dict(table_of)
    return sum(
        seating.changes(one, slot, before)
        for one, agenda in enumerate(seating.agendas)
        for before, slot in zip(agenda, list(agenda)[1:], strict=False)
    )


class _Seating:
    """`agendas[participant][slot]` are its meetings there, in time order."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.meetings = board.problem.meetings
        self.table_of: dict[int, int] = {}
        self.agendas: list[dict[int, list[int]]] = [{} for _ in board.problem.participants]
        for slot, inside in enumerate(board.inside):
            for meeting in sorted(inside):
                for one in self.meetings[meeting].participants:
                    self.agendas[one].setdefault(slot, []).append(meeting)
        self.neighbours = [_neighbours(list(agenda)) for agenda in self.agendas]

    def fill(self, slot: int, inside: set[int], wished: Mapping[int, int]) -> None:
        """Give the meetings of a slot their tables, those first that gain most by a choice."""
        free = dict.fromkeys(range(self.board.problem.tables[slot]))
        for meeting in sorted(inside & wished.keys()):
            if wished[meeting] in free:
                self.table_of[meeting] = wished[meeting]
                del free[wished[meeting]]
        choices = [
            (-gain, meeting, table)
            for meeting in inside - self.table_of.keys()
            for table, gain in self._known_tables(meeting, slot).items()
        ]
        for _, meeting, table in sorted(choices):
            if meeting not in self.table_of and table in free:
                self.table_of[meeting] = table
                del free[table]
        for meeting, table in zip(sorted(inside - self.table_of.keys()), free, strict=False):
            self.table_of[meeting] = table

    def _known_tables(self, meeting: int, slot: int) -> dict[int, int]:
        """The tables where its people sit just before or after, and how many of them do."""
        known: dict[int, int] = {}
        for one in self.meetings[meeting].participants:
            for beside in self.neighbours[one][slot]:
                for other in self.agendas[one].get(beside, ()):
                    if other in self.table_of:
                        table = self.table_of[other]
                        known[table] = known.get(table, 0) + 1
        return known

    def swap(self, slot: int, wished: Mapping[int, int]) -> bool:
        """Let meetings of the slot take a better table, its holder taking theirs."""
        inside = self.board.inside[slot]
        holders = {self.table_of[meeting]: meeting for meeting in inside}
        better = False
        for meeting in sorted(inside):
            for table in self._known_tables(meeting, slot):
                here, other = self.table_of[meeting], holders.get(table)
                pair = {meeting: table} if other is None else {meeting: table, other: here}
                if table == here or table >= self.board.problem.tables[slot]:
                    continue
                if any(self.table_of[m] == wished.get(m) for m in pair):
                    continue
                if self._saves(slot, pair):
                    holders.pop(here)
                    holders.update({table: m for m, table in pair.items()})
                    better = True
        return better

    def _saves(self, slot: int, pair: dict[int, int]) -> bool:
        """Give these meetings their new tables if that saves changes, else leave all as it was."""
        people = {one for meeting in pair for one in self.meetings[meeting].participants}
        old = {meeting: self.table_of[meeting] for meeting in pair}
        before = sum(self._around(one, slot) for one in people)
        self.table_of.update(pair)
        if sum(self._around(one, slot) for one in people) < before:
            return True
        self.table_of.update(old)
        return False

    def _around(self, participant: int, slot: int) -> int:
        """The participant's changes into and out of the slot."""
        before, after = self.neighbours[participant][slot]
        return self.changes(participant, slot, before) + self.changes(participant, after, slot)

    def changes(self, participant: int, slot: int, before: int) -> int:
        """The tables of the slot at which it was not in the slot before; -1 is no slot."""
        agenda = self.agendas[participant]
        if slot < 0 or before < 0:
            return 0
        was = {self.table_of[meeting] for meeting in agenda[before]}
        return len({self.table_of[meeting] for meeting in agenda[slot]} - was)


def _neighbours(slots: list[int]) -> dict[int, tuple[int, int]]:
    """For each of the slots the one before and the one after, -1 where there is none."""
    return {
        slot: (before, after)
        for before, slot, after in zip([-1, *slots], slots, [*slots[1:], -1], strict=False)
    }
