"""Telling people: rows of the outbox in the same transaction as what they tell of."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

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
) -> int:
    """Put a mail to each recipient into the outbox, once per (kind, object, recipient, version).

    Call it inside the transaction that changes what the mail tells of. `template` names
    `<template>.txt` and `<template>_subject.txt`, rendered with `context` (plain data: texts,
    numbers, instants in the zone to say them in, lists and dictionaries of these) once for each
    language. `calendar` makes the text of an iCalendar file to attach, in the language that is
    active when it is called. `due_at` is when the mail may leave, if not at once. `secret` is a
    link that is not kept once it is sent: the template has `{{ secret }}` in its place.

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
