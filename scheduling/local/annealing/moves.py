"""Simulated annealing: random chains, carried out if they are good enough for the heat.

Hard rules hold after every move, and the sum of the priorities placed never falls, nor, where it
stays, do more fall short of the meetings they hope for. Breaks past a
participant's most weigh `UNFAIR` more; once nobody has such, nobody gets any.
"""

from math import exp

from scheduling.local.annealing.chains import chain, has_room
from scheduling.local.annealing.memory import (
    BREAKS,
    CAPACITY,
    CHAIN,
    EARLIER,
    EARLIER_AT,
    EXCESS,
    GOAL,
    LATER,
    LATER_AT,
    LEFT,
    LOAD,
    MEETINGS,
    MISSED,
    MOST_BREAKS,
    MOVING,
    ORDERED,
    ORIGIN,
    OWN,
    OWN_AT,
    OWN_BREAKS,
    PEOPLE,
    PEOPLE_AT,
    RANDOM,
    RIGHT,
    SHORT,
    SLOT,
    SLOTS,
    SPREAD,
    STAMP,
    STRAIN,
    STRAINED,
    TOUCHED,
    UNPLACED,
    WAITING,
    WINDOW,
    WINDOWS,
    Memory,
    draw,
    lone,
    place,
    remove,
)

HARD = 1_000_000.0
"""What a move costs that may not be made."""
UNKNOWN = -1_000_000.0
"""Where only carrying a move out tells what it costs."""
UNFAIR = 4.0
"""What a break past the participant's most costs beside itself."""
INSERT = 0.2
"""The part of the moves that tries to place a meeting, as long as one is unplaced."""
NEAR = 0.5
"""The part of the moves that goes beside another meeting of one of the same people."""
FOCUS = 0.95
"""The part of the moves that starts at someone with too many breaks, while there is one."""


def shift(mem: Memory, person: int, here: int, there: int) -> int:
    """How the participant's breaks change if one of its meetings goes from here to there."""
    row = mem[LOAD] + person * mem[SLOTS]
    spread = mem[SPREAD] + person * mem[WINDOWS]
    from_window = spread + mem[mem[WINDOW] + here]
    to_window = spread + mem[mem[WINDOW] + there]
    more, left, same = 0, -1, 0
    if mem[row + here] == 1:
        left = here
        if mem[from_window] > 1:
            more -= lone(mem, person, here, -1)
        if from_window == to_window:
            same = 1
    if mem[row + there] == 0 and mem[to_window] > same:
        more += lone(mem, person, there, left)
    return more


def touch(mem: Memory) -> bool:
    """Mark who is in the chain once, and who twice; False if someone is in it more often."""
    stamp = mem[STAMP]
    for i in range(mem[CHAIN]):
        meeting = mem[mem[MOVING] + i]
        for k in range(mem[mem[PEOPLE_AT] + meeting], mem[mem[PEOPLE_AT] + meeting + 1]):
            at = mem[TOUCHED] + mem[mem[PEOPLE] + k]
            if mem[at] == -stamp:
                return False
            mem[at] = -stamp if mem[at] == stamp else stamp
    return True


def cost(mem: Memory) -> float:
    """How much worse the chain between two slots makes it; UNKNOWN where that is hard to tell.

    Who goes to and fro stays as busy as before, so that only the ends of the chain count.
    """
    if mem[mem[ORIGIN]] < 0 or not touch(mem):
        return UNKNOWN
    more = 0.0
    for i in range(mem[CHAIN]):
        meeting = mem[mem[MOVING] + i]
        for k in range(mem[mem[PEOPLE_AT] + meeting], mem[mem[PEOPLE_AT] + meeting + 1]):
            person = mem[mem[PEOPLE] + k]
            if mem[mem[TOUCHED] + person] == mem[STAMP]:
                by = shift(mem, person, mem[mem[ORIGIN] + i], mem[mem[GOAL] + i])
                past = mem[mem[OWN_BREAKS] + person] - mem[mem[MOST_BREAKS] + person]
                excess = max(0, past + by) - max(0, past)
                if excess > 0 and mem[EXCESS] == 0:
                    return HARD
                more += by + UNFAIR * excess
            elif mem[mem[CAPACITY] + person] > 1:
                return UNKNOWN
    return more


def carry_out(mem: Memory) -> None:
    """Make the queued moves."""
    for i in range(mem[CHAIN]):
        remove(mem, mem[mem[MOVING] + i])
    for i in range(mem[CHAIN]):
        place(mem, mem[mem[MOVING] + i], mem[mem[GOAL] + i])


def take_back(mem: Memory) -> None:
    """Unmake the queued moves."""
    for i in range(mem[CHAIN]):
        remove(mem, mem[mem[MOVING] + i])
    for i in range(mem[CHAIN]):
        place(mem, mem[mem[MOVING] + i], mem[mem[ORIGIN] + i])


def in_order(mem: Memory) -> bool:
    """Whether the moved meetings are after those they follow and before their followers."""
    for i in range(mem[CHAIN]):
        meeting = mem[mem[MOVING] + i]
        slot = mem[mem[SLOT] + meeting]
        for k in range(mem[mem[LATER_AT] + meeting], mem[mem[LATER_AT] + meeting + 1]):
            other = mem[mem[SLOT] + mem[mem[LATER] + k]]
            if other >= 0 and (slot < 0 or other <= slot):
                return False
        for k in range(mem[mem[EARLIER_AT] + meeting], mem[mem[EARLIER_AT] + meeting + 1]):
            other = mem[mem[SLOT] + mem[mem[EARLIER] + k]]
            if slot >= 0 and (other < 0 or other >= slot):
                return False
    return True


