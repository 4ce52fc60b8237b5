"""A schedule being built: where each meeting is, with the counts the hard rules look at.

Everything is a position. `construct` and `improve` fill and change a board, `explain` asks it why
a meeting does not fit. Fairness speaks of the finished schedule, so the board does not enforce it.
"""

from collections.abc import Iterable

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
        people = self.problem.meetings[meeting].participants
        return (
            slot in self.allowed[meeting]
            and len(self.inside[slot]) < self.problem.tables[slot]
            and all(
                self.load[one][slot] < self.problem.participants[one].capacity
                and self.held[one] < self.limits[one]
                for one in people
            )
            and self.in_order(meeting, slot)
        )

    def in_order(self, meeting: int, slot: int) -> bool:
        """Whether the slot is after those the meeting follows and before its followers."""
        earlier = (self.slots[one] for one in self.problem.meetings[meeting].after)
        later = (self.slots[one] for one in self.problem.followers[meeting])
        return all(one is not None and one < slot for one in earlier) and all(
            one is None or one > slot for one in later
        )

    def breaks(self, participant: int) -> int:
        """The participant's breaks."""
        return self.calendar.breaks(self.busy[participant])

    def added_breaks(self, meeting: int, slot: int) -> int:
        """How many breaks more its participants have if the meeting comes there."""
        breaks, bit = self.calendar.breaks, self.calendar.bits[slot]
        return sum(
            breaks(self.busy[one] | bit) - breaks(self.busy[one])
            for one in self.problem.meetings[meeting].participants
        )

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

    def is_fair(self) -> bool:
        """Whether the numbers of breaks differ by no more than the rule allows."""
        limit, breaks = self.problem.rules.fairness, self.all_breaks()
        return limit is None or not breaks or max(breaks) - min(breaks) <= limit


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
        return runs - sum(1 for window in self.windows if busy & window)

    def idle_slots(self, busy: int) -> int:
        """The slots between the first and the last busy one of each window, less the busy ones."""
        return sum(_idle(busy & window) for window in self.windows if busy & window)


def _idle(busy: int) -> int:
    first = (busy & -busy).bit_length()
    return busy.bit_length() - first + 1 - busy.bit_count()
