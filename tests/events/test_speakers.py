"""Nobody speaks in two sessions of an edition at one time."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from events.models import Edition, Session
from events.queries.programme import session_fingerprint
from events.services.programme import (
    SessionEntry,
    SpeakerEntry,
    SpeaksElsewhere,
    add_session,
    change_session,
)
from tests.factories.events import EditionFactory
from tests.factories.stage import Stage, page

pytestmark = pytest.mark.django_db
NOW = datetime(2094, 3, 1, 9, tzinfo=UTC)
TEN = datetime(2094, 6, 3, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def entry(title: str, start: datetime, *speakers: str, length: timedelta = HOUR) -> SessionEntry:
    return SessionEntry(
        kind="talk",
        title=title,
        day=date(2094, 6, 3),
        starts_at=start,
        ends_at=start + length,
        speakers=[SpeakerEntry(name=name) for name in speakers],
    )


def added(edition: Edition, written: SessionEntry) -> Session:
    return add_session(edition=edition, entry=written, key=uuid.uuid4(), now=NOW)


@pytest.fixture
def edition() -> Edition:
    edition: Edition = EditionFactory()
    added(edition, entry("Water", TEN, "Ana Pons"))
    return edition


def test_the_same_speaker_in_two_parallel_sessions_is_refused(edition: Edition) -> None:
    with pytest.raises(SpeaksElsewhere) as refusal:
        added(edition, entry("Steel", TEN + HOUR / 2, "ana  PONS"))
    assert (refusal.value.name, refusal.value.title) == ("Ana Pons", "Water")
    assert edition.sessions.count() == 1


def test_one_after_the_other_and_at_another_edition_is_fine(edition: Edition) -> None:
    added(edition, entry("Steel", TEN + HOUR, "Ana Pons"))
    added(EditionFactory(), entry("Steel", TEN, "Ana Pons"))
    added(edition, entry("Silk", TEN, "Ben Roca"))


def test_a_session_is_not_changed_so_that_its_speaker_is_in_two_places(edition: Edition) -> None:
    later = added(edition, entry("Steel", TEN + HOUR, "Ana Pons"))
    with pytest.raises(SpeaksElsewhere):
        change_session(
            session=later,
            entry=entry("Steel", TEN, "Ana Pons"),
            seen=session_fingerprint(Session.objects.get(pk=later.pk)),
            now=NOW,
        )
    later.refresh_from_db()
    assert later.period.lower == TEN + HOUR


def test_the_page_says_who_speaks_where_and_keeps_what_was_typed(stage: Stage) -> None:
    added(stage.edition, entry("Water", TEN, "Ana Pons"))
    answers = {
        "idempotency_key": uuid.uuid4(),
        "kind": "talk",
        "title": "Steel",
        "day": "2094-06-03",
        "start": "10:30",
        "end": "11:00",
        "speaker-0-name": "Ana Pons",
    }
    answer = stage.organiser.post(page("organise-session-create", stage.edition), answers)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "Ana Pons speaks in Water at the same time." in shown
    assert 'value="Steel"' in shown