def idle(mem: Memory) -> int:
    """The idle slots between meetings of those in the chain; who is in it twice counts twice."""
    total = 0
    for i in range(mem[CHAIN]):
        meeting = mem[mem[MOVING] + i]
        for k in range(mem[mem[PEOPLE_AT] + meeting], mem[mem[PEOPLE_AT] + meeting + 1]):
            row = mem[LOAD] + mem[mem[PEOPLE] + k] * mem[SLOTS]
            for slot in range(mem[SLOTS]):
                if mem[row + slot] > 0:
                    gap, beside = 0, mem[mem[LEFT] + slot]
                    while beside >= 0 and mem[row + beside] == 0:
                        gap, beside = gap + 1, mem[mem[LEFT] + beside]
                    if beside >= 0:
                        total += gap
    return total


def accept(mem: Memory, worse: float, heat: float) -> bool:
    """Metropolis: what is not worse always, what is worse the less likely the colder it is."""
    return worse <= 0 or draw(mem, RANDOM) < exp(-worse / heat) * RANDOM


def is_worth_it(mem: Memory, missed: int, short: int) -> bool:
    """Whether no less is placed than before, and of as much, no more people fall short."""
    return mem[MISSED] < missed or (mem[MISSED] == missed and mem[SHORT] <= short)


def attempt(mem: Memory, heat: float) -> bool:
    """Make the queued moves if every rule and the heat allow it."""
    worse = cost(mem)
    if worse != UNKNOWN and not accept(mem, worse, heat):
        return False
    breaks, excess, missed, short = mem[BREAKS], mem[EXCESS], mem[MISSED], mem[SHORT]
    carry_out(mem)
    good = mem[ORDERED] == 0 or in_order(mem)
    if worse == UNKNOWN and good:
        good = is_worth_it(mem, missed, short) and (excess > 0 or mem[EXCESS] == 0)
        if good and mem[MISSED] == missed and mem[SHORT] == short:
            worse = mem[BREAKS] - breaks + UNFAIR * (mem[EXCESS] - excess)
            good = accept(mem, worse, heat)
    if not good:
        take_back(mem)
    return good


def tighten(mem: Memory) -> bool:
    """Make the queued moves if that leaves fewer breaks, or as many and no more idle slots."""
    breaks, excess, missed, short = mem[BREAKS], mem[EXCESS], mem[MISSED], mem[SHORT]
    before = idle(mem)
    carry_out(mem)
    good = is_worth_it(mem, missed, short) and mem[EXCESS] <= excess and mem[BREAKS] <= breaks
    if good and mem[BREAKS] == breaks:
        good = idle(mem) <= before
    if good and mem[ORDERED]:
        good = in_order(mem)
    if not good:
        take_back(mem)
    return good


def target(mem: Memory, meeting: int) -> int:
    """A slot to move to: any, or one beside another meeting of one of its people; -1 for none."""
    if draw(mem, RANDOM) >= NEAR * RANDOM:
        return draw(mem, mem[SLOTS])
    first = mem[mem[PEOPLE_AT] + meeting]
    person = mem[mem[PEOPLE] + first + draw(mem, mem[mem[PEOPLE_AT] + meeting + 1] - first)]
    first = mem[mem[OWN_AT] + person]
    other = mem[mem[OWN] + first + draw(mem, mem[mem[OWN_AT] + person + 1] - first)]
    slot = mem[mem[SLOT] + other]
    if other == meeting or slot < 0:
        return draw(mem, mem[SLOTS])
    return mem[mem[RIGHT] + slot] if draw(mem, 2) else mem[mem[LEFT] + slot]


def pick(mem: Memory) -> int:
    """A meeting; while someone has too many breaks, rather one of someone who has."""
    if mem[STRAINED] and draw(mem, RANDOM) < FOCUS * RANDOM:
        person = mem[mem[STRAIN] + draw(mem, mem[STRAINED])]
        first = mem[mem[OWN_AT] + person]
        return mem[mem[OWN] + first + draw(mem, mem[mem[OWN_AT] + person + 1] - first)]
    return draw(mem, mem[MEETINGS])


def propose(mem: Memory) -> bool:
    """Queue a random chain; False where none begins."""
    if mem[UNPLACED] and draw(mem, RANDOM) < INSERT * RANDOM:
        return insert(mem)
    meeting = pick(mem)
    there = mem[mem[SLOT] + meeting]
    here = target(mem, meeting)
    if there < 0 or here < 0 or here == there:
        return False
    return chain(mem, meeting, here, there, -1)


def insert(mem: Memory) -> bool:
    """Queue a chain that places an unplaced meeting, perhaps instead of another."""
    meeting = mem[mem[WAITING] + draw(mem, mem[UNPLACED])]
    if mem[EXCESS] and draw(mem, RANDOM) < FOCUS * RANDOM:
        extra = pick(mem)
        here = mem[mem[SLOT] + extra]
        return here >= 0 and chain(mem, meeting, here, -1, extra)
    here = target(mem, meeting)
    there = draw(mem, mem[SLOTS]) if draw(mem, 2) else -1
    if here < 0 or here == there or (there >= 0 and not has_room(mem, meeting)):
        return False
    return chain(mem, meeting, here, there, -1)


def anneal(mem: Memory, moves: int, heat: float) -> None:
    """Try so many random chains; with heat 0 those that save breaks or idle slots."""
    for _ in range(moves):
        if propose(mem):
            if heat > 0:
                attempt(mem, heat)
            else:
                tighten(mem)
