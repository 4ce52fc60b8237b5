"""Clusters of one edition that are looked for by name."""

from clusters.likeness import LEAST_LETTERS, as_looked_for, matching
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
