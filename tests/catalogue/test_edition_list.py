"""The list of editions: order, filters, pages, queries."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from clusters.models import Region
from events.models import Edition
from tests.catalogue.conftest import Read
from tests.factories.clusters import (
    RegionFactory,
    SectorFactory,
)
from tests.factories.events import (
    EditionFactFactory,
    EditionFactory,
    RecordedEditionFactory,
    RegistrationFactory,
    SeriesFactory,
)
from tests.support.counting import queries_of

pytestmark = pytest.mark.django_db

AHEAD = date(2099, 5, 1)


def region(code: str, name: str) -> Region:
    return RegionFactory(code=code, name=name, level=2)


def recorded(name: str, year: int, **fields: Any) -> Edition:
    days = {"starts_on": date(year, 4, 19), "ends_on": date(year, 4, 20)}
    return RecordedEditionFactory(name=name, **{**days, **fields})


def names(client: Client, query: str = "") -> list[str]:
    page = client.get(f"/editions/{query}").text
    return re.findall(r'<h3><a href="/editions/[\w-]+/">([^<]+)</a></h3>', page)


def test_the_next_edition_comes_first_then_the_past_ones_from_the_latest(client: Client) -> None:
    recorded("Old", 2013)
    recorded("Newer", 2018)
    EditionFactory(name="Later", starts_on=AHEAD, ends_on=AHEAD)
    EditionFactory(name="Soon", starts_on=AHEAD - timedelta(9), ends_on=AHEAD)
    recorded("Undated", 2000, starts_on=None, ends_on=None)

    assert names(client) == ["Soon", "Later", "Newer", "Old", "Undated"]


def test_headings_are_upcoming_and_years(read: Read) -> None:
    recorded("Old", 2013)
    EditionFactory(name="Later", starts_on=AHEAD, ends_on=AHEAD)

    page = read("/editions/")

    assert "2 editions" in page
    assert re.search("Upcoming .* Later .* 2013 19 Apr 2013 Old", page)


@pytest.mark.parametrize(
    "query",
    [
        "?year=2018",
        "?region=ITC4",
        "?region=lombardy",
        "?region=lombrady",
        "?region=ital",
        "?series=the meetings of",
        "?country=IT",
        "?sector=health",
        "?series=meetings",
        "?q=málaga",
        "?q=MALAGA",
        "?q=malaga&year=2018&country=IT",
    ],
)
def test_each_filter_narrows_the_list(client: Client, query: str) -> None:
    RegionFactory(code="IT", name="Italy", level=0)
    health = SectorFactory(slug="health")
    series = SeriesFactory(slug="meetings", name="The Meetings of Clusters")
    recorded("Other", 2013, host_region=region("ES51", "Catalonia"), country_code="ES")
    wanted = recorded(
        "Wanted", 2018, series=series, city="Málaga", country_code="IT",
        host_region=region("ITC4", "Lombardy"),
    )  # fmt: skip
    wanted.sectors.add(health)

    assert names(client, query) == ["Wanted"]


def test_words_that_mean_no_region_leave_nothing(client: Client) -> None:
    recorded("One", 2018, host_region=region("ITC4", "Lombardy"))

    for query in ("?region=Atlantis", "?region=x", "?series=Olympics"):
        assert names(client, query) == []


def test_just_the_name_of_a_region_means_that_one_alone(client: Client) -> None:
    recorded("Near", 2018, host_region=region("ITC4", "Valle"), country_code="")
    recorded("Far", 2018, host_region=region("ES51", "Valle Alto"), country_code="")

    assert names(client, "?region=valle") == ["Near"]
    assert sorted(names(client, "?region=vall")) == ["Far", "Near"]
    assert "Region: Valle" in client.get("/editions/?region=ITC4").text


def test_a_guest_region_and_what_lies_inside_a_region_count(client: Client) -> None:
    barcelona = region("ES511", "Barcelona")
    recorded("Inside", 2018, host_region=barcelona, country_code="")
    region("ES51", "Catalonia")
    visited = recorded("Visited", 2016, host_region=region("DK", "Denmark"), country_code="")
    visited.guest_regions.add(barcelona)

    assert names(client, "?region=ES51") == ["Inside", "Visited"]


def test_an_active_filter_is_a_chip_that_takes_it_off(client: Client) -> None:
    RegionFactory(code="ES", name="Spain", level=0)
    recorded("One", 2018, country_code="ES")

    page = client.get("/editions/?year=2018&country=ES&page=1").text

    assert 'href="?country=ES"' in page
    assert "Year: 2018" in page
    assert "Country: Spain" in page
    assert '<p class="results" role="status" id="count">1 edition</p>' in page


@pytest.mark.parametrize("query", ["?year=abc", "?region=XX", "?page=zz", "?page=99", "?q=%00"])
def test_nonsense_in_the_address_is_no_error(client: Client, query: str) -> None:
    recorded("One", 2018)

    assert client.get(f"/editions/{query}").status_code == 200


def test_no_match_offers_to_clear_the_filters(read: Read) -> None:
    assert "No edition matches these filters. Clear the filters" in read("/editions/?q=nowhere")


def test_htmx_gets_the_results_alone_and_caches_know(client: Client) -> None:
    recorded("One", 2018)

    part = client.get("/editions/?year=2018", headers={"HX-Request": "true"})

    assert "<html" not in part.text
    assert part.text.strip().startswith('<div class="stack" id="results">')
    assert "HX-Request" in part.headers["Vary"]


def test_more_than_fifty_editions_come_in_pages(client: Client) -> None:
    for year in range(1950, 2001):
        recorded(f"Of {year}", year)

    assert len(names(client)) == 50
    assert names(client, "?page=2") == ["Of 1950"]
    assert 'href="?year=&amp;page=2"' in client.get("/editions/?year=").text


def add_editions(count: int) -> None:
    for _ in range(count):
        edition = RecordedEditionFactory(series=SeriesFactory())
        edition.guest_regions.add(RegionFactory(), RegionFactory())
        EditionFactFactory(subject=edition, qualifier="exactly", number=13)
        RegistrationFactory(edition=EditionFactory(starts_on=AHEAD, ends_on=AHEAD))


def test_the_list_needs_as_many_queries_for_30_rows_as_for_3(client: Client) -> None:
    add_editions(3)
    few = queries_of(client, "/editions/")
    add_editions(27)

    assert queries_of(client, "/editions/") == few <= 15
