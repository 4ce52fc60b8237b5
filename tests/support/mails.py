"""What people were told: the mails in the outbox."""

from datetime import datetime

from notifications.models import OutboxMessage


def told(kind: str = "", **fields: object) -> list[str]:
    """Who gets a mail of this kind, in order, as often as they get one."""
    chosen = {"kind": kind} if kind else {}
    rows = OutboxMessage.objects.filter(**chosen, **fields)
    return sorted(rows.values_list("recipient", flat=True))


def mail_to(recipient: str, kind: str = "", **fields: object) -> OutboxMessage:
    """The one mail that this person gets."""
    chosen = {"kind": kind} if kind else {}
    return OutboxMessage.objects.get(recipient=recipient, **chosen, **fields)


def all_sent(now: datetime) -> None:
    """Everything that waits has left."""
    waiting = OutboxMessage.objects.filter(state="queued")
    waiting.update(state="sent", sent_at=now, secret="")
