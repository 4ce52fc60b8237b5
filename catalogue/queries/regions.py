"""The regions: who hosted and visited, which clusters they have, with whom they met.

What belongs to a region belongs to those above it: a code is a prefix of its children's codes.
Editions are the public ones. Demonstration data is shown, but does not count.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from django.db.models import Prefetch, Q, QuerySet
from django.http import QueryDict

from catalogue.maps import Place
from catalogue.queries.editions import EditionRow, row, with_figures
from catalogue.queries.facts import Topic, sourced, topics
from clusters.models import (
    Organisation,
    ProjectPartner,
    Region,
    RegionFormerCode,
    RegionName,
    RegionPartnership,
    RegionPartnershipFact,
    SmallRegion,
)
from events.models import Edition
from events.models.editions import counting
from interface.parts import Part, part

MOST_BODIES, MOST_EDITIONS = 50, 30
COLUMNS = ("name", "editions", "clusters", "partners")


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A region with how many editions, clusters and partner regions it has.

    `took_part` is True when itself, not just a region inside it, hosted or visited an edition.
    `country` is the country that it lies in, None for a country.
    """

    region: Region
    country: Region | None
    editions: int
    clusters: int
    partners: int
    took_part: bool

    @property
    def name(self) -> str:
        return self.region.name


@dataclass(frozen=True, slots=True)
class PartnerRegion:
    """Another region and how many editions both took part in."""

    region: Region
    editions: int


@dataclass(frozen=True, slots=True)
class Partnership:
    """A partnership of regions with its facts."""

    partnership: RegionPartnership
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class RegionPage:
    """One region, whole; `above` begins with its country."""

    region: Region
    above: tuple[Region, ...]
    parts: tuple[Region, ...]
    small: tuple[SmallRegion, ...]
    names: tuple[RegionName, ...]
    former_codes: tuple[RegionFormerCode, ...]
    topics: tuple[Topic, ...]
    clusters: Part[Organisation]
    others: Part[Organisation]
    rows: Part[EditionRow]
    partners: tuple[PartnerRegion, ...]
    partnerships: tuple[Partnership, ...]

    @property
    def places(self) -> list[Place]:
        """The region and its partners on the map."""
        partners = [located(partner.region, "") for partner in self.partners]
        return [place for place in [located(self.region, "a"), *partners] if place]


def located(region: Region, mark: str) -> Place | None:
    """The region as a place on the map, None where its position is not known."""
    if region.latitude is None or region.longitude is None:
        return None
    url = region.get_absolute_url()
    return Place(region.name, float(region.latitude), float(region.longitude), mark, url)


def countries() -> list[Region]:
    return list(Region.objects.filter(level=0))


def region_rows(order: str = "name", country: Region | None = None) -> list[RegionRow]:
    """The regions of a country; without one those that something in the register is about.

    Sorted by a column of `COLUMNS`; a minus in front turns the order round.
    """
    column, descending = order.lstrip("-"), order.startswith("-")
    shown = Region.objects.filter(code__startswith=country.code) if country else _known()
    nations = {region.code: region for region in countries()}
    present = _regions_by_edition()
    homes = _homes_of_clusters()
    rows = [_row(region, nations, present, homes) for region in shown]
    if column in COLUMNS:
        by_column = attrgetter("region.sort_name" if column == "name" else column)
        rows.sort(key=by_column, reverse=descending)
    return rows


def _known() -> QuerySet[Region]:
    """Regions that an edition, an organisation, a project, a fact or a partnership is about."""
    public = Edition.objects.public().values("pk")
    own = Region.objects.filter(
        Q(editions_hosted__in=public)
        | Q(editions_as_guest__in=public)
        | Q(pk__in=Organisation.objects.filter(region__isnull=False).values("region"))
        | Q(pk__in=ProjectPartner.objects.filter(region__isnull=False).values("region"))
        | Q(facts__isnull=False)
        | Q(partnerships__isnull=False)
    )
    return Region.objects.with_their_countries(own.order_by().values_list("code", flat=True))


def _regions_by_edition() -> dict[int, set[str]]:
    """The codes of the host and guest regions of each edition that counts."""
    counted = Edition.objects.counted().order_by()
    present: defaultdict[int, set[str]] = defaultdict(set)
    hosts = counted.filter(host_region__isnull=False).values_list("pk", "host_region__code")
    guests = counted.filter(guest_regions__isnull=False).values_list("pk", "guest_regions__code")
    for edition, code in [*hosts, *guests]:
        present[edition].add(code)
    return present


