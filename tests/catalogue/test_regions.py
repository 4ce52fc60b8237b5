"""All regions of Europe: those of the register at first, each findable by its country."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from clusters.forms import regions
from clusters.models import Region
from events.models import Edition
from tests.catalogue.conftest import Read
from tests.factories.clusters import MembershipFactory, OrganisationFactory
from tests.support.counting import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

WEIGHT, MOST_QUERIES = 100_000, 15


def listed(client: Client, query: str = "") -> set[str]:
    page = client.get(f"/regions/{query}").text
    return set(re.findall(r'role="rowheader"><a href="/regions/(\w+)/">', page))


def test_the_list_begins_with_the_regions_that_something_is_about(client: Client) -> None:
    codes = listed(client)

    assert {"ES", "ES51", "ITC4", "FRK", "NO", "DE1"} <= codes
    assert not {"PT11", "ES5", "LT"} & codes


def test_the_regions_of_each_country_are_listed_under_it(client: Client) -> None:
    nations = set(re.findall(r'href="\?country=(\w\w)"', client.get("/regions/").text))

    assert nations == set(Region.objects.filter(level=0).values_list("code", flat=True))
    assert len(nations) == 39
    portugal = Region.objects.filter(code__startswith="PT").values_list("code", flat=True)
    assert listed(client, "?country=PT") == set(portugal)
    assert listed(client, "?country=XX") == listed(client)


def test_sorting_stays_within_the_country(client: Client) -> None:
    assert "?order=-name&amp;country=PT" in client.get("/regions/?country=PT").text


@pytest.mark.parametrize("address", ["/regions/", "/regions/?country=DE", "/regions/DE/"])
def test_pages_of_regions_stay_small(client: Client, address: str) -> None:
    assert len(client.get(address).content) < WEIGHT
    assert queries_of(client, address) <= MOST_QUERIES


def test_a_region_shows_its_country_its_parts_and_its_other_names(read: Read) -> None:
    bavaria = read("/regions/DE2/")

    assert "Regions Germany Bavaria" in bavaria
    assert "Also called: Baviera , Bavière" in bavaria
    assert "Oberbayern DE21" in bavaria
    assert "Its code was FR71 up to version 2013." in read("/regions/FRK2/")


def test_a_region_can_be_chosen_once_by_its_name() -> None:
    def called(words: str) -> list[str]:
        return [str(region) for region in regions().find(words)]

    assert called("Denmark")[0] == "Denmark"
    assert called("Berlin").count("Berlin") == 1
    assert called("canarias") == ["Canarias"]
    assert called("PT")[0] == "Portugal"
    assert called("algarve") == ["Algarve"]
    assert Region.objects.to_choose().filter(code="ES70").exists()


def test_an_organiser_in_portugal_creates_an_event(client: Client) -> None:
    norte = Region.objects.get(code="PT11")
    body = OrganisationFactory(kind="agency", region=norte)
    client.force_login(MembershipFactory(organisation=body).user)
    address = reverse("organise-create")
    assert len(client.get(address).content) < WEIGHT
    answers = {
        "idempotency_key": str(uuid4()),
        "owner": body.pk,
        "name": "Norte meets Galicia",
        "kind": "intercluster",
        "city": "Porto",
        "host_region": norte.pk,
        "time_zone": "Europe/Lisbon",
        "guest_regions": [Region.objects.get(code="ES11").pk],
        "starts_on": "2094-05-10",
        "ends_on": "2094-05-11",
    }

    response = client.post(address, answers)

    assert response.status_code == 302, response.context["form"].errors
    edition = Edition.objects.get(name="Norte meets Galicia")
    assert edition.host_region == norte
    assert [region.name for region in edition.guest_regions.all()] == ["Galicia"]
