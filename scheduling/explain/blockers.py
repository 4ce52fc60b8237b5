"""What stands in the way of a meeting: where it could be at all, and who would have to go."""

from collections.abc import Collection, Iterable, Iterator
from itertools import islice, product

from scheduling.state.board import Board
from scheduling.state.interpreting import instead

# Of people who can be in many meetings at a time, so many ways to make room are looked at.
MOST_WAYS = 1_000


class Blockers:
    """Asks a board who is in whose way.

    A re-plan must not take away the `kept` meetings, whatever they weigh.
    """

    def __init__(self, board: Board, kept: Collection[int] = ()) -> None:
        self.board = board
        self.problem = board.problem
        self.kept = frozenset(kept)

    def open_slots(self, meeting: int) -> list[int]:
        """The slots that its session, windows, people, lock and order leave it."""
        allowed = self.problem.allowed_slots[meeting]
        if not self.problem.meetings[meeting].after and not self.problem.followers[meeting]:
            return list(allowed)
        return [slot for slot in allowed if self.board.in_order(meeting, slot)]

    def free_slots(self, meeting: int) -> list[int]:
        """The open slots where its participants have time, those kept apart from them no meeting,
        its locked table is free, and an interpreter, if it needs one.
        """
        slots = self.board.calendar.slots(
            self.board.with_interpreter(meeting, self._with_people(meeting))
        )
        return sorted(slot for slot in slots if self.board.in_order(meeting, slot))

    def uninterpreted_slots(self, meeting: int) -> list[int]:
        """Slots that all else leaves it, if there are any and an interpreter in none of them."""
        if meeting not in self.board.needy:
            return []
        slots = self.board.calendar.slots(self._with_people(meeting))
        left = sorted(slot for slot in slots if self.board.in_order(meeting, slot))
        return [] if any(self.board.has_interpreter(meeting, slot) for slot in left) else left

    def _with_people(self, meeting: int) -> int:
        """The slots (bits) it may be in where its people have time, whatever interpreters do."""
        bits = self.board.allowed_bits[meeting]
        if (table := self.board.locked_at[meeting]) is not None:
            bits &= ~self.board.taken[table]
        for person in self.problem.meetings[meeting].participants:
            bits &= ~self.board.full[person]
        for idle in self.problem.idle_during[meeting]:
            bits &= ~self.board.busy[idle]
        return bits

    def busy(self, meeting: int, slot: int) -> list[int]:
        """Its participants who are in as many meetings then as they can be."""
        bit, full = self.board.calendar.bits[slot], self.board.full
        return [
            person for person in self.problem.meetings[meeting].participants if full[person] & bit
        ]

    def there(self, participant: int, slot: int) -> list[int]:
        """The participant's meetings in the slot."""
        own = self.problem.meetings_of[participant]
        return [meeting for meeting in own if self.board.slots[meeting] == slot]

    def agendas(self, meeting: int, slot: int) -> list[list[int]]:
        """Meetings of which one has to go, for each busy participant and for its interpreter; and
        for its locked table and for those kept apart from its people, each that has to.
        """
        agendas = [self.there(person, slot) for person in self.busy(meeting, slot)]
        board = self.board
        alone = dict.fromkeys((*board.at_its_table(meeting, slot), *board.too_busy(meeting, slot)))
        interpreted = self.interpreted(meeting, slot)
        return agendas + [[m] for m in alone] + ([interpreted] if interpreted else [])

    def interpreted(self, meeting: int, slot: int) -> list[int]:
        """The meetings there of which one has to go before it has an interpreter."""
        if meeting not in self.board.needy:
            return []
        return instead(self.problem, slot, self.board.interpreted[slot], meeting)

    def ways(self, meeting: int, slot: int) -> Iterator[frozenset[int]]:
        """Sets of meetings, with all that follow them, whose going makes room in the slot."""
        for gone in islice(product(*self.agendas(meeting, slot)), MOST_WAYS):
            yield self.with_followers(gone)

    def with_followers(self, meetings: Iterable[int]) -> frozenset[int]:
        """These placed meetings and those that cannot stay without them."""
        found: set[int] = set()
        waiting = list(meetings)
        while waiting:
            meeting = waiting.pop()
            if meeting not in found and self.board.slots[meeting] is not None:
                found.add(meeting)
                waiting.extend(self.problem.followers[meeting])
        return frozenset(found)

    def outweigh(self, meetings: Collection[int], meeting: int) -> bool:
        """Whether they are worth as much as the meeting, or may not go."""
        priorities = (self.problem.meetings[m].priority for m in meetings)
        own = self.problem.meetings[meeting].priority
        return not self.kept.isdisjoint(meetings) or sum(priorities) >= own
