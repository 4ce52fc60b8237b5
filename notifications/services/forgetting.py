"""What mails said is kept for some time, then only that something was sent."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from notifications.models import OutboxMessage

State = OutboxMessage.State


def forget_old(*, now: datetime) -> int:
    """Wipe subject, text, HTML and calendar of mails whose time is over; how many those were.

    The row stays: who was told of what and when, so that nobody is told twice. A mail that failed
    and that nobody looked at for so long is given up.
    """
    before = now - timedelta(days=settings.MAIL_KEPT_DAYS)
    old = Q(state=State.SENT, sent_at__lt=before) | Q(
        state__in=OutboxMessage.ENDED, due_at__lt=before
    )
    rows = OutboxMessage.objects.filter(old).exclude(body="")
    rows.filter(state=State.FAILED).update(state=State.GIVEN_UP)
    return rows.update(subject="", body="", html="", calendar="", last_error="")
