"""The cheapest single change after which an unplaced meeting fits with all others where they are.

Cheapest first: a slot freed, a table added, a limit raised, a capacity raised, the meeting's own
lock lifted; at last another meeting dropped, the lightest that will do. Every remedy is tried on
the schedule before it is given. Where no single change is enough, `none`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from matchmaking.scheduling.board import Board
from matchmaking.scheduling.solution import Cure, Remedy

ORDER = list(Cure)


class Remedies:
    """Finds remedies on one schedule."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.problem = board.problem
        self.breaks = board.all_breaks()
        self.levels = Counter(self.breaks)

    def find(self, meeting: int) -> Remedy:
        """The cheapest remedy for an unplaced meeting."""
        slots = [slot for slot in range(len(self.problem.slots)) if self._may_be(meeting, slot)]
        single = [
            obstacles[0]
            for slot in slots
            if len(obstacles := list(self._obstacles(meeting, slot))) == 1
            and self._is_fair_with(meeting, slot)
        ]
        if single:
            return min(single, key=lambda remedy: ORDER.index(remedy.code))
        dropped = min(self._droppable(meeting, slots), default=None)
        if dropped is None:
            return Remedy(Cure.NONE)
        return Remedy(Cure.DROP, meeting=self.problem.meetings[dropped[1]].id)

    def _may_be(self, meeting: int, slot: int) -> bool:
        """Nothing that no remedy changes forbids the slot: session and order."""
        session = self.problem.meetings[meeting].session
        return session in (None, self.problem.slots[slot].session) and self.board.in_order(
            meeting, slot
        )

    def _obstacles(self, meeting: int, slot: int) -> Iterator[Remedy]:
        """Everything against the meeting in that slot, each as the change that removes it."""
        wish = self.problem.meetings[meeting]
        for one in wish.participants:
            participant = self.problem.participants[one]
            if slot in participant.unavailable:
                yield Remedy(Cure.FREE_SLOT, participant=participant.id, slot=slot)
            if self.board.load[one][slot] >= participant.capacity:
                yield Remedy(Cure.RAISE_CAPACITY, participant=participant.id)
            limit = participant.max_meetings
            if limit is not None and self.board.held[one] >= limit:
                yield Remedy(Cure.RAISE_LIMIT, participant=participant.id)
        if len(self.board.inside[slot]) >= self.problem.tables[slot]:
            yield Remedy(Cure.ADD_TABLE, slot=slot)
        if wish.slot not in (None, slot):
            yield Remedy(Cure.UNLOCK, meeting=wish.id)

    def _is_fair_with(self, meeting: int, slot: int, dropped: Iterable[int] = ()) -> bool:
        """Whether the schedule stays fair with the meeting there (those dropped are gone)."""
        limit, meetings = self.problem.rules.fairness, self.problem.meetings
        if limit is None:
            return True
        people = {one for m in (meeting, *dropped) for one in meetings[m].participants}
        self.board.place(meeting, slot)
        levels = self.levels.copy()
        levels.subtract(self.breaks[one] for one in people)
        levels.update(self.board.breaks(one) for one in people)
        self.board.remove(meeting)
        present = [breaks for breaks, count in levels.items() if count]
        return max(present) - min(present) <= limit

    def _droppable(self, meeting: int, slots: list[int]) -> Iterator[tuple[int, int]]:
        """The meetings, each with its priority, that would make room by going."""
        for other in self._rivals(meeting, slots):
            place = self.board.remove(other)
            if any(
                self.board.fits(meeting, slot) and self._is_fair_with(meeting, slot, [other])
                for slot in slots
            ):
                yield self.problem.meetings[other].priority, other
            self.board.place(other, place)

    def _rivals(self, meeting: int, slots: list[int]) -> list[int]:
        """Its participants' meetings, and of each slot's others the lightest few."""
        meetings = self.problem.meetings
        rivals = {
            other
            for one in meetings[meeting].participants
            for other in self.problem.meetings_of[one]
            if self.board.slots[other] is not None
        }
        for slot in slots:
            lightest = sorted(self.board.inside[slot], key=lambda m: (meetings[m].priority, m))
            rivals.update(lightest[:3])
        return [
            other
            for other in sorted(rivals)
            if all(self.board.slots[later] is None for later in self.problem.followers[other])
        ]
