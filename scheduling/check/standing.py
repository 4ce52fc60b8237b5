"""The schedule as it stands, for asking what else would fit; its meetings can be taken and put."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby

from scheduling.check.schedule import Schedule
from scheduling.model.problem import Problem
from scheduling.model.solution import Cure, Remedy


class Standing:
    """Everything by position; `slot_of[meeting]` are the placed ones only.

    `kept` are the published meetings still in their slot, where the solution is a re-plan.
    """

    def __init__(self, schedule: Schedule) -> None:
        self.problem: Problem = schedule.problem
        self.meetings = {meeting.id: m for m, meeting in enumerate(self.problem.meetings)}
        self.people = {who.id: p for p, who in enumerate(self.problem.participants)}
        self.slot_of: dict[int, int] = {}
        self.there: list[defaultdict[int, set[int]]] = [
            defaultdict(set) for _ in self.problem.participants
        ]
        self.apart: list[set[int]] = [set() for _ in self.problem.participants]
        for left, right in self.problem.apart:
            self.apart[left].add(right)
            self.apart[right].add(left)
        self.held = [0] * len(self.problem.participants)
        self.inside: list[set[int]] = [set() for _ in self.problem.slots]
        self.later: defaultdict[int, list[int]] = defaultdict(list)
        for position, meeting in enumerate(self.problem.meetings):
            for earlier in meeting.after:
                self.later[earlier].append(position)
        self._windows: defaultdict[int, list[int]] = defaultdict(list)
        for position, slot in enumerate(self.problem.slots):
            self._windows[slot.window].append(position)
        for name, placed in schedule.at.items():
            self.put(self.meetings[name], placed.slot)
        self._breaks = [self.breaks(person) for person in range(len(self.problem.participants))]
        self._levels = Counter(self._breaks)
        replanned = schedule.solution.step("moved") is not None
        self.kept = {
            self.meetings[was.meeting]
            for was in self.problem.published
            if replanned and self.slot_of.get(self.meetings[was.meeting]) == was.slot
        }

    def put(self, meeting: int, slot: int) -> None:
        """Let the meeting stand there, whatever the rules say."""
        self.slot_of[meeting] = slot
        self.inside[slot].add(meeting)
        for person in self.problem.meetings[meeting].participants:
            self.there[person][slot].add(meeting)
            self.held[person] += 1

    def take(self, meeting: int) -> int:
        """Take the placed meeting away; returns its slot."""
        slot = self.slot_of.pop(meeting)
        self.inside[slot].remove(meeting)
        for person in self.problem.meetings[meeting].participants:
            self.there[person][slot].remove(meeting)
            self.held[person] -= 1
        return slot

    def breaks(self, participant: int) -> int:
        """The idle runs between meetings of one window."""
        there, found = self.there[participant], 0
        for window in self._windows.values():
            runs = sum(busy for busy, _ in groupby(bool(there.get(slot)) for slot in window))
            found += max(0, runs - 1)
        return found

    def is_fair(self, touched: Iterable[int]) -> bool:
        """Whether breaks differ by no more than they may; only the touched agendas changed."""
        limit, levels = self.problem.rules.fairness, self._levels.copy()
        if limit is None:
            return True
        for person in set(touched):
            levels[self._breaks[person]] -= 1
            levels[self.breaks(person)] += 1
        present = [breaks for breaks, many in levels.items() if many]
        return not present or max(present) - min(present) <= limit

    def is_in_order(self, meeting: int, slot: int) -> bool:
        """Whether all that it follows stands earlier, and what follows it, if placed, later."""
        last = len(self.problem.slots)
        return all(
            self.slot_of.get(earlier, last) < slot
            for earlier in self.problem.meetings[meeting].after
        ) and all(self.slot_of.get(later, last) > slot for later in self.later[meeting])

    def session_of(self, meeting: int) -> list[int]:
        """The slots of the meeting's session."""
        session = self.problem.meetings[meeting].session
        return [
            position
            for position, slot in enumerate(self.problem.slots)
            if session is None or slot.session == session
        ]

    def suitable(self, meeting: int) -> list[int]:
        """The slots that session, availability and lock leave the meeting."""
        wish = self.problem.meetings[meeting]
        away = set[int]().union(
            *(self.problem.participants[p].unavailable for p in wish.participants)
        )
        slots = self.session_of(meeting)
        return [slot for slot in slots if wish.slot in (None, slot) and slot not in away]

    def open_slots(self, meeting: int) -> list[int]:
        """Those of them after all that it follows, if that is placed."""
        return [slot for slot in self.suitable(meeting) if self.is_in_order(meeting, slot)]

    def busy(self, meeting: int, slot: int) -> list[int]:
        """Its participants who can be in no further meeting then."""
        return [
            person
            for person in self.problem.meetings[meeting].participants
            if len(self.there[person].get(slot, ())) >= self.problem.participants[person].capacity
        ]

    def at_its_table(self, meeting: int, slot: int) -> list[int]:
        """The other meetings there that are locked at the same table."""
        table = self.problem.meetings[meeting].table
        return [
            other
            for other in sorted(self.inside[slot])
            if table is not None
            and other != meeting
            and self.problem.meetings[other].table == table
        ]

    def of_those_apart(self, meeting: int, slot: int) -> set[int]:
        """The meetings there of those who are kept apart from its participants."""
        return {
            there
            for person in self.problem.meetings[meeting].participants
            for idle in self.apart[person]
            for there in self.there[idle].get(slot, ())
        }

    def agendas(self, meeting: int, slot: int) -> list[set[int]]:
        """Sets of meetings of which one has to go before there is room for it."""
        return [
            *(self.there[person][slot] for person in self.busy(meeting, slot)),
            *({other} for other in self.at_its_table(meeting, slot)),
            *({other} for other in sorted(self.of_those_apart(meeting, slot))),
        ]

    def has_table(self, slot: int) -> bool:
        return len(self.inside[slot]) < self.problem.tables[slot]

    def earlier(self, meeting: int) -> list[int]:
        """Those that it follows, directly or not; each after those that it follows itself."""
        found: dict[int, None] = {}
        waiting = [meeting]
        while waiting:
            missing = [m for m in self.problem.meetings[waiting[-1]].after if m not in found]
            if missing:
                waiting += missing
            else:
                found[waiting.pop()] = None
        return [m for m in found if m != meeting]

    def with_later(self, meetings: Iterable[int]) -> set[int]:
        """These meetings and the placed ones that, directly or not, follow them."""
        found, waiting = set[int](), list(meetings)
        while waiting:
            meeting = waiting.pop()
            if meeting in self.slot_of and meeting not in found:
                found.add(meeting)
                waiting += self.later[meeting]
        return found


