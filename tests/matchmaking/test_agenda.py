"""A cluster's agenda, on screen and as a calendar file."""

from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.urls import reverse

from events.models import Delegate, Registration, Speaker
from matchmaking.models import Meeting, Need, Offer, ScheduleVersion, Slot
from matchmaking.queries.agenda import Kind, agenda
from meet.queries.agenda import free_times, next_item, shown_day
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory, SessionFactory
from tests.factories.matchmaking import (
    MORNING,
    ScheduleVersionFactory,
    meeting_between,
    placed,
    tables,
    window_with_slots,
)
from tests.support.counting import queries_of

pytestmark = pytest.mark.django_db
PUBLISHED_AT = datetime(2094, 5, 20, 12, tzinfo=UTC)


def published(state: str = "published", number: int = 1) -> tuple[Registration, list[Slot]]:
    """A registration with a meeting at 09:30 at table 1 in a version of this state."""
    edition = EditionFactory(venue="Llotja")
    cluster = ClusterFactory(name="Energy; Cleantech, Lombardy")
    ours = RegistrationFactory(edition=edition)
    theirs = RegistrationFactory(edition=edition, cluster=cluster)
    Offer.objects.create(cluster=cluster, text="Heat recovery")
    Need.objects.create(cluster=cluster, text="Test sites\nDESCRIPTION:forged")
    slots, [table] = window_with_slots(edition), tables(edition, 1)
    instant = PUBLISHED_AT if state != "draft" else None
    version = ScheduleVersionFactory(
        edition=edition, state=state, number=number, published_at=instant
    )
    placed(version, meeting_between(ours, theirs), slots[1], table)
    return ours, slots


def session(registration: Registration, start: int, end: int, title: str) -> None:
    period = DateTimeTZRange(MORNING + timedelta(minutes=start), MORNING + timedelta(minutes=end))
    SessionFactory(edition=registration.edition, title=title, period=period)


def address(registration: Registration, name: str = "meet-agenda") -> str:
    return reverse(name, args=[registration.edition.slug, registration.cluster.slug])