def _homes_of_clusters() -> Counter[str]:
    """How many clusters are in each region itself, by code."""
    clusters = Organisation.objects.clusters().filter(is_demo=False).order_by()
    codes = clusters.values_list("region__code", flat=True)
    return Counter(code for code in codes if code)


def _row(
    region: Region,
    nations: dict[str, Region],
    present: dict[int, set[str]],
    homes: Counter[str],
) -> RegionRow:
    code = region.code
    own = [codes for codes in present.values() if any(inner.startswith(code) for inner in codes)]
    return RegionRow(
        region=region,
        country=nations.get(region.country_code) if region.level else None,
        editions=len(own),
        clusters=sum(count for home, count in homes.items() if home.startswith(code)),
        partners=len({partner for codes in own for partner in codes if _is_apart(code, partner)}),
        took_part=any(code in codes for codes in own),
    )


def _is_apart(code: str, second_code: str) -> bool:
    """Neither region is the other, nor inside it."""
    return not code.startswith(second_code) and not second_code.startswith(code)


def region_page(region: Region, asked: QueryDict) -> RegionPage:
    """All of a region; `asked` says which part of long lists is shown."""
    inside = Q(host_region__code__startswith=region.code) | Q(
        guest_regions__code__startswith=region.code
    )
    own = Edition.objects.public().filter(inside).values("pk")
    found = Edition.objects.filter(pk__in=own).annotate(is_counted=counting())
    editions = list(with_figures(found).order_by("-starts_on", "sort_name", "pk"))
    clusters, others = _bodies(region, asked)
    return RegionPage(
        region=region,
        above=tuple(_above(region)),
        parts=tuple(region.children.order_by("code")),
        small=tuple(region.small_regions.exclude(name=region.local_name)),
        names=tuple(_other_names(region)),
        former_codes=tuple(region.former_codes.all()),
        topics=tuple(topics(sourced(region.facts))),
        clusters=clusters,
        others=others,
        rows=part([row(edition) for edition in editions], "editions", asked, MOST_EDITIONS),
        partners=tuple(_partners(region, (row for row in editions if vars(row)["is_counted"]))),
        partnerships=tuple(_partnerships(region)),
    )


def _above(region: Region) -> QuerySet[Region]:
    codes = [region.code[:end] for end in range(2, len(region.code))]
    return Region.objects.filter(code__in=codes).order_by("level")


def _other_names(region: Region) -> list[RegionName]:
    """Each name once, without its own two."""
    names = {row.name: row for row in region.names.all()}
    return [row for name, row in names.items() if name not in (region.name, region.local_name)]


def _bodies(region: Region, asked: QueryDict) -> tuple[Part[Organisation], Part[Organisation]]:
    """The clusters in a region and the other organisations, those that are shown loaded."""
    rows = Organisation.objects.filter(region__code__startswith=region.code)
    kinds = list(rows.values_list("pk", "kind"))
    cluster = Organisation.Kind.CLUSTER
    clusters = part([pk for pk, kind in kinds if kind == cluster], "clusters", asked, MOST_BODIES)
    others = part([pk for pk, kind in kinds if kind != cluster], "others", asked, MOST_BODIES)
    whole = rows.select_related("region").prefetch_related("sectors")
    known = whole.in_bulk([*clusters, *others])
    return clusters.of(known), others.of(known)


def _partners(region: Region, editions: Iterable[Edition]) -> list[PartnerRegion]:
    """The most frequent first."""
    known: dict[str, Region] = {}
    met: Counter[str] = Counter()
    for edition in editions:
        present = [edition.host_region, *edition.guest_regions.all()]
        apart = {row.code: row for row in present if row and _is_apart(region.code, row.code)}
        known |= apart
        met.update(apart.keys())
    ordered = sorted(met, key=lambda code: (-met[code], known[code].sort_name))
    return [PartnerRegion(known[code], met[code]) for code in ordered]


def _partnerships(region: Region) -> list[Partnership]:
    facts = RegionPartnershipFact.objects.select_related("source")
    rows = region.partnerships.prefetch_related("regions", Prefetch("facts", facts))
    return [
        Partnership(partnership, tuple(topics(partnership.facts.all()))) for partnership in rows
    ]
