"""Does a remedy, applied, place its meeting? Tried on the schedule as it stands.

With the changes made, the meeting must have a slot in which every rule holds while all other
placed meetings stay where they are, except those dropped or unlocked, and those that it follows.
`none` holds where sessions, windows, order and fairness alone leave no slot, or where no change is
needed.
"""

from collections.abc import Iterator
from itertools import islice

from scheduling.check.changed import Changed
from scheduling.check.schedule import Schedule
from scheduling.check.standing import Standing
from scheduling.model.solution import Cure, Remedy, Solution, Status

# Those it follows and those unlocked are tried in so many slots, all in all.
MOST_TRIES = 5_000
MOST_CHOICES = 200
OF_PARTICIPANTS = (Cure.FREE_SLOT, Cure.RAISE_LIMIT, Cure.RAISE_CAPACITY, Cure.LIFT_APART)
OF_MEETINGS = (Cure.UNLOCK, Cure.DROP)
# Their slot is the one that changes; with the others it is where the meeting then stands.
CHANGE_A_SLOT = (Cure.FREE_SLOT, Cure.ADD_TABLE, Cure.ADD_INTERPRETER)


def fruitless(standing: Standing, meeting: int, remedy: Remedy) -> Iterator[str]:
    """What is wrong with the remedy of a meeting that is not placed."""
    name = standing.problem.meetings[meeting].id
    wrong = [words for change in remedy.changes for words in _senseless(standing, change)]
    for words in wrong:
        yield f"The remedy of meeting {name} {words}."
    if wrong:
        return
    works = _Attempt(standing, meeting, remedy).works()
    if remedy.code is not Cure.NONE and not works:
        yield f"The remedy of meeting {name}, {remedy.code}, does not place it."
    if remedy.code is Cure.NONE and not works and _can_be_helped(standing, meeting):
        yield f"Meeting {name} is said to have no remedy, but it has one."


def _senseless(standing: Standing, change: Remedy) -> Iterator[str]:
    """What the change speaks of must be there to be changed."""
    if change.slot is not None and change.slot >= len(standing.problem.slots):
        yield f"speaks of slot {change.slot}, which does not exist"
    elif change.code in OF_PARTICIPANTS:
        yield from _senseless_for_participant(standing, change)
    elif change.code in OF_MEETINGS:
        yield from _senseless_for_meeting(standing, change)
    elif change.code in (Cure.ADD_TABLE, Cure.ADD_INTERPRETER) and change.slot is None:
        yield f"names no slot for {change.code}"


def _senseless_for_participant(standing: Standing, change: Remedy) -> Iterator[str]:
    position = standing.people.get(change.participant or "")
    if position is None:
        yield f"names no participant for {change.code}"
        return
    participant = standing.problem.participants[position]
    if change.code is Cure.FREE_SLOT and change.slot not in participant.unavailable:
        yield f"frees slot {change.slot}, in which {participant.id} is available"
    if change.code is Cure.RAISE_LIMIT and participant.max_meetings is None:
        yield f"raises the limit of {participant.id}, which has none"
    if change.code is Cure.LIFT_APART and not standing.apart[position]:
        yield f"lifts what keeps {participant.id} apart, which is kept apart from nobody"


def _senseless_for_meeting(standing: Standing, change: Remedy) -> Iterator[str]:
    position = standing.meetings.get(change.meeting or "")
    if position is None:
        yield f"names no meeting for {change.code}"
    elif change.code is Cure.UNLOCK and not standing.problem.meetings[position].is_locked:
        yield f"unlocks meeting {change.meeting}, which is not fixed"
    elif change.code is Cure.DROP and position not in standing.slot_of:
        yield f"drops meeting {change.meeting}, which is not placed"


