"""The outbox is emptied once, in order, and a mail never gains a header."""

from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMultiAlternatives
from pytest_django import Settings

from notifications.delivery import deliver_due
from notifications.delivery.batches import BATCH
from notifications.models import SECRET, OutboxMessage
from notifications.sealing import sealed

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
    link = sealed("https://x/?a=1&b=2")
    row = waiting(body=f"Open {SECRET}", html=f"<p>Open {SECRET}</p>", secret=link)
    deliver_due(now=NOW)
    (sent,) = django_mail.outbox
    assert isinstance(sent, EmailMultiAlternatives)
    assert sent.body == "Open https://x/?a=1&b=2"
    assert sent.alternatives[0][0] == "<p>Open https://x/?a=1&amp;b=2</p>"
    row.refresh_from_db()
    assert (row.state, row.secret) == ("sent", "")
    assert "https" not in row.body + row.html


def test_link_sealed_under_a_key_that_is_gone_ends_the_mail(settings: Settings) -> None:
    row = waiting(body=f"Open {SECRET}", secret=sealed("https://x/1"))
    settings.SECRET_KEY = "another one"
    assert deliver_due(now=NOW) == 0
    row.refresh_from_db()
    assert (row.state, row.failure, row.secret) == ("failed", "unwritable", "")


def test_link_sealed_under_the_former_key_still_arrives(settings: Settings) -> None:
    waiting(body=f"Open {SECRET}", secret=sealed("https://x/1"))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another one"
    assert deliver_due(now=NOW) == 1
    assert django_mail.outbox[0].body == "Open https://x/1"


def test_calendar_is_attached_and_says_its_method() -> None:
    waiting(calendar="BEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\nEND:VCALENDAR\r\n")
    deliver_due(now=NOW)
    (part,) = [
        part
        for part in django_mail.outbox[0].message().walk()
        if part.get_content_type() == "text/calendar"
    ]
    assert part.get_param("method") == "PUBLISH"
    assert part.get_filename() == "agenda.ics"
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert content.decode() == "BEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\nEND:VCALENDAR\r\n"


def test_no_machine_is_asked_to_answer() -> None:
    waiting()
    deliver_due(now=NOW)
    mail = django_mail.outbox[0].message()
    assert mail["Auto-Submitted"] == "auto-generated"
    # Reports that a mail did not arrive are wanted.
    assert "OOF" in mail["X-Auto-Response-Suppress"]
    assert "NDR" not in mail["X-Auto-Response-Suppress"]


def test_mail_is_in_the_organisers_name_and_answers_go_to_the_organiser(settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "post@clustermeet.example"
    waiting(sender="Junta de\r\nBcc: x@example.org", reply_to="answers@junta.example")
    waiting(recipient="b@example.org")
    deliver_due(now=NOW)
    first, second = (sent.message() for sent in django_mail.outbox)
    name = "Junta de Bcc: x@example.org via clustermeet"
    assert parseaddr(first["From"]) == (name, "post@clustermeet.example")
    assert first["Bcc"] is None
    assert first["Reply-To"] == "answers@junta.example"
    assert second["From"] == "clustermeet <post@clustermeet.example>"
    assert second["Reply-To"] is None


def test_mail_that_is_not_due_waits() -> None:
    waiting(due_at=NOW + timedelta(seconds=1))
    assert deliver_due(now=NOW) == 0
    assert deliver_due(now=NOW + timedelta(seconds=1)) == 1


def test_one_mail_that_cannot_be_sent_does_not_hold_up_the_others() -> None:
    bad = waiting(recipient="a@example.org")
    OutboxMessage.objects.filter(pk=bad.pk).update(recipient="a@example.org\nBcc: b@example.org")
    waiting(recipient="good@example.org")
    assert deliver_due(now=NOW) == 1
    bad.refresh_from_db()
    assert (bad.state, bad.failure) == ("failed", "unwritable")
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
