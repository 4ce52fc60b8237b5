"""The outbox is emptied once, in order, and a mail never gains a header."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from notifications.delivery import BATCH, MOST_ATTEMPTS, deliver_due
from notifications.models import OutboxMessage
from notifications.rendering import SECRET

NOW = datetime(2094, 6, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def waiting(**changes: Any) -> OutboxMessage:
    values = {
        "kind": "agenda",
        "object_key": "edition:1",
        "recipient": "manager@example.org",
        "language": "en",
        "subject": "Your agenda",
        "body": "09:30 Water, table 1",
        "html": "<p>09:30 Water, table 1</p>",
        "due_at": NOW,
        **changes,
    }
    return OutboxMessage.objects.create(**values)


class Refusing(BaseEmailBackend):
    """A mail server that takes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.tried = 0

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.tried += 1
        raise ConnectionRefusedError("no")


def test_mail_is_sent_once_with_its_own_message_id() -> None:
    row = waiting()
    assert deliver_due(now=NOW) == 1
    assert deliver_due(now=NOW) == 0
    (sent,) = django_mail.outbox
    assert sent.to == ["manager@example.org"]
    assert str(row.message_id) in str(sent.message()["Message-ID"])
    row.refresh_from_db()
    assert (row.state, row.sent_at, row.attempts) == ("sent", NOW, 1)


def test_mail_comes_as_text_and_as_html() -> None:
    waiting()
    deliver_due(now=NOW)
    (sent,) = django_mail.outbox
    assert isinstance(sent, EmailMultiAlternatives)
    assert sent.body == "09:30 Water, table 1"
    assert [tuple(part) for part in sent.alternatives] == [
        ("<p>09:30 Water, table 1</p>", "text/html")
    ]


def test_secret_is_put_in_when_the_mail_leaves_and_forgotten_then() -> None:
    row = waiting(body=f"Open {SECRET}", html=f"<p>Open {SECRET}</p>", secret="https://x/?a=1&b=2")
    deliver_due(now=NOW)
    (sent,) = django_mail.outbox
    assert isinstance(sent, EmailMultiAlternatives)
    assert sent.body == "Open https://x/?a=1&b=2"
    assert sent.alternatives[0][0] == "<p>Open https://x/?a=1&amp;b=2</p>"
    row.refresh_from_db()
    assert (row.state, row.secret) == ("sent", "")
    assert "https" not in row.body + row.html


def test_secret_of_a_mail_that_waits_is_kept_and_that_of_one_given_up_forgotten() -> None:
    row = waiting(secret="https://x/1")
    deliver_due(now=NOW, connection=Refusing())
    row.refresh_from_db()
    assert row.secret == "https://x/1"
    row.attempts = MOST_ATTEMPTS - 1
    row.save()
    deliver_due(now=row.due_at, connection=Refusing())
    row.refresh_from_db()
    assert (row.state, row.secret) == ("failed", "")


def test_calendar_is_attached() -> None:
    waiting(calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    deliver_due(now=NOW)
    ((name, content, kind),) = django_mail.outbox[0].attachments
    assert (name, kind) == ("agenda.ics", "text/calendar")
    assert "VCALENDAR" in str(content)


def test_mail_that_is_not_due_waits() -> None:
    waiting(due_at=NOW + timedelta(seconds=1))
    assert deliver_due(now=NOW) == 0
    assert deliver_due(now=NOW + timedelta(seconds=1)) == 1


def test_refused_mail_is_tried_later_and_later_and_at_last_failed() -> None:
    row, server, now = waiting(), Refusing(), NOW
    pauses = []
    while row.state == "queued":
        assert deliver_due(now=now, connection=server) == 0
        row.refresh_from_db()
        pauses.append(row.due_at - now)
        now = max(row.due_at, now)
    assert server.tried == row.attempts == MOST_ATTEMPTS
    assert row.state == "failed"
    assert "ConnectionRefusedError" in row.last_error
    assert pauses[:3] == [timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2)]


def test_one_mail_that_cannot_be_sent_does_not_hold_up_the_others() -> None:
    bad = waiting(recipient="a@example.org")
    OutboxMessage.objects.filter(pk=bad.pk).update(recipient="a@example.org\nBcc: b@example.org")
    waiting(recipient="good@example.org")
    assert deliver_due(now=NOW) == 1
    bad.refresh_from_db()
    assert bad.state == "failed"
    assert [sent.to for sent in django_mail.outbox] == [["good@example.org"]]


def test_line_breaks_in_the_body_stay_in_the_body() -> None:
    waiting(body="Hello\n\nBcc: stranger@example.org\n.\nQUIT")
    deliver_due(now=NOW)
    assert django_mail.outbox[0].message()["Bcc"] is None


def test_mails_written_to_files_are_all_there(tmp_path: Path, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    for number in range(3):
        waiting(recipient=f"m{number}@example.org")
    assert deliver_due(now=NOW) == 3
    # Django names a file after the second and the object, so that mails may share one.
    written = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert [written.count(b"To: m%d@example.org" % number) for number in range(3)] == [1, 1, 1]


def test_a_batch_is_limited() -> None:
    for number in range(BATCH + 1):
        waiting(recipient=f"m{number}@example.org")
    assert deliver_due(now=NOW) == BATCH
    assert deliver_due(now=NOW) == 1
