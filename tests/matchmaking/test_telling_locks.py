"""Clusters are told of changes in mails that are written while nobody waits."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from events.models import Edition
from events.services.editions import cancel
from matchmaking.services.requests import cancel_published
from matchmaking.telling.acts import tell_them, tell_waiting
from notifications.rendering import written
from notifications.services import telling
from tests.factories.events import EditionFactory
from tests.factories.schedules import Scheduled, four_managed
from tests.support.mails import mail_to, told
from tests.support.racing import raced
from tests.support.telling import everything_told

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("patient")]
NOW = datetime(2094, 5, 1, 10, tzinfo=UTC)
SETTLED = NOW + timedelta(hours=1)


@pytest.fixture
def event(db: None) -> Scheduled:
    """`a` meets `b` and `c` meets `d`; they know all but the new venue."""
    event = Scheduled.of(
        four_managed(EditionFactory(name="Spring", venue="Fira", state="published")),
        pairs=[(0, 1), (2, 3)],
        places=[(0, 0), (0, 1)],
        slots=1,
        state="published",
        published_at=NOW,
    )
    everything_told(event.edition)
    return event


def by_press(event: Scheduled) -> None:
    Edition.objects.update(venue="Hall")
    tell_them(edition=event.edition, by=event.user, now=NOW)


def by_itself(event: Scheduled) -> None:
    for meeting in event.meetings:
        cancel_published(meeting=meeting, by=event.user, now=NOW)
    tell_waiting(SETTLED)


def by_cancelling(event: Scheduled) -> None:
    edition = Edition.objects.get(pk=event.edition.pk)
    cancel(edition=edition, version=edition.version, message="It snows.", now=NOW)
    assert edition.state == "cancelled"


TELLINGS = [
    (by_press, "event-changes"),
    (by_itself, "agenda-changed"),
    (by_cancelling, "edition-cancelled"),
]


def is_free(edition: Edition) -> bool:
    """Whether somebody else would get the edition's lock."""

    def taken() -> bool:
        with transaction.atomic():
            Edition.objects.select_for_update(nowait=True).get(pk=edition.pk)
        return True

    return raced([taken]) == [True]


@pytest.mark.parametrize(("tell", "kind"), TELLINGS)
def test_mails_are_written_while_nobody_waits(
    event: Scheduled,
    monkeypatch: pytest.MonkeyPatch,
    tell: Callable[[Scheduled], None],
    kind: str,
) -> None:
    free = []

    def watched(*args: Any) -> Any:
        free.append(is_free(event.edition))
        return written(*args)

    monkeypatch.setattr(telling, "written", watched)
    tell(event)
    assert free == [True] * 4
    assert told(kind) == [f"{name}@example.org" for name in "abcd"]


@pytest.mark.parametrize(("tell", "kind"), TELLINGS)
def test_mails_say_what_is_so_when_they_are_sent(
    event: Scheduled,
    monkeypatch: pytest.MonkeyPatch,
    tell: Callable[[Scheduled], None],
    kind: str,
) -> None:
    """The event is called otherwise while they are written."""

    def while_writing(*args: Any) -> Any:
        Edition.objects.update(name="Autumn")
        return written(*args)

    monkeypatch.setattr(telling, "written", while_writing)
    tell(event)
    assert "Autumn" in mail_to("a@example.org", kind).body
