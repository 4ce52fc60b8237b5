"""Changes tried on a schedule: what keeps a meeting from a slot, and what lifts that."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from matchmaking.scheduling.board import Board, Fairness
from matchmaking.scheduling.solution import Cure

MILDNESS = {cure: rank for rank, cure in enumerate(Cure)}


class Change(NamedTuple):
    """One change. `who` is the participant or meeting (position), or the slot to get a table;
    `slot` the one that a participant frees, and -1 with other changes.
    """

    cure: Cure
    who: int
    slot: int = -1


class Trial:
    """A board whose problem can be changed, and whose meetings moved, for as long as a `with`."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.problem = board.problem
        self._fairness = Fairness(board)
        breaks = self._fairness.breaks
        self._most_first = sorted(range(len(breaks)), key=lambda one: -breaks[one])
        self._made = Counter[Change]()
        self._touched: list[int] = []

    def obstacles(self, meeting: int, slot: int) -> list[Change]:
        """Everything against the meeting in that slot of its session, each as what lifts it."""
        made, wish = self._made, self.problem.meetings[meeting]
        found = [change for one in wish.participants for change in self._against(one, slot)]
        table, unlocked = Change(Cure.ADD_TABLE, slot), Change(Cure.UNLOCK, meeting)
        if len(self.board.inside[slot]) >= self.problem.tables[slot] + made[table]:
            found.append(table)
        if wish.slot not in (None, slot) and not made[unlocked]:
            found.append(unlocked)
        return found

    def by_obstacles(self, meeting: int, slots: int) -> Iterator[list[int]]:
        """Those of the slots (bits) with the fewest obstacles, then those with more, and so on."""
        board, wish = self.board, self.problem.meetings[meeting]
        if any(self._made.values()):
            many = {
                slot: len(self.obstacles(meeting, slot)) for slot in board.calendar.slots(slots)
            }
            for count in sorted(set(many.values())):
                yield [slot for slot in many if many[slot] == count]
            return
        against = [~board.with_table]
        for one in wish.participants:
            against += (board.away[one], board.full[one])
        if wish.slot is not None:
            against.append(~board.calendar.bits[wish.slot])
        # A limit that is reached is in the way in every slot alike.
        levels = [slots]
        for mask in against:
            more, fewer = [level & mask for level in levels], [level & ~mask for level in levels]
            levels = [a | b for a, b in zip((*fewer, 0), (0, *more), strict=True)]
        yield from (list(board.calendar.slots(level)) for level in levels if level)

    def _against(self, one: int, slot: int) -> Iterator[Change]:
        board, made, participant = self.board, self._made, self.problem.participants[one]
        if slot in participant.unavailable:
            freed = Change(Cure.FREE_SLOT, one, slot)
            if not made[freed]:
                yield freed
        raised = Change(Cure.RAISE_CAPACITY, one)
        if board.load[one][slot] >= participant.capacity + made[raised]:
            yield raised
        limit = participant.max_meetings
        if limit is not None:
            raised = Change(Cure.RAISE_LIMIT, one)
            if board.held[one] >= limit + made[raised]:
                yield raised

    @contextmanager
    def made(self, changes: Sequence[Change]) -> Iterator[None]:
        """With these changes made; each adds one, or lifts one unavailability or lock."""
        self._made.update(changes)
        yield
        self._made.subtract(changes)

    @contextmanager
    def placed(self, meeting: int, slot: int) -> Iterator[None]:
        """With the unplaced meeting there."""
        self.board.place(meeting, slot)
        with self._touching([meeting]):
            yield
        self.board.remove(meeting)

    @contextmanager
    def gone(self, meetings: Iterable[int]) -> Iterator[None]:
        """Without these placed meetings."""
        places = {meeting: self.board.remove(meeting) for meeting in meetings}
        with self._touching(places):
            yield
        for meeting, slot in places.items():
            self.board.place(meeting, slot)

    @contextmanager
    def _touching(self, meetings: Iterable[int]) -> Iterator[None]:
        before = len(self._touched)
        for meeting in meetings:
            self._touched.extend(self.problem.meetings[meeting].participants)
        yield
        del self._touched[before:]

    def unfair_slots(self, meeting: int) -> int:
        """Slots (bits) in which the unplaced meeting would surely be unfair; perhaps not all."""
        people = self.problem.meetings[meeting].participants
        return 0 if self._touched else self._fairness.spoilt(people)

    def is_fair(self) -> bool:
        """Whether numbers of breaks differ by no more than they may."""
        return self._fairness.holds(frozenset(self._touched))

    def with_most_breaks(self) -> list[int]:
        """Participants who have the most breaks: those touched, else one who is not."""
        touched = set(self._touched)
        other = next((one for one in self._most_first if one not in touched), None)
        found = sorted(touched) if other is None else [*sorted(touched), other]
        most = max(map(self.board.breaks, found), default=0)
        return [one for one in found if self.board.breaks(one) == most]
