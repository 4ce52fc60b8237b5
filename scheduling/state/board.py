"""A schedule being built: where each meeting is, with the counts the hard rules look at.

Everything is a position. `construct` and `improve` fill and change a board, `explain` asks it why
a meeting does not fit. Fairness speaks of the finished schedule, so the board does not enforce it.
"""

from collections.abc import Collection, Iterable

from scheduling.model.problem import Problem
from scheduling.state.calendar import Calendar
from scheduling.state.interpreting import Served

UNFAIR = 4


class Board:
    """`slots[meeting]` is its slot or None; `inside[slot]` the set of the meetings at its tables.

    `load[participant][slot]` counts its meetings there, `held[participant]` all of them. `limits`
    has a number for each participant, `capacity[participant]` one for each slot; `allowed_bits`,
    `is_online`, `locked_at` and `idle_during` have an entry for each meeting.

    As bits: `busy[participant]` the slots in which it has meetings, `full` those in which it can
    have no more, `away` those in which it cannot be at all, `with_table` those with a free table,
    `taken[table]` those in which a meeting sits that is locked at that table.
    """

    def __init__(self, problem: Problem, slots: Iterable[int | None] = ()) -> None:
        self.problem = problem
        self.calendar = Calendar(problem)
        self.limits = [
            len(own) if participant.max_meetings is None else participant.max_meetings
            for participant, own in zip(problem.participants, problem.meetings_of, strict=True)
        ]
        self.capacity = [
            tuple(map(who.at_once, range(len(problem.slots)))) for who in problem.participants
        ]
        self.slots: list[int | None] = [None] * len(problem.meetings)
        self.load = [[0] * len(problem.slots) for _ in problem.participants]
        self.away = [self.calendar.mask(who.unavailable) for who in problem.participants]
        masks = {allowed: self.calendar.mask(allowed) for allowed in set(problem.allowed_slots)}
        self.allowed_bits = [masks[allowed] for allowed in problem.allowed_slots]
        self.busy = [0] * len(problem.participants)
        self.full = [0] * len(problem.participants)
        self.with_table = self.calendar.mask(s for s, many in enumerate(problem.tables) if many)
        self.held = [0] * len(problem.participants)
        self.inside: list[set[int]] = [set() for _ in problem.slots]
        self.idle_during = problem.idle_during
        self.is_online = [meeting.online for meeting in problem.meetings]
        self.needy = frozenset(problem.interpreted)
        # By slot, the meetings there that need an interpreter, and which of them have one.
        self.interpreted: list[set[int]] = [set() for _ in problem.slots]
        self.served = [Served(problem, slot) for slot in range(len(problem.slots))]
        self.locked_at = [meeting.table for meeting in problem.meetings]
        self.taken = dict.fromkeys((table for table in self.locked_at if table is not None), 0)
        for meeting, slot in enumerate(slots):
            if slot is not None:
                self.place(meeting, slot)

    def place(self, meeting: int, slot: int) -> None:
        """Put an unplaced meeting there; no rule is looked at."""
        self.slots[meeting] = slot
        bit = self.calendar.bits[slot]
        if not self.is_online[meeting]:
            self.inside[slot].add(meeting)
            if len(self.inside[slot]) >= self.problem.tables[slot]:
                self.with_table &= ~bit
        if meeting in self.needy:
            self.interpreted[slot].add(meeting)
            self.served[slot].add(meeting)
        if (table := self.locked_at[meeting]) is not None:
            self.taken[table] |= bit
        for person in self.problem.meetings[meeting].participants:
            load = self.load[person]
            load[slot] += 1
            self.held[person] += 1
            self.busy[person] |= bit
            if load[slot] >= self.capacity[person][slot]:
                self.full[person] |= bit

    def remove(self, meeting: int) -> int:
        """Take a placed meeting away; returns the slot it had."""
        slot = self.slots[meeting]
        assert slot is not None  # noqa: S101 - for the type checker
        self.slots[meeting] = None
        bit = self.calendar.bits[slot]
        if not self.is_online[meeting]:
            self.inside[slot].remove(meeting)
            if len(self.inside[slot]) < self.problem.tables[slot]:
                self.with_table |= bit
        if meeting in self.needy:
            self.interpreted[slot].remove(meeting)
            self.served[slot].remove(meeting)
        if (table := self.locked_at[meeting]) is not None and not self.at_its_table(meeting, slot):
            self.taken[table] &= ~bit
        for person in self.problem.meetings[meeting].participants:
            load = self.load[person]
            load[slot] -= 1
            self.held[person] -= 1
            if load[slot] < self.capacity[person][slot]:
                self.full[person] &= ~bit
            if not load[slot]:
                self.busy[person] &= ~bit
        return slot

    def fits(self, meeting: int, slot: int) -> bool:
        """Whether an unplaced meeting may be placed there with all others where they are."""
        if not self.open_bits(meeting) & self.calendar.bits[slot]:
            return False
        if self.at_its_table(meeting, slot):
            return False
        for person in self.problem.meetings[meeting].participants:
            if (
                self.load[person][slot] >= self.capacity[person][slot]
                or self.held[person] >= self.limits[person]
            ):
                return False
        for idle in self.idle_during[meeting]:
            if self.load[idle][slot]:
                return False
        return self.has_interpreter(meeting, slot) and self.in_order(meeting, slot)

    def has_interpreter(self, meeting: int, slot: int, more: int = 0) -> bool:
        """Whether an unplaced meeting has one there that others do not need, if it needs one.

        With `more`, so many others are there besides, for any meeting.
        """
        if meeting not in self.needy:
            return True
        served = self.served[slot]
        return len(served.waiting) < more or served.has_one_for(meeting)

    def at_its_table(self, meeting: int, slot: int) -> list[int]:
        """The meetings in the slot that are locked at the same table as an unplaced one."""
        table = self.locked_at[meeting]
        if table is None or not self.taken[table] & self.calendar.bits[slot]:
            return []
        return [m for m in self.problem.at_same_table[meeting] if self.slots[m] == slot]

    def too_busy(self, meeting: int, slot: int) -> list[int]:
        """Meetings in the slot of those who are kept apart from one of its participants."""
        return [
            m
            for idle in self.idle_during[meeting]
            if self.load[idle][slot]
            for m in self.problem.meetings_of[idle]
            if self.slots[m] == slot
        ]

    def in_order(self, meeting: int, slot: int) -> bool:
        """Whether the slot is after those the meeting follows and before its followers."""
        earlier, later = self.problem.meetings[meeting].after, self.problem.followers[meeting]
        if not earlier and not later:
            return True
        before, after = [self.slots[m] for m in earlier], [self.slots[m] for m in later]
        return all(other is not None and other < slot for other in before) and all(
            other is None or other > slot for other in after
        )

    def cheapest(self, meeting: int) -> int:
        """The slots (bits) where an unplaced meeting fits with the fewest breaks added.

        A break for someone who has as many as is fair already counts as `UNFAIR`. Whether the
        meeting fits into an order of meetings is not looked at.
        """
        bits = self.room(meeting)
        if not bits:
            return 0
        limit = self.problem.rules.fairness
        return self.calendar.cheapest(
            bits,
            [
                (self.busy[person], 1 if limit is None or self.breaks(person) < limit else UNFAIR)
                for person in self.problem.meetings[meeting].participants
            ],
        )

    def open_bits(self, meeting: int) -> int:
        """The slots (bits) that it may be in and that have a table for it, if it needs one."""
        allowed = self.allowed_bits[meeting]
        return allowed if self.is_online[meeting] else allowed & self.with_table

    def room(self, meeting: int) -> int:
        """The slots (bits) with a table and time for an unplaced meeting, in whatever order."""
        bits = self.open_bits(meeting)
        if (table := self.locked_at[meeting]) is not None:
            bits &= ~self.taken[table]
        for person in self.problem.meetings[meeting].participants:
            bits &= ~self.full[person]
            if self.held[person] >= self.limits[person]:
                return 0
        for idle in self.idle_during[meeting]:
            bits &= ~self.busy[idle]
        return self.with_interpreter(meeting, bits)

    def with_interpreter(self, meeting: int, bits: int) -> int:
        """Those of the slots (bits) in which an unplaced meeting has an interpreter."""
        if meeting not in self.needy:
            return bits
        slots = self.calendar.slots(bits)
        return self.calendar.mask(slot for slot in slots if self.has_interpreter(meeting, slot))

    def breaks(self, participant: int) -> int:
        """The participant's breaks."""
        return self.calendar.breaks(self.busy[participant])

    def breaks_without(self, participant: int, meetings: Collection[int]) -> int:
        """The participant's breaks if these meetings were not placed."""
        busy, left = self.busy[participant], dict[int, int]()
        for meeting in meetings:
            slot = self.slots[meeting]
            if slot is not None and participant in self.problem.meetings[meeting].participants:
                left[slot] = left.get(slot, self.load[participant][slot]) - 1
                if not left[slot]:
                    busy &= ~self.calendar.bits[slot]
        return self.calendar.breaks(busy)

    def added_breaks(self, meeting: int, slot: int) -> int:
        """How many breaks more its participants have if the meeting comes there."""
        count, bit, added = self.calendar.breaks, self.calendar.bits[slot], 0
        for person in self.problem.meetings[meeting].participants:
            added += count(self.busy[person] | bit) - count(self.busy[person])
        return added

    def unplaced(self) -> list[int]:
        """The meetings without a slot."""
        return [meeting for meeting, slot in enumerate(self.slots) if slot is None]

    def worth(self) -> int:
        """The sum of the priorities placed."""
        meetings = self.problem.meetings
        return sum(meetings[m].priority for m, slot in enumerate(self.slots) if slot is not None)

    def short(self) -> int:
        """By how many meetings participants fall short of what they hope for, in all."""
        people = self.problem.participants
        return sum(
            max(0, who.min_meetings - held) for who, held in zip(people, self.held, strict=True)
        )

    def rank(self) -> tuple[int, int, int]:
        """What is to be large: the priorities placed, then what is not short, nor a break."""
        return self.worth(), -self.short(), -sum(self.all_breaks())

    def all_breaks(self) -> list[int]:
        """The breaks of every participant."""
        return [self.calendar.breaks(busy) for busy in self.busy]

    def idle_slots(self) -> int:
        """The idle slots of all participants between meetings of one window."""
        return sum(self.calendar.idle_slots(busy) for busy in self.busy)
