"""Telling delegates, and their own addresses for calendar programs, when many act at once."""

from collections.abc import Callable
from functools import partial
from threading import Event as ThreadEvent

import pytest
from django.db import connection, transaction
from django.utils import timezone

from events.models import DelegateAccess
from events.services.decisions import decline
from events.services.delegate_accounts import AccessEnded, end_access
from matchmaking.models import AgendaMark, CalendarFeed, Telling, ToldEntry
from matchmaking.services.feeds import make_own_feed
from matchmaking.telling.acts import Told, tell_them, tell_waiting
from matchmaking.telling.entries import bring_up_to_date, refresh_marked, up_to_date
from notifications.delivery import deliver_due
from notifications.models import OutboxMessage
from tests.factories.sitting import ADA, BO, DAY, NOW, Sent, sent
from tests.support.mails import told
from tests.support.racing import raced
from tests.support.telling import everything_told
from tests.support.waiting import until, waiting_for_me

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("patient")]
SEVERAL = 8


@pytest.fixture
def event(transactional_db: None) -> Sent:
    event = sent(state="published", published_at=NOW)
    everything_told(event.edition)
    return event


def test_a_press_by_many_tells_each_delegate_once(event: Sent) -> None:
    event.move()
    press = partial(tell_them, edition=event.edition, by=event.user, now=NOW)
    answers = raced([press] * SEVERAL)
    assert sorted(answers, key=str) == [Told(0, 0)] * (SEVERAL - 1) + [Told(4, 1)]
    assert told("event-changes").count(ADA) == 1
    assert Telling.objects.count() == 1


def test_workers_that_look_at_once_tell_of_a_seat_once(event: Sent) -> None:
    event.sit(0, event.bo)
    refresh_marked()
    look = partial(tell_waiting, timezone.now() + DAY)
    assert raced([look] * SEVERAL) == [None] * SEVERAL
    assert told("agenda-changed") == [ADA, BO]


def test_who_loses_the_account_while_all_are_told_hears_at_the_end_that_it_is_over(
    event: Sent,
) -> None:
    event.move()
    acts: list[Callable[[], object]] = [
        partial(tell_them, edition=event.edition, by=event.user, now=NOW),
        partial(end_access, access=event.ada, by=event.user, now=NOW),
    ]
    answers = raced(acts * 3)
    assert {type(one) for one in answers} <= {Told, bool, AccessEnded}
    assert answers.count(True) == 1
    deliver_due(now=NOW + DAY)
    left = OutboxMessage.objects.filter(recipient=ADA, state="sent")
    assert list(left.values_list("kind", flat=True)) == ["delegate-ended"]
    assert not ToldEntry.objects.filter(access=event.ada.pk).exists()


def test_a_reader_who_meets_a_deadlock_begins_again(event: Sent) -> None:
    """An account ends: its row is gone, and at its end the act comes for the entries, which the
    reader holds, who needs the row.
    """
    event.move()
    held = ThreadEvent()

    def ended() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL deadlock_timeout = '1h'")
            DelegateAccess.objects.get(pk=event.ada.pk).delete()
            held.set()
            until(waiting_for_me, "the reader to wait", 60)
            bring_up_to_date(event.edition.pk, NOW)

    def read() -> None:
        held.wait(60)
        up_to_date(event.edition, NOW)

    assert raced([ended, read]) == [None, None]
    assert not AgendaMark.objects.filter(edition_id=event.edition.pk).exists()


def test_a_cluster_that_leaves_while_all_are_told_is_told_last(event: Sent) -> None:
    event.move()
    acts: list[Callable[[], object]] = [
        partial(tell_them, edition=event.edition, by=event.user, now=NOW),
        partial(decline, edition=event.edition, chosen=[event.registrations[0].pk], now=NOW),
    ]
    answers = raced(acts)
    assert not any(isinstance(one, Exception) for one in answers)
    tell_waiting(timezone.now() + DAY)
    OutboxMessage.objects.update(due_at=NOW)
    deliver_due(now=NOW + DAY)
    left = OutboxMessage.objects.filter(recipient=ADA, state="sent")
    assert sorted(left.values_list("kind", flat=True)) == ["agenda-over", "delegate-gone"]


def test_an_address_that_is_asked_for_by_many_is_one(event: Sent) -> None:
    ask = partial(make_own_feed, access=event.ada, now=NOW)
    answers = raced([ask] * SEVERAL)
    assert {one.pk for one in answers if isinstance(one, CalendarFeed)} == {
        CalendarFeed.objects.get().pk
    }


def test_an_address_that_is_asked_for_as_the_account_ends_is_none(event: Sent) -> None:
    make: Callable[[], object] = partial(make_own_feed, access=event.ada, now=NOW)
    end: Callable[[], object] = partial(end_access, access=event.ada, by=event.user, now=NOW)
    answers = raced([make, end] * 4)
    assert answers.count(True) == 1
    assert not CalendarFeed.objects.exists()
    assert {type(one).__name__ for one in answers} <= {
        "CalendarFeed",
        "bool",
        "AccessEnded",
        "AccessOver",
    }
