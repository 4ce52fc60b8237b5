"""Who meets whom, as a graph: participants who never meet each other.

Of two such none can be busy without one of the others. So in any slot, the others who are busy
are as many as these, and two more for each meeting among the others themselves. Where few
meetings are (as between one region and another, or around a few hubs) this says almost exactly who
can be busy together.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from random import Random

from scheduling.model.problem import Problem

TRIES = 400


def strangers(problem: Problem, meetings: Collection[int]) -> frozenset[int]:
    """Participants of whom no two share one of the meetings, taking part in as many as can be.

    The meetings are of two. An independent set of the graph, by iterated greedy search. Sets of
    participants are the bits of a number here, which is what makes hundreds of tries cheap.
    """
    partners, shares = defaultdict[int, int](int), defaultdict[int, int](int)
    for meeting in meetings:
        left, right = problem.meetings[meeting].participants
        partners[left] |= 1 << right
        partners[right] |= 1 << left
        shares[left] += 1
        shares[right] += 1
    everybody = sorted(partners, key=lambda person: (partners[person].bit_count(), person))

    def filled(chosen: int) -> int:
        """The chosen, and in this order those of the others who meet none of them."""
        for person in everybody:
            if not chosen & partners[person]:
                chosen |= 1 << person
        return chosen

    random = Random(0)  # noqa: S311 - repeatable, nothing secret
    best, most = filled(0), 0
    for _ in range(TRIES if everybody else 0):
        forced = random.choice(everybody)
        other = filled(best & ~partners[forced] | 1 << forced)
        weight = sum(shares[person] for person in _members(other))
        if weight >= most:
            best, most = other, weight
    return frozenset(_members(best))


def _members(chosen: int) -> Iterator[int]:
    return (person for person in range(chosen.bit_length()) if chosen >> person & 1)
