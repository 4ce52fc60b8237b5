"""Taking mails from the outbox to the mail server, a batch over one connection.

Never lost: a mail is marked sent in the transaction that sent it. At most one duplicate, with the
same Message-ID, when the process dies between the server's answer and the commit.

The row stays locked while the server answers, so that what is taken back meanwhile is either gone
or sent, not both; a server that is silent from its greeting on is found out before any row is.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.mail import BadHeaderError, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import QuerySet

from notifications.delivery.answers import SENT, Answer, Verdict, in_words
from notifications.delivery.letters import letter, way_to_stop
from notifications.delivery.line import Line
from notifications.kinds import is_by_wish
from notifications.models import MailServer, MailWishes, OutboxMessage
from notifications.queries import wishes_at
from notifications.sealing import SealBroken
from notifications.services.failing import (
    ended,
    has_answered,
    is_away,
    mark_unreachable,
    pause,
    tried_long_enough,
)
from notifications.services.holding import is_held

log = logging.getLogger(__name__)

BATCH = 100
# Of a mail that the server does not take at present; it doubles.
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=2)
State, Failure = OutboxMessage.State, OutboxMessage.Failure


def deliver_due(
    *,
    now: datetime,
    connection: BaseEmailBackend | None = None,
    line: Callable[[BaseEmailBackend], Line] = Line,
) -> int:
    """Try up to `BATCH` mails that are due, the least tried and oldest first; how many were sent.

    Several processes share the work: each takes what no other holds. The batch ends at the first
    sign that the server is away; then nothing is tried before the next try is due.
    """
    server = MailServer.objects.filter(pk=MailServer.ONLY).first()
    is_resting = server and server.next_try_at and server.next_try_at > now
    if is_resting or not _due(now).exists():
        return 0
    with line(connection or get_connection()) as opened:
        answer = opened.opened()
        sent = answers = 0
        for _place in range(BATCH if answer is SENT else 0):
            found = _deliver_next(now, opened)
            if found is None:
                break
            if found.verdict == Verdict.UNTRIED:
                continue
            answer = found
            sent += answer.verdict == Verdict.SENT
            answers += answer.verdict != Verdict.AWAY
            if answer.verdict == Verdict.AWAY or not opened.may_begin():
                break
    if answers and server and server.away_since:
        has_answered()
    if answer.verdict == Verdict.AWAY:
        log.warning("The mail server is away: %s", answer.words)
        is_away(words=answer.words, now=now)
    return sent


def _due(now: datetime) -> QuerySet[OutboxMessage]:
    due = OutboxMessage.objects.filter(state=State.QUEUED, due_at__lte=now)
    due = due.exclude(hold=OutboxMessage.Hold.DIGEST)
    return due.order_by("attempts", "due_at", "pk")


@transaction.atomic
def _deliver_next(now: datetime, line: Line) -> Answer | None:
    """What became of the next mail; None when none is due."""
    message = _due(now).select_for_update(skip_locked=True).first()
    if message is None:
        return None
    wishes = wishes_at(message.recipient) if is_by_wish(message.kind) else None
    if is_held(message, wishes, now):
        return Answer(Verdict.UNTRIED)
    message.attempts, message.hold = message.attempts + 1, ""
    made = _made(message, line, wishes)
    answer = line.send(made) if isinstance(made, EmailMultiAlternatives) else made
    match answer.verdict:
        case Verdict.SENT:
            message.state, message.sent_at, message.secret = State.SENT, now, ""
            message.last_error, message.tried_since = "", None
        case Verdict.NEVER:
            is_ours = not isinstance(made, EmailMultiAlternatives)
            ended(message, Failure.UNWRITABLE if is_ours else Failure.RECIPIENT, answer.words)
            if not is_ours:
                mark_unreachable(email=message.recipient, reason=answer.words, now=now)
        case _:
            _put_off(message, answer, now)
    message.save()
    return answer


def _made(
    message: OutboxMessage, line: Line, wishes: MailWishes | None
) -> EmailMultiAlternatives | Answer:
    """The mail, or why it cannot be written; such a mail will not get better."""
    try:
        made = letter(message, line.connection, way_to_stop(message, wishes))
        made.message()
    except (BadHeaderError, SealBroken, UnicodeError, ValueError) as error:
        return Answer(Verdict.NEVER, in_words(error))
    return made


def _put_off(message: OutboxMessage, answer: Answer, now: datetime) -> None:
    log.warning("Mail %s was not sent: %s", message.pk, answer.words)
    message.last_error = answer.words
    message.tried_since = message.tried_since or now
    if answer.verdict == Verdict.AWAY:
        return  # for the server's sake: all that wait are put off alike
    if tried_long_enough(message.tried_since, now):
        ended(message, Failure.REFUSED, answer.words)
        return
    message.due_at = now + pause(message.attempts, FIRST_PAUSE, LONGEST_PAUSE)
