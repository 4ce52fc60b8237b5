"""An edition as schema.org JSON-LD."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client

from events.models import Edition
from tests.factories.events import (
    RecordedEditionFactory,
    SeriesFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db


def recorded(name: str, year: int, **fields: Any) -> Edition:
    days = {"starts_on": date(year, 4, 19), "ends_on": date(year, 4, 20)}
    return RecordedEditionFactory(name=name, **{**days, **fields})


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
    start = datetime(2094, 6, 3, 12, 0, tzinfo=UTC)
    session = SessionFactory(
        day_on=start.date(), period=DateTimeTZRange(start, start + timedelta(hours=1))
    )

    data = structured(client, session.edition)

    assert data["startDate"] == "2094-06-03T14:00:00+02:00"
    assert data["endDate"] == "2094-06-03T15:00:00+02:00"


def test_structured_data_cannot_break_out_of_its_element(client: Client) -> None:
    name = "</script><script>alert(1)</script>"
    edition = recorded(name, 2018)

    assert structured(client, edition)["name"] == name
    assert "<script>alert" not in client.get(edition.get_absolute_url()).text
