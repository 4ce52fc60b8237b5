"""Columns of the register's files that rest as a whole on a source, which no row of them names.

`data/README.md` says the same for who reads the files.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Model, Q

from clusters.models import Region, RegionFormerCode, RegionName, Sector, SmallRegion, Source

IN_NUTS = Q(scheme=Region.Scheme.NUTS)
OF_NUTS = Q(region__scheme=Region.Scheme.NUTS)
SAYS_NUTS, SAYS_OTHERS = "nuts-2024", "efta-statistical-regions"


@dataclass(frozen=True, slots=True)
class Taken:
    """What is taken from a source, by its slug: these columns of a file, in the rows that
    `holding` is true of. `catalogue.words.resting` has words for `code`.
    """

    source: str
    code: str
    file: str
    columns: tuple[str, ...]
    model: type[Model]
    holding: Q | None = None


SMALL = ("code", "name", "latin_name", "region")


def _of_regions(source: str, scheme: Q, via: Q) -> tuple[Taken, ...]:
    """What a classification says of its regions; countries have no label there."""
    below = scheme & Q(level__gt=0) & ~Q(local_name="")
    today = Q(nuts_version=2021) & via
    return (
        Taken(
            source, "regions", "regions.csv", ("code", "scheme", "level", "parent"), Region, scheme
        ),
        Taken(source, "local_names", "regions.csv", ("local_name", "names:"), Region, below),
        Taken(
            source, "former_codes", "regions.csv", ("former_codes:2021",), RegionFormerCode, today
        ),
        Taken(source, "small_regions", "small_regions.csv", SMALL, SmallRegion, via),
    )


NAMED = tuple(f"names:{language}" for language in ("en", "es", "ca", "it", "fr"))
TAKEN: tuple[Taken, ...] = (
    *_of_regions(SAYS_NUTS, IN_NUTS, OF_NUTS),
    *_of_regions(SAYS_OTHERS, ~IN_NUTS, ~OF_NUTS),
    Taken(
        "nuts-points",
        "points",
        "regions.csv",
        ("latitude", "longitude"),
        Region,
        # The point of the Canaries is ours.
        Q(latitude__isnull=False) & ~Q(code="ES70"),
    ),
    Taken("cldr", "other_names", "regions.csv", ("name", *NAMED), RegionName, ~Q(language="")),
    Taken("industrial-strategy-2021", "sectors", "sectors.yaml", ("name",), Sector),
)
# Columns of these files that are the project's own.
OURS: dict[str, set[str]] = {
    "small_regions.csv": set(),
    "regions.csv": {"local_language", "former_codes:2013", "note"},
    "sectors.yaml": {"position"},
}


@dataclass(frozen=True, slots=True)
class Rests:
    """So many things of one kind that are taken from a source."""

    code: str
    count: int


def taken_from(sources: Iterable[Source]) -> dict[int, list[Rests]]:
    """What is taken from each source (by id) beside what rows name; a query for each kind of row,
    none for sources from which no columns are taken.
    """
    ids = {source.slug: source.pk for source in sources}
    by_model: dict[type[Model], list[Taken]] = defaultdict(list)
    for taken in TAKEN:
        if taken.source in ids:
            by_model[taken.model].append(taken)
    found: dict[int, list[Rests]] = defaultdict(list)
    for model, parts in by_model.items():
        for taken, count in zip(parts, _counts(model, parts), strict=True):
            if count:
                found[ids[taken.source]].append(Rests(taken.code, count))
    return dict(found)


def _counts(model: type[Model], parts: Iterable[Taken]) -> list[int]:
    rows = model._default_manager.order_by()
    asked: dict[str, Any] = {
        f"part_{place}": Count("pk", filter=taken.holding) for place, taken in enumerate(parts)
    }
    return list(rows.aggregate(**asked).values())
