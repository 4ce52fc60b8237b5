"""Mails that come back mark the address that they did not reach; nothing else does."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from notifications.bounces import return_path
from notifications.maildir import read_maildir
from notifications.models import OutboxMessage, UnreachableAddress
from notifications.services.bouncing import take_bounce

NOW = datetime(2094, 6, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def address(settings: Settings) -> None:
    settings.BOUNCE_ADDRESS = "bounces@mail.example"


@pytest.fixture
def message() -> OutboxMessage:
    return OutboxMessage.objects.create(
        kind="agenda",
        object_key="edition:1",
        recipient="gone@example.org",
        language="en",
        subject="Your agenda",
        body="09:30 Water, table 1",
        html="<p>09:30 Water, table 1</p>",
        state="sent",
        sent_at=NOW,
        due_at=NOW,
    )


def report(to: str, *, action: str = "failed", status: str = "5.1.1") -> bytes:
    """What a mail server sends back."""
    return (
        "From: MAILER-DAEMON@far.example\r\n"
        f"Delivered-To: {to}\r\nTo: {to}\r\nSubject: Undelivered Mail\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nIt did not arrive.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; far.example\r\n\r\n"
        f"Final-Recipient: rfc822; gone@example.org\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such\r\n  user here\r\n\r\n"
        "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: Your agenda\r\n\r\n09:30\r\n--b--\r\n"
    ).encode()


def test_report_of_a_failure_marks_the_address_and_the_mail(message: OutboxMessage) -> None:
    later = NOW + timedelta(hours=1)
    assert take_bounce(raw=report(return_path(message)), now=later)
    (marked,) = UnreachableAddress.objects.all()
    assert (marked.email, marked.since) == ("gone@example.org", later)
    assert marked.reason == "550 5.1.1 no such user here"
    message.refresh_from_db()
    assert (message.state, message.failure) == ("failed", "recipient")


def test_same_report_twice_marks_once(message: OutboxMessage) -> None:
    for _time in range(2):
        assert take_bounce(raw=report(return_path(message)), now=NOW)
    assert UnreachableAddress.objects.count() == 1


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("failed", "4.4.7")])
def test_report_of_a_delay_marks_nobody(message: OutboxMessage, action: str, status: str) -> None:
    raw = report(return_path(message), action=action, status=status)
    assert not take_bounce(raw=raw, now=NOW)
    assert not UnreachableAddress.objects.exists()


def test_answer_from_a_holiday_marks_nobody(message: OutboxMessage) -> None:
    answer = EmailMessage()
    answer["To"], answer["Subject"] = return_path(message), "Out of office"
    answer.set_content("Action: failed\nStatus: 5.1.1\n")
    assert not take_bounce(raw=answer.as_bytes(), now=NOW)
    assert not UnreachableAddress.objects.exists()


def test_report_to_a_token_that_was_guessed_marks_nobody(message: OutboxMessage) -> None:
    guessed = f"bounces+{message.pk}-0123456789abcdef@mail.example"
    assert not take_bounce(raw=report(guessed), now=NOW)
    assert not UnreachableAddress.objects.exists()


@pytest.mark.parametrize(
    "raw",
    [b"", b"\x00\xff" * 400, b"Content-Type: multipart/report\r\n\r\n", b"To: \xff\xfe@\r\n\r\nx"],
)
def test_what_is_no_mail_marks_nobody(raw: bytes) -> None:
    assert not take_bounce(raw=raw, now=NOW)


def test_maildir_is_read_once_and_keeps_what_was_read(
    message: OutboxMessage, tmp_path: Path
) -> None:
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1.host").write_bytes(report(return_path(message)))
    (tmp_path / "new" / "2.host").write_bytes(b"spam")
    assert read_maildir(tmp_path, now=NOW) == 1
    assert read_maildir(tmp_path, now=NOW) == 0
    assert sorted(path.name for path in (tmp_path / "cur").iterdir()) == [
        "1.host:2,S",
        "2.host:2,S",
    ]
    assert UnreachableAddress.objects.count() == 1


def test_mailbox_that_is_not_there_is_said_and_no_crash(tmp_path: Path) -> None:
    assert read_maildir(tmp_path / "nowhere", now=NOW) == 0


def posted(raw: bytes, given: str = "right") -> int:
    headers = {"Authorization": f"Bearer {given}"}
    answer = Client(enforce_csrf_checks=True).post(
        "/mail/bounces/", raw, content_type="message/rfc822", headers=headers
    )
    return answer.status_code


def test_bounce_is_taken_by_its_address_from_who_knows_the_secret(
    message: OutboxMessage, settings: Settings
) -> None:
    settings.BOUNCE_SECRET = "right"
    raw = report(return_path(message))
    assert posted(raw, "guessed") == posted(raw, "") == posted(raw, "é") == 403
    assert not UnreachableAddress.objects.exists()
    assert posted(raw) == 204
    assert UnreachableAddress.objects.get().email == "gone@example.org"
    # Nobody learns which tokens there are.
    assert posted(b"something else") == 204


def test_without_a_secret_there_is_no_such_address(
    message: OutboxMessage, settings: Settings
) -> None:
    settings.BOUNCE_SECRET = ""
    assert posted(report(return_path(message)), "") == 404
