"""The largest differences between clusters and between regions, in sentences."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext, ngettext_lazy
from django_stubs_ext import StrPromise

from events.models import Edition
from interface import words
from interface.parts import part
from interface.templatetags.charts import Bar
from interface.templatetags.charts import number as figure
from interface.words import listed, number
from matchmaking.models import ScheduleVersion
from matchmaking.queries.fairness import Fairness, Tally, fairness

MOST_NAMED = 3
MOST_ROWS = 25
WHOLE = 100  # per cent


@dataclass(frozen=True, slots=True)
class _Sentences:
    """What is said of shares between clusters, or between regions."""

    count: StrPromise
    all_placed: StrPromise
    all_equal: StrPromise
    difference: StrPromise


CLUSTERS = _Sentences(
    count=ngettext_lazy("%(count)s cluster", "%(count)s clusters", "few"),
    all_placed=_lazy("Every cluster has all of its agreed meetings placed."),
    all_equal=_lazy("Every cluster has %(share)s of its agreed meetings placed."),
    difference=ngettext_lazy(
        "Between two clusters the share of agreed meetings that are placed differs by "
        "%(points)s percentage point at most: %(least)s for %(low)s, %(most)s for %(high)s.",
        "Between two clusters the share of agreed meetings that are placed differs by "
        "%(points)s percentage points at most: %(least)s for %(low)s, %(most)s for %(high)s.",
        "few",
    ),
)
REGIONS = _Sentences(
    count=ngettext_lazy("%(count)s region", "%(count)s regions", "few"),
    all_placed=_lazy("Every region has all of its agreed meetings placed."),
    all_equal=_lazy("Every region has %(share)s of its agreed meetings placed."),
    difference=ngettext_lazy(
        "Between two regions the share of agreed meetings that are placed differs by "
        "%(points)s percentage point at most: %(least)s for %(low)s, %(most)s for %(high)s.",
        "Between two regions the share of agreed meetings that are placed differs by "
        "%(points)s percentage points at most: %(least)s for %(low)s, %(most)s for %(high)s.",
        "few",
    ),
)


def differences(found: Fairness) -> list[str]:
    """What stands out, clusters first."""
    return [
        *_breaks(found),
        *_shares(found.clusters, CLUSTERS),
        *_region_breaks(found.regions),
        *_shares(found.regions, REGIONS),
    ]


def _breaks(found: Fairness) -> Iterator[str]:
    counts = [tally.breaks for tally in found.clusters]
    if not counts:
        return
    most, fewest = max(counts), min(counts)
    if most == 0:
        yield _("No cluster has a break.")
    elif most == fewest:
        yield ngettext(
            "Every cluster has %(count)s break.", "Every cluster has %(count)s breaks.", most
        ) % {"count": number(most)}
    else:
        yield _breaks_differ(found, most, fewest)


def _breaks_differ(found: Fairness, most: int, fewest: int) -> str:
    differs = _(
        "Between two clusters the number of breaks differs by %(difference)s at most: %(high)s, "
        "%(low)s."
    ) % {
        "difference": number(most - fewest),
        "high": _breaks_of(found, most),
        "low": _breaks_of(found, fewest),
    }
    rule = found.edition.fairness
    if rule is None:
        return differs
    # Translators: so many breaks more than another cluster
    allowed = _("The rule of this edition allows %(count)s.") % {"count": number(rule)}
    return f"{differs} {allowed}"


def _breaks_of(found: Fairness, count: int) -> str:
    """ "2 breaks for Water and Energy", "no break for 5 clusters"."""
    who = _who(found.clusters, lambda tally: tally.breaks == count, CLUSTERS)
    if count == 0:
        return _("no break for %(clusters)s") % {"clusters": who}
    return ngettext(
        "%(count)s break for %(clusters)s", "%(count)s breaks for %(clusters)s", count
    ) % {"count": number(count), "clusters": who}


def _region_breaks(regions: Sequence[Tally]) -> Iterator[str]:
    if len(regions) < 2:  # noqa: PLR2004 - a difference takes two
        return
    high = max(regions, key=lambda tally: tally.breaks_each)
    low = min(regions, key=lambda tally: tally.breaks_each)
    if high.breaks_each != low.breaks_each:
        yield _(
            "Between two regions the breaks per cluster differ most for %(high)s (%(most)s) and "
            "%(low)s (%(least)s)."
        ) % {
            "high": high.name,
            "most": figure(round(high.breaks_each, 2)),
            "low": low.name,
            "least": figure(round(low.breaks_each, 2)),
        }
    elif high.breaks:
        each = figure(round(high.breaks_each, 2))
        yield _("Every region has %(count)s breaks per cluster.") % {"count": each}


def _shares(tallies: Sequence[Tally], say: _Sentences) -> Iterator[str]:
    """The least and the largest share of agreed meetings that are placed."""
    shares = [tally.share for tally in tallies if tally.share is not None]
    if not shares:
        return
    most, least = max(shares), min(shares)
    if most == least:
        equal = say.all_placed if most == WHOLE else say.all_equal
        yield equal % {"share": percent(most)}
        return
    points = round(most - least)
    yield say.difference % {
        "few": points,
        "points": number(points),
        "least": percent(least),
        "low": _who(tallies, lambda tally: tally.share == least, say),
        "most": percent(most),
        "high": _who(tallies, lambda tally: tally.share == most, say),
    }


def _who(tallies: Sequence[Tally], is_meant: Callable[[Tally], bool], say: _Sentences) -> str:
    """By name where they are few, else how many."""
    names = [tally.name for tally in tallies if is_meant(tally)]
    if len(names) <= MOST_NAMED:
        return listed(names)
    return say.count % {"few": len(names), "count": number(len(names))}


def percent(share: float) -> str:
    """ "67%"; never 100 where something is missing, nor 0 where there is something."""
    whole = round(share)
    if 0 < share < WHOLE:
        whole = min(max(whole, 1), 99)
    return words.percent(whole)


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


def breaks_by_region(regions: Sequence[Tally]) -> list[Bar]:
    return [
        Bar(tally.name, round(tally.breaks_each, 2), tally.mark, tally.url) for tally in regions
    ]


def rows(tallies: Sequence[Tally]) -> list[tuple[Tally, str]]:
    """The rows of a table, each with its share in words."""
    return [
        (tally, _("none agreed") if tally.share is None else percent(tally.share))
        for tally in tallies
    ]


def unnamed(found: Fairness) -> str:
    """Why clusters are missing among those named; empty where none is."""
    if not found.unnamed:
        return ""
    return ngettext(
        "%(count)s cluster is not named here: it has not agreed to be shown, or is not in the "
        "register yet. It counts in its region.",
        "%(count)s clusters are not named here: they have not agreed to be shown, or are not in "
        "the register yet. They count in their regions.",
        found.unnamed,
    ) % {"count": number(found.unnamed)}


def sections(
    edition: Edition,
    version: ScheduleVersion | None,
    asked: QueryDict,
    *,
    in_public: bool = False,
) -> dict[str, Any]:
    """What a page of fairness shows, for a version with its edition; its lists part by part.

    `in_public` it names only the clusters that the public sees.
    """
    if version is None:
        return {"edition": edition, "version": None}
    found = fairness(edition, version, in_public=in_public)
    shown = Paginator(found.clusters, MOST_ROWS).get_page(asked.get("page"))
    regions = part(found.regions, "regions", asked, MOST_ROWS)
    return {
        "edition": edition,
        "version": version,
        "fairness": found,
        "unnamed": unnamed(found),
        "differences": differences(found),
        "cluster_rows": rows(list(shown)),
        "page_obj": shown,
        "regions_part": regions,
        "region_rows": rows(regions.items),
        "cluster_breaks": breaks_by_cluster(found),
        "region_breaks": breaks_by_region(regions.items),
        "cluster_shares": shares_of(found.clusters),
        "region_shares": shares_of(regions.items),
    }
