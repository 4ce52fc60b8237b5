"""One search over the register: what it finds, in which order, and at which price."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive.models import Award
from catalogue.queries.search import search
from clusters.likeness import as_looked_for, named
from clusters.models import (
    FundingProgramme,
    Organisation,
    RegionName,
    RegionPartnership,
    Sector,
    SmallRegion,
)
from clusters.queries import area
from events.models import Edition, Session, Speaker
from tests.factories.clusters import (
    ClusterFactory,
    OrganisationFactory,
    ProjectFactory,
    RegionFactory,
    SourceFactory,
)
from tests.factories.events import EditionFactory

pytestmark = pytest.mark.django_db


def found(words: str) -> list[tuple[str, list[str]]]:
    """Kinds with the names found, as a visitor gets them."""
    return [(kind.kind, [hit.name for hit in kind.hits]) for kind in search(words, AnonymousUser())]


def recorded(**fields: object) -> Edition:
    edition: Edition = EditionFactory(state="finished", is_recorded=True, **fields)
    return edition


@pytest.fixture
def bavaria() -> None:
    region = RegionFactory(code="DE2", name="Bavaria", local_name="Bayern")
    RegionName.objects.create(region=region, language="it", name="Baviera")
    upper = RegionFactory(code="DE21", name="Oberbayern")
    RegionName.objects.create(region=upper, language="en", name="Munich")
    RegionName.objects.create(region=upper, language="de", name="München")


def test_an_exact_name_comes_first_and_nothing_merely_like_it_stands_beside_it() -> None:
    ClusterFactory(name="Clusters of Grids", summary="")
    for number in range(5):
        ClusterFactory(name=f"Cluster Grid {number}")
    ProjectFactory(name="CLUSGRID and friends")
    ClusterFactory(name="Cluster for smart grids", short_name="CLUSGRID")
    said = recorded(name="Study visit", summary="Partners of CLUSGRID met.")

    assert found("CLUSGRID") == [
        ("organisations", ["CLUSGRID"]),
        ("projects", ["CLUSGRID and friends"]),
        ("editions", [said.name]),
    ]


def test_an_exact_name_stands_before_longer_ones() -> None:
    for name in ("Health Valley", "Digital Health", "Health", "Healthy Food"):
        ClusterFactory(name=name)

    [(_, names)] = found("health")
    assert names == ["Health", "Health Valley", "Healthy Food", "Digital Health"]


@pytest.mark.parametrize("words", ["München", "munchen", "Munchne", "Saloniki", "Θεσσαλονίκη"])
def test_a_region_is_found_by_the_small_regions_in_it(client: Client, words: str) -> None:
    upper = RegionFactory(code="DE21", name="Oberbayern")
    macedonia = RegionFactory(code="EL52", name="Kentriki Makedonia")
    SmallRegion.objects.create(region=upper, code="DE212", name="München, Kreisfreie Stadt")
    SmallRegion.objects.create(
        region=macedonia, code="EL522", name="Θεσσαλονίκη", latin_name="Thessaloniki"
    )
    there = ClusterFactory(name="Biotech of a city", region=upper)
    region = upper if words.casefold().startswith("m") else macedonia

    assert found(words) == [("regions", [region.name])]
    assert area(words).regions == (region,)
    listed = client.get("/clusters/", {"q": words}).text
    assert (there.name in listed) == (words in ("München", "munchen"))
    page = client.get(region.get_absolute_url()).text
    assert "München, Kreisfreie Stadt" in page or "Thessaloniki" in page


@pytest.mark.usefixtures("bavaria")
def test_a_slip_in_another_language_is_forgiven_where_regions_are_chosen() -> None:
    assert [region.name for region in area("Baveira").regions] == ["Bavaria"]
    assert [region.name for region in area("Munihc").regions] == ["Oberbayern"]


@pytest.mark.parametrize("words", ["Rhone", "rhône", "RHÔNE", "Rhône-", "rohne alpes"])
def test_accents_case_and_slips_are_forgiven(words: str) -> None:
    RegionFactory(code="FRK2", name="Rhône-Alpes")
    RegionFactory(code="ES51", name="Catalonia")

    assert found(words) == [("regions", ["Rhône-Alpes"])]


@pytest.mark.parametrize(
    "words", ["Rohne", "rhoen", "hrone", "entreprise rohne", "etnreprise rohne"]
)
def test_two_letters_that_changed_places_are_forgiven_in_short_words_too(words: str) -> None:
    ClusterFactory(name="Entreprise Rhône-Alpes")
    ClusterFactory(name="Entreprise Bonne Rosne")

    assert found(words) == [("organisations", ["Entreprise Rhône-Alpes"])]


def test_what_is_much_less_like_the_words_is_not_shown_beside_the_likest(client: Client) -> None:
    recorded(name="Grow Your Region, Valencia")
    RegionFactory(code="PT1D", name="Oeste e Vale do Tejo")
    ClusterFactory(name="Cluster Labelling Excellence")
    ClusterFactory(name="Valencia Automotive")

    assert found("Valence") == [
        ("editions", ["Grow Your Region, Valencia"]),
        ("organisations", ["Valencia Automotive"]),
    ]
    listed = client.get("/clusters/", {"q": "Valence"}).text
    assert "Valencia Automotive" in listed
    assert "Excellence" not in listed


def test_words_within_others_are_not_shown_beside_a_name_that_begins_so() -> None:
    ClusterFactory(name="Logic Valley")
    ClusterFactory(name="Biologics")

    assert found("logic") == [("organisations", ["Logic Valley"])]
    assert found("ologic") == [("organisations", ["Biologics"])]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("München", "Oberbayern"),
        ("munchen", "Oberbayern"),
        ("Munich", "Oberbayern"),
        ("munihc", "Oberbayern"),
        ("Baviera", "Bavaria"),
        ("Bayern", "Bavaria"),
        ("de2", "Bavaria"),
    ],
)
@pytest.mark.usefixtures("bavaria")
def test_a_region_is_found_by_its_names_in_other_languages(words: str, name: str) -> None:
    kinds = dict(found(words))
    assert kinds["regions"][0] == name
    assert list(kinds) == ["regions"]


def test_speakers_programmes_partnerships_awards_and_sectors_are_found(client: Client) -> None:
    edition = recorded(name="Málaga 2022", slug="malaga-2022")
    session = Session.objects.create(edition=edition, title="Opening")
    Speaker.objects.create(session=session, name="Dr. Jan Krämer", role="Director")
    commission = OrganisationFactory(name="Commission", slug="commission")
    FundingProgramme.objects.create(
        slug="ecei", kind="initiative", name="ECEI", operator=commission
    )
    motors = RegionPartnership.objects.create(slug="motors", name="Four Motors for Europe")
    motors.regions.add(RegionFactory(code="ITC4", name="Lombardy"))
    Award.objects.create(slug="gold", name="Gold Label", edition=edition, source=SourceFactory())
    Sector.objects.create(slug="health", name="Health care", position=1)

    for words, kind, address in (
        ("kramer", "Speakers", "/editions/malaga-2022/"),
        ("ECEI", "Programmes and calls", "/organisations/commission/"),
        ("four motors", "Partnerships of regions", "/regions/ITC4/"),
        ("gold label", "Awards", "/editions/malaga-2022/"),
        ("health", "Sectors", "/clusters/?sector=health"),
    ):
        shown = client.get("/search/", {"q": words}).content.decode()
        assert kind in shown, words
        assert f'href="{address}"' in shown, words


def test_who_speaks_at_a_draft_is_not_found() -> None:
    session = Session.objects.create(edition=EditionFactory(state="draft"), title="Opening")
    Speaker.objects.create(session=session, name="Jan Kramer")

    assert found("kramer") == []


@pytest.mark.parametrize("words", ["", "a", "??", "%", "_", "\x00", " & "])
def test_too_little_to_go_by_finds_nothing(words: str) -> None:
    ClusterFactory(name="A cluster")

    assert found(words) == []


def test_signs_of_patterns_are_words_like_others() -> None:
    ClusterFactory(name="R&D 100% Alps")
    ClusterFactory(name="Road Cluster 100 Alps")

    assert found("r&d 100%") == [("organisations", ["R&D 100% Alps"])]


def many(total: int = 3000) -> None:
    names = ("Alpine", "Bio", "Clean", "Digital", "Energy", "Food", "Health", "Marine")
    Organisation.objects.bulk_create(
        Organisation(
            slug=f"many-{number}",
            kind="cluster",
            name=f"{names[number % 8]} {names[number // 8 % 8]} Cluster {number}",
            short_name=f"C{number}" if number % 2 else "",
            summary="We work together.",
        )
        for number in range(total)
    )


def test_with_3000_organisations_a_search_is_small_and_few_queries(client: Client) -> None:
    many()
    for words in ("cluster", "helath", "C2999"):
        with CaptureQueriesContext(connection) as made:
            answer = client.get("/search/", {"q": words})
        assert len(made) <= 15
        assert len(answer.content) <= 100_000
    assert found("C2999") == [("organisations", ["C2999"])]
    listed = client.get("/clusters/", {"q": "helath"})
    assert "Health" in listed.content.decode()


def test_names_are_found_by_the_index() -> None:
    """Where there are too few for it to be worth while, the index is what is left."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Organisation.objects.filter(named(as_looked_for("C2999"))).order_by().explain()

    assert "organisation_known_as" in plan


def test_a_source_leads_to_its_own_page(client: Client) -> None:
    source = SourceFactory(title="Chronicle of the ports")
    assert f'href="{source.get_absolute_url()}"' in client.get("/search/?q=chronicle").text
