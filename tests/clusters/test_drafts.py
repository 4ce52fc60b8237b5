"""A draft takes part in an event and is nowhere in the register until somebody speaks for it."""

import uuid
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clusters.models import Organisation
from clusters.queries import known_clusters
from clusters.services.claims import approve, claim
from clusters.services.drafts import enter_draft
from tests.factories.accounts import AdministratorFactory, UserFactory
from tests.factories.clusters import ClusterFactory, RegionFactory
from tests.support.counting import queries_of
from tests.support.racing import raced

pytestmark = pytest.mark.django_db

NAME = "Zzyx Batteries"


@pytest.mark.parametrize(
    ("page", "query"),
    [("organisation-list", {}), ("search", {"q": "zzyx"}), ("region-detail", {}), ("home", {})],
)
def test_no_page_of_the_register_knows_a_draft(page: str, query: dict[str, str]) -> None:
    region = RegionFactory()
    ClusterFactory(region=region)
    enter_draft(name=NAME, region=region)
    args = [region.code] if page == "region-detail" else []
    answer = Client().get(reverse(page, args=args), query)
    assert answer.status_code == 200
    assert NAME not in answer.text


def test_a_draft_lies_in_the_region_that_is_told() -> None:
    region = RegionFactory()
    draft = enter_draft(name=NAME, region=region)
    assert Organisation.with_drafts.get(pk=draft.pk).region == region


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
def test_a_draft_that_many_enter_at_once_is_one() -> None:
    drafts = raced([partial(enter_draft, name=NAME, region=None)] * 8)
    assert set(drafts) == {Organisation.with_drafts.get(is_draft=True)}


def test_a_draft_has_no_page() -> None:
    draft = enter_draft(name=NAME, region=None)
    assert Client().get(draft.get_absolute_url()).status_code == 404


def test_the_same_draft_is_entered_once_however_it_is_written() -> None:
    draft = enter_draft(name="Énergie-Réseau", region=None)
    assert enter_draft(name="energie reseau", region=None) == draft
    assert enter_draft(name="Énergie", region=None) != draft


def test_the_whole_of_a_long_name_tells_drafts_apart() -> None:
    long = "Cluster of " + "very " * 30
    draft = enter_draft(name=f"{long}light batteries", region=None)
    assert enter_draft(name=f"{long}heavy batteries", region=None) != draft
    assert enter_draft(name=f"{long.upper()}LIGHT batteries", region=None) == draft


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
def test_spellings_of_one_name_entered_at_once_are_one_draft_and_addresses_stay_apart() -> None:
    spellings, another = ["Énergie-Réseau", "energie reseau", "Energie, Réseau"], "Énergie Réseau!2"
    names = [*spellings, another] * 2
    answers = raced([partial(enter_draft, name=name, region=None) for name in names])
    drafts = [draft for draft in answers if isinstance(draft, Organisation)]
    assert len(drafts) == len(names), answers
    assert Organisation.with_drafts.count() == 2


def test_a_claim_that_names_a_draft_brings_it_into_the_register() -> None:
    draft, now = enter_draft(name=NAME, region=None), timezone.now()
    filed = claim(
        user=UserFactory(),
        organisation=None,
        proposed=("ZZYX batteries", "cluster", None),
        reason="I work there.",
        key=uuid.uuid4(),
        now=now,
    )
    membership = approve(claim=filed, by=AdministratorFactory(), now=now)
    assert membership.organisation == draft
    assert Organisation.objects.filter(pk=draft.pk).exists()
    assert Client().get(draft.get_absolute_url()).status_code == 200


def test_names_are_known_by_likeness() -> None:
    water = ClusterFactory(name="Catalan Water Partnership", short_name="CWP")
    draft = enter_draft(name=NAME, region=None)
    names = [
        "catalan WATER partnership",
        "Cwp",
        "Catalan Water Partnershp",
        "zzyx batteries",
        "Qqq",
    ]
    found = known_clusters(names, drafts=[draft.pk])
    assert {name: found[name].pk for name in found} == {
        **dict.fromkeys(names[:3], water.pk),
        names[3]: draft.pk,
    }
    assert [found[name].is_exact for name in names[:4]] == [True, True, False, True]
    assert set(known_clusters([*names, "Zzyx Batterie"], drafts=[])) == set(names[:3])


def test_a_name_that_no_other_has_is_not_taken_for_one_of_an_other_kind() -> None:
    assert known_clusters([], drafts=[]) == {}
    assert known_clusters(["…", "%", "a|b"], drafts=[]) == {}


def test_lists_take_as_many_queries_with_drafts() -> None:
    ClusterFactory()
    before = queries_of(Client(), reverse("organisation-list"))
    enter_draft(name=NAME, region=None)
    assert queries_of(Client(), reverse("organisation-list")) == before
