"""Mails and calendar files name events and sessions in their reader's language."""

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from accounts.models import User
from events.models import Edition, Session
from events.services.circulars import write_to_oneself, write_to_several
from events.services.editions import cancel
from matchmaking.models import AgendaEntry, CalendarFeed, MeetingRequest, ToldEntry
from matchmaking.services.reminders.by_hand import remind_unanswered
from matchmaking.services.requests.leaving import end_requests
from matchmaking.telling.acts import tell_them
from matchmaking.telling.entries import refresh_marked, up_to_date
from matchmaking.telling.preview import drafts
from notifications.models import OutboxMessage
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, SessionFactory
from tests.factories.matchmaking import MORNING, MeetingRequestFactory
from tests.factories.schedules import Scheduled, four_managed
from tests.factories.texts import translated
from tests.support.mails import mail_to
from tests.support.telling import everything_told

pytestmark = pytest.mark.django_db
NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
ANA, BEN = "a@example.org", "b@example.org"


@pytest.fixture
def event() -> Scheduled:
    """A, whose member reads Spanish, meets B, whose member chose nothing, at an event in English
    with texts in Spanish; published and told.
    """
    edition = EditionFactory(
        name="Spring",
        summary="Two days.",
        venue="Hall",
        city="Bilbao",
        state="published",
        languages=["en", "es"],
    )
    event = Scheduled.of(
        four_managed(edition),
        pairs=[(0, 1), (2, 3)],
        places=[(0, 0), (0, 1)],
        slots=3,
        state="published",
        published_at=NOW,
    )
    start = MORNING + 6 * HOUR
    SessionFactory(
        edition=event.edition,
        title="Welcome",
        place="Room 1",
        description="Who is who.",
        period=DateTimeTZRange(start, start + HOUR),
    )
    translated(event.edition, "es", name="Primavera", venue="Sala", summary="Dos días.")
    translated(talk(), "es", title="Bienvenida", place="Sala 1", description="Quién es quién.")
    User.objects.filter(email=ANA).update(language="es")
    everything_told(event.edition)
    return event


def talk() -> Session:
    return Session.objects.select_related("edition").get()


def later(**changes: Any) -> None:
    """The session an hour later, and what else is different."""
    period = talk().period
    moved = DateTimeTZRange(period.lower + HOUR, period.upper + HOUR)
    Session.objects.update(period=moved, **changes)


def tell(event: Scheduled) -> None:
    edition = Edition.objects.select_related("owner").get(pk=event.edition.pk)
    tell_them(edition=edition, by=event.user, now=NOW)


def files(text: str | bytes) -> dict[str, Any]:
    """By what an entry is: "edition", "session", "meeting"."""
    entries = Calendar.from_ical(text).events
    return {str(entry["UID"]).split("-")[0]: entry for entry in entries}


def browser_of(email: str) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(email=email))
    return browser


def feed_of(event: Scheduled, email: str) -> str:
    browser_of(email).post("/my/calendars/make/")
    return CalendarFeed.objects.get(user__email=email).get_absolute_url()


def test_a_change_is_told_in_the_readers_language_with_the_calendar_in_it(
    event: Scheduled,
) -> None:
    later()
    tell(event)
    spanish, english = mail_to(ANA), mail_to(BEN)
    assert "Primavera" in spanish.subject
    assert "Bienvenida is on" in spanish.body
    assert "The event is at Sala, Bilbao." in spanish.body
    assert '<span lang="es">Bienvenida</span> is on' in spanish.html
    entry = files(spanish.calendar)["session"]
    assert (entry["SUMMARY"], entry["LOCATION"]) == ("Primavera: Bienvenida", "Sala 1")
    assert "X-WR-CALNAME:Primavera: " in spanish.calendar
    assert "Welcome is on" in english.body
    entry = files(english.calendar)["session"]
    assert (entry["SUMMARY"], entry["LOCATION"]) == ("Spring: Welcome", "Room 1")


