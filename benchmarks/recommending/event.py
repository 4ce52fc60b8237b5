"""Made-up clusters of which it is known who would meet whom, the same for the same seed.

What a cluster offers or needs is a topic (hydrogen storage) and a way (training in it). It says so
in its own language, in one of two wordings of each; both are in `topics.csv` and `ways.csv`. What
clusters want depends on topics, ways, sectors and partner regions alone, never on words: a
recommender sees words and sectors, and the truth stays here. Two of three clusters name keywords:
topics of what they offer or need, in their own language, and now and then another one.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

from matchmaking.recommending import Line, Profile

HERE = Path(__file__).parent
LANGUAGES = ("en", "es", "ca", "it", "fr")
# The part of the clusters that write in each language.
SPEAK = (30, 25, 10, 20, 15)
REGIONS, PARTNERSHIPS = 24, 4
HUBS, HUB_OFFERS = 0.05, 10
SECTOR_NAMED, OWN_SECTOR = 0.6, 0.8
# How many name keywords, how many of their topics are among them, and how often another topic is.
NAME_KEYWORDS, TOPIC_NAMED, OTHER_NAMED = 2 / 3, 0.5, 0.3
# As many as the form of a profile takes.
MOST_KEYWORDS = 12
# The chance that one wish is not reason enough, by what fits; and what is left of it else.
OUR_NEED, THEIR_NEED, NEAR, SECTOR, PARTNERS = 0.25, 0.5, 0.8, 0.95, 0.9
WHIM = 0.02


@dataclass(frozen=True, slots=True)
class Thing:
    """A topic in a way, by their numbers."""

    topic: int
    way: int


@dataclass(frozen=True, slots=True)
class Event:
    """Profiles, partnerships of their regions, and the truth, all by number.

    `wants[i][j]` is the chance that i would meet j; `fits[i]` are those of whom a need is an offer
    of i, in topic and way, or the other way round.
    """

    profiles: tuple[Profile, ...]
    partnerships: tuple[frozenset[str], ...]
    wants: tuple[tuple[float, ...], ...]
    fits: tuple[frozenset[int], ...]


@dataclass(frozen=True, slots=True)
class _Cluster:
    language: int
    partnerships: frozenset[str]
    sectors: frozenset[str]
    offers: frozenset[Thing]
    needs: frozenset[Thing]


def generate(clusters: int, seed: int = 1, *, with_keywords: bool = True) -> Event:
    """An event of so many clusters, the same with keywords and without them but for these."""
    random, naming = Random(seed), Random(f"keywords of {seed}")
    made = [_cluster(random) for _ in range(clusters)]
    wants = tuple(tuple(_want(one, other) for other in made) for one in made)
    return Event(
        profiles=tuple(
            replace(_profile(random, one), keywords=_keywords(naming, one) if with_keywords else ())
            for one in made
        ),
        partnerships=tuple(one.partnerships for one in made),
        wants=wants,
        fits=tuple(
            frozenset(j for j, other in enumerate(made) if i != j and _fit(one, other))
            for i, one in enumerate(made)
        ),
    )


def _cluster(random: Random) -> _Cluster:
    """Sectors are liked unevenly; a few clusters offer much."""
    names = list(dict.fromkeys(row["sector"] for row in _rows("topics")))
    weights = list(accumulate(1 / (place + 3) for place in range(len(names))))
    sectors = frozenset(random.choices(names, cum_weights=weights, k=random.choice((1, 1, 2))))
    region = random.randrange(REGIONS)
    together = {f"partnership {region % PARTNERSHIPS}"} if region < REGIONS // 2 else ()
    offers = HUB_OFFERS if random.random() < HUBS else random.randint(2, 5)
    return _Cluster(
        language=random.choices(range(len(LANGUAGES)), SPEAK)[0],
        partnerships=frozenset(together),
        sectors=sectors,
        offers=_things(random, sectors, offers),
        needs=_things(random, sectors, random.randint(2, 4)),
    )


def _things(random: Random, sectors: frozenset[str], most: int) -> frozenset[Thing]:
    topics = _rows("topics")
    own = [number for number, row in enumerate(topics) if row["sector"] in sectors]
    return frozenset(
        Thing(
            random.choice(own) if random.random() < OWN_SECTOR else random.randrange(len(topics)),
            random.randrange(len(_rows("ways"))),
        )
        for _ in range(most)
    )


def _want(one: _Cluster, other: _Cluster) -> float:
    """The chance that `one` would meet `other`."""
    left = OUR_NEED ** len(one.needs & other.offers)
    left *= THEIR_NEED ** len(other.needs & one.offers)
    near = {thing.topic for thing in one.needs} & {thing.topic for thing in other.offers}
    left *= NEAR ** len(near)
    left *= SECTOR if one.sectors & other.sectors else 1
    left *= PARTNERS if one.partnerships & other.partnerships else 1
    return 1 - left * (1 - WHIM)


def _fit(one: _Cluster, other: _Cluster) -> bool:
    return bool(one.needs & other.offers or other.needs & one.offers)


def _profile(random: Random, cluster: _Cluster) -> Profile:
    def lines(things: frozenset[Thing]) -> tuple[Line, ...]:
        ordered = sorted(things, key=lambda thing: (thing.topic, thing.way))
        return tuple(_line(random, thing, LANGUAGES[cluster.language]) for thing in ordered)

    return Profile(lines(cluster.offers), lines(cluster.needs), cluster.sectors)


def _keywords(random: Random, cluster: _Cluster) -> tuple[str, ...]:
    topics, language = _rows("topics"), LANGUAGES[cluster.language]
    own = sorted({thing.topic for thing in cluster.offers | cluster.needs})
    named = [topic for topic in own if random.random() < TOPIC_NAMED]
    if random.random() < OTHER_NAMED:
        named.append(random.randrange(len(topics)))
    if random.random() >= NAME_KEYWORDS:
        return ()
    said = (random.choice(topics[topic][language].split("|")) for topic in named[:MOST_KEYWORDS])
    return tuple(dict.fromkeys(said))


def _line(random: Random, thing: Thing, language: str) -> Line:
    topic = _rows("topics")[thing.topic]
    way = random.choice(_rows("ways")[thing.way][language].split("|"))
    words = random.choice(topic[language].split("|"))
    named = random.random() < SECTOR_NAMED
    return Line(way.format(words), frozenset({topic["sector"]} if named else ()))


@cache
def _rows(name: str) -> Sequence[dict[str, str]]:
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
