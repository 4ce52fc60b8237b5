"""Clusters of one edition that are looked for by name."""

from django.db.models import F, QuerySet

from clusters.likeness import LEAST_LETTERS, as_looked_for, matching, matching_at_once
from clusters.models import Organisation
from events.models import Edition, Registration

MOST = 8


def clusters_called(edition: Edition, words: str) -> list[Organisation]:
    """The approved clusters most like the words, best first; none for fewer than two letters."""
    looked = as_looked_for(words)
    if len(looked) < LEAST_LETTERS:
        return []
    there = Registration.objects.filter(edition=edition).approved().values("cluster")
    return matching(Organisation.with_drafts.filter(pk__in=there), looked, MOST)


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
