"""The demonstration is whole, says what it is, and is loaded once."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from clusters.models import Organisation
from demo.event import first_day
from demo.load import load
from demo.people import DELEGATE, PASSWORD, SIGN_INS
from events.models import DelegateAccess, Edition, Registration
from matchmaking.models import Meeting, MeetingRequest, ScheduleRun
from matchmaking.queries.interpreters import needs
from organise.queries.texts import progress
from translations.queries import pair_of

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_the_demonstration_is_whole_and_loaded_once() -> None:
    call_command("load_register", verbosity=0)
    assert load(now=NOW) is not None
    assert load(now=NOW) is None
    edition = Edition.objects.get(is_recorded=False)
    assert edition.is_demo
    assert Registration.objects.approved().filter(edition=edition).count() == 24
    assert MeetingRequest.objects.count() == 80
    assert Meeting.objects.count() == MeetingRequest.objects.filter(state="accepted").count() > 55
    online = Registration.objects.filter(edition=edition, takes_part="online")
    assert Meeting.objects.filter(participants__registration__in=online).exists()
    limited = Registration.objects.get(edition=edition, max_meetings__isnull=False)
    assert Meeting.objects.filter(participants__registration=limited).count() > 7
    assert ScheduleRun.objects.get().state == ScheduleRun.State.QUEUED
    access = DelegateAccess.objects.get(user__email=DELEGATE)
    assert access.registration.edition == edition
    name = pair_of(edition, "name", "es")
    assert not name.is_missing
    assert name.text != edition.name
    assert all(2 * row.missing <= row.texts for row in progress(edition))
    call = edition.calls.get()
    assert [row.missing for row in progress(call) if row.language == "es"] == [0]
    found = needs(edition)
    assert edition.interpreters.count() == 2
    assert len(found.found) > 3
    assert not found.without
    invented = Organisation.objects.filter(slug__startswith="demo-")
    assert all(body.is_demo and "nvented" in body.summary for body in invented)


def test_everybody_named_can_sign_in() -> None:
    call_command("load_register", verbosity=0)
    load(now=NOW)
    for _, email in SIGN_INS:
        assert User.objects.get(email=email).check_password(PASSWORD)
        form = {"login": email, "password": PASSWORD}
        assert Client().post("/accounts/login/", form).status_code == 302


def test_outside_a_demonstration_the_command_refuses(settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("load_demo")
    assert not Edition.objects.exists()


@pytest.mark.parametrize("today", [date(2026, 11, day) for day in range(20, 27)])
def test_the_event_begins_on_a_thursday_about_six_weeks_ahead(today: date) -> None:
    start = first_day(today)
    assert start.weekday() == 3
    assert 42 <= (start - today).days <= 48
