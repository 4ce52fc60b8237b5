"""Who is to be told, and the mails that the demonstration wrote to files."""

import email
import email.policy
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.db.models import QuerySet

from accounts.models import User


def administrators() -> QuerySet[User]:
    return User.objects.filter(is_administrator=True, is_active=True)


@dataclass(frozen=True)
class WrittenMail:
    """A mail in a file: `name` is the file's, `calendar` the attached iCalendar text or empty."""

    name: str
    to: str
    subject: str
    sent_at: datetime
    body: str
    calendar: str


class MailNotFound(LookupError):
    """No mail file has this name."""


def written_mails(folder: Path, *, limit: int = 200) -> list[WrittenMail]:
    """The latest mails in the folder, newest first."""
    paths = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True)
    return [_read(path) for path in paths[:limit]]


def written_mail(folder: Path, name: str) -> WrittenMail:
    """One mail; raises MailNotFound, also for a name that points out of the folder."""
    path = folder / f"{name}.log"
    if path.parent != folder or not path.is_file():
        raise MailNotFound(name)
    return _read(path)


def _read(path: Path) -> WrittenMail:
    # The file backend ends each mail with a line of dashes; one connection writes one file.
    raw = path.read_bytes().rsplit(b"-" * 79, 1)[0]
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 (for the type checker)
    plain = message.get_body(preferencelist=("plain",))
    calendars = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    return WrittenMail(
        name=path.stem,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        sent_at=parsedate_to_datetime(str(message["Date"])),
        body=str(plain.get_content()) if plain else "",
        calendar=_text(calendars[0]) if calendars else "",
    )


def _text(part: EmailMessage | object) -> str:
    content = part.get_content() if isinstance(part, EmailMessage) else ""
    return content.decode() if isinstance(content, bytes) else str(content)
