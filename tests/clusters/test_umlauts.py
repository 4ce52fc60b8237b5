"""München is found as Munchen and as Muenchen, wherever names are looked for."""

import pytest
from django.test import Client
from django.urls import reverse

from clusters.likeness import spellings
from clusters.models import Organisation
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.events import RegistrationFactory

pytestmark = pytest.mark.django_db
TYPED = pytest.mark.parametrize("words", ["München", "Munchen", "Muenchen", "munchen", "muenchen"])


@pytest.fixture
def munich() -> Organisation:
    """Beside it one that is written without dots: it does not hide the other."""
    ClusterFactory(name="Muenchen Logistics")
    ClusterFactory(name="Munchen Metals")
    cluster: Organisation = ClusterFactory(name="Biotech München", slug="biotech-munchen")
    return cluster


@TYPED
def test_in_the_register(client: Client, munich: Organisation, words: str) -> None:
    for address in (reverse("search"), reverse("cluster-list")):
        assert munich.name in client.get(address, {"q": words}).text


@TYPED
def test_among_partners(client: Client, munich: Organisation, words: str) -> None:
    ours = RegistrationFactory()
    for cluster in Organisation.objects.filter(name__contains="nchen"):
        RegistrationFactory(edition=ours.edition, cluster=cluster)
    client.force_login(MembershipFactory(organisation=ours.cluster).user)
    address = reverse("meet-partners", args=[ours.edition.slug, ours.cluster.slug])
    assert f">{munich.name}</a>" in client.get(address, {"q": words}).text


@TYPED
def test_in_claims(client: Client, munich: Organisation, words: str) -> None:
    client.force_login(UserFactory())
    sent = {"organisation-words": words, "find": "organisation"}
    assert munich.name in client.post(reverse("claim-create"), sent).text


@pytest.mark.parametrize("word", ["blue", "value", "noel", "energy"])
def test_what_is_no_transcription_is_looked_for_as_it_is(word: str) -> None:
    assert spellings(word) == [word]
