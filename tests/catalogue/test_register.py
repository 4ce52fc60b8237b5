"""Series, regions, clusters and other organisations, projects, sources."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from archive.models import Award, Delegation, MediaLink, ProjectAppearance
from clusters.models import Label, LabelAward, ProjectPartner
from events.models import Edition
from matchmaking.models import Need, Offer
from tests.catalogue.conftest import Read
from tests.factories.clusters import (
    ClusterFactory,
    MembershipFactory,
    OrganisationFactFactory,
    OrganisationFactory,
    ProjectFactFactory,
    ProjectFactory,
    RegionFactory,
    SectorFactory,
    SourceFactory,
)
from tests.factories.events import EditionFactFactory, RecordedEditionFactory, SeriesFactory
from tests.support.counting import queries_of

pytestmark = pytest.mark.django_db


def a_series() -> None:
    series = SeriesFactory(organiser=OrganisationFactory())
    RecordedEditionFactory(series=series)


def a_region() -> None:
    edition = RecordedEditionFactory(host_region=RegionFactory(parent=RegionFactory()))
    edition.guest_regions.add(RegionFactory())
    ClusterFactory()


def a_cluster() -> None:
    ClusterFactory().sectors.add(SectorFactory())


def a_project() -> None:
    project = ProjectFactory()
    project.sectors.add(SectorFactory())
    for _ in range(2):
        ProjectPartner.objects.create(project=project, organisation=ClusterFactory())


def a_source() -> None:
    OrganisationFactFactory()
    EditionFactFactory()


@pytest.mark.parametrize(
    ("address", "add"),
    [
        ("/series/", a_series),
        ("/regions/", a_region),
        ("/clusters/", a_cluster),
        ("/projects/", a_project),
        ("/sources/", a_source),
        ("/search/?q=e", a_cluster),
        ("/", a_series),
    ],
)
def test_a_list_needs_as_many_queries_for_30_rows_as_for_3(
    client: Client, address: str, add: Callable[[], None]
) -> None:
    for _ in range(3):
        add()
    few = queries_of(client, address)
    for _ in range(27):
        add()

    assert queries_of(client, address) == few <= 15


def test_a_series_lists_its_public_editions_in_time_with_their_figures(read: Read) -> None:
    series = SeriesFactory(name="Meetings", aim="To meet.")
    later = RecordedEditionFactory(series=series, name="Later")
    RecordedEditionFactory(series=series, name="Hidden", state=Edition.State.DRAFT)
    earlier = RecordedEditionFactory(
        series=series, name="Earlier", starts_on=date(2013, 1, 1), ends_on=date(2013, 1, 2)
    )
    for edition, number in ((later, 17), (earlier, 9)):
        EditionFactFactory(
            subject=edition, topic="bilateral-meetings", qualifier="exactly", number=number
        )

    page = read("/series/" + series.slug + "/")

    assert page.index("Earlier") < page.index("Later")
    assert "Hidden" not in page
    assert "17 bilateral meetings" in page
    assert "Meetings per edition" in page


def test_organisations_that_are_no_clusters_have_a_list_that_narrows(client: Client) -> None:
    agency = OrganisationFactory(kind="agency", name="An agency", region=RegionFactory(code="ES51"))
    OrganisationFactory(kind="network", name="A network")
    ClusterFactory(name="A cluster")

    everything = client.get("/organisations/").text
    assert "An agency" in everything
    assert "A network" in everything
    assert "A cluster" not in everything
    for query in ("kind=agency", "region=ES51", "q=agency", "q=AGENCY"):
        narrowed = client.get(f"/organisations/?{query}").text
        assert agency.get_absolute_url() in narrowed
        assert "A network" not in narrowed
    assert "/organisations/" in client.get(agency.get_absolute_url()).text
    assert 'href="/organisations/"' in client.get("/clusters/").text


def test_a_source_lists_its_facts_with_what_they_are_about(client: Client, read: Read) -> None:
    source = SourceFactory(slug="report")
    fact = OrganisationFactFactory(
        source=source, statement="It began in 2009.", passage="since 2009"
    )
    hidden = EditionFactFactory(
        source=source, statement="Not yet public.", subject__state=Edition.State.DRAFT
    )
    OrganisationFactFactory(statement="Of another text.")

    page = read("/sources/report/")

    assert fact.subject.name in page
    assert "It began in 2009. “since 2009”" in page
    assert "1 passage " in page
    assert hidden.statement not in page
    assert "Of another text." not in page
    assert fact.subject.get_absolute_url() in client.get("/sources/report/").text
    assert 'href="/sources/report/"' in client.get("/sources/").text
    assert client.get("/sources/none/").status_code == 404


def rows_in_order(client: Client, query: str) -> list[str]:
    page = client.get(f"/regions/{query}").text
    return re.findall(r'role="rowheader"><a href="/regions/(\w+)/">', page)


def test_regions_sort_by_each_column(client: Client) -> None:
    busy, quiet = RegionFactory(code="ES51", name="Zone"), RegionFactory(code="IT", name="Area")
    RecordedEditionFactory(host_region=busy)
    ClusterFactory(region=quiet)

    assert rows_in_order(client, "") == ["IT", "ES51"]
    assert rows_in_order(client, "?order=-name") == ["ES51", "IT"]
    assert rows_in_order(client, "?order=-editions") == ["ES51", "IT"]
    assert rows_in_order(client, "?order=-clusters") == ["IT", "ES51"]
    assert rows_in_order(client, "?order=nonsense") == ["IT", "ES51"]
    assert 'aria-sort="descending"' in client.get("/regions/?order=-editions").text


def test_partner_regions_are_those_of_the_same_editions_with_counts(read: Read) -> None:
    home, other = RegionFactory(code="ES51", name="Here"), RegionFactory(code="ITC4", name="There")
    for year in (2016, 2018):
        edition = RecordedEditionFactory(
            host_region=home, starts_on=date(year, 1, 1), ends_on=date(year, 1, 2)
        )
        edition.guest_regions.add(other)

    assert "There 2 editions" in read("/regions/ES51/")
    assert "Here 2 editions" in read("/regions/ITC4/")


@pytest.mark.parametrize(
    "query", ["?q=wanted", "?q=VÁLVES", "?sector=health", "?region=ES51", "?q=valves&region=ES"]
)
def test_each_filter_narrows_the_clusters(read: Read, query: str) -> None:
    RegionFactory(code="ES", name="Spain", level=0)
    wanted = ClusterFactory(name="Wanted", region=RegionFactory(code="ES51"))
    wanted.sectors.add(SectorFactory(slug="health"))
    Offer.objects.create(cluster=wanted, text="Valves")
    ClusterFactory(name="Different", region=RegionFactory(code="IT"))

    page = read(f"/clusters/{query}")

    assert "1 cluster" in page
    assert "Different" not in page


def test_a_clusters_page_shows_its_profile_labels_projects_and_editions(read: Read) -> None:
    cluster = ClusterFactory(name="Solar", member_count=42)
    Offer.objects.create(cluster=cluster, text="Test fields")
    Need.objects.create(cluster=cluster, text="Battery housings")
    gold = Label.objects.create(slug="gold", name="Gold label")
    LabelAward.objects.create(label=gold, organisation=cluster, awarded_on=date(2020, 1, 1))
    lapsed = Label.objects.create(slug="bronze", name="Bronze label")
    LabelAward.objects.create(
        label=lapsed, organisation=cluster, awarded_on=date(2010, 1, 1),
        valid_until=date(2012, 1, 1),
    )  # fmt: skip
    ProjectPartner.objects.create(
        project=ProjectFactory(name="Grids"), organisation=cluster, role="lead"
    )
    Delegation.objects.create(
        edition=RecordedEditionFactory(name="The conference"), organisation=cluster,
        source=SourceFactory(), passage="came along",
    )  # fmt: skip

    page = read(f"/clusters/{cluster.slug}/")

    for words in ("Test fields", "Battery housings", "Gold label", "Grids", "Lead", "42"):
        assert words in page
    assert "The conference" in page
    assert "Bronze label" not in page


def test_other_organisations_have_a_page_of_their_own_and_clusters_one(client: Client) -> None:
    cluster, agency = ClusterFactory(), OrganisationFactory()

    assert client.get(f"/clusters/{cluster.slug}/").status_code == 200
    assert client.get(f"/organisations/{agency.slug}/").status_code == 200
    moved = client.get(f"/organisations/{cluster.slug}/")
    assert moved.headers["Location"] == f"/clusters/{cluster.slug}/"
    back = client.get(f"/clusters/{agency.slug}/")
    assert back.headers["Location"] == f"/organisations/{agency.slug}/"


def test_strangers_are_offered_a_claim_and_members_their_pages(client: Client) -> None:
    cluster = ClusterFactory()
    address = cluster.get_absolute_url()

    assert f"/claims/new/?organisation={cluster.slug}" in client.get(address).text

    client.force_login(MembershipFactory(organisation=cluster).user)
    page = client.get(address).text
    assert "/claims/new/" not in page
    assert f"/organisations/{cluster.slug}/members/" in page


def test_nobody_who_speaks_for_a_cluster_is_named_on_its_page(client: Client) -> None:
    member = MembershipFactory(user__name="Quiet Person")

    page = client.get(member.organisation.get_absolute_url()).text

    assert "Quiet Person" not in page
    assert member.user.email not in page


def test_sources_that_disagree_stand_side_by_side_with_their_passages(read: Read) -> None:
    project = ProjectFactory()
    for number, passage in ((4, "four clusters"), (5, "five partners")):
        ProjectFactFactory(
            subject=project, topic="partners", qualifier="exactly", number=number, passage=passage
        )

    page = read(project.get_absolute_url())

    assert "Sources disagree." in page
    assert "“four clusters”" in page
    assert "“five partners”" in page
    assert "4 or 5 sources disagree" in page


def test_sources_that_agree_say_the_closest_figure(read: Read) -> None:
    project = ProjectFactory()
    ProjectFactFactory(subject=project, topic="people", qualifier="more_than", number=300)
    ProjectFactFactory(subject=project, topic="people", qualifier="exactly", number=315)
    ProjectFactFactory(subject=project, topic="visitors", qualifier="more_than", number=1200)

    page = read(project.get_absolute_url())

    assert "Sources disagree" not in page
    assert "people 315 visitors more than 1,200" in page


def test_a_projects_drafts_stay_hidden(read: Read) -> None:
    project = ProjectFactory()
    draft = RecordedEditionFactory(name="Not yet", state=Edition.State.DRAFT)
    Delegation.objects.create(
        edition=draft, project=project, source=SourceFactory(), passage="came along"
    )
    award = Award.objects.create(
        slug="prize", name="A prize", project=project, source=SourceFactory(), passage="awarded"
    )

    page = read(project.get_absolute_url())

    assert "Not yet" not in page
    assert award.name in page


def test_sources_say_how_many_facts_rest_on_them(read: Read) -> None:
    source = SourceFactory(title="The article", published_on=date(2018, 5, 14))
    OrganisationFactFactory(source=source)
    EditionFactFactory(source=source)
    EditionFactFactory(source=source, subject__state=Edition.State.DRAFT)
    MediaLink.objects.create(
        edition=RecordedEditionFactory(), kind="pictures", title="Photos", source=source
    )

    page = read("/sources/")

    assert "The article" in page
    assert "14 May 2018" in page
    assert "2 facts 1 other entry" in page


def test_sources_of_one_day_stand_in_the_order_of_their_titles(read: Read) -> None:
    titles = ["alpine news", "Ärzteblatt", "Chronicle 9", "Chronicle 10", "Zeitung"]
    for title in reversed(titles):
        SourceFactory(title=title, published_on=None)

    page = read("/sources/")

    assert sorted(titles, key=page.index) == titles


def test_demonstration_data_does_not_count_for_a_region(client: Client) -> None:
    region = RegionFactory(code="ES51")
    RecordedEditionFactory(host_region=region)
    RecordedEditionFactory(host_region=region, is_demo=True)
    ClusterFactory(region=region, is_demo=True)
    row = next(row for row in client.get("/regions/").context["rows"] if row.region == region)
    assert (row.editions, row.clusters) == (1, 0)


def test_a_project_shows_each_edition_once_with_all_that_it_did_there(read: Read) -> None:
    edition, project = RecordedEditionFactory(name="First steps"), ProjectFactory()
    passage = {"edition": edition, "project": project, "source": SourceFactory(), "passage": "So."}
    ProjectAppearance.objects.create(kind="kick_off", **passage)
    Delegation.objects.create(description="Four clusters.", **passage)
    page = read(project.get_absolute_url())
    assert page.count("First steps") == 1
    assert page.index("Kick-off meeting") < page.index("Delegation: Four clusters.")


@pytest.mark.django_db
def test_series_stand_in_the_order_of_their_names(client: Client) -> None:
    for name in ("Zebra", "alpha", "Middle"):
        SeriesFactory(name=name)
    page = client.get(reverse("series-list")).text
    assert page.index("alpha") < page.index("Middle") < page.index("Zebra")


@pytest.mark.django_db
def test_what_a_series_and_a_region_count_are_neither_cancelled_nor_invented(read: Read) -> None:
    host, guest = RegionFactory(code="ES51"), RegionFactory(code="ITC4")
    series = SeriesFactory(name="Meetings")
    for year, fields in (
        (2013, {"state": Edition.State.CANCELLED}),
        (2014, {}),
        (2015, {}),
        (2016, {"is_demo": True}),
        (2017, {"state": Edition.State.DRAFT}),
    ):
        first, last = date(year, 5, 1), date(year, 5, 2)
        edition = RecordedEditionFactory(
            series=series, host_region=host, starts_on=first, ends_on=last, **fields
        )
        edition.guest_regions.add(guest)
    assert "2 editions, 2014 – 2015" in read("/series/")
    assert "2 editions" in read(series.get_absolute_url())
    partner = read("/regions/ES51/").partition("Partner regions")[2]
    assert f"{guest.name} 2 editions" in partner, partner[:400]


@pytest.mark.django_db
def test_an_invented_series_counts_nothing(read: Read) -> None:
    series = SeriesFactory(name="Invented", is_demo=True)
    RecordedEditionFactory(series=series, is_demo=True)
    assert "0 editions" not in read("/series/")
    assert "0 editions" not in read(series.get_absolute_url())
