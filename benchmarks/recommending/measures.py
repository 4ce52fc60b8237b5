"""What lists of partners are worth. All are pure, and know clusters by number.

`Orders` has for each cluster all others, the best first; `Lists` are as much of it as is shown.
"""

from collections.abc import Collection, Sequence
from itertools import combinations
from math import log2
from statistics import mean, median

Orders = Sequence[Sequence[int]]
Lists = Sequence[Sequence[int]]
Chances = Sequence[Sequence[float]]


def shown(orders: Orders, most: int) -> Lists:
    """The first few of each order."""
    return [order[:most] for order in orders]


def recall(lists: Lists, fits: Sequence[Collection[int]]) -> float:
    """Of the partners that fit, the part that is in the list, of as many as it could hold.

    The mean over all clusters whom somebody fits.
    """
    return mean(
        len(set(listed) & set(fit)) / min(len(listed), len(fit))
        for listed, fit in zip(lists, fits, strict=True)
        if fit and listed
    )


def rank(orders: Orders, fits: Sequence[Collection[int]]) -> float:
    """The median place, from 1, of a partner that fits."""
    return median(
        place
        for order, fit in zip(orders, fits, strict=True)
        for place, other in enumerate(order, start=1)
        if other in fit
    )


def attention(place: int) -> float:
    """The chance that a place of a list, from 0, is looked at."""
    return 1 / log2(place + 2)


def mutual_acceptances(lists: Lists, wants: Chances, room: float) -> float:
    """How many meetings a cluster can expect of the lists.

    Whoever sees another asks it with the chance that it looks and wants; the other accepts with
    the chance that it wants and has room: `room` requests are heard, of more each as much less.
    """
    asks: list[dict[int, float]] = [
        {j: attention(place) * wants[i][j] for place, j in enumerate(listed)}
        for i, listed in enumerate(lists)
    ]
    asked = [0.0] * len(lists)
    for sent in asks:
        for j, chance in sent.items():
            asked[j] += chance

    def agreed(i: int, j: int) -> float:
        heard = min(1.0, room / asked[j]) if asked[j] else 1.0
        return asks[i].get(j, 0.0) * wants[j][i] * heard

    pairs = combinations(range(len(lists)), 2)
    met = sum(1 - (1 - agreed(i, j)) * (1 - agreed(j, i)) for i, j in pairs)
    return 2 * met / len(lists)


def envied(lists: Lists, wants: Chances) -> float:
    """How many others a cluster envies, in the mean.

    It envies another if more would come of being shown to whom the other is shown, in its place,
    than of being shown where it is.
    """
    places: list[list[tuple[int, float]]] = [[] for _ in lists]
    for viewer, listed in enumerate(lists):
        for place, other in enumerate(listed):
            places[other].append((viewer, attention(place)))

    def comes_of(i: int, where: Sequence[tuple[int, float]]) -> float:
        return sum(seen * wants[v][i] * wants[i][v] for v, seen in where if v != i)

    own = [comes_of(i, where) for i, where in enumerate(places)]
    numbers = range(len(lists))
    return mean(
        sum(comes_of(i, places[k]) > own[i] + 1e-9 for k in numbers if k != i) for i in numbers
    )


def most_shown(lists: Lists) -> int:
    """In how many lists the one is that is in most."""
    return max(_times(lists))


def never_shown(lists: Lists) -> float:
    """The part of the clusters that are in no list."""
    times = _times(lists)
    return times.count(0) / len(times)


def _times(lists: Lists) -> list[int]:
    times = [0] * len(lists)
    for listed in lists:
        for other in listed:
            times[other] += 1
    return times
