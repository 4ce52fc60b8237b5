"""The schedule with a remedy's changes made: where its meeting fits then."""

from collections import Counter
from collections.abc import Iterator

from scheduling.check.interpreting import missing
from scheduling.check.standing import Standing
from scheduling.model.solution import Cure, Remedy


class Changed:
    """What a remedy makes of the problem: asks as the rules do, with its changes counted in."""

    def __init__(self, standing: Standing, remedy: Remedy) -> None:
        self.standing = standing
        problem = standing.problem
        self.tables, self.limits, self.capacity = Counter[int](), Counter[int](), Counter[int]()
        self.interpreters = Counter[int]()
        self.more_in = {Cure.ADD_TABLE: self.tables, Cure.ADD_INTERPRETER: self.interpreters}
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
            case Cure.ADD_TABLE | Cure.ADD_INTERPRETER:
                self.more_in[change.code][slot] += 1
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
        for slot in standing.asked_of(meeting):
            if (
                (not locked or wish.slot == slot)
                and self._has_table(meeting, slot)
                and all(self._is_free(person, slot) for person in wish.participants)
                and standing.is_in_order(meeting, slot)
                and not self._is_locked_out(meeting, slot)
                and not self._is_torn(meeting, slot)
                and self._has_interpreter(meeting, slot)
            ):
                yield slot

    def _has_table(self, meeting: int, slot: int) -> bool:
        more = self.tables[slot]
        is_free = len(self.standing.inside[slot]) < self.problem.tables[slot] + more
        return is_free or self.problem.meetings[meeting].online

    def _has_interpreter(self, meeting: int, slot: int) -> bool:
        if self.problem.meetings[meeting].interpreters is None:
            return True
        together = [*self.standing.interpreted[slot], meeting]
        return missing(self.problem, together, slot) <= self.interpreters[slot]

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
        return available and there < participant.at_once(slot) + self.capacity[person]
