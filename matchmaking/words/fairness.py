"""The largest differences between clusters and between regions, in sentences."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from events.models import Edition
from interface.templatetags.charts import Bar, number
from interface.words import listed
from matchmaking.models import ScheduleVersion
from matchmaking.queries.fairness import Fairness, Tally, fairness

MOST_NAMED = 3


def differences(found: Fairness) -> list[str]:
    """What stands out, clusters first."""
    return [
        *_breaks(found),
        *_shares(found.clusters, "cluster"),
        *_region_breaks(found.regions),
        *_shares(found.regions, "region"),
    ]


def _breaks(found: Fairness) -> Iterator[str]:
    counts = [tally.breaks for tally in found.clusters]
    if not counts:
        return
    most, fewest = max(counts), min(counts)
    if most == fewest:
        yield f"Every cluster has {_breaks_in_words(most)}." if most else "No cluster has a break."
        return
    high = _who(found.clusters, lambda tally: tally.breaks == most, "cluster")
    low = _who(found.clusters, lambda tally: tally.breaks == fewest, "cluster")
    rule = found.edition.fairness
    allowed = f" The rule of this edition allows {rule}." if rule is not None else ""
    yield (
        f"Between two clusters the number of breaks differs by {most - fewest} at most: "
        f"{_breaks_in_words(most)} for {high}, {_breaks_in_words(fewest)} for {low}.{allowed}"
    )


def _region_breaks(regions: Sequence[Tally]) -> Iterator[str]:
    if len(regions) < 2:  # noqa: PLR2004 - a difference takes two
        return
    high = max(regions, key=lambda tally: tally.breaks_each)
    low = min(regions, key=lambda tally: tally.breaks_each)
    if high.breaks_each == low.breaks_each:
        if high.breaks:
            yield f"Every region has {number(round(high.breaks_each, 2))} breaks per cluster."
        return
    yield (
        f"Between two regions the breaks per cluster differ most for {high.name} "
        f"({number(round(high.breaks_each, 2))}) and {low.name} "
        f"({number(round(low.breaks_each, 2))})."
    )


def _shares(tallies: Sequence[Tally], noun: str) -> Iterator[str]:
    """The least and the largest share of agreed meetings that are placed."""
    shares = [tally.share for tally in tallies if tally.share is not None]
    if not shares:
        return
    most, least = max(shares), min(shares)
    if most == least:
        what = "all of its" if most == 100 else f"{percent(most)} of its"  # noqa: PLR2004
        yield f"Every {noun} has {what} agreed meetings placed."
        return
    low = _who(tallies, lambda tally: tally.share == least, noun)
    high = _who(tallies, lambda tally: tally.share == most, noun)
    yield (
        f"Between two {noun}s the share of agreed meetings that are placed differs by "
        f"{most - least:.0f} percentage points at most: {percent(least)} for {low}, "
        f"{percent(most)} for {high}."
    )


def _who(tallies: Sequence[Tally], is_one: Callable[[Tally], bool], noun: str) -> str:
    """By name where they are few, else how many."""
    names = [tally.name for tally in tallies if is_one(tally)]
    return listed(names) if len(names) <= MOST_NAMED else f"{len(names)} {noun}s"


def _breaks_in_words(count: int) -> str:
    return "no break" if count == 0 else "1 break" if count == 1 else f"{count} breaks"


def percent(share: float) -> str:
    """ "67 %"; never 100 where something is missing, nor 0 where there is something."""
    whole = round(share)
    if 0 < share < 100:  # noqa: PLR2004 - per cent
        whole = min(max(whole, 1), 99)
    return f"{whole} %"


def breaks_by_cluster(found: Fairness) -> list[Bar]:
    """The dots of the plot: one for each cluster."""
    return [Bar(tally.name, tally.breaks, tally.mark) for tally in found.clusters]


def shares_of(tallies: Sequence[Tally]) -> list[Bar]:
    """The bars of the plot, in per cent; who agreed to nothing has none."""
    return [
        Bar(tally.name, round(tally.share), tally.mark, tally.url)
        for tally in tallies
        if tally.share is not None
    ]


def breaks_by_region(found: Fairness) -> list[Bar]:
    return [
        Bar(tally.name, round(tally.breaks_each, 2), tally.mark, tally.url)
        for tally in found.regions
    ]


def rows(tallies: Sequence[Tally]) -> list[tuple[Tally, str]]:
    """The rows of a table, each with its share in words."""
    return [
        (tally, "none agreed" if tally.share is None else percent(tally.share)) for tally in tallies
    ]


def sections(edition: Edition, version: ScheduleVersion | None) -> dict[str, Any]:
    """What a page of fairness shows, for a version with its edition."""
    if version is None:
        return {"edition": edition, "version": None}
    found = fairness(edition, version)
    return {
        "edition": edition,
        "version": version,
        "fairness": found,
        "differences": differences(found),
        "cluster_rows": rows(found.clusters),
        "region_rows": rows(found.regions),
        "cluster_breaks": breaks_by_cluster(found),
        "region_breaks": breaks_by_region(found),
        "cluster_shares": shares_of(found.clusters),
        "region_shares": shares_of(found.regions),
    }
