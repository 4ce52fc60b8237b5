"""A cluster's profile as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from clusters.models import Organisation
from matchmaking.models import Need, Offer


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
