"""An event is cancelled while it is under way: what has begun stays, what was to come is off."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from icalendar import Calendar

from events.models import Delegate, Edition
from events.services.editions import cancel
from matchmaking.models import PlacementParticipant
from matchmaking.telling.acts import tell_waiting
from matchmaking.telling.files import agenda_file, edition_file
from tests.factories.accounts import UserFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.delegates import with_account
from tests.factories.events import EditionFactory, RegistrationFactory, SessionFactory
from tests.factories.schedules import Scheduled, four_managed
from tests.faults.conftest import violations
from tests.support.browsers import signed_in
from tests.support.mails import mail_to, told
from tests.support.telling import everything_told

A, B, C, D = range(4)
YESTERDAY = datetime(2094, 6, 2, 9, tzinfo=UTC)
# A meets B at 09:00, C at 09:30, and C meets D at 10:00, by the clock of Madrid.
BREAK = datetime(2094, 6, 3, 7, 45, tzinfo=UTC)
EARLY = "was cancelled while it was under way"

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Scheduled:
    registrations = four_managed(EditionFactory(state="published"))
    for title, day, period in (
        ("Opening", "2094-06-03", ["2094-06-03T06:00Z", "2094-06-03T06:30Z"]),
        ("Closing", "2094-06-04", ["2094-06-04T06:00Z", "2094-06-04T06:30Z"]),
    ):
        begins, ends = (datetime.fromisoformat(one) for one in period)
        SessionFactory(
            edition=registrations[0].edition, title=title, day_on=day, period=(begins, ends)
        )
    event = Scheduled.of(
        registrations,
        pairs=[(A, B), (A, C), (C, D)],
        places=[(0, 0), (1, 0), (2, 0)],
        slots=4,
        state="published",
        published_at=YESTERDAY,
    )
    event.edition.refresh_from_db()
    return event


def called_off(event: Scheduled, now: datetime = BREAK) -> None:
    cancel(edition=event.edition, version=event.edition.version, now=now)


def said(file: bytes | str) -> dict[str, tuple[str, int]]:
    """Status and sequence of what a file has, by summary."""
    entries: list[Any] = Calendar.from_ical(file).walk("VEVENT")
    return {
        str(entry["SUMMARY"]).partition(": ")[2] or "the event": (
            str(entry["STATUS"]),
            int(entry["SEQUENCE"]),
        )
        for entry in entries
    }


def test_calendars_keep_what_has_begun_as_it_was_and_lose_what_was_to_come(
    event: Scheduled,
) -> None:
    def both(at: datetime) -> list[dict[str, tuple[str, int]]]:
        programme = edition_file(Edition.objects.get(), at, description="", url="")
        return [said(agenda_file(event.registrations[A], at)), said(programme)]

    before = both(YESTERDAY)
    called_off(event)
    for later in (BREAK, BREAK + timedelta(days=3)):
        agenda, programme = both(later)
        for name in ("Opening", "Cluster B", "Cluster C"):
            assert agenda[name] == before[0][name] == ("CONFIRMED", agenda[name][1])
        assert agenda["Closing"] == ("CANCELLED", before[0]["Closing"][1] + 1)
        assert programme["Opening"] == before[1]["Opening"]
        assert programme["Closing"][0] == "CANCELLED"
    assert said(agenda_file(event.registrations[D], BREAK))["Cluster C"][0] == "CANCELLED"
    assert violations() == []


def test_what_begins_at_that_instant_has_begun(event: Scheduled) -> None:
    begins = event.slots[1].period.lower
    called_off(event, begins)
    assert said(agenda_file(event.registrations[A], begins))["Cluster C"][0] == "CONFIRMED"


def test_one_cancelled_at_no_known_instant_has_all_cancelled(event: Scheduled) -> None:
    said(agenda_file(event.registrations[A], YESTERDAY))
    Edition.objects.update(state="cancelled")
    found = said(agenda_file(event.registrations[A], BREAK))
    assert {status for status, _sequence in found.values()} == {"CANCELLED"}


def test_the_mail_says_that_it_had_begun_and_takes_along_what_was_to_come(
    event: Scheduled,
) -> None:
    called_off(event)
    mail = mail_to("a@example.org", "edition-cancelled")
    assert EARLY in " ".join(mail.body.split())
    assert "does not take place. Your registration or" not in mail.body
    assert said(mail.calendar).keys() == {"the event", "Closing"}
    assert said(mail_to("d@example.org", "edition-cancelled").calendar).keys() == {
        "the event",
        "Closing",
        "Cluster C",
    }
    tell_waiting(BREAK + timedelta(hours=3))
    assert set(told()) == {f"{name}@example.org" for name in "abcd"}


def test_who_waits_and_delegates_read_it_too(event: Scheduled) -> None:
    waits = RegistrationFactory(edition=event.edition, state="waiting")
    MembershipFactory(organisation=waits.cluster, user__email="waits@example.org")
    for at, name in ((waits, "wim"), (event.registrations[D], "ada")):
        delegate = Delegate.objects.create(registration=at, name=name)
        with_account(delegate, user=UserFactory(email=f"{name}@example.org"))
        PlacementParticipant.objects.filter(registration=at).update(delegate=delegate)
    everything_told(event.edition)
    called_off(event)
    for name in ("waits", "wim", "ada"):
        body = mail_to(f"{name}@example.org", "edition-cancelled").body
        assert EARLY in " ".join(body.split())


def test_before_its_first_day_all_is_cancelled_and_the_mail_says_so(event: Scheduled) -> None:
    called_off(event, YESTERDAY)
    body = mail_to("a@example.org", "edition-cancelled").body
    assert EARLY not in " ".join(body.split())
    found = said(agenda_file(event.registrations[A], YESTERDAY))
    assert {status for status, _sequence in found.values()} == {"CANCELLED"}


def test_the_page_that_asks_says_what_stays(event: Scheduled) -> None:
    owner = MembershipFactory(organisation=event.edition.owner).user
    page = reverse("organise-cancel", args=[event.edition.slug])
    for now, says in ((YESTERDAY, False), (BREAK, True)):
        with time_machine.travel(now, tick=False):
            shown = signed_in(owner).get(page).text
            assert ("what took place stays there as it was" in shown) == says
