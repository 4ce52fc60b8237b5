"""Profiles of clusters: one as it was written, and many as partners see them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Model, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject, Substr

from clusters.likeness import saying
from clusters.models import Keyword, Organisation, RegionPartnership
from clusters.queries import in_region_called
from clusters.records import LabelText
from matchmaking.models import Need, Offer
from matchmaking.recommending import Line, Profile

Row = TypeVar("Row", bound=Model)
# The characters of a region's code.
SHORTEST_CODE, LONGEST_CODE = 2, 5


@dataclass(frozen=True, slots=True)
class LineText:
    """One offer or need with the ids of its sectors."""

    text: str
    sectors: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class DocumentText:
    """A document or page by its address."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ProfileText:
    """A whole profile as it was written."""

    summary: str
    description: str
    website: str
    member_count: int | None
    sectors: frozenset[int]
    offers: Sequence[LineText]
    needs: Sequence[LineText]
    keywords: Sequence[str] = ()
    languages: frozenset[str] = frozenset()
    documents: Sequence[DocumentText] = ()
    labels: Sequence[LabelText] = ()


def stored_profile(cluster: Organisation) -> ProfileText:
    """The profile as it stands."""
    return ProfileText(
        summary=cluster.summary,
        description=cluster.description,
        website=cluster.website,
        member_count=cluster.member_count,
        sectors=frozenset(sector.pk for sector in cluster.sectors.all()),
        offers=_stored_lines(Offer, cluster),
        needs=_stored_lines(Need, cluster),
        keywords=[row.text for row in cluster.keywords.all()],
        languages=frozenset(cluster.languages),
        documents=[DocumentText(row.title, row.url) for row in cluster.documents.all()],
        labels=[
            LabelText(row.label_id, row.awarded_on, row.valid_until)
            for row in cluster.label_awards.stated()
        ],
    )


def _stored_lines(model: type[Offer | Need], cluster: Organisation) -> list[LineText]:
    rows = model.objects.filter(cluster=cluster).prefetch_related("sectors")
    return [
        LineText(row.text, frozenset(sector.pk for sector in row.sectors.all())) for row in rows
    ]


def cluster_says(words: str) -> Q:
    """Clusters that offer or need something with the words, or are in a region named so.

    `words` as `as_looked_for` gives them.
    """
    offers = saying(Offer.objects.order_by(), words, "text").values("cluster")
    needs = saying(Need.objects.order_by(), words, "text").values("cluster")
    keywords = saying(Keyword.objects.order_by(), words, "text").values("organisation")
    said = Q(pk__in=offers) | Q(pk__in=needs) | Q(pk__in=keywords)
    return in_region_called(words) | said


def profiles(clusters: Collection[int]) -> dict[int, Profile]:
    """Profiles of clusters, by id; sectors and partnerships by their names. One query."""
    rows = with_profiles(Organisation.with_drafts.filter(pk__in=clusters).order_by())
    return {row.pk: profile_told(row) for row in rows.only("pk")}


def with_profiles(rows: QuerySet[Row], cluster: str = "") -> QuerySet[Row]:
    """Rows with what `profile_told` reads; `cluster` is the way from a row to its cluster."""
    region = OuterRef(f"{cluster}__region__code" if cluster else "region__code")
    own = OuterRef(cluster or "pk")
    told: QuerySet[Row] = rows.annotate(
        told_offers=_lines_of(Offer, own),
        told_needs=_lines_of(Need, own),
        told_keywords=ArraySubquery(Keyword.objects.filter(organisation=own).values("text")),
        told_sectors=_sectors_of(Organisation.sectors.through, "organisation", own),
        told_region=F(f"{cluster}__region__code" if cluster else "region__code"),
        told_partnerships=_partnerships_of(region),
    )
    return told


def profile_told(row: Any) -> Profile:
    """The profile of a row of `with_profiles`."""
    return Profile(
        offers=_lines(row.told_offers),
        needs=_lines(row.told_needs),
        sectors=frozenset(row.told_sectors),
        keywords=tuple(row.told_keywords),
        region=row.told_region or "",
        partnerships=frozenset(row.told_partnerships),
    )


def _lines_of(model: type[Offer | Need], cluster: OuterRef) -> ArraySubquery:
    """The lines of a cluster, in order, each with the names of its sectors."""
    sectors = _sectors_of(model.sectors.through, model.__name__.lower(), OuterRef("pk"))
    lines = model.objects.filter(cluster=cluster)
    return ArraySubquery(lines.values(line=JSONObject(text="text", sectors=sectors)))


def _sectors_of(through: type[Any], owner: str, key: OuterRef) -> ArraySubquery:
    rows = through.objects.filter(**{owner: key})
    return ArraySubquery(rows.values("sector__name"))


def _partnerships_of(region: OuterRef) -> ArraySubquery:
    """The partnerships of a region, or of one that it is a part of: its code begins with that."""
    whole = [Substr(region, 1, length) for length in range(SHORTEST_CODE, LONGEST_CODE + 1)]
    rows = RegionPartnership.objects.filter(regions__code__in=whole).order_by()
    return ArraySubquery(rows.values("name"))


def _lines(told: Iterable[dict[str, Any]]) -> tuple[Line, ...]:
    return tuple(Line(line["text"], frozenset(line["sectors"])) for line in told)
