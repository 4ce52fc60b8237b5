"""What no schedule can exceed, known without any search."""

from collections.abc import Collection, Iterator, Sequence
from functools import reduce
from itertools import groupby
from operator import and_, or_

from scheduling.exact.matching import shortage
from scheduling.model.problem import Problem


def placeable(problem: Problem) -> frozenset[int]:
    """The meetings that some slot allows, and that follow only such ones."""
    barred = [m for m, allowed in enumerate(problem.allowed_slots) if not allowed]
    found = set(range(len(problem.meetings)))
    while barred:
        meeting = barred.pop()
        if meeting in found:
            found.remove(meeting)
            barred.extend(problem.followers[meeting])
    return frozenset(found)


def most_placed(problem: Problem) -> int:
    """At most this sum of priorities can be placed: the heaviest meetings for all the places.

    The places are those at the tables, which online meetings do not need; each participant's own
    are looked at one by one, and those of two who are kept apart together.
    """
    meetings = placeable(problem)
    everything = _heaviest(problem, meetings, len(meetings))
    online = frozenset(m for m in meetings if problem.meetings[m].online)
    at_tables = _heaviest(problem, meetings - online, sum(problem.tables))
    at_tables += _heaviest(problem, online, len(online))
    missed = [
        _heaviest(problem, own, len(own)) - _heaviest(problem, own, room(problem, person))
        for person, own in enumerate(map(meetings.intersection, problem.meetings_of))
    ]
    for left, right in problem.apart:
        together = meetings.intersection(problem.meetings_of[left] + problem.meetings_of[right])
        most = sum(room_of_two(problem, left, right))
        missed.append(
            _heaviest(problem, together, len(together)) - _heaviest(problem, together, most)
        )
    return min(at_tables, everything - max(missed, default=0))


def _heaviest(problem: Problem, meetings: frozenset[int], most: int) -> int:
    priorities = sorted((problem.meetings[m].priority for m in meetings), reverse=True)
    return sum(priorities[:most])


def room(problem: Problem, participant: int) -> int:
    """The most meetings the participant can have."""
    limits = problem.participants[participant]
    slots = (slot for slot in range(len(problem.slots)) if slot not in limits.unavailable)
    room = sum(map(limits.at_once, slots))
    return room if limits.max_meetings is None else min(room, limits.max_meetings)


def fewest_short(problem: Problem) -> int:
    """By at least so many meetings participants fall short of what they hope for."""
    if not problem.has_hopes:
        return 0
    can_be = placeable(problem)
    return sum(
        max(0, who.min_meetings - min(room(problem, person), len(can_be.intersection(own))))
        for person, (who, own) in enumerate(
            zip(problem.participants, problem.meetings_of, strict=True)
        )
    )


def room_of_two(problem: Problem, left: int, right: int) -> list[int]:
    """In each slot, the most meetings of two participants of whom one is idle."""
    pair = problem.participants[left], problem.participants[right]
    return [
        max(0 if slot in who.unavailable else who.at_once(slot) for who in pair)
        for slot in range(len(problem.slots))
    ]


def fewest_breaks(problem: Problem, required: Collection[int]) -> int:
    """At least so many breaks there are, if the required meetings are all placed."""
    required = frozenset(required)
    return sum(
        least_breaks(problem, participant)
        for participant, own in enumerate(problem.meetings_of)
        if problem.participants[participant].most_at_once == 1 and required.issuperset(own)
    )


def least_breaks(problem: Problem, participant: int) -> int:
    """At least so many breaks the participant has, with all its meetings, one at a time.

    They fill the fewest stretches of slots in which it can be busy: the longest stretch of a
    window is free, each further one costs a break. If there are enough slots in a row, but these
    meetings do not fit there, it has a break too.
    """
    own = problem.meetings_of[participant]
    can_be = {slot for meeting in own for slot in problem.allowed_slots[meeting]}
    rest, more = len(own), list[int]()
    for window in problem.windows:
        stretches = sorted(_stretches([slot in can_be for slot in window]))
        rest -= stretches.pop() if stretches else 0
        more.extend(stretches)
    breaks = 0
    for length in sorted(more, reverse=True):
        if rest <= 0:
            break
        rest -= length
        breaks += 1
    if breaks or not own or len(problem.windows) > 1:
        return breaks
    return int(next(blocks(problem, participant), None) is None)


def blocks(problem: Problem, participant: int) -> Iterator[range]:
    """The slots in a row that the participant's meetings can fill, whatever the others do.

    Sets of slots are the bits of a number here: most blocks are told from these at once.
    """
    own = problem.meetings_of[participant]
    choices = [sum(1 << slot for slot in problem.allowed_slots[meeting]) for meeting in own]
    always, ever = reduce(and_, choices, -1), reduce(or_, choices, 0)
    row = (1 << len(own)) - 1
    for start in range(len(problem.slots) - len(own) + 1):
        block = row << start
        is_certain, is_possible = always & block == block, ever & block == block
        if is_certain or (is_possible and _fit([bits & block for bits in choices])):
            yield range(start, start + len(own))


def _fit(choices: Sequence[int]) -> bool:
    """Whether each meeting can have one of its slots, one at a time."""
    if not all(choices):
        return False
    slots = range(max(choices).bit_length())
    inside = {m: [slot for slot in slots if bits >> slot & 1] for m, bits in enumerate(choices)}
    return shortage(inside, [1] * len(slots)) is None


def _stretches(can_be: list[bool]) -> list[int]:
    """The lengths of the runs of slots in which it can be busy."""
    return [len(list(run)) for possible, run in groupby(can_be) if possible]
