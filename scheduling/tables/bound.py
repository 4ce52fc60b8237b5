"""Changes of table that no schedule of as many meetings and breaks can do without.

A participant goes from each of its meetings to the next, *ways* in all. On a way straight to the
next slot it can keep the table, but of the meetings of a slot, each table receives one: so from
each meeting, the people of one meeting at most keep theirs. Over a break, an online meeting or
between windows, all may.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from scheduling.model.problem import Problem

PAIR = 2


def least_with_all_placed(problem: Problem, breaks: int) -> int:
    """The least changes of table in a schedule of all meetings with at most so many breaks."""
    if not _windows_stand_apart(problem):
        return 0
    changes = -breaks * max((who.most_at_once for who in problem.participants), default=1)
    for participant, own in zip(problem.participants, problem.meetings_of, strict=True):
        online = sum(problem.meetings[meeting].online for meeting in own)
        at_tables = len(own) - online
        stretches = min(len(problem.windows) + online, at_tables)
        changes += max(0, at_tables - participant.most_at_once * stretches)
    return max(0, changes - _kept(problem))


def _windows_stand_apart(problem: Problem) -> bool:
    """Whether each window is one stretch of the list of slots."""
    return all(list(window) == list(range(window[0], window[-1] + 1)) for window in problem.windows)


def _kept(problem: Problem) -> int:
    """The most people who can keep their table on ways straight to the next slot.

    From each meeting they all go to one; from those that end a table's stretch, none do.
    """
    longest = max(map(len, problem.windows), default=1)
    ends = -(-len(problem.meetings) // longest)
    return sum(sorted(_most_shared(problem))[ends:])


def _most_shared(problem: Problem) -> Iterator[int]:
    """For each meeting, the most participants that it has in common with another one."""
    people = [meeting.participants for meeting in problem.meetings]
    together = Counter(pair for some in people for pair in combinations(sorted(some), 2))
    for meeting, some in enumerate(people):
        if len(some) > PAIR:
            shared = Counter(other for person in some for other in problem.meetings_of[person])
            del shared[meeting]
            yield max(shared.values(), default=0)
        elif together[min(some), max(some)] > 1:
            yield PAIR
        else:
            yield int(any(len(problem.meetings_of[person]) > 1 for person in some))