class Changed:
    """What a remedy makes of the problem: asks as the rules do, with its changes counted in."""

    def __init__(self, standing: Standing, remedy: Remedy) -> None:
        self.standing = standing
        problem = standing.problem
        self.tables, self.limits, self.capacity = Counter[int](), Counter[int](), Counter[int]()
        self.freed: set[tuple[int, int]] = set()
        self.lifted: set[int] = set()
        self.unlocked: set[int] = set()
        self.dropped: set[int] = set()
        self.problem = problem
        for change in remedy.changes:
            self._make(change)

    def _make(self, change: Remedy) -> None:
        who = self.standing.people.get(change.participant or "", -1)
        which = self.standing.meetings.get(change.meeting or "", -1)
        slot = -1 if change.slot is None else change.slot
        match change.code:
            case Cure.FREE_SLOT:
                self.freed.add((who, slot))
            case Cure.ADD_TABLE:
                self.tables[slot] += 1
            case Cure.RAISE_LIMIT:
                self.limits[who] += 1
            case Cure.RAISE_CAPACITY:
                self.capacity[who] += 1
            case Cure.LIFT_APART:
                self.lifted.add(who)
            case Cure.UNLOCK:
                self.unlocked.add(which)
            case Cure.DROP:
                self.dropped.add(which)

    def slots(self, meeting: int) -> Iterator[int]:
        """Where the meeting fits as the schedule stands, but for fairness."""
        standing, wish = self.standing, self.problem.meetings[meeting]
        locked = wish.slot is not None and meeting not in self.unlocked
        if not all(self._has_room(person) for person in wish.participants):
            return
        for slot in standing.session_of(meeting):
            if (
                (not locked or wish.slot == slot)
                and len(standing.inside[slot]) < self.problem.tables[slot] + self.tables[slot]
                and all(self._is_free(person, slot) for person in wish.participants)
                and standing.is_in_order(meeting, slot)
                and not self._is_locked_out(meeting, slot)
                and not self._is_torn(meeting, slot)
            ):
                yield slot

    def _is_locked_out(self, meeting: int, slot: int) -> bool:
        """Whether both are still locked at one table, this meeting and another one there."""
        others = self.standing.at_its_table(meeting, slot)
        return meeting not in self.unlocked and not self.unlocked.issuperset(others)

    def _is_torn(self, meeting: int, slot: int) -> bool:
        """Whether one is still kept apart from its participants who is busy, or takes part too."""
        standing, people = self.standing, self.problem.meetings[meeting].participants
        return any(
            idle in people or standing.there[idle].get(slot)
            for person in set(people) - self.lifted
            for idle in standing.apart[person] - self.lifted
        )

    def _has_room(self, person: int) -> bool:
        most = self.problem.participants[person].max_meetings
        return most is None or self.standing.held[person] < most + self.limits[person]

    def _is_free(self, person: int, slot: int) -> bool:
        participant = self.problem.participants[person]
        available = slot not in participant.unavailable or (person, slot) in self.freed
        there = len(self.standing.there[person].get(slot, ()))
        return available and there < participant.capacity + self.capacity[person]
