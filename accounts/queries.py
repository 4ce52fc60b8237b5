"""Who is to be told, and the mails that the demonstration wrote to files."""

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from itertools import chain, islice
from pathlib import Path

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import F, QuerySet

from accounts.models import User


def administrators() -> QuerySet[User]:
    return User.objects.filter(is_administrator=True, is_active=True)


def sessions_of(user: User, now: datetime) -> QuerySet[UserSession]:
    """Where the person is signed in, the latest first."""
    running = Session.objects.filter(expire_date__gt=now).values("session_key")
    rows: QuerySet[UserSession] = UserSession.objects.filter(user=user, session_key__in=running)
    return rows.order_by("-created_at", "-pk")


def has_second_step(user: User) -> bool:
    """Whether signing in asks for more than the password."""
    steps = Authenticator.objects.filter(user=user)
    return bool(steps.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


def wished_for() -> QuerySet[EmailAddress]:
    """Addresses that people want to change to and have not confirmed."""
    addresses: QuerySet[EmailAddress] = EmailAddress.objects.filter(verified=False, primary=False)
    return addresses.exclude(email=F("user__email"))


@dataclass(frozen=True)
class WrittenMail:
    """A mail in a file: `name` tells the file and the place in it, `calendar` is the attached
    iCalendar text or empty."""

    name: str
    to: str
    subject: str
    sent_at: datetime
    body: str
    calendar: str


class MailNotFound(LookupError):
    """No mail has this name."""


# How Django's file backend ends each mail. Mails of one second can share a file.
END = b"-" * 79 + b"\n"


def written_mails(folder: Path, *, limit: int = 200) -> list[WrittenMail]:
    """The latest mails in the folder, newest first."""
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True)
    mails = chain.from_iterable(reversed(list(_mails_in(path))) for path in files)
    return list(islice(mails, limit))


def written_mail(folder: Path, name: str) -> WrittenMail:
    """One mail; raises MailNotFound, also for a name that points out of the folder."""
    path = folder / f"{name.rpartition('.')[0]}.log"
    if path.parent == folder and path.is_file():
        for mail in _mails_in(path):
            if mail.name == name:
                return mail
    raise MailNotFound(name)


def _mails_in(path: Path) -> Iterator[WrittenMail]:
    for number, raw in enumerate(path.read_bytes().split(END)[:-1], start=1):
        message = email.message_from_bytes(raw, policy=email.policy.default)
        plain = message.get_body(preferencelist=("plain",))
        parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
        yield WrittenMail(
            name=f"{path.stem}.{number}",
            to=str(message["To"]),
            subject=str(message["Subject"]),
            sent_at=parsedate_to_datetime(str(message["Date"])),
            body=str(plain.get_content()) if plain else "",
            calendar=_text(parts[0]) if parts else "",
        )


def _text(part: EmailMessage) -> str:
    content = part.get_content()
    return content.decode() if isinstance(content, bytes) else str(content)
