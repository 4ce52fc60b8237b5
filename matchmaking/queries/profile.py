"""Profiles of clusters: one as it was written, and many as partners see them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q

from clusters.likeness import saying
from clusters.models import Organisation
from clusters.queries import in_region_called
from matchmaking.models import Need, Offer
from matchmaking.recommending import Line, Profile


@dataclass(frozen=True, slots=True)
class LineText:
    """One offer or need with the ids of its sectors."""

    text: str
    sectors: frozenset[int] = frozenset()


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
    )


def _stored_lines(model: type[Offer | Need], cluster: Organisation) -> list[LineText]:
    rows = model.objects.filter(cluster=cluster).prefetch_related("sectors")
    return [LineText(row.text, frozenset(one.pk for one in row.sectors.all())) for row in rows]


def cluster_says(words: str) -> Q:
    """Clusters that offer or need something with the words, or are in a region named so.

    `words` as `as_looked_for` gives them.
    """
    offers = saying(Offer.objects.order_by(), words, "text").values("cluster")
    needs = saying(Need.objects.order_by(), words, "text").values("cluster")
    return in_region_called(words) | Q(pk__in=offers) | Q(pk__in=needs)


def profiles(clusters: Collection[int]) -> dict[int, Profile]:
    """Offers, needs and sectors of clusters, by id; sectors by their names."""
    offers, needs = _lines(Offer, clusters), _lines(Need, clusters)
    sectors: defaultdict[int, set[str]] = defaultdict(set)
    through = Organisation.sectors.through.objects.filter(organisation__in=clusters)
    for cluster, name in through.values_list("organisation_id", "sector__name"):
        sectors[cluster].add(name)
    return {
        cluster: Profile(tuple(offers[cluster]), tuple(needs[cluster]), frozenset(sectors[cluster]))
        for cluster in clusters
    }


def _lines(model: type[Offer | Need], clusters: Collection[int]) -> defaultdict[int, list[Line]]:
    found: defaultdict[int, list[Line]] = defaultdict(list)
    for row in model.objects.filter(cluster__in=clusters).prefetch_related("sectors"):
        sectors = frozenset(sector.name for sector in row.sectors.all())
        found[row.cluster_id].append(Line(row.text, sectors))
    return found
