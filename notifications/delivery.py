"""Taking mails from the outbox to the mail server.

Never lost: a mail is marked sent in the transaction that sent it. At most one duplicate, with the
same Message-ID, when the process dies between the server's answer and the commit.
"""

import logging
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from notifications.models import OutboxMessage
from notifications.rendering import with_secret

log = logging.getLogger(__name__)

BATCH = 50
MOST_ATTEMPTS = 10
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=2)
State = OutboxMessage.State


def deliver_due(*, now: datetime, connection: BaseEmailBackend | None = None) -> int:
    """Try up to `BATCH` mails that are due, oldest first; how many were sent.

    Several processes share the work: each takes what no other holds.
    """
    outcomes: list[bool] = []
    while len(outcomes) < BATCH:
        # A connection each: a broken one spoils no other mail.
        outcome = _deliver_next(now, connection or get_connection())
        if outcome is None:
            break
        outcomes.append(outcome)
    return sum(outcomes)


@transaction.atomic
def _deliver_next(now: datetime, connection: BaseEmailBackend) -> bool | None:
    """Whether the next mail was sent; None when none is due."""
    due = OutboxMessage.objects.filter(state=State.QUEUED, due_at__lte=now)
    message = due.order_by("due_at", "pk").select_for_update(skip_locked=True).first()
    if message is None:
        return None
    message.attempts += 1
    try:
        mail(message, connection).send()
    except Exception as error:  # noqa: BLE001 - whatever a mail server or a bad address raises
        _put_off(message, error, now)
    else:
        message.state, message.sent_at, message.last_error = State.SENT, now, ""
    if message.state != State.QUEUED:
        message.secret = ""
    message.save()
    return message.state == State.SENT


def _put_off(message: OutboxMessage, error: Exception, now: datetime) -> None:
    log.warning("Mail %s was not sent: %s", message.pk, type(error).__name__)
    message.last_error = f"{type(error).__name__}: {error}"[:500]
    # A mail that cannot even be written will not get better.
    if message.attempts >= MOST_ATTEMPTS or isinstance(error, BadHeaderError):
        message.state = State.FAILED
        return
    message.due_at = now + min(FIRST_PAUSE * 2 ** (message.attempts - 1), LONGEST_PAUSE)


def mail(message: OutboxMessage, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    """The mail of a row: text and HTML, a fixed Message-ID, the calendar if there is one."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    sent = EmailMultiAlternatives(
        subject=message.subject,
        body=with_secret(message.body, message.secret),
        to=[message.recipient],
        headers={"Message-ID": f"<{message.message_id}@{host}>"},
        connection=connection,
    )
    html = with_secret(message.html, message.secret, as_html=True)
    sent.attach_alternative(html, "text/html")
    if message.calendar:
        sent.attach("agenda.ics", message.calendar, "text/calendar")
    return sent
