"""A schedule as one array of whole numbers, for functions that Numba compiles or Python runs.

Everything a move looks at lies in `mem`: first a header, then tables one after the other. A header
entry is a number (`mem[SLOTS]`) or tells where a table begins: `mem[mem[LOAD] + i]` is entry i of
the table LOAD. `layout` makes all that. Compiled, `mem` is an array of 32-bit integers, else a
list; the functions are the same and give the same answers.
"""

Memory = list[int]

BITS = 30
"""Slots in one number of the table ALLOWED."""
LONGEST = 60
"""Meetings in the longest chain of moves."""
RANDOM = 2_147_483_647
MOST_COUNTED = 2**30
"""A count that leaves room for what is added to it."""

# The header: what changes with each move (breaks in all, breaks past the most, who has such,
# priorities missed, unplaced meetings, meetings in the chain) ...
(SEED, STAMP, BREAKS, EXCESS, STRAINED, MISSED, UNPLACED, CHAIN) = range(8)
# ... what does not: sizes, words of a meeting in ALLOWED, places of a slot in INSIDERS, whether
# meetings follow each other ...
(SLOTS, WINDOWS, PARTICIPANTS, MEETINGS, WORDS, WIDTH, ORDERED) = range(8, 15)
# ... and where tables begin. By slot: its window, the slots beside it there (-1 for none), its
# tables, its meetings (how many, which).
(WINDOW, LEFT, RIGHT, TABLES, INSIDE, INSIDERS) = range(15, 21)
# By participant: the most meetings at a time, those in each slot (how many, which), busy slots in
# each window, meetings held and the most, breaks and the most, its place among those with more
# (STRAIN), a mark, its meetings (OWN from OWN_AT on).
(CAPACITY, LOAD, SEATS, SEATED, SPREAD, HELD, MOST) = range(21, 28)
(OWN_BREAKS, MOST_BREAKS, PLACE, STRAIN, TOUCHED, OWN_AT, OWN) = range(28, 35)
# By meeting: its slot (-1 for none), its place among those of the slot or among the unplaced
# (WAITING), whether it may move, its allowed slots as bits, its priority, a mark, then lists.
(SLOT, POSITION, MOVABLE, ALLOWED, PRIORITY, MARK, WAITING) = range(35, 42)
(PEOPLE_AT, PEOPLE, EARLIER_AT, EARLIER, LATER_AT, LATER) = range(42, 48)
# By place in the chain: the meeting, its slot before and after.
(MOVING, ORIGIN, GOAL) = range(48, 51)
# Whether some are kept apart, and by meeting who is idle during it (IDLE from IDLE_AT on).
(APART, IDLE_AT, IDLE) = range(51, 54)
# By meeting: 1 if it is online, so that it takes no table and is not among those of its slot.
ONLINE = 54
# By participant and slot: the meetings at a time.
ROOM = 55
# How many meetings participants fall short of what they hope for in all, and by participant what
# that is; 0 instead of the table's place if nobody hopes.
(SHORT, HOPED) = range(56, 58)
HEADER = 58


def draw(mem: Memory, size: int) -> int:
    """A random number from 0 to size - 1 (Park and Miller's generator)."""
    mem[SEED] = mem[SEED] * 48271 % RANDOM
    return mem[SEED] * size // RANDOM


def lone(mem: Memory, person: int, slot: int, other: int) -> int:
    """1 if the participant is idle on both sides of the slot, 0 on one, -1 on none.

    In the slot `other` it counts as idle.
    """
    row = mem[LOAD] + person * mem[SLOTS]
    runs = 1
    beside = mem[mem[LEFT] + slot]
    if beside >= 0 and beside != other and mem[row + beside] > 0:
        runs -= 1
    beside = mem[mem[RIGHT] + slot]
    if beside >= 0 and beside != other and mem[row + beside] > 0:
        runs -= 1
    return runs


def turn(mem: Memory, person: int, slot: int, by: int) -> None:
    """The participant becomes busy (by = 1) or idle (-1) in the slot: count its breaks."""
    window = mem[SPREAD] + person * mem[WINDOWS] + mem[mem[WINDOW] + slot]
    mem[window] += by
    others = mem[window] - 1 if by > 0 else mem[window]
    if others:
        before = mem[mem[OWN_BREAKS] + person]
        after = before + by * lone(mem, person, slot, -1)
        most = mem[mem[MOST_BREAKS] + person]
        mem[mem[OWN_BREAKS] + person] = after
        mem[BREAKS] += after - before
        mem[EXCESS] += max(0, after - most) - max(0, before - most)
        if before <= most < after:
            mem[mem[STRAIN] + mem[STRAINED]] = person
            mem[mem[PLACE] + person] = mem[STRAINED]
            mem[STRAINED] += 1
        elif after <= most < before:
            mem[STRAINED] -= 1
            last = mem[mem[STRAIN] + mem[STRAINED]]
            mem[mem[STRAIN] + mem[mem[PLACE] + person]] = last
            mem[mem[PLACE] + last] = mem[mem[PLACE] + person]


