"""A manager looks for partners by words."""

import pytest
from django.test import Client
from django.urls import reverse

from clusters.models import RegionName
from matchmaking.models import Offer
from tests.factories.clusters import ClusterFactory, MembershipFactory, RegionFactory
from tests.factories.events import RegistrationFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("Rhone", ["Rhône Textiles", "Digital Alps"]),
        ("rhône", ["Rhône Textiles", "Digital Alps"]),
        ("textlies", ["Rhône Textiles"]),
        ("digital alps", ["Digital Alps"]),
        ("Ródano", ["Rhône Textiles", "Digital Alps"]),
        ("heat pump", ["Energy Berlin"]),
        ("qqqq", []),
        ("??", []),
        ("", ["Rhône Textiles", "Digital Alps", "Energy Berlin"]),
    ],
)
def test_partners_are_found_without_accents_and_with_slips(
    client: Client, words: str, names: list[str]
) -> None:
    ours = RegistrationFactory()
    rhone = RegionFactory(code="FRK2", name="Rhône-Alpes")
    RegionName.objects.create(region=rhone, language="es", name="Ródano-Alpes")
    berlin = ClusterFactory(name="Energy Berlin", region=RegionFactory(code="DE3", name="Berlin"))
    Offer.objects.create(cluster=berlin, text="Heat pumps for towns")
    others = [
        ClusterFactory(name="Rhône Textiles", region=rhone),
        ClusterFactory(name="Digital Alps Cluster", short_name="Digital Alps", region=rhone),
        berlin,
    ]
    for cluster in others:
        RegistrationFactory(edition=ours.edition, cluster=cluster)
    client.force_login(MembershipFactory(organisation=ours.cluster).user)
    address = reverse("meet-partners", args=[ours.edition.slug, ours.cluster.slug])

    shown = client.get(address, {"q": words}).content.decode()
    assert {cluster.called for cluster in others if f">{cluster.called}</a>" in shown} == set(names)


@pytest.mark.parametrize(
    ("region", "names"),
    [
        ("Rhône", ["Rhône Textiles"]),
        ("ródano alpes", ["Rhône Textiles"]),
        ("FR", ["Rhône Textiles"]),
        ("de3", ["Berlin"]),
        ("Berlni", ["Berlin"]),
        ("Atlantis", []),
        ("", ["Rhône Textiles", "Berlin"]),
    ],
)
def test_partners_of_a_region_are_found_by_its_name_or_code(
    client: Client, region: str, names: list[str]
) -> None:
    ours = RegistrationFactory()
    france = RegionFactory(code="FR", name="France")
    rhone = RegionFactory(code="FRK2", name="Rhône-Alpes", parent=france)
    RegionName.objects.create(region=rhone, language="es", name="Ródano-Alpes")
    berlin = RegionFactory(code="DE3", name="Berlin")
    for name, home in (("Rhône Textiles", rhone), ("Berlin", berlin)):
        RegistrationFactory(
            edition=ours.edition, cluster=ClusterFactory(name=name, short_name="", region=home)
        )
    client.force_login(MembershipFactory(organisation=ours.cluster).user)
    address = reverse("meet-partners", args=[ours.edition.slug, ours.cluster.slug])

    shown = client.get(address, {"region": region}).text
    assert [name for name in ("Rhône Textiles", "Berlin") if f">{name}</a>" in shown] == names
    assert '<select name="region"' not in shown
