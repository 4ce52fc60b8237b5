"""Which dates an edition can have."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from events.models import Edition
from events.services.closing import close_registration
from events.services.editions import DaysOver, Relations, change, create
from tests.factories.clusters import OrganisationFactory, RegionFactory
from tests.factories.events import EditionFactory, RecordedEditionFactory
from tests.factories.stage import Stage, page

pytestmark = pytest.mark.django_db

NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)


def refused_by_the_database(**fields: object) -> bool:
    try:
        with transaction.atomic():
            EditionFactory(**fields)
    except IntegrityError:
        return True
    return False


def test_an_event_run_here_lies_within_2000_and_2100() -> None:
    assert not refused_by_the_database(starts_on=date(2000, 1, 1), ends_on=date(2000, 1, 1))
    assert refused_by_the_database(starts_on=date(1999, 12, 31), ends_on=date(2000, 1, 1))
    assert refused_by_the_database(starts_on=date(27, 5, 1), ends_on=date(27, 5, 2))
    assert not refused_by_the_database(starts_on=date(2100, 12, 31), ends_on=date(2100, 12, 31))
    assert refused_by_the_database(starts_on=date(2100, 12, 31), ends_on=date(2101, 1, 1))


def test_an_event_run_here_has_at_most_14_days() -> None:
    assert not refused_by_the_database(starts_on=date(2094, 6, 1), ends_on=date(2094, 6, 14))
    assert refused_by_the_database(starts_on=date(2094, 6, 1), ends_on=date(2094, 6, 15))


def test_a_record_begins_in_1950_at_the_earliest_and_may_be_long() -> None:
    RecordedEditionFactory(starts_on=date(1950, 1, 1), ends_on=date(1952, 12, 31))
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordedEditionFactory(starts_on=date(1949, 12, 31), ends_on=date(1950, 1, 1))


def test_registration_closes_no_later_than_requests() -> None:
    assert not refused_by_the_database(registration_closes_at=NOW, requests_close_at=NOW)
    later = NOW + timedelta(seconds=1)
    assert refused_by_the_database(registration_closes_at=later, requests_close_at=NOW)


def test_no_closing_instant_lies_in_the_year_9999() -> None:
    assert refused_by_the_database(requests_close_at=datetime(9999, 12, 31, tzinfo=UTC))


def test_no_event_is_created_in_the_past() -> None:
    draft = Edition(name="Over", starts_on=date(2020, 5, 4), ends_on=date(2020, 5, 5))
    with pytest.raises(DaysOver):
        create(
            draft=draft,
            owner=OrganisationFactory(),
            relations=Relations(),
            key=uuid.uuid4(),
            now=NOW,
        )
    assert not Edition.objects.filter(name="Over").exists()


def test_no_event_is_moved_into_the_past_but_an_old_draft_keeps_its_days() -> None:
    edition = EditionFactory(state="draft")
    edition.starts_on = edition.ends_on = date(2094, 4, 30)
    with pytest.raises(DaysOver):
        change(wished=edition, relations=Relations(), version=1, now=NOW)
    Edition.objects.update(starts_on=date(2094, 4, 30), ends_on=date(2094, 4, 30))
    change(wished=edition, relations=Relations(), version=1, now=NOW)


def entered(**fields: str) -> dict[str, object]:
    return {
        "idempotency_key": str(uuid.uuid4()),
        "name": "Sicily meets Catalonia",
        "kind": "intercluster",
        "host_region": RegionFactory(code="ES51").pk,
        "starts_on": "2094-06-03",
        "ends_on": "2094-06-04",
        "time_zone": "Europe/Madrid",
        "city": "Barcelona",
        **fields,
    }


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"starts_on": "0027-05-01"}, "Enter a year from 2000 to 2100, in four digits."),
        ({"ends_on": "9999-12-31"}, "Enter a year from 2000 to 2100, in four digits."),
        ({"registration_closes_on": "9999-12-31"}, "Enter a year from 2000 to 2100"),
        ({"requests_close_on": "0027-05-01"}, "Enter a year from 2000 to 2100"),
        ({"ends_on": "2094-06-17"}, "Enter 16 June 2094 or an earlier day."),
        (
            {"registration_closes_on": "2094-05-02", "requests_close_on": "2094-05-01"},
            "Clusters register before they ask. Enter 1 May 2094 or an earlier day.",
        ),
        ({"starts_on": "2020-05-04", "ends_on": "2020-05-05"}, "is a record of the archive"),
    ],
)
def test_dates_out_of_bounds_are_refused_in_words(
    stage: Stage, fields: dict[str, str], words: str
) -> None:
    answers = entered(owner=str(stage.edition.owner_id), **fields)
    answer = stage.organiser.post(reverse("organise-create"), answers)
    assert answer.status_code == 422
    assert words in answer.text


def test_registration_closed_by_hand_stays_closed_when_details_are_saved(stage: Stage) -> None:
    at = datetime(2026, 11, 1, 9, tzinfo=UTC)
    close_registration(edition=stage.edition, version=1, now=at)
    answers = entered(version="2", registration_closes_on="2026-11-01")
    answer = stage.organiser.post(page("organise-edit", stage.edition), answers)
    assert answer.status_code == 302
    stage.edition.refresh_from_db()
    assert stage.edition.registration_closes_at == at
