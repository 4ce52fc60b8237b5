"""In which order the clusters of an event are shown to each other.

Two clusters are worth showing to each other as far as both would want to meet: what each needs and
the other offers counts for both, and words of few lines count more. The best pairs take places
first. In each round a cluster sees at most `SHOWN` others and is shown to at most `SEEN`: a popular
one is shown to those whom it fits best, and each of the others to somebody. Who is shown to another
need not see it as well, so that more pairs hear of each other. The orders follow from the profiles
and the rules alone: they change when these do, and not from day to day.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations
from math import log
from operator import itemgetter
from zlib import crc32

from matchmaking.recommending.fitting import is_enough, is_one_region, mean_the_same
from matchmaking.recommending.profile import Line, Profile
from matchmaking.recommending.wording import Marks, gist, meanings

SHOWN, SEEN, ROUNDS = 10, 12, 3
# How likely a cluster wants to meet another: for its own need that is met wholly, for a need of
# the other, for a sector or a partnership in common, and without any of that.
OUR_NEED, THEIR_NEED, IN_COMMON, ELSE = 0.75, 0.5, 0.1, 0.02
# A need that is half met is worth much less than half.
STEEP = 4
# Less than this part of the shorter line met is nothing, and a word lighter than that says nothing
# by itself where the line has heavier ones.
LEAST, LIGHT = 0.4, 0.4
# What is left of a pair's worth once one of the two sees the other.
SEEN_ALREADY = 0.8

Orders = dict[int, tuple[int, ...]]
Pair = tuple[int, int]


def orders(
    profiles: Mapping[int, Profile], may_meet: Callable[[int, int], bool] = lambda _, __: True
) -> Orders:
    """For each cluster all others that it has a reason to meet, those to be shown first first."""
    views = [
        (-worth, view)
        for pair, worth in worths(profiles).items()
        if may_meet(*pair)
        for worth, view in _views(pair, worth)
    ]
    views.sort()
    found: dict[int, list[int]] = {key: [] for key in profiles}
    for viewer, shown in _in_rounds(views):
        found[viewer].append(shown)
    return {key: tuple(order) for key, order in found.items()}


def _views(pair: Pair, worth: float) -> tuple[tuple[float, Pair], ...]:
    """Who sees whom; which of the two comes first is drawn by lot, always the same."""
    one, other = pair if crc32(f"{pair[0]} {pair[1]}".encode()) % 2 else pair[::-1]
    return (worth, (one, other)), (worth * SEEN_ALREADY, (other, one))


def _in_rounds(views: Iterable[tuple[float, Pair]]) -> Iterator[Pair]:
    """The views with room, the best first in each round; in the end all that are left."""
    sees: Counter[int] = Counter()
    seen: Counter[int] = Counter()
    left = [view for _, view in views]
    for number in range(1, ROUNDS + 1):
        later = []
        for view in left:
            viewer, shown = view
            if sees[viewer] < SHOWN * number and seen[shown] < SEEN * number:
                sees[viewer] += 1
                seen[shown] += 1
                yield view
            else:
                later.append(view)
        left = later
    yield from left


def worths(profiles: Mapping[int, Profile]) -> dict[Pair, float]:
    """The chance that both would want to meet, of each pair in order that has a reason to."""
    gains, named = _gains(profiles), _keywords(profiles)
    found: dict[Pair, float] = {}
    for pair in combinations(sorted(profiles), 2):
        ours, theirs = gains.get(pair, ()), gains.get(pair[::-1], ())
        common = _common(profiles[pair[0]], profiles[pair[1]])
        common += not named[pair[0]].isdisjoint(profiles[pair[1]].keywords)
        if ours or theirs or common:
            left = (1 - ELSE) * (1 - IN_COMMON) ** common
            one = 1 - left * _left(OUR_NEED, ours) * _left(THEIR_NEED, theirs)
            other = 1 - left * _left(OUR_NEED, theirs) * _left(THEIR_NEED, ours)
            found[pair] = one * other
    return found


def _common(one: Profile, other: Profile) -> int:
    """How many of the two kinds of things they have in common: sectors, partnerships."""
    together = not one.partnerships.isdisjoint(other.partnerships)
    together = together and not is_one_region(one.region, other.region)
    return together + (not one.sectors.isdisjoint(other.sectors))


def _keywords(profiles: Mapping[int, Profile]) -> dict[int, frozenset[str]]:
    """The keywords of each, and those of anybody that mean the same."""
    saying: defaultdict[str, set[str]] = defaultdict(set)
    for word in {word for profile in profiles.values() for word in profile.keywords}:
        for mark in _marks(word):
            saying[mark].add(word)
    alike = {
        word: {
            other for mark in _marks(word) for other in saying[mark] if mean_the_same(word, other)
        }
        for word in {word for words in saying.values() for word in words}
    }
    return {
        key: frozenset(other for word in profile.keywords for other in alike.get(word, ()))
        for key, profile in profiles.items()
    }


def _marks(word: str) -> Marks:
    """What a keyword says, and how it is written."""
    return gist(word) | {f"={word.casefold()}"}


def _left(chance: float, met: Iterable[float]) -> float:
    """The chance that none of these needs, each met so far, is reason enough."""
    left = 1.0
    for share in met:
        left *= 1 - chance * share**STEEP
    return left


def _gains(profiles: Mapping[int, Profile]) -> dict[Pair, list[float]]:
    """How far each need of the first is met by the second, of those that are: more than 0, to 1."""
    field = _Field(profiles)
    found: defaultdict[Pair, list[float]] = defaultdict(list)
    for key, profile in profiles.items():
        for need in profile.needs:
            best: dict[int, float] = {}
            for giver, share in field.met(need):
                if share > best.get(giver, 0.0):
                    best[giver] = share
            best.pop(key, None)
            for giver, share in best.items():
                found[key, giver].append(share)
    return found


class _Field:
    """The offers of an event by what their words mean, and what words weigh there.

    One that stands in a single line weighs 1, one of all lines next to nothing.
    """

    def __init__(self, profiles: Mapping[int, Profile]) -> None:
        self._offers = [(key, line) for key, one in profiles.items() for line in one.offers]
        self._saying: defaultdict[str, list[int]] = defaultdict(list)
        for number, (_, line) in enumerate(self._offers):
            for mark in gist(line.text):
                self._saying[mark].append(number)
        texts = [line.text for one in profiles.values() for line in (*one.offers, *one.needs)]
        self._lines = len(texts)
        self._times = Counter(mark for text in texts for mark in gist(text))
        self._weights: dict[Marks, float] = {}
        self._sizes = [len(meanings(line.text)) for _, line in self._offers]
        self._heavy = [self._weight_of(line) for _, line in self._offers]

    def met(self, need: Line) -> Iterator[tuple[int, float]]:
        """Whose offers meet a need, and which weighty part of the shorter line they meet."""
        said: defaultdict[int, int] = defaultdict(int)
        weights: defaultdict[int, float] = defaultdict(float)
        for weight, offers in sorted(self._said_in(need), key=itemgetter(0), reverse=True):
            is_light = weights and weight < LIGHT
            for number in offers & weights.keys() if is_light else offers:
                said[number] += 1
                weights[number] += weight
        size, heavy = len(meanings(need.text)), self._weight_of(need)
        for number, weight in weights.items():
            share = min(1.0, weight / min(heavy, self._heavy[number]))
            if share >= LEAST:
                owner, offer = self._offers[number]
                plain = min(1.0, said[number] / min(size, self._sizes[number]))
                if is_enough(plain, need.sectors, offer.sectors):
                    yield owner, share

    def _said_in(self, need: Line) -> Iterator[tuple[float, set[int]]]:
        """What each word of a need weighs, and the offers in which it is said."""
        for word in meanings(need.text):
            offers = set().union(*(self._saying.get(mark, ()) for mark in word))
            yield self._weight(word), offers

    def _weight(self, word: Marks) -> float:
        if word not in self._weights:
            times = max(self._times[mark] for mark in word)
            self._weights[word] = log(1 + self._lines / times) / log(1 + self._lines)
        return self._weights[word]

    def _weight_of(self, line: Line) -> float:
        return sum(map(self._weight, meanings(line.text)))