class _Attempt:
    """Looks for slots for the meeting, those it follows, and those that are unlocked."""

    def __init__(self, standing: Standing, meeting: int, remedy: Remedy) -> None:
        self.standing = standing
        self.meeting = meeting
        self.changed = Changed(standing, remedy)
        self.target = None if remedy.code in CHANGE_A_SLOT else remedy.slot
        earlier = standing.earlier(meeting)
        unlocked = sorted(self.changed.unlocked - {meeting, *earlier})
        self.moving = [
            *earlier,
            meeting,
            *(other for other in unlocked if other in standing.slot_of),
        ]

    def works(self) -> bool:
        standing = self.standing
        gone = {*self.moving, *self.changed.dropped} & standing.slot_of.keys()
        people = standing.problem.meetings
        self.touched = {
            p for meeting in (*self.moving, *gone) for p in people[meeting].participants
        }
        self.before = {meeting: standing.take(meeting) for meeting in gone}
        left = {meeting for drop in self.changed.dropped for meeting in standing.later[drop]}
        works = left.isdisjoint(standing.slot_of) and self._all_placed()
        for meeting, slot in self.before.items():
            standing.put(meeting, slot)
        return works

    def _all_placed(self) -> bool:
        """Whether slots for all are found, one after the other, going back where there is none."""
        standing, tries, found = self.standing, 0, False
        choices = [self._choices(self.moving[0])]
        while choices and not found and tries < MOST_TRIES:
            meeting = self.moving[len(choices) - 1]
            if meeting in standing.slot_of:
                standing.take(meeting)
            if choices[-1]:
                tries += 1
                standing.put(meeting, choices[-1].pop())
                if len(choices) < len(self.moving):
                    choices.append(self._choices(self.moving[len(choices)]))
                else:
                    found = standing.is_fair(self.touched)
            else:
                choices.pop()
        for meeting in standing.slot_of.keys() & set(self.moving):
            standing.take(meeting)
        return found

    def _choices(self, meeting: int) -> list[int]:
        """Its own slot last, before it the earliest: they are taken from the end."""
        slots = sorted(
            self.changed.slots(meeting), key=lambda s: (s == self.before.get(meeting), -s)
        )
        if meeting == self.meeting and self.target is not None:
            return [slot for slot in slots if slot == self.target]
        return slots


def _can_be_helped(standing: Standing, meeting: int) -> bool:
    """Whether what no remedy lifts leaves it a slot, as things stand or with nothing else.

    That is sessions, windows, order and fairness. Of a long chain of meetings only some choices of
    slots are tried.
    """
    chain = [*standing.earlier(meeting), meeting]
    return any(
        _is_fair_here(standing, slots) or _is_fair_alone(standing, slots)
        for slots in islice(_choices(standing, chain), MOST_CHOICES)
    )


def _choices(standing: Standing, chain: list[int]) -> Iterator[dict[int, int]]:
    """Slots for all in the chain, of their sessions and windows, in order."""
    slots: dict[int, int] = {}
    open_to = [standing.asked_of(chain[0])]
    while open_to:
        position = len(open_to) - 1
        if not open_to[-1]:
            open_to.pop()
        else:
            slots[chain[position]] = open_to[-1].pop()
            if position + 1 == len(chain):
                yield dict(slots)
            else:
                following = chain[position + 1]
                before = (slots[earlier] for earlier in standing.problem.meetings[following].after)
                last = max(before, default=-1)
                open_to.append([s for s in standing.asked_of(following) if s > last])


def _is_fair_alone(standing: Standing, slots: dict[int, int]) -> bool:
    """Whether breaks differ little if only these meetings are placed."""
    alone = Standing(Schedule(standing.problem, Solution("", Status.FEASIBLE)))
    for meeting, slot in slots.items():
        alone.put(meeting, slot)
    return alone.is_fair(
        p for meeting in slots for p in standing.problem.meetings[meeting].participants
    )


def _is_fair_here(standing: Standing, slots: dict[int, int]) -> bool:
    """Whether they do if these meetings are placed so, and all others stay."""
    people = {p for meeting in slots for p in standing.problem.meetings[meeting].participants}
    before = {meeting: standing.take(meeting) for meeting in slots if meeting in standing.slot_of}
    for meeting, slot in slots.items():
        standing.put(meeting, slot)
    fair = standing.is_fair(people)
    for meeting in slots:
        standing.take(meeting)
    for meeting, slot in before.items():
        standing.put(meeting, slot)
    return fair
