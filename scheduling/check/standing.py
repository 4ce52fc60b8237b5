"""The schedule as it stands, for asking what else would fit; its meetings can be taken and put."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import groupby

from scheduling.check.interpreting import able, missing
from scheduling.check.schedule import Schedule
from scheduling.model.problem import Problem


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
        self.interpreted: list[set[int]] = [set() for _ in self.problem.slots]
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
        if not self.problem.meetings[meeting].online:
            self.inside[slot].add(meeting)
        if self.problem.meetings[meeting].interpreters is not None:
            self.interpreted[slot].add(meeting)
        for person in self.problem.meetings[meeting].participants:
            self.there[person][slot].add(meeting)
            self.held[person] += 1

    def take(self, meeting: int) -> int:
        """Take the placed meeting away; returns its slot."""
        slot = self.slot_of.pop(meeting)
        self.inside[slot].discard(meeting)
        self.interpreted[slot].discard(meeting)
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

    def asked_of(self, meeting: int) -> list[int]:
        """The slots of the meeting's session and windows."""
        wish = self.problem.meetings[meeting]
        return [
            position
            for position, slot in enumerate(self.problem.slots)
            if (wish.session is None or slot.session == wish.session)
            and (wish.windows is None or slot.window in wish.windows)
        ]

    def suitable(self, meeting: int) -> list[int]:
        """The slots that session, windows, people, lock and interpreters leave the meeting."""
        slots = self.suiting(meeting)
        if self.problem.meetings[meeting].interpreters is None:
            return slots
        return [slot for slot in slots if able(self.problem, meeting, slot)]

    def suiting(self, meeting: int) -> list[int]:
        """The same, whether or not somebody is there to interpret."""
        wish = self.problem.meetings[meeting]
        away = set[int]().union(
            *(self.problem.participants[p].unavailable for p in wish.participants)
        )
        slots = self.asked_of(meeting)
        return [slot for slot in slots if wish.slot in (None, slot) and slot not in away]

    def open_slots(self, meeting: int) -> list[int]:
        """Those of them after all that it follows, if that is placed."""
        return [slot for slot in self.suitable(meeting) if self.is_in_order(meeting, slot)]

    def busy(self, meeting: int, slot: int) -> list[int]:
        """Its participants who can be in no further meeting then."""
        return [
            person
            for person in self.problem.meetings[meeting].participants
            if len(self.there[person].get(slot, ()))
            >= self.problem.participants[person].at_once(slot)
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
        interpreted = self.instead(meeting, slot)
        return [*self.of_people(meeting, slot), *([interpreted] if interpreted else [])]

    def instead(self, meeting: int, slot: int) -> set[int]:
        """The meetings there of which one has to go before somebody can interpret for it."""
        there = self.interpreted[slot]
        if self.problem.meetings[meeting].interpreters is None:
            return set()
        if not missing(self.problem, [*there, meeting], slot):
            return set()
        return {
            other
            for other in there
            if not missing(self.problem, [*(there - {other}), meeting], slot)
        }

    def of_people(self, meeting: int, slot: int) -> list[set[int]]:
        """Those sets that are there for its people and its locked table."""
        return [
            *(self.there[person][slot] for person in self.busy(meeting, slot)),
            *({other} for other in self.at_its_table(meeting, slot)),
            *({other} for other in sorted(self.of_those_apart(meeting, slot))),
        ]

    def has_table(self, meeting: int, slot: int) -> bool:
        """Whether there is one for the meeting, or it needs none."""
        is_free = len(self.inside[slot]) < self.problem.tables[slot]
        return is_free or self.problem.meetings[meeting].online

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
