"""Telling people: rows of the outbox in the same transaction as what they tell of."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import translation

from notifications.models import OutboxMessage
from notifications.recipients import Recipient
from notifications.rendering import written


def tell(
    *,
    kind: str,
    object_key: str,
    version: int,
    recipients: Iterable[Recipient],
    template: str,
    context: Mapping[str, Any],
    now: datetime,
    calendar: Callable[[], str] | None = None,
    due_at: datetime | None = None,
    secret: str = "",
    known: str = "",
) -> int:
    """Put a mail to each recipient into the outbox, once per (kind, object, recipient, version).

    Call it inside the transaction that changes what the mail tells of. `template` names
    `<template>.txt` and `<template>_subject.txt`, rendered with `context` (plain data: texts,
    numbers, instants in the zone to say them in, lists and dictionaries of these) once for each
    language. `calendar` makes the text of an iCalendar file to attach, in the language that is
    active when it is called. `due_at` is when the mail may leave, if not at once. `secret` is a
    link that is not kept once it is sent: the template has `{{ secret }}` in its place. `known` is
    what `still_to_tell` answered.

    Returns how many people are told, those who were told before too.
    """
    by_language = defaultdict[str, set[str]](set)
    for recipient in recipients:
        by_language[recipient.reads].add(recipient.email.lower())
    rows = []
    for language, emails in by_language.items():
        mail = written(template, context, language)
        with translation.override(language):
            attached = calendar() if calendar else ""
        rows += [
            OutboxMessage(
                kind=kind,
                object_key=object_key,
                version=version,
                recipient=email,
                language=language,
                subject=mail.subject,
                body=mail.body,
                html=mail.html,
                calendar=attached,
                secret=secret,
                known=known,
                due_at=due_at or now,
            )
            for email in sorted(emails)
        ]
    OutboxMessage.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def withdraw(*, kind: str, object_key: str) -> int:
    """Take back what is not sent yet, of every version; how many mails that were."""
    waiting = OutboxMessage.objects.filter(
        kind=kind, object_key=object_key, state=OutboxMessage.State.QUEUED
    )
    return waiting.delete()[0]


def settled_at(now: datetime) -> datetime:
    """When an act of this instant is told: what is undone before then is told to nobody."""
    return now + timedelta(seconds=settings.QUIET_SECONDS)


def still_to_tell(*, object_key: str, before: str, after: str) -> str | None:
    """What the readers know of a thing that changes its state; None if that is `after`.

    Call it before `tell` where only the last word counts: mails about the thing that wait are taken
    back, and an act undone meanwhile leaves nothing to tell. `before` is what they know when no
    mail waits. A mail that some of them have got already counts as told.
    """
    waiting = OutboxMessage.objects.filter(object_key=object_key, state=OutboxMessage.State.QUEUED)
    rows = list(waiting.select_for_update().order_by("version", "pk"))
    known = before
    if rows:
        first = rows[0]
        sent = OutboxMessage.objects.filter(object_key=object_key, version=first.version)
        is_out = sent.filter(state=OutboxMessage.State.SENT).exists()
        known = before if is_out else first.known
        OutboxMessage.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return None if known == after else known


def was_told(*, kind: str, object_key: str, version: int) -> bool:
    """Whether a mail about this version of the thing was put into the outbox already."""
    mails = OutboxMessage.objects.filter(kind=kind, object_key=object_key, version=version)
    return mails.exists()


def has_left(*, kind: str, object_keys: Iterable[str]) -> bool:
    """Whether a mail of this kind about one of these things was sent to somebody."""
    mails = OutboxMessage.objects.filter(kind=kind, object_key__in=list(object_keys))
    return mails.filter(state=OutboxMessage.State.SENT).exists()


@dataclass(frozen=True, slots=True)
class Batch:
    """A mail that gathers what is new of a thing: its version, and when it may leave."""

    version: int
    due_at: datetime


def next_batch(*, kind: str, object_key: str, now: datetime, apart: timedelta) -> Batch:
    """The gathering mail to write: the one that waits, taken back to be written anew, or the next.

    No two leave within `apart` of each other, and what waits keeps its instant. Call it under a
    lock of the thing, so that two acts do not begin the same batch.
    """
    mails = OutboxMessage.objects.filter(kind=kind, object_key=object_key)
    newest = mails.order_by("-version").values_list("version", flat=True).first()
    if newest is None:
        return Batch(1, settled_at(now))
    rows = list(mails.filter(version=newest).select_for_update())
    sent = [row.sent_at for row in rows if row.sent_at]
    waiting = [row for row in rows if row.state == OutboxMessage.State.QUEUED]
    if waiting and not sent:
        mails.filter(pk__in=[row.pk for row in waiting]).delete()
        return Batch(newest, min(row.due_at for row in waiting))
    return Batch(newest + 1, max([settled_at(now), *(left + apart for left in sent)]))
