"""Clusters that an organiser looks for by name, and how they stand to an edition."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.rules import reads_unpublished
from clusters.likeness import LEAST_LETTERS, as_looked_for, matching
from clusters.models import Organisation
from clusters.models.organisations import OrganisationQuerySet
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


def drafts_seen_by(user: User) -> QuerySet[Registration, int]:
    """Clusters (ids) that lists entered, not in the register yet: whoever organises an event that
    they take part in sees them, and whoever keeps the register.
    """
    rows = Registration.objects.filter(cluster__is_draft=True)
    if not reads_unpublished(user):
        rows = rows.filter(edition__in=Edition.objects.organised_by(user).values("pk"))
    return rows.order_by().values_list("cluster", flat=True)


def clusters_seen_by(user: User) -> OrganisationQuerySet:
    """Clusters of the register, and the drafts that this person sees."""
    seen = Q(is_draft=False) | Q(pk__in=drafts_seen_by(user))
    return Organisation.with_drafts.clusters().filter(seen)


def candidates(edition: Edition, words: str, *, by: User) -> Candidates:
    """Clusters that a person finds by their name or region, best first; none for fewer than two
    letters.
    """
    looked = as_looked_for(words)
    if len(looked) < LEAST_LETTERS:
        return Candidates()
    rows = clusters_seen_by(by).select_related("region")
    found = matching(rows, looked, MOST + 1, in_region_called(looked))
    there = _registered(edition, found)
    shown = tuple(Candidate(cluster, there.get(cluster.pk)) for cluster in found[:MOST])
    return Candidates(shown, more=len(found) > MOST)


def _registered(edition: Edition, clusters: list[Organisation]) -> dict[int, Registration]:
    rows = Registration.objects.filter(edition=edition, cluster__in=clusters)
    return {row.cluster_id: row for row in rows.exclude(state=Registration.State.WITHDRAWN)}
