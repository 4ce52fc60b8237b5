"""Clusters of one edition that are looked for by name."""

from collections.abc import Collection

from django.db.models import F, QuerySet

from clusters.likeness import LEAST_LETTERS, as_looked_for, matching, matching_at_once
from clusters.models import Organisation
from events.models import Edition, Registration
from events.models.registrations import TAKING_PART

MOST = 8
APPROVED = Registration.State.APPROVED


def clusters_called(
    edition: Edition, words: str, states: Collection[str] = (APPROVED,)
) -> list[Organisation]:
    """The clusters approved, or whose registrations are in these states, most like the words, best
    first; none for fewer than two letters.
    """
    looked = as_looked_for(words)
    if len(looked) < LEAST_LETTERS:
        return []
    there = Registration.objects.filter(edition=edition, state__in=states).values("cluster")
    return matching(Organisation.with_drafts.filter(pk__in=there), looked, MOST)


def taking_part(edition: Edition, slug: str = "") -> Registration | None:
    """The registration of the cluster with this slug, if it takes part or waits; without one the
    first approved by name.
    """
    rows = Registration.objects.filter(edition=edition).select_related("cluster")
    if slug:
        return rows.filter(cluster__slug=slug, state__in=TAKING_PART).first()
    return rows.approved().order_by("cluster__sort_name", "pk").first()


def registrations_called(
    rows: QuerySet[Registration], looked: str, most: int
) -> list[Registration]:
    """The registrations whose clusters are most like these words, as names are kept for search,
    best first; none for fewer than two letters.
    """
    if len(looked) < LEAST_LETTERS:
        return []
    names = {"known_as": F("cluster__known_as"), "sort_name": F("cluster__sort_name")}
    return matching_at_once(rows.annotate(**names), looked, most)