def place(mem: Memory, meeting: int, slot: int) -> None:
    """Put a meeting that is nowhere into a slot, or among the unplaced (-1)."""
    mem[mem[SLOT] + meeting] = slot
    if slot < 0:
        mem[mem[WAITING] + mem[UNPLACED]] = meeting
        mem[mem[POSITION] + meeting] = mem[UNPLACED]
        mem[UNPLACED] += 1
        mem[MISSED] += mem[mem[PRIORITY] + meeting]
        return
    if mem[mem[ONLINE] + meeting] == 0:
        size = mem[mem[INSIDE] + slot]
        mem[mem[INSIDERS] + slot * mem[WIDTH] + size] = meeting
        mem[mem[POSITION] + meeting] = size
        mem[mem[INSIDE] + slot] = size + 1
    for k in range(mem[mem[PEOPLE_AT] + meeting], mem[mem[PEOPLE_AT] + meeting + 1]):
        person = mem[mem[PEOPLE] + k]
        load = mem[LOAD] + person * mem[SLOTS] + slot
        seat = mem[mem[SEATS] + person] + slot * mem[mem[CAPACITY] + person]
        mem[mem[SEATED] + seat + mem[load]] = meeting
        mem[load] += 1
        if mem[HOPED] and mem[mem[HELD] + person] < mem[mem[HOPED] + person]:
            mem[SHORT] -= 1
        mem[mem[HELD] + person] += 1
        if mem[load] == 1:
            turn(mem, person, slot, 1)


def remove(mem: Memory, meeting: int) -> None:
    """Take a meeting from its slot, or from among the unplaced."""
    slot = mem[mem[SLOT] + meeting]
    position = mem[mem[POSITION] + meeting]
    if slot < 0:
        mem[UNPLACED] -= 1
        last = mem[mem[WAITING] + mem[UNPLACED]]
        mem[mem[WAITING] + position] = last
        mem[mem[POSITION] + last] = position
        mem[MISSED] -= mem[mem[PRIORITY] + meeting]
        return
    if mem[mem[ONLINE] + meeting] == 0:
        size = mem[mem[INSIDE] + slot] - 1
        mem[mem[INSIDE] + slot] = size
        inside = mem[INSIDERS] + slot * mem[WIDTH]
        last = mem[inside + size]
        mem[inside + position] = last
        mem[mem[POSITION] + last] = position
    for k in range(mem[mem[PEOPLE_AT] + meeting], mem[mem[PEOPLE_AT] + meeting + 1]):
        person = mem[mem[PEOPLE] + k]
        load = mem[LOAD] + person * mem[SLOTS] + slot
        seat = mem[SEATED] + mem[mem[SEATS] + person] + slot * mem[mem[CAPACITY] + person]
        mem[load] -= 1
        mem[mem[HELD] + person] -= 1
        if mem[HOPED] and mem[mem[HELD] + person] < mem[mem[HOPED] + person]:
            mem[SHORT] += 1
        end = seat + mem[load]
        while mem[seat] != meeting:
            seat += 1
        mem[seat] = mem[end]
        if mem[load] == 0:
            turn(mem, person, slot, -1)


def forget(mem: Memory) -> None:
    """Count chains from 1 again; nothing and nobody is marked."""
    mem[STAMP] = 1
    for meeting in range(mem[MEETINGS]):
        mem[mem[MARK] + meeting] = 0
    for person in range(mem[PARTICIPANTS]):
        mem[mem[TOUCHED] + person] = 0


def adopt(mem: Memory, before: Memory, after: Memory) -> None:
    """Move each meeting whose slot differs between the two lists to the one it has after."""
    for meeting in range(mem[MEETINGS]):
        if before[meeting] != after[meeting]:
            remove(mem, meeting)
    for meeting in range(mem[MEETINGS]):
        if before[meeting] != after[meeting]:
            place(mem, meeting, after[meeting])
