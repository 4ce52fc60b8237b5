"""Recommended partners beside random, same sector and the former site; see benchmarks/README.md."""

import argparse
import sys
from collections.abc import Sequence
from statistics import mean
from time import process_time

from benchmarks.recommending import measures
from benchmarks.recommending.contenders import CONTENDERS, RIVALS, SITE, Recommender
from benchmarks.recommending.event import Event, generate
from benchmarks.recommending.pairs import Known, known
from benchmarks.tables import head, row

COLUMNS = {
    "recommender": 24,
    "recall at 10": 12,
    "rank": 6,
    "acceptances": 11,
    "envied": 7,
    "most shown": 10,
    "never shown": 11,
    "seconds": 7,
}
KNOWN_COLUMNS = {"recommender": 24, "recall at 3": 11, "rank": 6}
SHOWN, ROOM = 10, 12
# The short form's events.
FEW = 80


def main(argv: Sequence[str] | None = None) -> int:
    """Print both tables; returns 1 if the site is not better than its rivals in what it is for."""
    asked = _parser().parse_args(argv)
    clusters, seeds = (FEW, [1]) if asked.short else (asked.clusters, asked.seeds)
    named = not asked.without_keywords
    events = [generate(clusters, seed, with_keywords=named) for seed in seeds]
    print(f"{clusters} clusters, seeds {', '.join(map(str, seeds))}, {SHOWN} shown to each\n")
    print(head(COLUMNS))
    table = {}
    for name, recommend in CONTENDERS.items():
        table[name] = figures(events, recommend)
        print(row([name, *table[name]], COLUMNS), flush=True)
    found = known()
    print(f"\n{found.pairs} known pairs of {len(found.names)} clusters\n")
    print(head(KNOWN_COLUMNS))
    for name, recommend in CONTENDERS.items():
        print(row([name, *known_figures(found, recommend)], KNOWN_COLUMNS))
    return int(not all(is_better(table[SITE], table[name]) for name in RIVALS))


def is_better(ours: Sequence[float], theirs: Sequence[float]) -> bool:
    """Whether more of what fits is found, more comes of it, and fewer are envied."""
    found, _, comes, envied, *_ = ours
    return found > theirs[0] and comes > theirs[2] and envied < theirs[3]


def figures(events: Sequence[Event], recommend: Recommender) -> list[float]:
    """Means over the events, in the order of the table."""
    return [mean(column) for column in zip(*(_of(one, recommend) for one in events), strict=True)]


def known_figures(found: Known, recommend: Recommender) -> list[float]:
    """Recall at 3 and rank on the known pairs."""
    orders = recommend(found.profiles)
    return [
        measures.recall(measures.shown(orders, 3), found.fits),
        measures.rank(orders, found.fits),
    ]


def _of(event: Event, recommend: Recommender) -> tuple[float, ...]:
    began = process_time()
    orders = recommend(event.profiles)
    seconds = process_time() - began
    lists = measures.shown(orders, SHOWN)
    return (
        measures.recall(lists, event.fits),
        measures.rank(orders, event.fits),
        measures.mutual_acceptances(lists, event.wants, ROOM),
        measures.envied(lists, event.wants),
        float(measures.most_shown(lists)),
        measures.never_shown(lists),
        seconds,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.recommending", description=__doc__)
    parser.add_argument("--clusters", type=int, default=400)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--without-keywords", action="store_true")
    parser.add_argument("--short", action="store_true", help="one small event")
    return parser


if __name__ == "__main__":
    sys.exit(main())
