"""Kempe chains: which meetings must move so that one can.

A meeting goes to another slot, those of its people's meetings that are in its way there go back to
where it came from, and so on, to and fro between the two slots. Who was placed stays placed. An
unplaced meeting starts a chain too, or takes the place of others. The chain is queued in `mem`;
`moves` decides whether it is carried out. See `memory` for what `mem` is.
"""

from scheduling.local.annealing.memory import (
    ALLOWED,
    APART,
    BITS,
    CAPACITY,
    CHAIN,
    GOAL,
    HELD,
    IDLE,
    IDLE_AT,
    INSIDE,
    INSIDERS,
    LOAD,
    LONGEST,
    MARK,
    MOST,
    MOVABLE,
    MOVING,
    ONLINE,
    ORIGIN,
    OWN,
    OWN_AT,
    PEOPLE,
    PEOPLE_AT,
    ROOM,
    SEATED,
    SEATS,
    SLOT,
    SLOTS,
    STAMP,
    TABLES,
    WIDTH,
    WORDS,
    Memory,
    draw,
)


def queue(mem: Memory, meeting: int, origin: int, goal: int) -> bool:
    """Add the meeting's way to the chain; False if it may not go, or the chain is too long."""
    size = mem[CHAIN]
    if size >= LONGEST or mem[mem[MOVABLE] + meeting] == 0:
        return False
    if goal >= 0:
        word = mem[mem[ALLOWED] + meeting * mem[WORDS] + goal // BITS]
        if word >> goal % BITS & 1 == 0:
            return False
    mem[mem[MOVING] + size] = meeting
    mem[mem[ORIGIN] + size] = origin
    mem[mem[GOAL] + size] = goal
    mem[mem[MARK] + meeting] = mem[STAMP]
    mem[CHAIN] = size + 1
    return True


def coming(mem: Memory, person: int, slot: int) -> int:
    """How many of the participant's meetings in the chain go to the slot."""
    count = 0
    for i in range(mem[CHAIN]):
        if mem[mem[GOAL] + i] == slot:
            meeting = mem[mem[MOVING] + i]
            for k in range(mem[mem[PEOPLE_AT] + meeting], mem[mem[PEOPLE_AT] + meeting + 1]):
                if mem[mem[PEOPLE] + k] == person:
                    count += 1
    return count


def displace(mem: Memory, person: int, slot: int, goal: int) -> bool:
    """Queue those of the participant's meetings that must leave the slot for the goal."""
    load = mem[mem[LOAD] + person * mem[SLOTS] + slot]
    capacity = mem[mem[CAPACITY] + person]
    seat = mem[SEATED] + mem[mem[SEATS] + person] + slot * capacity
    if capacity == 1 and mem[mem[ORIGIN]] >= 0:
        if load == 0 or mem[mem[MARK] + mem[seat]] == mem[STAMP]:
            return True
        return queue(mem, mem[seat], slot, goal)
    surplus = coming(mem, person, slot) - mem[mem[ROOM] + person * mem[SLOTS] + slot]
    for i in range(load):
        if mem[mem[MARK] + mem[seat + i]] != mem[STAMP]:
            surplus += 1
    for i in range(load):
        if surplus > 0 and mem[mem[MARK] + mem[seat + i]] != mem[STAMP]:
            if not queue(mem, mem[seat + i], slot, goal):
                return False
            surplus -= 1
    return surplus <= 0


def keep_apart(mem: Memory, meeting: int, slot: int, goal: int) -> bool:
    """Queue for the goal what is in the slot of those kept apart from the meeting's people.

    What comes to the slot from the other one of the chain was apart from it there already; a
    meeting that was unplaced was not.
    """
    for k in range(mem[mem[IDLE_AT] + meeting], mem[mem[IDLE_AT] + meeting + 1]):
        person = mem[mem[IDLE] + k]
        seat = mem[SEATED] + mem[mem[SEATS] + person] + slot * mem[mem[CAPACITY] + person]
        for i in range(mem[mem[LOAD] + person * mem[SLOTS] + slot]):
            other = mem[seat + i]
            if mem[mem[MARK] + other] != mem[STAMP] and not queue(mem, other, slot, goal):
                return False
        if mem[mem[ORIGIN]] < 0 and coming(mem, person, slot):
            return False
    return True


def follow(mem: Memory, start: int, here: int, there: int) -> bool:
    """Queue what is in the way of those queued from `start` on, between the two slots."""
    i = start
    while i < mem[CHAIN]:
        meeting = mem[mem[MOVING] + i]
        slot = mem[mem[GOAL] + i]
        if slot >= 0:
            other = there if slot == here else here
            for k in range(mem[mem[PEOPLE_AT] + meeting], mem[mem[PEOPLE_AT] + meeting + 1]):
                if not displace(mem, mem[mem[PEOPLE] + k], slot, other):
                    return False
            if mem[APART] and not keep_apart(mem, meeting, slot, other):
                return False
        i += 1
    return True


def give_up(mem: Memory, meeting: int) -> bool:
    """Queue, for each participant with all the meetings it can have, one to be unplaced."""
    for k in range(mem[mem[PEOPLE_AT] + meeting], mem[mem[PEOPLE_AT] + meeting + 1]):
        person = mem[mem[PEOPLE] + k]
        if mem[mem[HELD] + person] - coming(mem, person, -1) >= mem[mem[MOST] + person]:
            first = mem[mem[OWN_AT] + person]
            other = mem[mem[OWN] + first + draw(mem, mem[mem[OWN_AT] + person + 1] - first)]
            slot = mem[mem[SLOT] + other]
            if slot < 0 or mem[mem[MARK] + other] == mem[STAMP]:
                return False
            if not queue(mem, other, slot, -1):
                return False
    return True


def has_room(mem: Memory, meeting: int) -> bool:
    """Whether none of its participants has all the meetings it can have."""
    for k in range(mem[mem[PEOPLE_AT] + meeting], mem[mem[PEOPLE_AT] + meeting + 1]):
        person = mem[mem[PEOPLE] + k]
        if mem[mem[HELD] + person] >= mem[mem[MOST] + person]:
            return False
    return True


def overfull(mem: Memory, slot: int) -> bool:
    """Whether the slot would have more meetings than tables."""
    if slot < 0:
        return False
    count = mem[mem[INSIDE] + slot] - mem[mem[TABLES] + slot]
    for i in range(mem[CHAIN]):
        if mem[mem[ONLINE] + mem[mem[MOVING] + i]] == 0:
            if mem[mem[GOAL] + i] == slot:
                count += 1
            if mem[mem[ORIGIN] + i] == slot:
                count -= 1
    return count > 0


def chain(mem: Memory, meeting: int, here: int, there: int, extra: int) -> bool:
    """Queue the meeting's way `here`; those in its way go `there`, those in theirs `here`, …

    An unplaced meeting's chain may end among the unplaced (there = -1). Where tables are short,
    one meeting more is moved `there`: the extra, or a random one (-1).
    """
    mem[CHAIN] = 0
    mem[STAMP] += 1
    origin = mem[mem[SLOT] + meeting]
    mem[mem[ORIGIN]] = origin
    if not (queue(mem, meeting, origin, here) and follow(mem, 0, here, there)):
        return False
    if origin < 0 and there < 0 and not give_up(mem, meeting):
        return False
    if overfull(mem, here):
        size, inside = mem[CHAIN], mem[mem[INSIDE] + here]
        if inside == 0:
            return False
        if extra < 0:
            extra = mem[mem[INSIDERS] + here * mem[WIDTH] + draw(mem, inside)]
        if mem[mem[MARK] + extra] == mem[STAMP] or not queue(mem, extra, here, there):
            return False
        if not follow(mem, size, here, there) or overfull(mem, here):
            return False
    return not overfull(mem, there)
