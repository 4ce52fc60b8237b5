"""Changes tried on a schedule: what keeps a meeting from a slot, and what lifts that."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from scheduling.model.solution import Cure
from scheduling.state.board import Board
from scheduling.state.fairness import Fairness

# What a change costs by its kind: the later in the order of the codes, the more.
COST = {cure: rank for rank, cure in enumerate(Cure)}


class Lift(NamedTuple):
    """A change that lifts an obstacle. `who` is the participant or meeting (position), or the slot
    to get a table or an interpreter; `slot` the one that a participant frees, and -1 with other
    changes. Whoever is kept apart from others is so no more.
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
        self._most_first = sorted(range(len(breaks)), key=lambda person: -breaks[person])
        self._made = Counter[Lift]()
        self._touched: list[int] = []

    def obstacles(self, meeting: int, slot: int) -> list[Lift]:
        """Everything against it in that slot of its session and windows, each as what lifts it."""
        made, wish = self._made, self.problem.meetings[meeting]
        found = [change for person in wish.participants for change in self._against(person, slot)]
        found += self._lifts(meeting, slot)
        table, unlocked = Lift(Cure.ADD_TABLE, slot), Lift(Cure.UNLOCK, meeting)
        inside = len(self.board.inside[slot])
        if not wish.online and inside >= self.problem.tables[slot] + made[table]:
            found.append(table)
        found += self._uninterpreted(meeting, slot)
        is_locked_out = wish.slot not in (None, slot) or self.board.at_its_table(meeting, slot)
        if is_locked_out and not made[unlocked]:
            found.append(unlocked)
        return found

    def _uninterpreted(self, meeting: int, slot: int) -> list[Lift]:
        """One interpreter more, where those there are needed by others or speak other languages."""
        more = Lift(Cure.ADD_INTERPRETER, slot)
        has_one = self.board.has_interpreter(meeting, slot, self._made[more])
        return [] if has_one else [more]

    def cheapest_first(self, meeting: int, slots: int) -> Iterator[int]:
        """The slots (bits) with the fewest obstacles first, those of the cheapest kinds first."""
        kinds = self._kinds(meeting, slots)
        for some in sorted(kinds, key=lambda some: (len(some), some)):
            yield from sorted(self.board.calendar.slots(kinds[some]))

    def _kinds(self, meeting: int, slots: int) -> dict[tuple[int, ...], int]:
        """The slots (bits) by the kinds of their obstacles, as `COST`, the hardest first."""
        board, wish = self.board, self.problem.meetings[meeting]
        kinds: dict[tuple[int, ...], int] = {}
        is_needy = wish.interpreters is not None
        if any(self._made.values()) or self.problem.idle_during[meeting] or is_needy:
            for slot in board.calendar.slots(slots):
                found = [COST[change.cure] for change in self.obstacles(meeting, slot)]
                some = tuple(sorted(found, reverse=True))
                kinds[some] = kinds.get(some, 0) | board.calendar.bits[slot]
            return kinds
        against = [(Cure.RAISE_CAPACITY, board.full[person]) for person in wish.participants]
        if not wish.online:
            against.append((Cure.ADD_TABLE, ~board.with_table))
        against += [(Cure.FREE_SLOT, board.away[person]) for person in wish.participants]
        if wish.is_locked:
            elsewhere = 0 if wish.slot is None else ~board.calendar.bits[wish.slot]
            taken = 0 if wish.table is None else board.taken[wish.table]
            against.insert(0, (Cure.UNLOCK, elsewhere | taken))
        # A limit that is reached is in the way in every slot alike.
        kinds[()] = slots
        for cure, mask in against:
            # The hardest first, so that none is looked at twice.
            for some, here in reversed(list(kinds.items())):
                if here & mask:
                    harder = (*some, COST[cure])
                    kinds[some] = here & ~mask
                    kinds[harder] = kinds.get(harder, 0) | here & mask
        return kinds

    def _lifts(self, meeting: int, slot: int) -> list[Lift]:
        """Few participants who would have to be kept apart from nobody; its own rather than others.

        The one that is in most of the conflicts left, again and again: one, wherever one is enough.
        """
        people, found = self.problem.meetings[meeting].participants, list[Lift]()
        pairs = self.torn_pairs(meeting, slot)
        while pairs:
            times = Counter(person for pair in pairs for person in pair)
            most = max(times, key=lambda person: (times[person], person in people, -person))
            found.append(Lift(Cure.LIFT_APART, most))
            pairs = [pair for pair in pairs if most not in pair]
        return found

    def torn_pairs(self, meeting: int, slot: int) -> list[tuple[int, int]]:
        """Each of its participants, with who is kept apart from it and busy then, or in it too."""
        board, people = self.board, self.problem.meetings[meeting].participants
        return [
            (person, idle)
            for person in people
            for idle in self.problem.apart_from[person]
            if (board.load[idle][slot] or idle in people)
            and not self._made[Lift(Cure.LIFT_APART, person)]
            and not self._made[Lift(Cure.LIFT_APART, idle)]
        ]

    def torn_by(self, meeting: int, slot: int, lifted: int) -> list[int]:
        """The one meeting there, if it is one, for which this participant is to be lifted."""
        pairs = [pair for pair in self.torn_pairs(meeting, slot) if lifted in pair]
        idle = {other for _, other in pairs}
        if not idle.isdisjoint(self.problem.meetings[meeting].participants):
            return []
        own = {m for other in idle for m in self.problem.meetings_of[other]}
        busy = [m for m in own if self.board.slots[m] == slot]
        return busy if len(busy) == 1 else []

    def _against(self, person: int, slot: int) -> Iterator[Lift]:
        board, made, participant = self.board, self._made, self.problem.participants[person]
        if slot in participant.unavailable:
            freed = Lift(Cure.FREE_SLOT, person, slot)
            if not made[freed]:
                yield freed
        raised = Lift(Cure.RAISE_CAPACITY, person)
        if board.load[person][slot] >= participant.at_once(slot) + made[raised]:
            yield raised
        limit = participant.max_meetings
        if limit is not None:
            raised = Lift(Cure.RAISE_LIMIT, person)
            if board.held[person] >= limit + made[raised]:
                yield raised

    @contextmanager
    def made(self, changes: Sequence[Lift]) -> Iterator[None]:
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
        return 0 if self._touched else self._fairness.surely_unfair(people)

    def is_fair(self) -> bool:
        """Whether numbers of breaks differ by no more than they may."""
        return self._fairness.holds(frozenset(self._touched))

    def with_most_breaks(self) -> list[int]:
        """Participants who have the most breaks: those touched, else one who is not."""
        touched = set(self._touched)
        other = next((person for person in self._most_first if person not in touched), None)
        found = sorted(touched) if other is None else [*sorted(touched), other]
        most = max(map(self.board.breaks, found), default=0)
        return [person for person in found if self.board.breaks(person) == most]

    def past_fair(self, gone: Collection[int]) -> int:
        """How many breaks more past what is fair its participants have if these meetings go."""
        board, most = self.board, self._fairness.most()
        people = {
            person for meeting in gone for person in self.problem.meetings[meeting].participants
        }
        return sum(
            max(0, board.breaks_without(person, gone) - most) - max(0, board.breaks(person) - most)
            for person in people
        )
