"""Mails that failed wait for a person; what was sent is forgotten in time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from notifications.delivery import deliver_due
from notifications.models import SECRET, MailServer, OutboxMessage
from notifications.services.failing import TRIED_FOR, LinkForgotten, give_up, is_away, send_again
from notifications.services.forgetting import forget_old
from tests.faults.conftest import violations

NOW = datetime(2094, 6, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def mail(**changes: Any) -> OutboxMessage:
    values = {
        "kind": "agenda",
        "object_key": "edition:1",
        "recipient": "a@example.org",
        "language": "en",
        "subject": "Your agenda",
        "body": "09:30 Water, table 1",
        "html": "<p>09:30 Water, table 1</p>",
        "calendar": "BEGIN:VCALENDAR",
        "state": "failed",
        "failure": "away",
        "attempts": 9,
        "tried_since": NOW - timedelta(days=5),
        "due_at": NOW - timedelta(days=5),
        **changes,
    }
    return OutboxMessage.objects.create(**values)


@pytest.mark.parametrize("hold", ["", "quiet", "near"])
def test_mail_that_was_held_back_fails_like_any_other_after_five_days(hold: str) -> None:
    held = {"state": "queued", "failure": "", "attempts": 0, "tried_since": None, "hold": hold}
    row = mail(**held, due_at=NOW)
    is_away(words="refused", now=NOW)
    is_away(words="refused", now=NOW + TRIED_FOR)
    row.refresh_from_db()
    assert (row.state, row.failure, row.hold) == ("failed", "away", "")
    assert MailServer.objects.get().failures == 2


def test_failed_mail_that_is_sent_again_is_tried_as_if_new() -> None:
    row = mail()
    assert send_again(failed=OutboxMessage.objects.all(), now=NOW) == 1
    row.refresh_from_db()
    assert (row.state, row.failure, row.attempts, row.tried_since) == ("queued", "", 0, None)
    assert deliver_due(now=NOW) == 1
    assert send_again(failed=OutboxMessage.objects.all(), now=NOW) == 0


def test_mail_whose_link_is_wiped_is_not_sent_again() -> None:
    mail(body=f"Open {SECRET}")
    with pytest.raises(LinkForgotten):
        send_again(failed=OutboxMessage.objects.all(), now=NOW)
    mail(recipient="b@example.org")
    assert send_again(failed=OutboxMessage.objects.all(), now=NOW) == 1
    assert OutboxMessage.objects.filter(state="failed").count() == 1


def test_mail_that_is_given_up_stays_away() -> None:
    mail()
    assert len(give_up(failed=OutboxMessage.objects.all())) == 1
    assert send_again(failed=OutboxMessage.objects.all(), now=NOW) == 0
    assert OutboxMessage.objects.get().state == "given_up"


def test_invariants_name_failed_mail_until_somebody_has_dealt_with_it() -> None:
    row = mail()
    assert [rule for rule, _ in violations()] == ["mail failed, neither sent again nor given up"]
    give_up(failed=OutboxMessage.objects.filter(pk=row.pk))
    assert violations() == []


def test_invariants_name_late_mail_unless_the_server_is_away() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        (now,) = cursor.fetchone()
    late = now - timedelta(minutes=11)
    mail(state="queued", failure="", due_at=late)
    assert [rule for rule, _ in violations()] == ["mail late by ten minutes"]
    server = MailServer.objects.create(away_since=late, failures=3, next_try_at=now)
    assert violations() == []
    # Nobody has tried it when it was time: the worker is gone.
    server.next_try_at = late
    server.save()
    assert [rule for rule, _ in violations()] == ["mail late by ten minutes"]


def test_what_a_sent_mail_said_is_wiped_after_its_days(settings: Settings) -> None:
    settings.MAIL_KEPT_DAYS = 90
    sent_at = NOW - timedelta(days=90)
    row = mail(state="sent", failure="", sent_at=sent_at)
    assert forget_old(now=NOW) == 0
    assert forget_old(now=NOW + timedelta(seconds=1)) == 1
    row.refresh_from_db()
    assert (row.subject, row.body, row.html, row.calendar) == ("", "", "", "")
    # That it was sent stays, so that nobody is told twice.
    assert (row.state, row.sent_at, row.recipient) == ("sent", sent_at, "a@example.org")
    assert forget_old(now=NOW + timedelta(days=1)) == 0


def test_mail_that_waits_is_not_forgotten_and_a_failed_one_is_given_up_in_the_end() -> None:
    old = NOW - timedelta(days=100)
    mail(state="queued", failure="", due_at=old)
    mail(recipient="b@example.org", due_at=old)
    assert forget_old(now=NOW) == 1
    assert set(OutboxMessage.objects.values_list("state", "body")) == {
        ("queued", "09:30 Water, table 1"),
        ("given_up", ""),
    }
