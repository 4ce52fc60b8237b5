"""An edition as a calendar file."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client

from events.models import Edition
from tests.factories.events import (
    EditionFactory,
    RecordedEditionFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db


def calendar(client: Client, edition: Edition) -> list[Any]:
    response = client.get(f"/editions/{edition.slug}.ics")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return list(icalendar.Calendar.from_ical(response.content).walk("VEVENT"))


def test_the_calendar_file_has_all_days_and_the_timed_programme(client: Client) -> None:
    start = datetime(2094, 6, 3, 12, 0, tzinfo=UTC)
    edition = EditionFactory()
    SessionFactory(
        edition=edition, title="Welcome", period=DateTimeTZRange(start, start + timedelta(hours=1))
    )
    SessionFactory(edition=edition, title="Untimed")

    assert "19700101" not in client.get(f"/editions/{edition.slug}.ics").text

    whole, welcome = calendar(client, edition)

    assert whole["UID"] == f"edition-{edition.slug}@localhost"
    assert (whole["DTSTART"].dt, whole["DTEND"].dt) == (date(2094, 6, 3), date(2094, 6, 5))
    assert (whole["STATUS"], whole["SEQUENCE"]) == ("CONFIRMED", 0)
    assert welcome["SUMMARY"] == f"{edition.name}: Welcome"
    assert welcome["DTSTART"].dt.isoformat() == "2094-06-03T14:00:00+02:00"


def test_a_cancelled_edition_is_cancelled_in_calendars(client: Client) -> None:
    edition = EditionFactory(state=Edition.State.CANCELLED)

    assert calendar(client, edition)[0]["STATUS"] == "CANCELLED"


def test_a_year_alone_has_no_calendar_file(client: Client) -> None:
    edition = RecordedEditionFactory(date_precision="year")

    assert client.get(f"/editions/{edition.slug}.ics").status_code == 404
    assert ".ics" not in client.get(edition.get_absolute_url()).text


def test_instants_of_the_hour_that_comes_twice_are_in_utc(client: Client) -> None:
    night = date(2027, 10, 31)
    edition = EditionFactory(starts_on=night, ends_on=night)
    # 01:45 to 02:30, and both sides of the repeated hour.
    first, length = datetime(2027, 10, 30, 23, 45, tzinfo=UTC), timedelta(minutes=45)
    starts = [first + length * number for number in range(5)]
    for start in starts:
        period = DateTimeTZRange(start, start + length)
        SessionFactory(edition=edition, day_on=night, period=period)
    found = calendar(client, edition)[1:]
    assert [(event["DTSTART"].dt, event["DTEND"].dt) for event in found] == [
        (start, start + length) for start in starts
    ]
    written = client.get(f"/editions/{edition.slug}.ics").text
    assert "DTSTART:20271031T003000Z" in written
    assert "DTEND;TZID=Europe/Madrid:20271031T030000" in written, "afterwards the zone's own time"
