"""Telling people: rows of the outbox in the same transaction as what they tell of."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import translation

from notifications.models import OutboxMessage
from notifications.recipients import NOTHING, About, Recipient
from notifications.rendering import Written, written
from notifications.rules import NEAR, is_near
from notifications.sealing import sealed

LONGEST_SENDER = 200


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to several people, told once per (kind, object, recipient, version).

    See `tell` for what each part is. Two that are equal are written the same.
    """

    kind: str
    object_key: str
    version: int
    recipients: tuple[Recipient, ...]
    template: str
    context: Mapping[str, Any]
    calendar: Callable[[str], str] | None = None
    about: About = NOTHING
    concerns_at: datetime | None = None
    secret: str = ""
    due_at: datetime | None = None
    known: str = ""

    @property
    def words(self) -> "Mail":
        """What it is written from: the same for whoever reads alike, whenever it leaves."""
        return replace(self, recipients=(), secret="", due_at=None, known="")

    def by_reading(self) -> "dict[Reading, set[str]]":
        """The addresses by how their readers read: those of one of these get the same mail."""
        found = defaultdict[Reading, set[str]](set)
        for recipient in self.recipients:
            if recipient.is_somebody:
                how = Reading(recipient.reads, recipient.texts)
                found[how].add(recipient.email.lower())
        return found


@dataclass(frozen=True, slots=True)
class Reading:
    """In which language somebody reads a mail, and in which what others wrote."""

    language: str
    texts: str


class Desk:
    """Mails written ahead: what is sent is taken from here where it would be written the same.

    Writing takes long where many are told, and needs no lock: an act that tells many is rehearsed,
    what it would tell is written, and then it is done.
    """

    def __init__(self) -> None:
        self._written: dict[tuple[str, Reading], tuple[Mail, Written, str]] = {}

    def write(self, mails: Iterable[Mail]) -> None:
        for mail in mails:
            for how in mail.by_reading():
                self.take(mail, how)

    def take(self, mail: Mail, how: Reading) -> tuple[Written, str]:
        """The mail and its calendar for who reads so; written now unless it was."""
        key = (mail.object_key, how)
        if key not in self._written or self._written[key][0] != mail.words:
            self._written[key] = (mail.words, *_composed(mail, how))
        return self._written[key][1:]


def tell_each(mails: Iterable[Mail], now: datetime, desk: Desk | None = None) -> dict[str, int]:
    """Put mails into the outbox in bulk; how many people are told, by object.

    Call it inside the transaction that changes what they tell of.
    """
    at = desk or Desk()
    told, rows = {}, list[OutboxMessage]()
    for mail in mails:
        those = list(_rows(mail, at, now))
        told[mail.object_key] = len(those)
        rows += those
    OutboxMessage.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return told


def _composed(mail: Mail, how: Reading) -> tuple[Written, str]:
    said = written(mail.template, mail.context, how.language, mail.about, how.texts)
    with translation.override(how.language):
        return said, mail.calendar(how.texts) if mail.calendar else ""


def _rows(mail: Mail, desk: Desk, now: datetime) -> Iterator[OutboxMessage]:
    """A row for each person."""
    about = mail.about
    for how, emails in mail.by_reading().items():
        said, attached = desk.take(mail, how)
        for email in sorted(emails):
            yield OutboxMessage(
                kind=mail.kind,
                object_key=mail.object_key,
                version=mail.version,
                recipient=email,
                language=how.language,
                subject=said.subject,
                body=said.body,
                html=said.html,
                calendar=attached,
                sender=about.sender[:LONGEST_SENDER],
                reply_to=about.reply_to,
                about=about.key,
                concerns_at=_nearest(mail, now),
                secret=sealed(mail.secret),
                known=mail.known,
                due_at=mail.due_at or now,
            )


def _nearest(mail: Mail, now: datetime) -> datetime | None:
    """When the first thing is that the mail concerns; an event that is over is none."""
    about = mail.about
    event = about.begins if about.ends and now < about.ends else None
    return min((at for at in (mail.concerns_at, event) if at), default=None)


