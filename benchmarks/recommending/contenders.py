"""Who recommends: each gives all others in an order, for each cluster of an event."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from random import Random

from benchmarks.recommending import before
from benchmarks.recommending.measures import Orders
from matchmaking.recommending import Profile
from matchmaking.recommending.spreading import orders, worths

Recommender = Callable[[Sequence[Profile]], Orders]


def by_chance(profiles: Sequence[Profile]) -> Orders:
    """Any order."""
    random = Random(1)
    return [random.sample(others, len(others)) for others in _others(profiles)]


def same_sector(profiles: Sequence[Profile]) -> Orders:
    """Most sectors in common first, by chance among equals."""

    def common(i: int, j: int) -> float:
        return len(profiles[i].sectors & profiles[j].sectors)

    return _best_first(by_chance(profiles), common)


def as_before(profiles: Sequence[Profile]) -> Orders:
    """The most and closest reasons first."""
    return _best_first(_others(profiles), lambda i, j: before.score(profiles[i], profiles[j]))


def not_spread(profiles: Sequence[Profile]) -> Orders:
    """As the site finds what pairs are worth, the best of them to everybody."""
    found = worths(dict(enumerate(profiles)))
    return _best_first(_others(profiles), lambda i, j: found.get((i, j) if i < j else (j, i), 0.0))


def site(profiles: Sequence[Profile]) -> Orders:
    """As the site does it; whom it would not show comes last."""
    found = orders(dict(enumerate(profiles)))
    return [list(dict.fromkeys((*found[i], *others))) for i, others in enumerate(_others(profiles))]


SITE, RIVALS = "site", ("random", "same sector", "before")
CONTENDERS: dict[str, Recommender] = {
    "random": by_chance,
    "same sector": same_sector,
    "before": as_before,
    "site, not spread": not_spread,
    SITE: site,
}


def _others(profiles: Sequence[Profile]) -> list[list[int]]:
    numbers = range(len(profiles))
    return [[j for j in numbers if j != i] for i in numbers]


def _best_first(found: Orders, worth: Callable[[int, int], float]) -> Orders:
    """Each order by what the others are worth to whose order it is; equals stay as they are."""
    return [
        [j for _, j in sorted(((-worth(i, j), j) for j in order), key=itemgetter(0))]
        for i, order in enumerate(found)
    ]
