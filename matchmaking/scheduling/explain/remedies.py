"""The cheapest single change after which an unplaced meeting fits with all others where they are.

Cheapest first: a slot freed, a table added, a limit raised, a capacity raised, the meeting's own
lock lifted; at last another meeting dropped, the lightest that will do. Every remedy is tried on
the schedule before it is given. Where no single change is enough, `none`.
"""

from collections.abc import Iterable, Iterator

from matchmaking.scheduling.board import Board, Fairness
from matchmaking.scheduling.solution import Cure, Remedy

ORDER = list(Cure)


class Remedies:
    """Finds remedies on one schedule."""

    def __init__(self, board: Board, fairness: Fairness) -> None:
        self.board = board
        self.problem = board.problem
        self.fairness = fairness

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
        meetings = self.problem.meetings
        people = {one for m in (meeting, *dropped) for one in meetings[m].participants}
        self.board.place(meeting, slot)
        fair = self.fairness.holds(people)
        self.board.remove(meeting)
        return fair

    def _droppable(self, meeting: int, slots: list[int]) -> Iterator[tuple[int, int]]:
        """The meetings, each with its priority, that would make room by going."""
        for other, slot in self._rivals(meeting, slots):
            place = self.board.remove(other)
            if self.board.fits(meeting, slot) and self._is_fair_with(meeting, slot, [other]):
                yield self.problem.meetings[other].priority, other
            self.board.place(other, place)

    def _rivals(self, meeting: int, slots: list[int]) -> Iterator[tuple[int, int]]:
        """Meetings, each with a slot that it may keep this one from: its participants' own ones
        there, or anywhere if they have too many, and the lightest few of a slot without tables.
        """
        meetings, board = self.problem.meetings, self.board
        own = {m for one in meetings[meeting].participants for m in self.problem.meetings_of[one]}
        placed = sorted(m for m in own if board.slots[m] is not None)
        full = any(board.held[one] >= board.limits[one] for one in meetings[meeting].participants)
        for slot in slots:
            rivals = {other for other in placed if full or board.slots[other] == slot}
            if len(board.inside[slot]) >= self.problem.tables[slot]:
                rivals.update(
                    sorted(board.inside[slot], key=lambda m: (meetings[m].priority, m))[:3]
                )
            for other in sorted(rivals):
                if all(board.slots[later] is None for later in self.problem.followers[other]):
                    yield other, slot
