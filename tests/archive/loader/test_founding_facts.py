"""The five systems of the sources, as the files of `data/` load them."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from archive.loader.contacts import contact_details
from archive.loader.load import Loaded, load
from archive.models import Award
from clusters.models import (
    FundingProgramme,
    Organisation,
    Project,
    Region,
    RegionPartnership,
    Sector,
    Source,
)
from clusters.models.projects import DatePrecision
from events.models import Edition, Session, Speaker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founding_facts")]

FILES = sorted((settings.BASE_DIR / "data").glob("*.yaml"))


def edition(slug: str) -> Edition:
    return Edition.objects.get(slug=slug)


def figures(slug: str, topic: str) -> list[tuple[str, int | None]]:
    facts = edition(slug).facts.filter(topic=topic, number__isnull=False)
    return [(fact.qualifier, fact.number) for fact in facts]


def test_loading_them_again_changes_nothing(founding_facts: Loaded) -> None:
    again = load([settings.BASE_DIR / "data"], is_whole=True)

    assert not again.is_change
    assert again.counts["unchanged"] == founding_facts.counts["created"]


def test_the_addresses_are_those_agreed() -> None:
    in_series = {
        ("international-intercluster-meeting", 1): "norway-meets-catalonia-2013",
        ("international-intercluster-meeting", 2): "denmark-meets-catalonia-2014",
        ("international-intercluster-meeting", 3): "auvergne-rhone-alpes-meets-catalonia-2016",
        ("international-intercluster-meeting", 4): "lombardy-meets-catalonia-2018",
        ("clusters-meet-regions", 1): "clusters-meet-regions-malaga-2022",
        ("intercluster-national-meeting", 1): "intercluster-national-meeting-pamplona-2019",
        ("grow-your-region", 2): "grow-your-region-valencia-2017",
    }
    found = Edition.objects.exclude(series=None).values_list("series__slug", "ordinal", "slug")

    assert {(series, ordinal): slug for series, ordinal, slug in found} == in_series
    assert set(Edition.objects.filter(series=None).values_list("slug", flat=True)) == {
        "annual-spanish-clusters-congress-2018",
        "bioxclusters-kick-off-lyon-2012",
        "cebr-meeting-munich-2012",
        "clusgrid-study-visit-barcelona-2017",
    }
    assert {"bioxclusters", "clusgrid"} <= set(Project.objects.values_list("slug", flat=True))


def test_what_a_source_only_announces_is_not_finished() -> None:
    assert not Edition.objects.exclude(is_recorded=True).exists()
    announced = Edition.objects.exclude(state=Edition.State.FINISHED)
    assert [(found.slug, found.state) for found in announced] == [
        ("bioxclusters-kick-off-lyon-2012", Edition.State.ANNOUNCED)
    ]
    assert all(edition.facts.exists() for edition in Edition.objects.all())


def test_lombardy_met_catalonia() -> None:
    lombardy = edition("lombardy-meets-catalonia-2018")

    assert (lombardy.starts_on, lombardy.ends_on) == (date(2018, 4, 19), date(2018, 4, 20))
    assert lombardy.facts.get(topic="dates").is_inferred
    assert figures(lombardy.slug, "clusters") == [("exactly", 13)]
    assert figures(lombardy.slug, "bilateral-meetings") == [("exactly", 17)]
    assert [region.code for region in lombardy.guest_regions.all()] == ["ITC4"]
    assert {sector.slug for sector in lombardy.sectors.all()} == {
        "health",
        "mobility-transport-automotive",
        "digital",
    }
    assert lombardy.partnerships.get().name == "Four Motors for Europe"
    visit = lombardy.sessions.get(kind=Session.Kind.SITE_VISIT)
    assert visit.visited.get().short_name == "DOMOTYS"
    assert "concrete projects" in lombardy.lessons.get(topic="projects").passage


def test_catalonia_has_its_cluster_policy_and_its_guests() -> None:
    catalonia = Region.objects.get(code="ES51")

    years = catalonia.facts.get(topic="years-of-cluster-policy")
    assert (years.qualifier, years.number) == ("more_than", 25)
    assert catalonia.facts.filter(passage__contains="Porter").exists()
    guests = {
        found.starts_on.year: [region.code for region in found.guest_regions.all()]
        for found in Edition.objects.filter(series__slug="international-intercluster-meeting")
        if found.starts_on
    }
    assert guests == {2013: ["NO"], 2014: ["DK"], 2016: ["FRK"], 2018: ["ITC4"]}


def test_years_alone_are_known_of_the_first_three() -> None:
    early = Edition.objects.filter(slug__in=["norway-meets-catalonia-2013"])
    early |= Edition.objects.filter(slug__endswith="-catalonia-2014")
    early |= Edition.objects.filter(slug__endswith="-catalonia-2016")

    assert {found.date_precision for found in early} == {DatePrecision.YEAR}


@pytest.mark.parametrize("slug", ["norway", "denmark", "auvergne-rhone-alpes"])
def test_the_host_of_the_first_three_is_inferred_and_says_why(slug: str) -> None:
    meeting = Edition.objects.get(slug__startswith=f"{slug}-meets-catalonia-")

    assert meeting.host_region == Region.objects.get(code="ES51")
    assert "names no place and no host" in meeting.facts.get(topic="host-region").inferred_because


def test_the_text_dates_the_origin_of_the_series_and_not_the_first_meeting() -> None:
    norway = edition("norway-meets-catalonia-2013")

    assert "not a meeting" in norway.facts.get(topic="dates").inferred_because
    assert not norway.series or not norway.series.facts.get(topic="origin").is_inferred


def test_solartys_as_contact_is_inferred_from_the_text() -> None:
    fact = edition("grow-your-region-valencia-2017").facts.get(topic="contact-organisation")

    assert fact.passage.startswith("Solartys,")
    assert fact.is_inferred


def test_malaga_has_its_days_its_speakers_and_its_visits() -> None:
    malaga = edition("clusters-meet-regions-malaga-2022")

    assert (malaga.starts_on, malaga.ends_on) == (date(2022, 2, 16), date(2022, 2, 17))
    speakers = Speaker.objects.filter(session__edition=malaga)
    assert {
        (speaker.name, speaker.organisation.called if speaker.organisation else "")
        for speaker in speakers
    } == {
        ("Dr. Jan-Philipp Kramer", "Prognos"),
        ("Marek Przeor", "DG GROW"),
        ("Ana Moniche", "Public Entity for Tourism and Sport Management"),
        ("Hervé Floch", ""),
    }
    assert dict(malaga.sessions.values_list("day_on", "day_title")) == {
        date(2022, 2, 16): "Clusters-Regions: A partnership for resilience",
        date(2022, 2, 17): "Clusters meet Andalusia",
    }
    visited = Organisation.objects.filter(site_visits__edition=malaga)
    assert {organisation.called for organisation in visited} == {
        "Malaga technology park",
        "TORSA",
        "CESUR",
        "Digital Pole",
    }
    assert figures(malaga.slug, "cluster-pitches") == [("more_than", 10)]
    assert figures(malaga.slug, "cluster-organisations-in-andalusia") == [("exactly", 21)]
    assert malaga.lessons.exists()
    assert {link.kind for link in malaga.media.all()} == {"recording", "pictures"}
    assert {row.organisation.called: row.role for row in malaga.organisers.all()} == {
        "Junta de Andalucía": "auspices",
        "DG GROW": "auspices",
    }


def test_pamplona_is_dated_by_inference_and_gathered_about_fifty() -> None:
    pamplona = edition("intercluster-national-meeting-pamplona-2019")

    assert (pamplona.starts_on, pamplona.ends_on) == (date(2019, 12, 10), date(2019, 12, 11))
    assert "all along 2020" in pamplona.facts.get(topic="dates").inferred_because
    assert not Source.objects.filter(publisher="Diario de Navarra").exists()
    assert figures(pamplona.slug, "cluster-organisations") == [("about", 50)]
    regions = {region.code for region in pamplona.guest_regions.all()}
    assert regions == {"ES24", "ES21", "ES51", "ES52", "ES70", "ES12"}
    assert "all along 2020" in pamplona.facts.get(topic="follow-up").passage
    assert {row.organisation.slug for row in pamplona.organisers.all()} == {
        "federation-of-clusters",
        "sodena",
    }


def test_the_project_of_2018_has_its_award_and_the_observatorys_choice() -> None:
    award, choice = Award.objects.order_by("kind")

    assert award.name == "Best Collaborative Project between Enterprises Award"
    assert (award.year, award.edition) == (2018, edition("annual-spanish-clusters-congress-2018"))
    assert choice.given_by == Organisation.objects.get(slug="european-cluster-observatory")
    assert award.project == choice.project
    assert award.project is not None
    assert award.project.name == "The development of integral solutions for value chain"
    partners = award.project.partners.values_list("organisation__slug", "role")
    assert dict(partners) == {"metaindustry4": "partner", "asturex": "supporter"}


def test_valencia_is_dated_by_other_sources_and_its_figures_stand_side_by_side() -> None:
    valencia = edition("grow-your-region-valencia-2017")

    assert (valencia.starts_on, valencia.ends_on) == (date(2017, 11, 8), date(2017, 11, 9))
    publishers = {fact.source.publisher for fact in valencia.facts.filter(topic="dates")}
    assert "European Cluster Collaboration Platform" in publishers
    assert figures(valencia.slug, "participants") == [("exactly", 315), ("more_than", 300)]
    assert figures(valencia.slug, "countries") == [("exactly", 25)]
    assert valencia.sessions.filter(kind=Session.Kind.WORKSHOP).count() == 2
    assert {row.organisation.called: row.role for row in valencia.organisers.all()} == {
        "European Commission": "organiser",
        "DG GROW": "co_organiser",
        "DG REGIO": "co_organiser",
        "Government of Valencia": "partner",
    }
    came = {row.project.slug for row in valencia.delegations.all() if row.project}
    assert came == {"clusgrid", "innodrop"}


def test_the_study_visit_came_before_valencia_in_an_inferred_year() -> None:
    visit = edition("clusgrid-study-visit-barcelona-2017")

    assert visit.starts_on == date(2017, 11, 6)
    assert "16 October 2018" in visit.facts.get(topic="dates").inferred_because
    assert visit.links_to_later.get().later.slug == "grow-your-region-valencia-2017"


def test_the_initiative_of_2009_and_solartys_are_known() -> None:
    initiative = FundingProgramme.objects.get(slug="european-cluster-excellence-initiative")
    solartys = Organisation.objects.get(slug="solartys")

    assert initiative.started_year == 2009
    assert solartys.founded_year == 2009
    assert solartys.facts.filter(passage__contains="energy efficiency").exists()


def test_bioxclusters_has_partners_packages_markets_and_two_counts_of_partners() -> None:
    project = Project.objects.get(slug="bioxclusters")

    assert (project.starts_on, project.ends_on) == (date(2012, 1, 1), date(2014, 1, 31))
    assert [(row.organisation.slug, row.role) for row in project.partners.all()] == [
        ("erai", "lead"),
        ("biocat", "partner"),
        ("lyonbiopole", "partner"),
        ("biom", "partner"),
        ("biopmed", "partner"),
    ]
    assert [fact.number for fact in project.facts.filter(topic="partners")] == [4, 5]
    assert [market.name for market in project.markets.all()] == [
        "China",
        "Brazil",
        "United States",
    ]
    assert project.work_packages.count() == 4
    assert project.programme is not None
    assert project.programme.operator == Organisation.objects.get(slug="dg-enterprise-and-industry")
    appearances = {row.edition.slug: row.kind for row in project.appearances.all()}
    assert appearances == {
        "bioxclusters-kick-off-lyon-2012": "kick_off",
        "cebr-meeting-munich-2012": "presented",
    }
    assert edition("bioxclusters-kick-off-lyon-2012").date_precision == DatePrecision.MONTH
    assert {"interbio", "bio-ct"} <= set(Project.objects.values_list("slug", flat=True))


def test_the_platforms_two_counts_of_meetings_disagree() -> None:
    platform = Organisation.objects.get(slug="european-cluster-collaboration-platform")

    counts = platform.facts.filter(topic="meetings-at-matchmaking-events")
    assert {fact.number for fact in counts} == {2210, 2180}
    assert counts.values("source").distinct().count() == 2


def test_regions_carry_their_codes() -> None:
    codes = set(Region.objects.values_list("code", "level"))

    assert {("ES51", 2), ("ITC4", 2), ("FRK", 1), ("FRK2", 2), ("DE2", 1), ("DK", 0)} <= codes
    assert Region.objects.get(code="NO").scheme == Region.Scheme.EFTA
    assert Region.objects.get(code="FRK2").former_codes.get().code == "FR71"
    assert all(
        region.code.startswith(region.parent.code)
        for region in Region.objects.select_related("parent")
        if region.parent
    )
    assert RegionPartnership.objects.get().regions.count() == 4
    assert Sector.objects.count() == 14


def test_nobody_is_loaded_who_is_only_quoted_or_to_be_contacted() -> None:
    assert {speaker.name for speaker in Speaker.objects.exclude(name="")} == {
        "Dr. Jan-Philipp Kramer",
        "Marek Przeor",
        "Ana Moniche",
        "Hervé Floch",
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_file_holds_an_address_a_number_or_a_contact_person(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert contact_details(text) == []
    for name in ("Lurigados", "Santamaria", "Danieles", "Vendrell", "Álvarez"):
        assert name not in text


def test_every_source_of_a_fact_says_who_published_it() -> None:
    assert not Source.objects.filter(publisher="").exists()
