"""What becomes of mails that do not leave: how long they are tried, and what a person may do."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from notifications.kinds import DIGEST
from notifications.models import MailServer, OutboxMessage, UnreachableAddress
from notifications.rendering import without_links

TRIED_FOR = timedelta(days=5)
# Between tries of a server that is away; it doubles.
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=30)
MOST_DOUBLINGS = 16
State = OutboxMessage.State


class LinkForgotten(Exception):
    """The mail told a link that is wiped: sent again it would tell nothing."""


def pause(times: int, first: timedelta, longest: timedelta) -> timedelta:
    """How long to wait after so many tries: twice as long each time."""
    doubled: int = 2 ** min(times - 1, MOST_DOUBLINGS)
    return min(first * doubled, longest)


def tried_long_enough(since: datetime, now: datetime) -> bool:
    return now - since >= TRIED_FOR


def ended(message: OutboxMessage, failure: OutboxMessage.Failure, words: str) -> None:
    """Give a mail up; a person may send it again. Part of an act, which saves it."""
    message.state, message.failure, message.last_error = State.FAILED, failure, words
    message.secret = ""


@transaction.atomic
def is_away(*, words: str, now: datetime) -> None:
    """The server could not be reached: when it is tried again, and which mails are given up."""
    MailServer.objects.get_or_create(pk=MailServer.ONLY)
    server = MailServer.objects.select_for_update().get(pk=MailServer.ONLY)
    server.failures += 1
    server.away_since = server.away_since or now
    server.next_try_at = now + pause(server.failures, FIRST_PAUSE, LONGEST_PAUSE)
    server.last_error = words
    server.save()
    due = OutboxMessage.objects.filter(state=State.QUEUED, due_at__lte=now)
    due.update(tried_since=Coalesce(F("tried_since"), now), last_error=words)
    # What was held back until it fell due is held back no more: nothing but what waits is.
    due.filter(tried_since__lte=now - TRIED_FOR).update(
        state=State.FAILED, failure=OutboxMessage.Failure.AWAY, hold="", secret=""
    )


def has_answered() -> None:
    """The server is there again."""
    server = MailServer.objects.filter(pk=MailServer.ONLY)
    server.update(away_since=None, next_try_at=None, failures=0, last_error="")


def mark_unreachable(*, email: str, reason: str, now: datetime) -> None:
    """Keep that no mail arrives at this address, and what the server said."""
    UnreachableAddress.objects.update_or_create(
        email=email.lower(), defaults={"reason": reason[:500], "since": now}
    )


def mark_reachable(*, email: str) -> None:
    """Its owner says that mail arrives again."""
    UnreachableAddress.objects.filter(email=email.lower()).delete()


@transaction.atomic
def send_again(*, failed: QuerySet[OutboxMessage], now: datetime) -> int:
    """Put failed mails back into the outbox, to be tried as if new; how many that were.

    A digest goes with a sentence in place of links that are forgotten. Raises LinkForgotten where
    none of them can be sent again.
    """
    rows = list(failed.filter(state=State.FAILED).select_for_update().order_by("pk"))
    whole = [row for row in rows if row.body and not row.has_lost_its_link]
    if rows and not whole:
        raise LinkForgotten
    for row in whole:
        if row.kind == DIGEST:
            row.body, row.html = without_links(row)
            row.save(update_fields=["body", "html"])
    return OutboxMessage.objects.filter(pk__in=[row.pk for row in whole]).update(
        state=State.QUEUED, failure="", attempts=0, tried_since=None, last_error="", due_at=now
    )


@transaction.atomic
def give_up(*, failed: QuerySet[OutboxMessage]) -> list[int]:
    """A person has seen that these mails failed, and lets them be; which ones (their ids)."""
    rows = failed.filter(state=State.FAILED).select_for_update().order_by("pk")
    given_up = [row.pk for row in rows]
    OutboxMessage.objects.filter(pk__in=given_up).update(state=State.GIVEN_UP)
    return given_up


def take_back(*, given_up: QuerySet[OutboxMessage]) -> int:
    """Mails that were given up wait for a person again; how many."""
    return given_up.filter(state=State.GIVEN_UP).update(state=State.FAILED)
