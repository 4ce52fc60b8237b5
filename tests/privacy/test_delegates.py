"""What is kept of a delegate with an account: in *My data*, and gone when the person is erased."""

import json
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from events.models import Delegate, DelegateAccess
from matchmaking.models import AgendaEntry, CalendarFeed, PlacementParticipant, ToldEntry
from matchmaking.services.feeds import make_own_feed
from privacy.services.erasing import erase
from tests.factories.sitting import NOW, Sent, sent
from tests.privacy.holding import everything
from tests.support.telling import everything_told

pytestmark = pytest.mark.django_db
NAME, TITLE, TOPICS = "Adalberta Roure", "Head of turbines", "Tidal turbines zzyx"
LANGUAGES = "Sambahsa, Volapük"


@pytest.fixture
def event() -> Sent:
    """Ada has an account, sits in a meeting and has made an address for calendar programs."""
    event = sent(state="published", published_at=NOW)
    Delegate.objects.filter(pk=event.ada.delegate_id).update(
        name=NAME,
        job_title=TITLE,
        topics=TOPICS,
        languages=LANGUAGES,
        presence=[event.slots[0].period],
    )
    make_own_feed(access=event.ada, now=NOW)
    everything_told(event.edition)
    return event


def user_of(event: Sent) -> User:
    assert event.ada.user
    return event.ada.user


def parts(event: Sent) -> dict[str, list[dict[str, Any]]]:
    browser = Client()
    browser.force_login(user_of(event))
    said = json.loads(browser.get(reverse("my-data-json")).content)
    return {part["kind"]: part["rows"] for part in said["parts"]}


def test_my_data_has_the_delegate_the_account_the_seats_and_the_address(event: Sent) -> None:
    found = parts(event)
    [delegate] = found["delegate"]
    assert (delegate["name"], delegate["job title"], delegate["topics"]) == (NAME, TITLE, TOPICS)
    assert delegate["languages"] == LANGUAGES
    begins, ends = event.slots[0].period.lower, event.slots[0].period.upper
    [period] = delegate["presence"]
    assert [datetime.fromisoformat(at) for at in period.split("/")] == [begins, ends]
    readable = Client()
    readable.force_login(user_of(event))
    page = readable.get(reverse("my-data-readable")).content.decode()
    assert LANGUAGES in page
    assert period in page
    [access] = [row for row in found["delegate access"] if "user" in row]
    assert access["edition name"] == "Spring"
    [seat] = found["agenda entry"]
    assert seat["says"]["with"] == ["Cluster B"]
    assert seat["begins"]
    [feed] = found["calendar feed"]
    assert feed["access edition name"] == "Spring"
    assert str(CalendarFeed.objects.get().key) not in json.dumps(found)


def test_erasing_takes_the_name_the_account_the_seats_and_the_address(event: Sent) -> None:
    user = user_of(event)
    assert erase(person=user, now=timezone.now())
    delegate = Delegate.objects.get(pk=event.ada.delegate_id)
    assert delegate.name.startswith("Former member")
    assert (delegate.job_title, delegate.topics, delegate.languages) == ("", "", "")
    assert delegate.presence is None
    assert not DelegateAccess.objects.filter(pk=event.ada.pk).exists()
    assert not CalendarFeed.objects.exists()
    assert not AgendaEntry.objects.filter(access__user=user).exists()
    assert ToldEntry.objects.filter(access__isnull=False).exists(), "Bo's stay"
    held = " ".join(everything().values())
    for word in (NAME, TITLE, TOPICS, LANGUAGES):
        assert word not in held
    assert PlacementParticipant.objects.filter(delegate=delegate).exists(), "the cluster comes"


def test_a_delegate_of_another_cluster_with_that_name_keeps_it(event: Sent) -> None:
    other = Delegate.objects.create(registration=event.registrations[1], name=NAME)
    erase(person=user_of(event), now=timezone.now())
    other.refresh_from_db()
    assert other.name == NAME
