"""The list of editions and the page of one."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client

from clusters.models import Organisation, Region
from events.models import Delegate, Edition, Registration
from matchmaking.models import ScheduleVersion
from tests.catalogue.conftest import Read
from tests.factories.accounts import StaffFactory
from tests.factories.clusters import (
    ClusterFactory,
    MembershipFactory,
    RegionFactory,
    SectorFactory,
)
from tests.factories.events import (
    EditionFactFactory,
    EditionFactory,
    RecordedEditionFactory,
    RegistrationFactory,
    SeriesFactory,
    SessionFactory,
)
from tests.factories.matchmaking import (
    MeetingRequestFactory,
    ScheduleVersionFactory,
    meeting_between,
    placed,
    tables,
    window_with_slots,
)
from tests.matchmaking.counting import queries_of

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
    series = SeriesFactory(slug="meetings")
    recorded("Other", 2013, host_region=region("ES51", "Catalonia"), country_code="ES")
    wanted = recorded(
        "Wanted", 2018, series=series, city="Málaga", country_code="IT",
        host_region=region("ITC4", "Lombardy"),
    )  # fmt: skip
    wanted.sectors.add(health)

    assert names(client, query) == ["Wanted"]


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


def test_the_list_needs_as_many_queries_for_300_rows_as_for_3(client: Client) -> None:
    add_editions(3)
    few = queries_of(client, "/editions/")
    add_editions(147)

    assert queries_of(client, "/editions/") == few <= 15


def test_visitors_never_see_a_draft_and_those_who_may_do(client: Client) -> None:
    draft = EditionFactory(state=Edition.State.DRAFT, name="Secret plans")
    address = draft.get_absolute_url()

    assert "Secret plans" not in client.get("/editions/").text
    assert "Secret plans" not in client.get("/search/?q=secret").text
    assert "Secret plans" not in client.get("/").text
    assert client.get(address).status_code == 404
    assert client.get(f"/editions/{draft.slug}.ics").status_code == 404
    assert "Secret plans" not in client.get(f"/regions/{draft.host_region.code}/").text

    client.force_login(MembershipFactory().user)
    assert client.get(address).status_code == 404
    client.force_login(MembershipFactory(organisation=draft.owner).user)
    assert client.get(address).status_code == 200
    client.force_login(StaffFactory())
    assert client.get(address).status_code == 200


def test_registering_is_offered_while_registration_is_open(read: Read, client: Client) -> None:
    edition = EditionFactory(state=Edition.State.REGISTRATION_OPEN, starts_on=AHEAD, ends_on=AHEAD)

    assert "Register a delegation" in read(edition.get_absolute_url())
    assert f'href="/editions/{edition.slug}/register/"' in client.get("/").text

    Edition.objects.update(registration_closes_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert "Register a delegation" not in read(edition.get_absolute_url())


def test_demonstration_data_says_so(read: Read) -> None:
    edition = EditionFactory(is_demo=True, starts_on=AHEAD, ends_on=AHEAD)

    for address in (edition.get_absolute_url(), "/editions/", "/", "/search/?q=edition"):
        assert "Demonstration data" in read(address)


class Meeting:
    """Two clusters of Lombardy and two of Catalonia; one pair meets in a version."""

    def __init__(self, state: Edition.State, version_state: str) -> None:
        lombardy, catalonia = region("ITC4", "Lombardy"), region("ES51", "Catalonia")
        self.edition = EditionFactory(
            name="Lombardy meets Catalonia", host_region=catalonia, state=state
        )
        self.edition.guest_regions.add(lombardy)
        self.clusters: list[Organisation] = [
            ClusterFactory(name=f"{name} of {home}", region=home)
            for home in (lombardy, catalonia)
            for name in ("Air", "Water")
        ]
        self.registrations: list[Registration] = [
            RegistrationFactory(edition=self.edition, cluster=cluster) for cluster in self.clusters
        ]
        self.version = ScheduleVersionFactory(
            edition=self.edition,
            state=version_state,
            published_at=None if version_state == "draft" else datetime(2027, 5, 1, tzinfo=UTC),
        )
        self.meeting = meeting_between(self.registrations[0], self.registrations[3])
        slot, table = window_with_slots(self.edition)[0], tables(self.edition, 1)[0]
        placed(self.version, self.meeting, slot, table)


def test_who_met_whom_stands_on_the_page_after_publication(client: Client, read: Read) -> None:
    event = Meeting(Edition.State.FINISHED, ScheduleVersion.State.PUBLISHED)

    page = read(event.edition.get_absolute_url())

    assert "Who met whom" in page
    assert "1 of 4 possible pairs met." in page
    assert "Air of Lombardy no meeting meeting" in page
    html = client.get(event.edition.get_absolute_url()).text
    assert 'Lombardy <span class="meets">meets</span> Catalonia' in html


def test_who_met_whom_is_not_shown_before_publication(read: Read) -> None:
    event = Meeting(Edition.State.SCHEDULING, ScheduleVersion.State.DRAFT)

    page = read(event.edition.get_absolute_url())

    assert "possible pairs" not in page
    assert "Air of Lombardy" in page
    assert "Meeting partners" not in read(event.clusters[0].get_absolute_url())


def test_a_meeting_that_was_not_held_is_no_meeting(read: Read) -> None:
    event = Meeting(Edition.State.FINISHED, ScheduleVersion.State.PUBLISHED)
    event.meeting.was_held = False
    event.meeting.save()

    assert "possible pairs" not in read(event.edition.get_absolute_url())
    assert "Meeting partners" not in read(event.clusters[0].get_absolute_url())


def test_meetings_inside_a_region_make_the_table_one_of_all_against_all(read: Read) -> None:
    event = Meeting(Edition.State.PUBLISHED, ScheduleVersion.State.PUBLISHED)
    meeting = meeting_between(*event.registrations[:2])
    slot = event.edition.slots.all()[1]
    placed(event.version, meeting, slot, event.edition.tables.get())

    assert "2 of 6 possible pairs meet." in read(event.edition.get_absolute_url())


def test_a_clusters_page_names_the_partners_it_met(read: Read) -> None:
    event = Meeting(Edition.State.FINISHED, ScheduleVersion.State.PUBLISHED)

    page = read(event.clusters[0].get_absolute_url())

    assert "Water of Catalonia Catalonia 1 meeting" in page
    assert "Air of Catalonia" not in page


def test_delegates_messages_and_mail_addresses_are_on_no_public_page(client: Client) -> None:
    event = Meeting(Edition.State.PUBLISHED, ScheduleVersion.State.PUBLISHED)
    one, other = event.registrations[:2]
    one.message = "Please seat us near the door"
    one.save()
    Delegate.objects.create(registration=one, name="Delegate Unnamed")
    request = MeetingRequestFactory(
        edition=event.edition, requester=one, invitee=other, message="Our secret valve"
    )
    rows = [event.edition, event.edition.host_region, one.cluster]

    for address in [row.get_absolute_url() for row in rows] + ["/", "/search/?q=secret"]:
        page = client.get(address).text
        assert "Delegate Unnamed" not in page
        assert "near the door" not in page
        assert "Our secret valve" not in page
        assert request.requested_by.email not in page
        assert one.registered_by.email not in page


def test_only_approved_clusters_are_listed(read: Read) -> None:
    edition = EditionFactory()
    RegistrationFactory(edition=edition, cluster__name="Approved one")
    for state in ("waiting", "waitlisted", "declined", "withdrawn"):
        RegistrationFactory(edition=edition, cluster__name=f"Cluster {state}", state=state)

    page = read(edition.get_absolute_url())

    assert "Approved one" in page
    assert "Cluster w" not in page
    assert "Cluster declined" not in page


def structured(client: Client, edition: Edition) -> dict[str, Any]:
    page = client.get(edition.get_absolute_url()).text
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found.group(1))
    return data


def test_machines_read_the_edition_as_a_business_event(client: Client) -> None:
    edition = recorded("Lombardy meets Catalonia", 2018, series=SeriesFactory(name="Meetings"))

    data = structured(client, edition)

    assert data["@type"] == "BusinessEvent"
    assert (data["startDate"], data["endDate"]) == ("2018-04-19", "2018-04-20")
    assert data["location"]["address"]["addressLocality"] == "Barcelona"
    assert data["superEvent"]["name"] == "Meetings"
    assert data["eventStatus"] == "https://schema.org/EventScheduled"
    assert data["url"] == f"http://testserver/editions/{edition.slug}/"


def test_structured_dates_say_no_more_than_is_known(client: Client) -> None:
    edition = recorded(
        "Early", 2013, starts_on=date(2013, 1, 1), ends_on=date(2013, 12, 31), date_precision="year"
    )

    assert structured(client, edition)["startDate"] == "2013"


def test_structured_times_carry_the_offset_of_the_edition(client: Client) -> None:
    start = datetime(2027, 6, 3, 12, 0, tzinfo=UTC)
    session = SessionFactory(
        day_on=start.date(), period=DateTimeTZRange(start, start + timedelta(hours=1))
    )

    data = structured(client, session.edition)

    assert data["startDate"] == "2027-06-03T14:00:00+02:00"
    assert data["endDate"] == "2027-06-03T15:00:00+02:00"


def test_structured_data_cannot_break_out_of_its_element(client: Client) -> None:
    name = "</script><script>alert(1)</script>"
    edition = recorded(name, 2018)

    assert structured(client, edition)["name"] == name
    assert "<script>alert" not in client.get(edition.get_absolute_url()).text


def calendar(client: Client, edition: Edition) -> list[Any]:
    response = client.get(f"/editions/{edition.slug}.ics")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return list(icalendar.Calendar.from_ical(response.content).walk("VEVENT"))


def test_the_calendar_file_has_all_days_and_the_timed_programme(client: Client) -> None:
    start = datetime(2027, 6, 3, 12, 0, tzinfo=UTC)
    edition = EditionFactory(version=4)
    SessionFactory(
        edition=edition, title="Welcome", period=DateTimeTZRange(start, start + timedelta(hours=1))
    )
    SessionFactory(edition=edition, title="Untimed")

    whole, welcome = calendar(client, edition)

    assert whole["UID"] == f"edition-{edition.slug}@clustermeet"
    assert (whole["DTSTART"].dt, whole["DTEND"].dt) == (date(2027, 6, 3), date(2027, 6, 5))
    assert (whole["STATUS"], whole["SEQUENCE"]) == ("CONFIRMED", 4)
    assert welcome["SUMMARY"] == f"{edition.name}: Welcome"
    assert welcome["DTSTART"].dt.isoformat() == "2027-06-03T14:00:00+02:00"


def test_a_cancelled_edition_is_cancelled_in_calendars(client: Client) -> None:
    edition = EditionFactory(state=Edition.State.CANCELLED)

    assert calendar(client, edition)[0]["STATUS"] == "CANCELLED"


def test_a_year_alone_has_no_calendar_file(client: Client) -> None:
    edition = recorded("Early", 2013, date_precision="year")

    assert client.get(f"/editions/{edition.slug}.ics").status_code == 404
    assert ".ics" not in client.get(edition.get_absolute_url()).text
