"""What becomes of a mail that is due, by the wish of its reader; part of its delivery."""

from datetime import datetime

from notifications.kinds import subject_of
from notifications.models import MailWishes, OutboxMessage
from notifications.rules import leaving
from notifications.signals import mail_leaves

How = MailWishes.How


def is_held(message: OutboxMessage, wishes: MailWishes | None, now: datetime) -> bool:
    """Whether a mail, whose row is locked, is not to leave now; then it is put off, or ended.

    Without wishes nobody has an account there: what was held back for somebody is for nobody now.
    """
    if is_over(message):
        leave(message)
        return True
    if wishes is None:
        if message.hold:
            leave(message)
        return message.state != OutboxMessage.State.QUEUED
    subject = subject_of(message.kind)
    how = wishes.how(subject) if subject else How.AT_ONCE
    if how == How.NEVER:
        leave(message)
        return True
    found = leaving(wishes, how, message.concerns_at, now)
    if found.at <= now:
        return False
    message.due_at, message.hold, message.tried_since = found.at, found.hold, None
    message.save(update_fields=["due_at", "hold", "tried_since"])
    return True


def is_over(message: OutboxMessage) -> bool:
    """Whether its reader has no part any more in what it tells of."""
    asked = {"kind": message.kind, "object_key": message.object_key}
    return any(over for _, over in mail_leaves.send(sender=OutboxMessage, **asked))


def leave(message: OutboxMessage) -> None:
    """Nobody wants to read it there, or is to: what it said goes, that it was to be told stays."""
    emptied(message, OutboxMessage.State.UNWANTED)


def emptied(message: OutboxMessage, state: OutboxMessage.State) -> None:
    """It ends in a state in which nothing is kept of what it said."""
    message.state, message.hold = state, ""
    message.subject = message.body = message.html = message.calendar = message.secret = ""
    message.save()