def marked_before_telling(event: Scheduled) -> list[str]:
    """How the page marks the language of each mail (empty: its own)."""
    browser = Client()
    browser.force_login(MembershipFactory(organisation=event.edition.owner).user)
    page = browser.get(f"/organise/{event.edition.slug}/tell/", headers={"accept-language": "es"})
    found = re.findall(r"<div class=\"stack-sm\"( lang=\"\w+\")?>(.*?)</div>", page.text, re.DOTALL)
    return [language for language, body in found if " is on" in body]


def test_what_is_to_be_told_is_previewed_in_the_languages_of_its_readers(event: Scheduled) -> None:
    MembershipFactory(organisation=event.registrations[0].cluster, user__email="z@example.org")
    later()
    up_to_date(Edition.objects.get(), NOW)
    found = drafts(event.edition, [row.pk for row in event.registrations[:2]], NOW)
    assert [(one.people, one.texts_named) for one in found] == [(1, "Spanish"), (1, ""), (1, "")]
    tell(event)
    sent = [mail_to(ANA), mail_to("z@example.org"), mail_to(BEN)]
    assert [(one.subject, one.body) for one in found] == [(one.subject, one.body) for one in sent]


def test_the_page_marks_mails_that_are_not_in_its_language(event: Scheduled, settings: Any) -> None:
    later()
    assert marked_before_telling(event) == [""] * 4
    settings.LANGUAGES = [("en", "English"), ("es", "Español")]
    settings.LANGUAGE_CODE = "en"
    assert marked_before_telling(event) == ["", ' lang="en"', ' lang="en"', ' lang="en"']


