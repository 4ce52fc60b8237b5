"""Who meets whom, as a graph: participants who never meet each other.

Of two such none can be busy without one of the others. So in any slot, the others who are busy
are as many as these, and two more for each meeting among the others themselves. Where few
meetings are (as between one region and another, or around a few hubs) this says almost exactly who
can be busy together.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from random import Random

from matchmaking.scheduling.problem import Problem

TRIES = 400


def apart(problem: Problem, meetings: Collection[int]) -> frozenset[int]:
    """Participants of whom no two share one of the meetings, taking part in as many as can be.

    The meetings are of two. An independent set of the graph, by iterated greedy search.
    """
    partners: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for meeting in sorted(meetings):
        left, right = problem.meetings[meeting].participants
        partners[left][right] += 1
        partners[right][left] += 1
    everybody = sorted(partners, key=lambda one: (len(partners[one]), one))
    random = Random(0)  # noqa: S311 - repeatable, nothing secret
    best = _filled(set(), everybody, partners)
    for _ in range(TRIES if everybody else 0):
        forced = random.choice(everybody)
        other = _filled((best - set(partners[forced])) | {forced}, everybody, partners)
        best = max(other, best, key=lambda some: sum(partners[one].total() for one in some))
    return frozenset(best)


def _filled(
    chosen: set[int], everybody: Iterable[int], partners: Mapping[int, Counter[int]]
) -> set[int]:
    """The chosen, and in this order those of the others who meet none of them."""
    chosen = set(chosen)
    for one in everybody:
        if chosen.isdisjoint(partners[one]):
            chosen.add(one)
    return chosen
