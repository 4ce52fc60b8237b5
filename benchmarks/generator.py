"""Problems of any size that look like a brokerage event, the same for the same seed.

Regions and sectors decide who wants to meet whom, a few hubs are wanted by many, some bring a
second representative, some miss half a day or an hour, some meetings want a session, a fixed slot,
a third participant or another meeting before them. Up to `fill` 1 every meeting gets a slot and
room while it is made up, so that a schedule with all of them exists. There are four half-days; in
one window they touch, which is the hard form, as idle time between windows is no break.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, count
from math import ceil
from random import Random

from scheduling.model.problem import Meeting, Participant, Problem, Rules, Slot

SESSIONS = ("morning", "afternoon")
OPENS = datetime(2026, 9, 14, 7, tzinfo=UTC)
HUBS, HUB_PULL = 0.05, 3.0
HALF_DAYS = 4
SECTORS = 8
FOREIGN, SAME_SECTOR = 0.85, 0.5
SECOND_PERSON, MISSES_HALF_DAY, MISSES_HOUR = 0.03, 0.08, 0.15
WITH_SESSION, FIXED, WITH_THIRD, WITH_EARLIER = 0.05, 0.005, 0.02, 0.005
# Nobody is asked for more than this part of the slots it can be at.
FULLEST = 0.85
PRIORITIES = (1,) * 6 + (2,) * 3 + (3,)
TRIES = 30


@dataclass(slots=True)
class _Person:
    region: int
    sectors: frozenset[int]
    capacity: int
    free: dict[int, int]
    room: int


def generate(
    participants: int,
    meetings: int,
    slots: int = 36,
    fill: float = 0.9,
    seed: int = 1,
    *,
    windows: int = 1,
    regions: int = 3,
    fairness: int | None = 2,
) -> Problem:
    """A problem with that many participants, meetings and slots.

    `fill` is the number of meetings over all places at the tables; past 1 not all can be placed.
    """
    random = Random(seed)
    days = _days(slots, windows)
    people = [_person(random, days, regions) for _ in range(participants)]
    tables = ceil(meetings / (slots * fill))
    event = _Event(random, people, days, tables if fill <= 1 else meetings)
    wishes = [event.meeting(number) for number in range(meetings)]
    return Problem(
        name=f"event-{participants}-{meetings}-{slots}-{fill:g}-{seed}",
        slots=tuple(days),
        tables=(tables,) * slots,
        participants=tuple(
            Participant(f"p{i}", frozenset(range(slots)) - one.free.keys(), one.capacity)
            for i, one in enumerate(people)
        ),
        meetings=tuple(wishes),
        rules=Rules(place_all=False, fairness=fairness),
    )


def _days(slots: int, windows: int) -> list[Slot]:
    """Half-days of nearly equal length, morning and afternoon in turn, slots of twenty minutes."""
    days: list[Slot] = []
    for half in range(HALF_DAYS):
        opens = OPENS + timedelta(days=half // 2, hours=6 * (half % 2))
        for position in range((slots + half) // HALF_DAYS):
            start = opens + timedelta(minutes=20 * position)
            end = start + timedelta(minutes=20)
            days.append(Slot(half * windows // HALF_DAYS, SESSIONS[half % 2], start, end))
    return days


def _person(random: Random, days: Sequence[Slot], regions: int) -> _Person:
    chance, away = random.random(), range(0)
    if chance < MISSES_HALF_DAY:
        half = random.randrange(HALF_DAYS)
        away = range(half * len(days) // HALF_DAYS, (half + 1) * len(days) // HALF_DAYS)
    elif chance < MISSES_HALF_DAY + MISSES_HOUR:
        start = random.randrange(len(days))
        away = range(start, start + random.randint(1, 4))
    capacity = 2 if random.random() < SECOND_PERSON else 1
    free = {slot: capacity for slot in range(len(days)) if slot not in away}
    sectors = frozenset(random.sample(range(SECTORS), random.randint(1, 3)))
    room = ceil(FULLEST * capacity * len(free))
    return _Person(random.randrange(regions), sectors, capacity, free, room)


class _Event:
    """Makes up meetings; keeps what slots and tables the ones made up have left."""

    def __init__(
        self, random: Random, people: list[_Person], days: list[Slot], tables: int
    ) -> None:
        self.random = random
        self.people = people
        self.days = days
        self.tables = [tables] * len(days)
        self.known: dict[frozenset[int], int] = {}
        self.slots: list[int] = []
        pull = [
            random.lognormvariate(0, 0.5) * (HUB_PULL if random.random() < HUBS else 1)
            for _ in people
        ]
        self.pull = list(accumulate(pull))

    def meeting(self, number: int) -> Meeting:
        """The next meeting, of people who do not meet yet and have a slot for it."""
        for tried in count():
            people = self._people(picky=tried < TRIES)
            session = self._session()
            free = self._free(people, session)
            if free and frozenset(people) not in self.known:
                break
        slot = self.random.choice(free)
        self.tables[slot] -= 1
        for one in people:
            self.people[one].free[slot] -= 1
            self.people[one].room -= 1
        self.known[frozenset(people)] = number
        self.slots.append(slot)
        return Meeting(
            f"m{number}",
            people,
            priority=self.random.choice(PRIORITIES),
            session=session,
            slot=slot if self.random.random() < FIXED else None,
            after=self._earlier(slot) if self.random.random() < WITH_EARLIER else (),
        )

    def _session(self) -> str | None:
        return self.random.choice(SESSIONS) if self.random.random() < WITH_SESSION else None

    def _free(self, people: Sequence[int], session: str | None) -> list[int]:
        if any(self.people[person].room < 1 for person in people):
            return []
        return [
            slot
            for slot in self.people[people[0]].free
            if self.tables[slot] > 0
            and session in (None, self.days[slot].session)
            and all(self.people[person].free.get(slot, 0) > 0 for person in people)
        ]

    def _people(self, *, picky: bool) -> tuple[int, ...]:
        """Two people, seldom three, drawn by their pull; mostly of two regions and one trade."""
        size = 3 if self.people[2:] and self.random.random() < WITH_THIRD else 2
        while True:
            found = self._draw(size)
            if len(set(found)) == size and (not picky or self._suit(found)):
                return tuple(sorted(found))

    def _draw(self, size: int) -> list[int]:
        return self.random.choices(range(len(self.people)), cum_weights=self.pull, k=size)

    def _suit(self, found: Sequence[int]) -> bool:
        one, other = (self.people[p] for p in found[:2])
        foreign = one.region != other.region
        trade = not one.sectors.isdisjoint(other.sectors)
        return (foreign or self.random.random() > FOREIGN) and (
            trade or self.random.random() > SAME_SECTOR
        )

    def _earlier(self, slot: int) -> tuple[int, ...]:
        """A meeting made up before, in an earlier slot."""
        other = self.random.randrange(len(self.slots))
        return (other,) if self.slots[other] < slot else ()
