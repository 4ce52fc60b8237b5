"""The pages on which a cluster says who comes, when each is there, and who does not."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.urls import reverse

from events.models import Delegate, Registration
from tests.factories.events import RegistrationFactory, delegates
from tests.factories.stage import Stage

pytestmark = pytest.mark.django_db
PARTICULARS = {"name": "Ada Rossi", "job_title": "", "languages": "English", "topics": ""}


@pytest.fixture
def own(stage: Stage) -> Registration:
    row: Registration = RegistrationFactory(edition=stage.edition, cluster=stage.cluster)
    return row


@pytest.fixture
def ada(own: Registration) -> Delegate:
    [row] = delegates(own, 1)
    return row


def at(name: str, row: Delegate) -> str:
    return reverse(name, args=[row.registration_id, row.pk])


def sent(**fields: Any) -> dict[str, Any]:
    return {**PARTICULARS, "version": 1, **fields}


def hours(row: Delegate) -> list[tuple[datetime, datetime]]:
    row.refresh_from_db()
    return [(period.lower, period.upper) for period in row.presence or ()]


def test_who_is_there_on_every_day_is_there_throughout(stage: Stage, ada: Delegate) -> None:
    shown = stage.manager.get(at("delegate-edit", ada)).text
    assert shown.count("checked") == 2
    stage.manager.post(at("delegate-edit", ada), sent(**{"day-0-there": "on", "day-1-there": "on"}))
    ada.refresh_from_db()
    assert (ada.name, ada.languages, ada.presence) == ("Ada Rossi", "English", None)


def test_days_and_times_are_those_where_the_event_takes_place(stage: Stage, ada: Delegate) -> None:
    days = {"day-0-there": "on", "day-0-start": "14:00", "day-1-there": "on", "day-1-end": "12:00"}
    address = at("delegate-edit", ada)
    stage.manager.post(address, sent(**days))
    assert hours(ada) == [
        (datetime(2094, 6, 3, 12, tzinfo=UTC), datetime(2094, 6, 4, 10, tzinfo=UTC))
    ]
    shown = stage.manager.get(address).text
    assert 'value="14:00"' in shown
    assert 'value="12:00"' in shown
    assert shown.count("checked") == 2
    listed = stage.manager.get(reverse("registration-delegates", args=[ada.registration_id])).text
    assert "There from" in listed


def test_until_midnight_is_until_the_end_of_the_day(stage: Stage, ada: Delegate) -> None:
    days = {"day-0-there": "on", "day-0-end": "00:00"}
    stage.manager.post(at("delegate-edit", ada), sent(**days))
    assert hours(ada) == [
        (datetime(2094, 6, 2, 22, tzinfo=UTC), datetime(2094, 6, 3, 22, tzinfo=UTC))
    ]
    late = {"day-0-there": "on", "day-0-start": "22:00", "day-0-end": "00:00"}
    stage.manager.post(at("delegate-edit", ada), sent(**late, version=2))
    assert hours(ada) == [
        (datetime(2094, 6, 3, 20, tzinfo=UTC), datetime(2094, 6, 3, 22, tzinfo=UTC))
    ]


def test_the_database_keeps_no_period_without_time(ada: Delegate) -> None:
    noon = datetime(2094, 6, 3, 12, tzinfo=UTC)
    ada.presence = [DateTimeTZRange(noon, noon)]
    with pytest.raises(IntegrityError, match="delegate_there_for_some_time"), transaction.atomic():
        ada.save()


def test_who_is_there_on_no_day_says_so(stage: Stage, ada: Delegate) -> None:
    stage.manager.post(at("delegate-edit", ada), sent())
    ada.refresh_from_db()
    assert ada.presence == []
    listed = stage.manager.get(reverse("registration-delegates", args=[ada.registration_id])).text
    assert "There on no day" in listed


def test_times_the_wrong_way_round_keep_what_was_typed(stage: Stage, ada: Delegate) -> None:
    days = {"day-0-there": "on", "day-0-start": "14:00", "day-0-end": "13:00"}
    answer = stage.manager.post(at("delegate-edit", ada), sent(**days, topics="Batteries"))
    assert answer.status_code == 422
    assert "Enter a time after the first one" in answer.text
    assert "Batteries" in answer.text


def test_a_page_that_is_out_of_date_says_so(stage: Stage, ada: Delegate) -> None:
    Registration.objects.update(version=5)
    answer = stage.manager.post(at("delegate-edit", ada), sent(languages="Dutch"))
    assert answer.status_code == 409
    assert "Dutch" in answer.text
    answer = stage.manager.post(at("delegate-remove", ada), {"version": 1})
    assert answer.status_code == 409
    assert "nothing is removed yet" in answer.text
    assert Delegate.objects.filter(pk=ada.pk).exists()


def test_removing_asks_first(stage: Stage, ada: Delegate) -> None:
    assert "does not come?" in stage.manager.get(at("delegate-remove", ada)).text
    answer = stage.manager.post(at("delegate-remove", ada), {"version": 1}, follow=True)
    assert "does not come any more" in answer.text
    assert not Delegate.objects.exists()


def test_after_the_event_nothing_changes(stage: Stage, ada: Delegate) -> None:
    stage.edition.state = "finished"
    stage.edition.save()
    for name in ("delegate-edit", "delegate-remove"):
        answer = stage.manager.post(at(name, ada), sent())
        assert answer.status_code == 409
    assert Delegate.objects.filter(pk=ada.pk).exists()


def test_a_delegate_of_another_registration_is_unknown(stage: Stage, own: Registration) -> None:
    [foreign] = delegates(RegistrationFactory(edition=stage.edition), 1)
    for name in ("delegate-edit", "delegate-remove"):
        assert stage.manager.get(reverse(name, args=[own.pk, foreign.pk])).status_code == 404
