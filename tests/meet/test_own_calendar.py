"""A delegate's own calendar: the file, and the address that calendar programs fetch."""

from datetime import timedelta
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from clustermeet.logs import hidden
from events.models import Edition, Registration, Session
from events.services.delegate_accounts import end_access
from matchmaking.models import CalendarFeed
from matchmaking.telling.files import agenda_file
from tests.factories.events import SessionFactory
from tests.factories.sitting import NOW, Sent, sent
from tests.factories.texts import translated
from tests.support.telling import everything_told

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Sent:
    event = sent(state="published", published_at=NOW)
    SessionFactory(edition=event.edition, title="Opening", period=event.slots[2].period)
    everything_told(event.edition)
    return event


@pytest.fixture
def ada(event: Sent) -> Client:
    browser = Client()
    assert event.ada.user
    browser.force_login(event.ada.user)
    return browser


def entries(content: bytes | str) -> dict[str, Any]:
    """By UID."""
    return {str(entry["UID"]): entry for entry in icalendar.Calendar.from_ical(content).events}


def file_of(browser: Client, event: Sent, name: str = "agenda.ics") -> dict[str, Any]:
    answer = browser.get(f"/my/events/{event.edition.slug}/{name}")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    return entries(answer.content)


def feed_of(browser: Client, event: Sent) -> str:
    browser.post(f"/my/events/{event.edition.slug}/calendar/make/")
    path = CalendarFeed.objects.get().get_absolute_url()
    page = browser.get("/my/calendars/").text
    assert path in page
    assert "webcal://" in page
    return path


def test_the_file_has_the_programme_and_the_own_meetings_alone(event: Sent, ada: Client) -> None:
    found = file_of(ada, event)
    summaries = sorted(str(entry["SUMMARY"]) for entry in found.values())
    assert summaries == ["Meeting: Cluster B", "Spring: Opening"]
    assert set(found) < set(entries(agenda_file(event.registrations[0], NOW)))
    assert 'href="/my/events/' in ada.get(f"/my/events/{event.edition.slug}/").text


def test_a_seat_that_is_lost_is_cancelled_with_a_higher_sequence(event: Sent, ada: Client) -> None:
    [before] = file_of(ada, event, f"meetings/{event.meetings[0].pk}.ics").values()
    event.sit(0, event.bo)
    after = file_of(ada, event)[str(before["UID"])]
    assert (str(before["STATUS"]), str(after["STATUS"])) == ("CONFIRMED", "CANCELLED")
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_the_feed_is_the_file_and_follows_what_changes(event: Sent, ada: Client) -> None:
    path = feed_of(ada, event)
    assert set(entries(Client().get(path).content)) == set(file_of(ada, event))
    before = entries(Client().get(path).content)
    event.move()
    after = entries(Client().get(path).content)
    [uid] = [uid for uid in before if uid.startswith("meeting")]
    assert after[uid]["SEQUENCE"] == before[uid]["SEQUENCE"] + 1
    assert after[uid].start == before[uid].start + timedelta(days=1)


def test_made_twice_there_is_one_address_and_ending_it_closes_it(event: Sent, ada: Client) -> None:
    path = feed_of(ada, event)
    assert feed_of(ada, event) == path
    ada.post(f"/my/calendars/{CalendarFeed.objects.get().pk}/end/")
    assert Client().get(path).status_code == 404


def revoked(event: Sent) -> None:
    end_access(access=event.ada, by=event.user, now=timezone.now())


def removed(event: Sent) -> None:
    event.ada.delegate.delete()


def closed(event: Sent) -> None:
    user = event.ada.user
    assert user
    user.is_active = False
    user.save()


@pytest.mark.parametrize("over", [revoked, removed, closed])
def test_the_address_ends_with_the_access(event: Sent, ada: Client, over: Any) -> None:
    path = feed_of(ada, event)
    assert Client().get(path).status_code == 200
    over(event)
    assert Client().get(path).status_code == 404
    if over in (revoked, removed):
        assert not CalendarFeed.objects.exists()


def test_of_a_cluster_that_left_file_and_address_say_that_the_meetings_are_gone(
    event: Sent, ada: Client
) -> None:
    path = feed_of(ada, event)
    before = file_of(ada, event)
    Registration.objects.filter(pk=event.registrations[0].pk).update(state="withdrawn")
    for found in (entries(Client().get(path).content), file_of(ada, event)):
        [(uid, gone)] = found.items()
        assert str(gone["STATUS"]) == "CANCELLED"
        assert gone["SEQUENCE"] > before[uid]["SEQUENCE"]
    assert file_of(ada, event, f"meetings/{event.meetings[0].pk}.ics").keys() == found.keys()
    assert ada.get(f"/my/events/{event.edition.slug}/").status_code == 404
    assert path in ada.get("/my/calendars/").text, "it can be ended"


def test_the_secret_of_the_address_stays_out_of_logs(event: Sent, ada: Client) -> None:
    path = feed_of(ada, event)
    assert path.removeprefix("/calendars/") not in hidden(f'"GET {path} HTTP/1.1" 200')


def test_nobody_else_has_the_files(event: Sent) -> None:
    for person in (event.bo.user, event.user):
        browser = Client()
        assert person
        browser.force_login(person)
        at = f"/my/events/{event.edition.slug}"
        own = browser.get(f"{at}/meetings/{event.meetings[0].pk}.ics")
        assert own.status_code == 404
    assert Client().get(f"{at}/agenda.ics").status_code == 302


def test_file_and_feed_name_the_programme_in_the_delegates_language(
    event: Sent, ada: Client
) -> None:
    Edition.objects.update(languages=["en", "es"])
    session = Session.objects.select_related("edition").get()
    translated(session, "es", title="Apertura")
    User.objects.update(language="es")
    whole = file_of(ada, event)
    [found] = [entry for uid, entry in whole.items() if uid.startswith("session-")]
    assert found["SUMMARY"] == "Spring: Apertura"
    feed = entries(Client().get(feed_of(ada, event)).content)
    assert feed[str(found["UID"])]["SUMMARY"] == "Spring: Apertura"
