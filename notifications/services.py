"""Posting a mail: a row in the same transaction as what it tells of."""

from datetime import datetime

from notifications.models import OutboxMessage


def post(
    *,
    kind: str,
    object_key: str,
    version: int,
    recipient: str,
    subject: str,
    body: str,
    now: datetime,
    calendar: str = "",
) -> None:
    """Put a mail into the outbox, once per (kind, object, recipient, version).

    Call it inside the transaction that changes what the mail tells of. Line breaks in the subject
    become spaces. `calendar` is the text of an iCalendar file to attach, or empty.
    """
    OutboxMessage.objects.bulk_create(
        [
            OutboxMessage(
                kind=kind,
                object_key=object_key,
                version=version,
                recipient=recipient.lower(),
                subject=" ".join(subject.split())[:200],
                body=body,
                calendar=calendar,
                due_at=now,
            )
        ],
        ignore_conflicts=True,
    )