def tell(
    *,
    kind: str,
    object_key: str,
    version: int,
    recipients: Iterable[Recipient],
    template: str,
    context: Mapping[str, Any],
    now: datetime,
    calendar: Callable[[str], str] | None = None,
    due_at: datetime | None = None,
    secret: str = "",
    known: str = "",
    about: About = NOTHING,
    concerns_at: datetime | None = None,
) -> int:
    """Put a mail to each recipient into the outbox, once per (kind, object, recipient, version).

    Call it inside the transaction that changes what the mail tells of. `template` names
    `<template>.txt` and `<template>_subject.txt`, rendered with `context` (plain data: texts,
    `Texts` in several languages, numbers, instants in the zone to say them in, lists and
    dictionaries of these) once for all who read alike. `calendar` makes the text of an iCalendar
    file to attach, in the language that is active when it is called, with what others wrote in the
    one that it is given. `due_at` is when the mail may leave, if not at once. `secret` is a link
    that is kept sealed, and not at all once it is sent: the template has `{{ secret }}` in its
    place. `known` is what `still_to_tell` answered. `about` says in whose name it is written, where
    answers go, for which place and clock, and when it takes place; `concerns_at` is what its reader
    has less time for, such as the last instant to answer.

    Those who were erased are told nothing. Returns how many people are told, those who were told
    before too.
    """
    what = (kind, object_key, version, tuple(recipients), template, context)
    mail = Mail(*what, calendar, about, concerns_at, secret, due_at, known)
    rows = list(_rows(mail, Desk(), now))
    OutboxMessage.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def withdraw(*, kind: str, object_key: str) -> int:
    """Take back what is not sent yet, of every version; how many mails that were."""
    return withdraw_each(kind=kind, object_keys=[object_key])


def withdraw_each(*, kind: str, object_keys: Collection[str]) -> int:
    """The same for several objects at once."""
    waiting = OutboxMessage.objects.filter(
        kind=kind, object_key__in=object_keys, state=OutboxMessage.State.QUEUED
    )
    return waiting.delete()[0]


def withdraw_whole(*, kind: str, object_keys: Collection[str]) -> bool:
    """Take back all mails about several objects, unless one of them has left: then none."""
    mails = OutboxMessage.objects.filter(kind=kind, object_key__in=object_keys)
    rows = list(mails.select_for_update().order_by("pk"))
    if any(row.state != OutboxMessage.State.QUEUED for row in rows):
        return False
    OutboxMessage.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return True


def settled_at(
    now: datetime, *, begins: datetime | None = None, notice: timedelta = NEAR
) -> datetime:
    """When an act of this instant is told: what is undone before then is told to nobody.

    At once where what it is about begins so soon that nobody may wait (`is_near`).
    """
    if is_near(begins, now, notice):
        return now
    return now + timedelta(seconds=settings.QUIET_SECONDS)


def told_before(*, kind: str, object_keys: Collection[str], version: int) -> set[str]:
    """The things of which a mail of this kind and version was put into the outbox already."""
    mails = OutboxMessage.objects.filter(kind=kind, object_key__in=object_keys, version=version)
    return set(mails.values_list("object_key", flat=True))


@dataclass(frozen=True, slots=True)
class Last:
    """The last version of a thing that somebody was told, and when its mail was put here."""

    version: int
    told_at: datetime


def last_told(*, kind: str, object_key: str) -> Last | None:
    """None where nobody was told anything of this kind about the thing."""
    mails = OutboxMessage.objects.filter(kind=kind, object_key=object_key)
    rows = mails.order_by("-version", "-created_at").values_list("version", "created_at")
    return next((Last(*row) for row in rows[:1]), None)


def has_left(*, kind: str, object_keys: Iterable[str]) -> bool:
    """Whether a mail of this kind about one of these things was sent to somebody."""
    mails = OutboxMessage.objects.filter(kind=kind, object_key__in=list(object_keys))
    return mails.filter(state__in=OutboxMessage.LEFT).exists()


# So long before a digest or the end of quiet hours what is written anew still goes with it.
BEFORE_THE_END = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Batch:
    """A mail that gathers what is new of a thing: its version, and when it may leave."""

    version: int
    due_at: datetime


def next_batch(*, kind: str, object_key: str, now: datetime, apart: timedelta) -> Batch:
    """The gathering mail to write: the one that waits, taken back to be written anew, or the next.

    No two leave within `apart` of each other. What waits keeps its instant, unless it is held back
    for its readers, which is asked anew. As soon as it has left for one of them, in a mail or a
    digest, it is not written anew: they would never hear the rest. Call it under a lock of the
    thing, so that two acts do not begin the same batch.
    """
    mails = OutboxMessage.objects.filter(kind=kind, object_key=object_key)
    newest = mails.order_by("-version").values_list("version", flat=True).first()
    if newest is None:
        return Batch(1, settled_at(now))
    rows = list(mails.filter(version=newest).select_for_update())
    waiting = [row for row in rows if row.state == OutboxMessage.State.QUEUED]
    if waiting and not any(row.state in OutboxMessage.LEFT for row in rows):
        mails.filter(pk__in=[row.pk for row in waiting]).delete()
        free = [row.due_at for row in waiting if not row.hold]
        # Before what holds them ends: written anew after that, they would wait for the next end.
        held = min(row.due_at for row in waiting) - BEFORE_THE_END
        return Batch(newest, min(free, default=min(settled_at(now), max(now, held))))
    sent = [row.sent_at for row in rows if row.sent_at]
    return Batch(newest + 1, max([settled_at(now), *(left + apart for left in sent)]))
