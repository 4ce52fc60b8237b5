"""What mails say of a change, and calendar files of what is gone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from events.models import Edition, Session
from matchmaking.models import Slot
from matchmaking.queries.told import waiting
from matchmaking.telling.acts import tell_them
from matchmaking.telling.entries import up_to_date
from matchmaking.telling.files import agenda_file, edition_file
from notifications.models import OutboxMessage
from tests.factories.events import EditionFactory, SessionFactory
from tests.factories.matchmaking import MORNING
from tests.factories.schedules import Scheduled, four_managed
from tests.support.mails import mail_to, told
from tests.support.telling import everything_told

NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Scheduled:
    """A meets B and C meets D, published and told, with a session at 15:00 in Madrid."""
    registrations = four_managed(EditionFactory(name="Spring", venue="Fira", state="published"))
    event = Scheduled.of(
        registrations,
        pairs=[(0, 1), (2, 3)],
        places=[(0, 0), (1, 1)],
        slots=2,
        state="published",
        published_at=NOW,
    )
    SessionFactory(edition=event.edition, title="Welcome", period=afternoon())
    everything_told(event.edition)
    return event


def afternoon(by: timedelta = timedelta()) -> DateTimeTZRange:
    start = MORNING + 6 * HOUR + by
    return DateTimeTZRange(start, start + HOUR)


def mail(event: Scheduled, recipient: str = "a@example.org") -> str:
    tell_them(edition=event.edition, by=event.user, now=NOW)
    return mail_to(recipient, "event-changes").body


def test_what_was_told_before_stands_by_the_clock_that_was_told(event: Scheduled) -> None:
    Edition.objects.update(time_zone="Europe/Lisbon")
    [slot, _] = event.slots
    moved = DateTimeTZRange(slot.period.lower + DAY, slot.period.upper + DAY)
    Slot.objects.filter(pk=slot.pk).update(period=moved)
    said = mail(event)
    assert "Times are now in the time zone Europe/Lisbon, before in Europe/Madrid." in said
    assert "from Thursday 3 June, 09:00 to Friday 4 June, 08:00, table 1." in said


def test_what_moved_along_with_the_zone_is_said_to_stay_by_the_clock(event: Scheduled) -> None:
    Edition.objects.update(time_zone="Europe/Lisbon")
    for slot in event.slots:
        moved = DateTimeTZRange(slot.period.lower + HOUR, slot.period.upper + HOUR)
        Slot.objects.filter(pk=slot.pk).update(period=moved)
    Session.objects.update(period=afternoon(HOUR))
    said = mail(event)
    as_before = "By the clock as before, in the new time zone:"
    assert f"{as_before} Cluster B, Thursday 3 June, 09:00, table 1." in said
    assert f"{as_before} Welcome, Thursday 3 June, 15:00." in said


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (3, 5, "The last day of the event is Saturday 5 June 2094. Before it was Friday 4 June"),
        (3, 3, "The last day of the event is Thursday 3 June 2094. Before it was Friday 4 June"),
        (2, 2, "The event takes place on Wednesday 2 June 2094. Before it was to begin on"),
        (2, 3, "The event takes place from Wednesday 2 June 2094 to Thursday 3 June 2094."),
    ],
)
def test_other_days_are_said_by_what_differs(
    event: Scheduled, first: int, last: int, words: str
) -> None:
    Edition.objects.update(starts_on=date(2094, 6, first), ends_on=date(2094, 6, last))
    assert words in mail(event)


def test_a_session_that_only_stands_for_the_meetings_is_no_news(event: Scheduled) -> None:
    """It is in no agenda either: the meetings themselves are."""
    SessionFactory(
        edition=event.edition, title="Hours of talks", kind="bilateral_meetings", period=afternoon()
    )
    up_to_date(event.edition, NOW)
    assert waiting(event.edition) == []
    assert tell_them(edition=event.edition, by=event.user, now=NOW).clusters == 0
    assert not told()
    assert b"Hours of talks" not in agenda_file(event.registrations[0], NOW)


def test_who_comes_to_speak_or_no_longer_does_is_told_and_nobody_else(event: Scheduled) -> None:
    session, speaker = event.edition.sessions.get(), event.registrations[0]
    Session.objects.update(binds="speakers")
    everything_told(event.edition)
    tell_them(edition=event.edition, by=event.user, now=NOW)
    OutboxMessage.objects.all().delete()
    session.speakers.create(organisation=speaker.cluster)
    tell_them(edition=event.edition, by=event.user, now=NOW)
    assert told() == ["a@example.org"]
    sent = mail_to("a@example.org")
    assert "Cluster A is now among the speakers of Welcome, Thursday 3 June, 15:00." in sent.body
    assert "TRANSP" not in sent.calendar
    OutboxMessage.objects.all().delete()
    session.speakers.all().delete()
    tell_them(edition=event.edition, by=event.user, now=NOW)
    sent = mail_to("a@example.org")
    assert "Cluster A is no longer among the speakers of Welcome" in sent.body
    assert "TRANSP:TRANSPARENT" in sent.calendar


def files(event: Scheduled) -> list[str]:
    public = edition_file(event.edition, NOW, description="", url="")
    own = agenda_file(event.registrations[0], NOW)
    return [file.decode().replace("\r\n ", "") for file in (public, own)]


def test_what_was_taken_back_before_anybody_was_told_is_not_named(event: Scheduled) -> None:
    secret = SessionFactory(
        edition=event.edition, title="Secret buyer", place="Back room", period=afternoon(HOUR)
    )
    assert all("Secret buyer" in file for file in files(event))
    uid = f"session-{secret.pk}@"
    secret.delete()
    for file in files(event):
        assert uid in file
        assert "STATUS:CANCELLED" in file
        assert "Secret buyer" not in file
        assert "Back room" not in file


def test_what_people_were_told_of_is_named_when_it_is_gone(event: Scheduled) -> None:
    Session.objects.all().delete()
    for file in files(event):
        assert "SUMMARY:Spring: Welcome" in file
        assert "STATUS:CANCELLED" in file
