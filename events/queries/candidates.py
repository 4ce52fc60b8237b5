"""Clusters that an organiser looks for by name, and how they stand to an edition."""

from dataclasses import dataclass

from clusters.likeness import LEAST_LETTERS, as_looked_for, matching
from clusters.models import Organisation
from clusters.queries import in_region_called
from events.models import Edition, Registration

MOST = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cluster, and its registration at the edition unless it has none or withdrew."""

    cluster: Organisation
    registration: Registration | None


@dataclass(frozen=True, slots=True)
class Candidates:
    """The clusters most like the words; `more` when others are like them too."""

    rows: tuple[Candidate, ...] = ()
    more: bool = False


def candidates(edition: Edition, words: str) -> Candidates:
    """Clusters found by their name or region, best first; none for fewer than two letters."""
    looked = as_looked_for(words)
    if len(looked) < LEAST_LETTERS:
        return Candidates()
    rows = Organisation.objects.clusters().select_related("region")
    found = matching(rows, looked, MOST + 1, in_region_called(looked))
    there = _registered(edition, found)
    shown = tuple(Candidate(cluster, there.get(cluster.pk)) for cluster in found[:MOST])
    return Candidates(shown, more=len(found) > MOST)


def _registered(edition: Edition, clusters: list[Organisation]) -> dict[int, Registration]:
    rows = Registration.objects.filter(edition=edition, cluster__in=clusters)
    return {row.cluster_id: row for row in rows.exclude(state=Registration.State.WITHDRAWN)}