def test_the_page_shows_fewer_clusters_where_they_read_in_several_languages(
    event: Scheduled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("organise.views.tell.MOST_MAILS", 4)
    later()
    assert len(marked_before_telling(event)) == 2
    Edition.objects.update(languages=["en"])
    assert len(marked_before_telling(event)) == 4


def test_what_was_told_keeps_the_original(event: Scheduled) -> None:
    later()
    tell(event)
    says = AgendaEntry.objects.get(about="session").says
    assert (says["title"], says["place"]) == ("Welcome", "Room 1")
    told = ToldEntry.objects.filter(entry__about="session").values_list("says__title", flat=True)
    assert set(told) == {"Welcome"}


def test_news_of_a_name_never_says_what_was_so_before(event: Scheduled) -> None:
    """A translation of the earlier name is still shown on pages; here it is what was told."""
    Edition.objects.update(name="Summer")
    tell(event)
    body = mail_to(ANA).body
    assert "The event is now called Summer. It was called Primavera." in body


def test_a_new_translation_is_no_news_and_no_new_sequence(event: Scheduled) -> None:
    refresh_marked()
    before = list(AgendaEntry.objects.order_by("pk").values("pk", "sequence", "says"))
    address = feed_of(event, ANA)
    first = Client().get(address).content
    assert Client().get(address).content == first
    translated(talk(), "es", title="Bienvenidos")
    refresh_marked()
    assert list(AgendaEntry.objects.order_by("pk").values("pk", "sequence", "says")) == before
    entry = files(Client().get(address).content)["session"]
    assert entry["SUMMARY"] == "Primavera: Bienvenidos"
    assert entry["SEQUENCE"] == files(first)["session"]["SEQUENCE"]
    tell(event)
    assert not OutboxMessage.objects.exists()


def test_a_feed_speaks_the_language_of_whose_it_is(event: Scheduled) -> None:
    spanish = files(Client().get(feed_of(event, ANA)).content)
    english = files(Client().get(feed_of(event, BEN)).content)
    assert spanish["session"]["SUMMARY"] == "Primavera: Bienvenida"
    assert spanish["session"]["DESCRIPTION"] == "Quién es quién."
    assert str(spanish["meeting"]["LOCATION"]).endswith("Sala")
    assert english["session"]["SUMMARY"] == "Spring: Welcome"
    assert english["session"]["DESCRIPTION"] == "Who is who."
    assert str(english["meeting"]["LOCATION"]).endswith("Hall")


def test_a_calendar_says_no_translation_of_an_earlier_title(event: Scheduled) -> None:
    Session.objects.update(title="Farewell")
    entry = files(Client().get(feed_of(event, ANA)).content)["session"]
    assert entry["SUMMARY"] == "Primavera: Farewell"


def test_the_files_of_pages_follow_their_reader(event: Scheduled) -> None:
    own = f"/meet/{event.edition.slug}/{event.registrations[0].cluster.slug}/"
    spanish = browser_of(ANA).get(f"{own}agenda.ics").content
    assert files(spanish)["session"]["SUMMARY"] == "Primavera: Bienvenida"
    meeting = browser_of(ANA).get(f"{own}meetings/{event.meetings[0].pk}.ics").content
    assert str(files(meeting)["meeting"]["LOCATION"]).endswith("Sala")
    assert b"X-WR-CALNAME:Primavera: " in meeting


def test_the_public_file_follows_its_reader_and_says_so_to_caches(event: Scheduled) -> None:
    address = f"/editions/{event.edition.slug}.ics"
    answer = Client().get(address, headers={"accept-language": "es"})
    entries = files(answer.content)
    assert (entries["edition"]["SUMMARY"], entries["edition"]["LOCATION"]) == (
        "Primavera",
        "Sala, Bilbao",
    )
    assert entries["edition"]["DESCRIPTION"] == "Dos días."
    assert entries["session"]["SUMMARY"] == "Primavera: Bienvenida"
    assert "Accept-Language" in answer["Vary"]
    english = Client().get(address, headers={"accept-language": "en"})
    assert files(english.content)["session"]["SUMMARY"] == "Spring: Welcome"


def test_other_mails_about_an_event_name_it_in_the_readers_language(event: Scheduled) -> None:
    edition = Edition.objects.get(pk=event.edition.pk)
    cancel(edition=edition, version=edition.version, message="It snows.", now=NOW)
    assert "Primavera" in mail_to(ANA, "edition-cancelled").subject
    assert "Spring" in mail_to(BEN, "edition-cancelled").subject


def test_a_message_to_several_names_the_event_in_the_readers_language(event: Scheduled) -> None:
    write_to_several(
        edition=event.edition,
        registrations=event.registrations[:2],
        choice={},
        by=event.user,
        text="Welcome to {event}, {cluster}.",
        key=uuid.uuid4(),
        now=NOW,
    )
    assert "Welcome to Primavera, " in mail_to(ANA).body
    assert "Welcome to Spring, " in mail_to(BEN).body


def test_a_message_is_tried_in_the_language_of_who_tries_it(event: Scheduled) -> None:
    User.objects.filter(pk=event.user.pk).update(language="es")
    event.user.refresh_from_db()
    to = event.registrations[1]
    write_to_oneself(registration=to, by=event.user, text="To {event}.", now=NOW)
    assert "To Primavera." in mail_to(event.user.email).body


def asked(event: Scheduled, count: int) -> None:
    """The first cluster asks so many others, which have members."""
    Edition.objects.update(state="requests_open")
    MeetingRequest.objects.all().delete()
    for other in event.registrations[1 : count + 1]:
        MeetingRequestFactory(
            edition=event.edition, requester=event.registrations[0], invitee=other
        )


def texts_asked_for(act: Callable[[], object]) -> int:
    """How many queries of an act ask for translations."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return sum('FROM "translations_translation"' in one["sql"] for one in captured)


@pytest.mark.parametrize("act", ["leave", "remind"])
def test_texts_are_asked_for_once_however_many_are_told(event: Scheduled, act: str) -> None:
    asked(event, 3)
    row = event.registrations[0]
    edition = Edition.objects.get(pk=event.edition.pk)

    def acts() -> None:
        if act == "leave":
            end_requests(registration=row, now=NOW)
        else:
            remind_unanswered(edition=edition, now=NOW)

    assert texts_asked_for(acts) == 1
    assert OutboxMessage.objects.count() == 3


def test_an_event_in_one_language_costs_no_query_more(event: Scheduled) -> None:
    Edition.objects.update(languages=["en"])
    later()
    assert texts_asked_for(lambda: tell(event)) == 0
    assert "Welcome is on" in mail_to(ANA).body
