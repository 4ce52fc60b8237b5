"""The five systems of the sources on their pages, with provenance."""

import pytest
from django.test import Client

from archive.loader.contacts import contact_details
from archive.models import EditionFact, Lesson, SeriesFact
from clusters.models import (
    FundingProgramme,
    Organisation,
    OrganisationFact,
    Project,
    ProjectFact,
    Region,
    RegionFact,
    RegionPartnershipFact,
)
from events.models import Edition, Series
from tests.catalogue.conftest import Read, pieces

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

EDITIONS = (
    "norway-meets-catalonia-2013",
    "denmark-meets-catalonia-2014",
    "auvergne-rhone-alpes-meets-catalonia-2016",
    "lombardy-meets-catalonia-2018",
    "clusters-meet-regions-malaga-2022",
    "intercluster-national-meeting-pamplona-2019",
    "grow-your-region-valencia-2017",
)
PROJECTS = ("bioxclusters", "clusgrid")

Facts = list[EditionFact] | list[ProjectFact] | list[Lesson]


def plain(text: str) -> str:
    return " ".join(text.split())


def assert_shown(facts: Facts, page: str) -> None:
    assert facts
    for fact in facts:
        assert plain(fact.statement) in page
        assert f"“{plain(fact.passage)}”" in page
        assert plain(fact.source.title) in page
        assert not fact.is_inferred or plain(fact.inferred_because) in page


@pytest.mark.parametrize("slug", EDITIONS)
def test_an_edition_shows_every_fact_with_passage_and_source(slug: str, read: Read) -> None:
    page = read(f"/editions/{slug}/")

    assert_shown(list(EditionFact.objects.filter(subject__slug=slug)), page)
    for lesson in Lesson.objects.filter(subject__slug=slug):
        assert_shown([lesson], page)


@pytest.mark.parametrize("slug", PROJECTS)
def test_a_project_shows_every_fact_with_passage_and_source(slug: str, read: Read) -> None:
    assert_shown(list(ProjectFact.objects.filter(subject__slug=slug)), read(f"/projects/{slug}/"))


def test_every_fact_of_the_register_stands_on_some_page(read: Read) -> None:
    kinds = (EditionFact, Lesson, SeriesFact, OrganisationFact, ProjectFact, RegionFact)
    for kind in kinds:
        pages: dict[str, str] = {}
        for fact in kind.objects.select_related("subject"):
            address = fact.subject.get_absolute_url()
            pages[address] = pages.get(address) or read(address)
            assert plain(fact.statement) in pages[address]


def test_facts_of_programmes_and_partnerships_stand_with_what_they_concern(read: Read) -> None:
    for programme in FundingProgramme.objects.select_related("operator"):
        assert programme.operator is not None
        page = read(programme.operator.get_absolute_url())
        assert all(plain(fact.statement) in page for fact in programme.facts.all())
    catalonia = read("/regions/ES51/")
    for fact in RegionPartnershipFact.objects.all():
        assert plain(fact.statement) in catalonia


def test_four_clusters_against_five_named_partners_is_shown_as_a_disagreement(read: Read) -> None:
    page = read("/projects/bioxclusters/")

    assert "Sources disagree: one text counts in two ways." in page
    assert "4 or 5" in page
    assert "Four life sciences clusters take part." in page
    assert "Five partners are named" in page


def test_2180_against_2210_meetings_is_shown_as_a_disagreement(read: Read) -> None:
    page = read("/organisations/european-cluster-collaboration-platform/")

    assert "Sources disagree. Every value is shown" in page
    assert "2,210 cluster meetings" in page
    assert "2,180 bilateral meetings" in page


def test_more_than_300_agrees_with_315(read: Read) -> None:
    page = read("/editions/grow-your-region-valencia-2017/")

    assert "Sources disagree" not in page
    assert "participants 315" in page
    assert "More than 300 people attended." in page


def test_an_inferred_date_says_so_and_why(read: Read) -> None:
    page = read("/editions/intercluster-national-meeting-pamplona-2019/")

    assert "11 December 2019 ( inferred )" in page
    assert "Why we infer it:" in page


def test_the_meeting_of_2018_shows_its_header_figures_and_series(read: Read) -> None:
    page = read("/editions/lombardy-meets-catalonia-2018/")

    assert "Lombardy meets Catalonia" in page
    assert "Barcelona, Spain" in page
    assert "clusters 13 bilateral meetings 17" in page
    assert "Norway meets Catalonia" in page
    assert "Visited: DOMOTYS" in page


def test_an_edition_that_was_only_announced_says_so(read: Read) -> None:
    page = read("/editions/bioxclusters-kick-off-lyon-2012/")

    assert "Announced" in page
    assert "Finished" not in page
    assert "The sources announce this event; none says that it took place." in page


def test_a_host_region_that_no_source_names_is_marked_as_inferred(read: Read) -> None:
    assert "Host region Catalonia ( inferred )" in read("/editions/denmark-meets-catalonia-2014/")
    assert "Catalonia ( inferred )" not in read("/editions/lombardy-meets-catalonia-2018/")


def test_malaga_names_its_speakers_with_their_organisations(read: Read) -> None:
    page = read("/editions/clusters-meet-regions-malaga-2022/")

    for name in ("Jan-Philipp Kramer", "Marek Przeor", "Ana Moniche", "Hervé Floch"):
        assert name in page
    assert "Recording of the event (the source gives no address)" in page


def test_a_project_shows_partners_work_packages_markets_and_call(read: Read) -> None:
    page = read("/projects/bioxclusters/")

    for words in ("BioPmed", "for Piedmont", "Lead", "Project management", "Brazil"):
        assert words in page
    assert "Call for proposals: Promoting world-class clusters" in page
    assert "January 2012 – January 2014" in page
    assert "Finished" in page


def public_addresses() -> list[str]:
    fixed = ["/", "/editions/", "/series/", "/regions/", "/clusters/", "/projects/", "/sources/"]
    words = ["/accessibility/", "/privacy/", "/open-data/", "/search/?q=cluster"]
    rows = [
        *Edition.objects.public(),
        *Series.objects.all(),
        *Region.objects.filter(facts__isnull=False).distinct(),
        *Region.objects.filter(code__in=["ES", "ES51", "FRK2", "EL52", "XK"]),
        *Organisation.objects.all(),
        *Project.objects.all(),
    ]
    return [*fixed, *words, *(row.get_absolute_url() for row in rows)]


def test_no_public_page_shows_anything_like_an_address_or_a_telephone_number(
    client: Client,
) -> None:
    for address in public_addresses():
        page = client.get(address).text
        assert "mailto:" not in page
        assert "tel:" not in page
        assert [found for text in pieces(page) for found in contact_details(text)] == [], address


@pytest.mark.parametrize(("former", "today"), [("FR7", "FRK"), ("FR71", "FRK2")])
def test_a_former_code_leads_to_the_region_of_today(
    client: Client, former: str, today: str
) -> None:
    response = client.get(f"/regions/{former}/")

    assert response.status_code == 301
    assert response.headers["Location"] == f"/regions/{today}/"
    assert client.get("/regions/XX/").status_code == 404


def test_a_region_counts_what_lies_inside_it(read: Read) -> None:
    assert "MetaIndustry4" in read("/regions/ES/")
    assert "Lombardy 1 edition" in read("/regions/ES51/")
