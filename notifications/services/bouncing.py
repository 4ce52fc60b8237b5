"""A mail came back: nobody reads what is sent to this address."""

from datetime import datetime

from django.db import transaction

from notifications.bounces import bounce_in
from notifications.models import OutboxMessage
from notifications.services.failing import ended, mark_unreachable


@transaction.atomic
def take_bounce(*, raw: bytes, now: datetime) -> bool:
    """Mark the address of a mail that came back for good, and the mail as failed.

    False for anything else that came: an answer from a holiday, a report that it takes longer.
    """
    bounce = bounce_in(raw)
    if bounce is None:
        return False
    message = OutboxMessage.objects.select_for_update().get(pk=bounce.message.pk)
    mark_unreachable(email=message.recipient, reason=bounce.reason, now=now)
    if message.state == OutboxMessage.State.SENT:
        ended(message, OutboxMessage.Failure.RECIPIENT, bounce.reason)
        message.sent_at = None
        message.save()
    return True
