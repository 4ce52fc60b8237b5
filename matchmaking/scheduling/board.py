"""A schedule being built: where each meeting is, with the counts the hard rules look at.

Everything is a position. `construct` and `improve` fill and change a board, `explain` asks it why
a meeting does not fit. Fairness speaks of the finished schedule, so the board does not enforce it.
"""

from collections import Counter
from collections.abc import Collection, Iterable

from matchmaking.scheduling.problem import Problem


class Board:
    """`slots[meeting]` is its slot or None; `busy[participant]` the set of its slots as bits."""

    def __init__(self, problem: Problem, slots: Iterable[int | None] = ()) -> None:
        self.problem = problem
        self.calendar = Calendar(problem)
        self.allowed = [frozenset(allowed) for allowed in problem.allowed_slots]
        self.limits = [
            len(own) if one.max_meetings is None else one.max_meetings
            for one, own in zip(problem.participants, problem.meetings_of, strict=True)
        ]
        self.capacity = [one.capacity for one in problem.participants]
        self.slots: list[int | None] = [None] * len(problem.meetings)
        self.load = [[0] * len(problem.slots) for _ in problem.participants]
        self.busy = [0] * len(problem.participants)
        self.held = [0] * len(problem.participants)
        self.inside: list[set[int]] = [set() for _ in problem.slots]
        for meeting, slot in enumerate(slots):
            if slot is not None:
                self.place(meeting, slot)

    def place(self, meeting: int, slot: int) -> None:
        """Put an unplaced meeting there; no rule is looked at."""
        self.slots[meeting] = slot
        self.inside[slot].add(meeting)
        for one in self.problem.meetings[meeting].participants:
            self.load[one][slot] += 1
            self.held[one] += 1
            self.busy[one] |= self.calendar.bits[slot]

    def remove(self, meeting: int) -> int:
        """Take a placed meeting away; returns the slot it had."""
        slot = self.slots[meeting]
        assert slot is not None  # noqa: S101 - for the type checker
        self.slots[meeting] = None
        self.inside[slot].remove(meeting)
        for one in self.problem.meetings[meeting].participants:
            self.load[one][slot] -= 1
            self.held[one] -= 1
            if not self.load[one][slot]:
                self.busy[one] &= ~self.calendar.bits[slot]
        return slot

    def fits(self, meeting: int, slot: int) -> bool:
        """Whether an unplaced meeting may be placed there with all others where they are."""
        if slot not in self.allowed[meeting]:
            return False
        if len(self.inside[slot]) >= self.problem.tables[slot]:
            return False
        for one in self.problem.meetings[meeting].participants:
            if self.load[one][slot] >= self.capacity[one] or self.held[one] >= self.limits[one]:
                return False
        return self.in_order(meeting, slot)

    def in_order(self, meeting: int, slot: int) -> bool:
        """Whether the slot is after those the meeting follows and before its followers."""
        earlier, later = self.problem.meetings[meeting].after, self.problem.followers[meeting]
        if not earlier and not later:
            return True
        before, after = [self.slots[m] for m in earlier], [self.slots[m] for m in later]
        return all(other is not None and other < slot for other in before) and all(
            other is None or other > slot for other in after
        )

    def breaks(self, participant: int) -> int:
        """The participant's breaks."""
        return self.calendar.breaks(self.busy[participant])

    def added_breaks(self, meeting: int, slot: int) -> int:
        """How many breaks more its participants have if the meeting comes there."""
        count, bit, added = self.calendar.breaks, self.calendar.bits[slot], 0
        for one in self.problem.meetings[meeting].participants:
            added += count(self.busy[one] | bit) - count(self.busy[one])
        return added

    def unplaced(self) -> list[int]:
        """The meetings without a slot."""
        return [meeting for meeting, slot in enumerate(self.slots) if slot is None]

    def worth(self) -> int:
        """The sum of the priorities placed."""
        meetings = self.problem.meetings
        return sum(meetings[m].priority for m, slot in enumerate(self.slots) if slot is not None)

    def all_breaks(self) -> list[int]:
        """The breaks of every participant."""
        return [self.calendar.breaks(busy) for busy in self.busy]

    def idle_slots(self) -> int:
        """The idle slots of all participants between meetings of one window."""
        return sum(self.calendar.idle_slots(busy) for busy in self.busy)


class Fairness:
    """Tells fast, after a change to a board, whether numbers of breaks still differ so little.

    It knows everybody's breaks as they were when it was made, or last told.
    """

    def __init__(self, board: Board) -> None:
        self.board = board
        self.limit = board.problem.rules.fairness
        self.breaks = board.all_breaks()
        self.levels = Counter(self.breaks)

    def holds(self, changed: Collection[int] = ()) -> bool:
        """Whether the board is fair, where only the changed participants need counting."""
        if self.limit is None or not self.breaks:
            return True
        levels = self.levels.copy()
        levels.subtract(self.breaks[one] for one in changed)
        levels.update(self.board.breaks(one) for one in changed)
        present = [breaks for breaks, count in levels.items() if count]
        return max(present) - min(present) <= self.limit

    def tell(self, changed: Collection[int]) -> None:
        """These participants' agendas have changed for good."""
        self.levels.subtract(self.breaks[one] for one in changed)
        for one in changed:
            self.breaks[one] = self.board.breaks(one)
        self.levels.update(self.breaks[one] for one in changed)


class Calendar:
    """Counts breaks and idle slots in sets of slots kept as bits, window after window."""

    def __init__(self, problem: Problem) -> None:
        order = [slot for window in problem.windows for slot in window]
        rank = {slot: position for position, slot in enumerate(order)}
        self.bits = [1 << rank[slot] for slot in range(len(order))]
        self.windows = [sum(self.bits[slot] for slot in window) for window in problem.windows]
        self.not_last = ~sum(self.bits[window[-1]] for window in problem.windows)

    def breaks(self, busy: int) -> int:
        """In each window, the runs of busy slots less one."""
        if not busy & (busy - 1):
            return 0
        runs = (busy & ~((busy & self.not_last) << 1)).bit_count()
        for window in self.windows:
            if busy & window:
                runs -= 1
        return runs

    def idle_slots(self, busy: int) -> int:
        """The slots between the first and the last busy one of each window, less the busy ones."""
        return sum(_idle(busy & window) for window in self.windows if busy & window)


def _idle(busy: int) -> int:
    first = (busy & -busy).bit_length()
    return busy.bit_length() - first + 1 - busy.bit_count()
