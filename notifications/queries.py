"""Which mails did not leave, how the mail server is, and which addresses nothing arrives at."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db.models import Count, Q, QuerySet

from notifications.models import MailServer, MailWishes, OutboxMessage, UnreachableAddress

State = OutboxMessage.State


def failed_mails(about: str = "", mail: int | None = None) -> QuerySet[OutboxMessage]:
    """Mails that failed and that nobody has dealt with, the latest first: all, or about a thing, or
    the one of this number.
    """
    rows = OutboxMessage.objects.filter(state=State.FAILED)
    rows = rows.filter(pk=mail) if mail else rows
    return (rows.filter(about=about) if about else rows).order_by("-due_at", "-pk")


def given_up_mails(about: str, mails: Collection[int]) -> QuerySet[OutboxMessage]:
    """Those of these mails that failed and that somebody let be: all, or about a thing."""
    rows = OutboxMessage.objects.filter(state=State.GIVEN_UP, pk__in=mails)
    return rows.filter(about=about) if about else rows


def mails_left(kind: str, object_keys: Collection[str]) -> int | None:
    """How many mails of a kind about these things wait no more; None where there is no mail."""
    mails = OutboxMessage.objects.filter(kind=kind, object_key__in=object_keys)
    found = mails.aggregate(all=Count("pk"), waiting=Count("pk", filter=Q(state=State.QUEUED)))
    return found["all"] - found["waiting"] if found["all"] else None


def written(kind: str, object_keys: Collection[str]) -> set[str]:
    """Of these things, those about which a mail of this kind waits or was sent."""
    mails = OutboxMessage.objects.filter(kind=kind, object_key__in=object_keys)
    return set(mails.values_list("object_key", flat=True))


@dataclass(frozen=True, slots=True)
class Absence:
    """Since when the mail server is away, when it is tried again, and how many mails wait."""

    since: datetime
    next_try_at: datetime
    waiting: int


def absence(about: str = "") -> Absence | None:
    """What is to be said of the mail server; None while it answers."""
    server = MailServer.objects.filter(pk=MailServer.ONLY).first()
    if not server or not server.away_since or not server.next_try_at:
        return None
    waiting = OutboxMessage.objects.filter(state=State.QUEUED, tried_since__isnull=False)
    waiting = waiting.filter(about=about) if about else waiting
    return Absence(server.away_since, server.next_try_at, waiting.count())


def unreachable(emails: Iterable[str]) -> QuerySet[UnreachableAddress]:
    """Those of the addresses at which no mail arrives."""
    looked_for = [email.lower() for email in emails]
    return UnreachableAddress.objects.filter(email__in=looked_for).order_by("email")


def wishes_at(email: str) -> MailWishes | None:
    """How whoever has this address wants to be told; None where no account has it."""
    people = get_user_model().objects.filter(email=email, is_active=True)
    person = people.values_list("pk", flat=True).first()
    return wishes_of(person) if person else None


def wishes_of(user: int) -> MailWishes:
    """How a person (id) wants to be told: as chosen, else as usual."""
    return MailWishes.objects.filter(user=user).first() or MailWishes(user_id=user)