def events(content: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


class TestAgenda:
    def test_sessions_meetings_and_free_times_stand_in_order(self) -> None:
        ours, _ = published()
        session(ours, -60, -30, "Welcome")
        [first, second] = agenda(ours).days
        kinds = [item.kind for item in first.items]
        assert kinds == [Kind.SESSION, Kind.FREE, Kind.MEETING, Kind.FREE, Kind.FREE]
        assert second.items == ()
        assert free_times(agenda(ours)) == 3

    def test_a_draft_is_not_shown(self) -> None:
        ours, _ = published("draft")
        found = agenda(ours)
        assert found.version is None
        assert found.items(Kind.MEETING) == []

    def test_a_slot_in_which_one_speaks_is_not_free(self) -> None:
        ours, _ = published()
        session(ours, 0, 25, "Our talk")
        Speaker.objects.create(session=ours.edition.sessions.get(), organisation=ours.cluster)
        found = agenda(ours)
        assert free_times(found) == 2
        assert found.items(Kind.SESSION)[0].speaks

    def test_a_slot_at_which_no_delegate_is_there_is_not_free(self) -> None:
        ours, slots = published()
        there = DateTimeTZRange(slots[0].period.lower, slots[2].period.upper)
        Delegate.objects.create(registration=ours, name="Ada", presence=[there])
        [first, _second] = agenda(ours).days
        kinds = [item.kind for item in first.items]
        assert kinds == [Kind.FREE, Kind.MEETING, Kind.FREE, Kind.NOBODY]
        assert free_times(agenda(ours)) == 2
        client = Client()
        client.force_login(MembershipFactory(organisation=ours.cluster).user)
        assert "None of your delegates is there" in client.get(address(ours)).text

    def test_what_comes_next_is_the_first_that_has_not_begun(self) -> None:
        ours, slots = published()
        session(ours, -60, -30, "Welcome")
        coming = next_item(agenda(ours), ours.edition, MORNING)
        assert coming is not None
        assert coming.start == slots[1].period.lower

    def test_today_carries_a_mark_at_now(self) -> None:
        ours, _ = published()
        day = shown_day(agenda(ours), "", MORNING + timedelta(minutes=10), zone=ours.edition.zone)
        assert day is not None
        assert [item.kind for item in day.items][:3] == [Kind.FREE, Kind.NOW, Kind.MEETING]

    def test_an_unknown_day_gives_the_first_one(self) -> None:
        ours, _ = published()
        found = agenda(ours)
        assert shown_day(found, "nonsense", PUBLISHED_AT, zone=ours.edition.zone) == found.days[0]


class TestPage:
    def test_a_meeting_shows_table_partner_offers_and_needs(self, client: Client) -> None:
        ours, _ = published()
        client.force_login(MembershipFactory(organisation=ours.cluster).user)
        page = client.get(address(ours)).content.decode()
        assert "Energy; Cleantech, Lombardy" in page
        assert "Table 1" in page
        assert "Heat recovery" in page
        assert "Test sites" in page

    def test_before_publication_it_says_so(self, client: Client) -> None:
        ours, _ = published("draft")
        client.force_login(MembershipFactory(organisation=ours.cluster).user)
        page = client.get(address(ours)).content.decode()
        assert "not published yet" in page
        assert "Energy; Cleantech" not in page

    def test_the_print_sheet_holds_every_day(self, client: Client) -> None:
        ours, _ = published()
        client.force_login(MembershipFactory(organisation=ours.cluster).user)
        page = client.get(address(ours), {"print": "1"}).content.decode()
        assert "Thursday 3 June 2094" in page
        assert "Friday 4 June 2094" in page

    @pytest.mark.parametrize("name", ["meet-agenda", "meet-agenda-calendar"])
    def test_strangers_find_nothing_and_staff_may_read(self, client: Client, name: str) -> None:
        ours, _ = published()
        client.force_login(UserFactory())
        assert client.get(address(ours, name)).status_code == 404
        client.force_login(StaffFactory())
        assert client.get(address(ours, name)).status_code == 200

    def test_as_many_queries_for_one_meeting_as_for_three(self, client: Client) -> None:
        ours, slots = published()
        client.force_login(MembershipFactory(organisation=ours.cluster).user)
        client.get(address(ours))
        few = queries_of(client, address(ours))
        version = ScheduleVersion.objects.get()
        table = ours.edition.tables.get()
        for slot in slots[2:]:
            other = RegistrationFactory(edition=ours.edition)
            placed(version, meeting_between(ours, other), slot, table)
        assert queries_of(client, address(ours)) == few


class TestCalendarFile:
    def file(self, client: Client, registration: Registration) -> bytes:
        client.force_login(MembershipFactory(organisation=registration.cluster).user)
        answer = client.get(address(registration, "meet-agenda-calendar"))
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        names = f"{registration.edition.slug}-{registration.cluster.slug}.ics"
        assert answer["Content-Disposition"] == f'attachment; filename="{names}"'
        return answer.content

    def test_a_meeting_is_in_the_zone_of_the_edition_with_its_rules(self, client: Client) -> None:
        ours, _ = published(number=3)
        content = self.file(client, ours)
        [event] = events(content)
        assert b"BEGIN:VTIMEZONE" in content
        assert b"20940328T030000" in content
        assert b"19700101" not in content
        assert b"DTSTART;TZID=Europe/Madrid:20940603T093000" in content
        assert (event["SEQUENCE"], event["STATUS"]) == (0, "CONFIRMED")
        meeting = Meeting.objects.get()
        assert event["UID"] == f"meeting-{meeting.pk}-{ours.pk}@localhost"
        assert event["LOCATION"] == "Table 1, Llotja"

    def test_words_of_others_never_become_properties(self, client: Client) -> None:
        ours, _ = published()
        [event] = events(self.file(client, ours))
        assert event["SUMMARY"] == "Meeting: Energy; Cleantech, Lombardy"
        assert "DESCRIPTION:forged" in event["DESCRIPTION"]
        assert [name for name, _ in event.property_items()].count("DESCRIPTION") == 1

    def test_the_programme_is_in_it(self, client: Client) -> None:
        ours, _ = published()
        session(ours, -60, -30, "Welcome")
        assert {event["SUMMARY"] for event in events(self.file(client, ours))} >= {
            f"{ours.edition}: Welcome"
        }

    def test_a_meeting_that_a_newer_version_dropped_is_cancelled(self, client: Client) -> None:
        ours, slots = published(number=1)
        dropped = Meeting.objects.get()
        assert [event["STATUS"] for event in events(self.file(client, ours))] == ["CONFIRMED"]
        ScheduleVersion.objects.update(state="replaced")
        version = ScheduleVersionFactory(
            edition=ours.edition, number=2, state="published", published_at=PUBLISHED_AT
        )
        other = RegistrationFactory(edition=ours.edition)
        placed(version, meeting_between(ours, other), slots[0], ours.edition.tables.get())
        by_uid = {event["UID"]: event for event in events(self.file(client, ours))}
        gone = by_uid[f"meeting-{dropped.pk}-{ours.pk}@localhost"]
        assert (gone["STATUS"], gone["SEQUENCE"]) == ("CANCELLED", 1)
        assert len(by_uid) == 2
