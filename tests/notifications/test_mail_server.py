"""What mail servers answer, say nothing to, or never hear; over real connections."""

import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.core.mail import get_connection
from pytest_django import Settings

from notifications.delivery import deliver_due
from notifications.delivery.answers import Verdict, answer_of
from notifications.delivery.line import Line
from notifications.models import SECRET, OutboxMessage, UnreachableAddress
from notifications.models import MailServer as Known
from notifications.sealing import sealed, unsealed
from notifications.services.failing import TRIED_FOR
from tests.support.mail_server import MailServer, mail_server

NOW = datetime(2094, 6, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    settings.EMAIL_BACKEND = "notifications.delivery.line.InterruptibleBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 0.3
    with mail_server() as server:
        settings.EMAIL_PORT = server.port
        yield server


def waiting(recipient: str = "a@example.org", **changes: Any) -> OutboxMessage:
    values = {
        "kind": "agenda",
        "object_key": "edition:1",
        "recipient": recipient,
        "language": "en",
        "subject": "Your agenda",
        "body": "09:30 Water, table 1",
        "html": "<p>09:30 Water, table 1</p>",
        "due_at": NOW,
        **changes,
    }
    return OutboxMessage.objects.create(**values)


def many(count: int) -> list[OutboxMessage]:
    return [waiting(f"m{number:03}@example.org") for number in range(count)]


def states() -> set[str]:
    return set(OutboxMessage.objects.values_list("state", flat=True))


def next_try() -> datetime:
    next_try_at = Known.objects.get().next_try_at
    assert next_try_at
    return next_try_at


def test_batch_goes_over_one_connection(server: MailServer) -> None:
    many(5)
    assert deliver_due(now=NOW) == 5
    assert len(server.taken) == 5
    assert server.connections == 1


@pytest.mark.parametrize("silent_at", ["greeting", "EHLO", "MAIL", "DATA", "."])
def test_silent_server_ends_the_batch_and_rests(server: MailServer, silent_at: str) -> None:
    many(3)
    server.manners.silent_at = silent_at
    assert deliver_due(now=NOW) == 0
    assert server.connections == 1
    assert states() == {"queued"}
    assert next_try() == NOW + timedelta(seconds=30)
    # Nobody knocks before that.
    assert deliver_due(now=NOW + timedelta(seconds=29)) == 0
    assert server.connections == 1
    server.manners.silent_at = ""
    assert deliver_due(now=NOW + timedelta(seconds=30)) == 3
    assert Known.objects.get().away_since is None


def test_server_that_drips_its_words_is_cut_off(server: MailServer) -> None:
    """Each sign comes in time, all of them never would."""
    many(3)
    server.manners.drips = True
    line = partial(Line, begins_within=1.0, ends_within=1.2)
    # Its greeting alone takes longer than that, and no single wait is too long.
    connection = get_connection(timeout=60)
    assert deliver_due(now=NOW, connection=connection, line=line) == 0
    assert server.dripped == 0
    assert states() == {"queued"}
    assert Known.objects.get().away_since == NOW


def test_no_mail_is_begun_when_the_time_of_a_call_is_over(server: MailServer) -> None:
    many(3)
    line = partial(Line, begins_within=0.0)
    assert deliver_due(now=NOW, line=line) == 1
    assert Known.objects.count() == 0


def test_server_that_is_away_is_tried_for_five_days_with_growing_pauses(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "notifications.delivery.line.InterruptibleBackend"
    with mail_server() as gone:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", gone.port
    first, *_rest = many(2)
    link = waiting("link@example.org", body=f"Open {SECRET}", secret=sealed("https://x/1"))
    now, pauses = NOW, []
    while states() == {"queued"}:
        assert deliver_due(now=now) == 0
        pauses.append(next_try() - now)
        now = next_try()
    assert pauses[:4] == [timedelta(seconds=30 * 2**times) for times in range(4)]
    assert max(pauses) == timedelta(minutes=30)
    assert TRIED_FOR <= now - NOW <= TRIED_FOR + timedelta(hours=1)
    assert states() == {"failed"}
    first.refresh_from_db()
    link.refresh_from_db()
    assert (first.failure, link.secret) == ("away", "")
    assert "ConnectionRefusedError" in first.last_error


def test_link_stays_sealed_while_the_server_is_away(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "notifications.delivery.line.InterruptibleBackend"
    with mail_server() as gone:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", gone.port
    row = waiting(body=f"Open {SECRET}", secret=sealed("https://x/1"))
    deliver_due(now=NOW)
    row.refresh_from_db()
    assert "https" not in row.secret
    assert unsealed(row.secret) == "https://x/1"


def test_mail_that_comes_while_the_server_is_away_has_five_days_of_its_own(
    server: MailServer,
) -> None:
    early = waiting("early@example.org")
    server.manners.silent_at = "greeting"
    deliver_due(now=NOW)
    late = waiting("late@example.org", due_at=NOW + timedelta(days=4))
    deliver_due(now=NOW + timedelta(days=4))
    deliver_due(now=NOW + TRIED_FOR)
    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.state, late.state) == ("failed", "queued")


@pytest.mark.parametrize("said", ["550 no such user", "550 5.1.1 no such user", "553 5.2.1 off"])
def test_only_an_answer_about_the_recipient_ends_a_mail(server: MailServer, said: str) -> None:
    gone, good = waiting("gone@example.org"), waiting("good@example.org")
    server.manners.answers = {"gone@": said}
    assert deliver_due(now=NOW) == 1
    gone.refresh_from_db()
    good.refresh_from_db()
    assert (gone.state, gone.failure, gone.last_error) == ("failed", "recipient", said)
    assert good.state == "sent"
    assert server.connections == 1
    (marked,) = UnreachableAddress.objects.all()
    assert (marked.email, marked.reason, marked.since) == ("gone@example.org", said, NOW)


@pytest.mark.parametrize(
    "answers",
    [
        {"later@": "450 4.2.0 greylisted, come back"},
        {"later@": "554 5.7.1 relay access denied"},
        {".": "554 5.6.0 looks like spam"},
        {"DATA": "451 disk full"},
    ],
)
def test_any_other_refusal_is_tried_later_and_later_for_five_days(
    server: MailServer, answers: dict[str, str]
) -> None:
    row = waiting("later@example.org")
    server.manners.answers = answers
    now, pauses = NOW, []
    while row.state == "queued":
        assert deliver_due(now=now) == 0
        row.refresh_from_db()
        pauses.append(row.due_at - now)
        now = max(row.due_at, now)
    assert (row.state, row.failure) == ("failed", "refused")
    assert row.last_error in answers.values()
    assert pauses[:3] == [timedelta(seconds=30 * 2**times) for times in range(3)]
    assert now - NOW >= TRIED_FOR
    assert not UnreachableAddress.objects.exists()
    assert Known.objects.count() == 0


@pytest.mark.parametrize("answers", [{"MAIL": "550 who are you"}, {"RCPT": "421 closing"}])
def test_server_that_takes_nothing_of_ours_is_away(
    server: MailServer, answers: dict[str, str]
) -> None:
    many(3)
    server.manners.answers = answers
    assert deliver_due(now=NOW) == 0
    assert server.connections == 1
    assert states() == {"queued"}
    assert Known.objects.get().last_error == next(iter(answers.values()))


def test_server_that_ends_each_connection_after_two_mails_takes_all(server: MailServer) -> None:
    many(5)
    server.manners.hangs_up_after = 2
    assert deliver_due(now=NOW) == 5
    assert server.connections == 3
    assert set(server.told().values()) == {1}
    assert Known.objects.count() == 0


def test_one_mail_that_the_server_breaks_on_does_not_hold_up_the_others(
    server: MailServer,
) -> None:
    bad, *_rest = many(3)
    server.manners.answers = {bad.recipient: "421 I cannot stand this one"}
    assert deliver_due(now=NOW) == 0
    assert deliver_due(now=next_try()) == 2
    bad.refresh_from_db()
    assert bad.state == "queued"


def test_whom_a_mail_comes_back_to_is_its_own_address(
    server: MailServer, settings: Settings
) -> None:
    settings.BOUNCE_ADDRESS = "bounces@mail.example"
    row = waiting()
    deliver_due(now=NOW)
    (taken,) = server.taken
    assert taken.sender.startswith(f"bounces+{row.pk}-")
    assert taken.sender.endswith("@mail.example")
    assert "bounces" not in taken.mail["From"]


def test_size_is_about_the_mail_and_not_about_the_server() -> None:
    error = smtplib.SMTPSenderRefused(552, b"too large", "a@example.org")
    assert answer_of(error).verdict == Verdict.LATER
