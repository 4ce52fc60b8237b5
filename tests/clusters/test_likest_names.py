"""The known cluster that a name of a list is likest, of many names at once."""

from random import Random

import pytest
from django.db import connection

from clusters.queries import Known, folded_names, known_clusters
from clusters.services.drafts import enter_draft
from tests.factories.clusters import ClusterFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

WORDS = [
    "Cluster",
    "Región",
    "Ökologie",
    "Water",
    "Aerospace",
    "Nordic",
    "Baltic",
    "Timber",
    "d’Énergie",
    "Food-Tech",
]
# Each name with each cluster, compared by the whole names as they are written.
ONE_BY_ONE = """
    SELECT id, coalesce(nullif(short_name, ''), name) AS called, greatest(
        similarity(public.folded(%s), public.folded(name)),
        similarity(public.folded(%s), public.folded(short_name))
    ) AS likeness
    FROM clusters_organisation
    WHERE kind = 'cluster' AND (NOT is_draft OR id = ANY(%s))
        AND word_similarity(public.folded(%s), known_as) >= 0.6
    ORDER BY likeness DESC, id LIMIT 1
"""


def likest(name: str, drafts: list[int]) -> Known | None:
    with connection.cursor() as cursor:
        cursor.execute(ONE_BY_ONE, [name, name, drafts, name])
        rows = cursor.fetchall()
    return next((Known(pk, called, like, is_exact=False) for pk, called, like in rows), None)


def slipped(random: Random, name: str) -> str:
    """The name with some letters lost or said again."""
    for _ in range(random.randrange(4)):
        at = random.randrange(max(1, len(name)))
        name = name[:at] + random.choice(["", name[at : at + 1] * 2]) + name[at + 1 :]
    return name


@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_one_that_is_found_by_comparing_each_with_each(seed: int) -> None:
    random = Random(seed)
    names = [" ".join(random.sample(WORDS, random.randrange(2, 5))) for _ in range(60)]
    for number, name in enumerate(names):
        short = f"{name[:9]} {number}" if number % 3 else ""
        kind = OrganisationFactory if number % 7 == 0 else ClusterFactory
        kind(name=name, short_name=short)
    drafts = [enter_draft(name=f"{name} Hub", region=None).pk for name in names[:10]]
    asked = sorted({slipped(random, name) for name in [*names, "Zzyx", "…"] for _ in range(3)})
    found = known_clusters(asked, drafts=drafts[:5])
    doubted = {name: known for name, known in found.items() if not known.is_exact}
    others = [name for name in asked if name not in found or name in doubted]
    folded = folded_names(others)
    expected = {name: likest(name, drafts[:5]) for name in others if folded[name]}
    assert doubted == {name: known for name, known in expected.items() if known}
    assert len(doubted) > 30
    assert {known.pk for known in doubted.values()}.isdisjoint(drafts[5:])


def test_what_is_asked_next_is_looked_for_as_ever() -> None:
    known_clusters(["Water"], drafts=[])
    with connection.cursor() as cursor:
        cursor.execute("SHOW enable_seqscan")
        assert cursor.fetchone() == ("on",)
