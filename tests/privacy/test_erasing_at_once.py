"""Erasing while others, or the person, do something else: nobody is told of an error."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Event
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from clusters.models import Membership
from events.models import RegistrationMessage
from events.services.messages import write
from privacy.services.erasing import erase, look_again
from tests.factories.clusters import MembershipFactory
from tests.privacy.holding import everything
from tests.privacy.people import MARK, NAME, PASSWORD, Somebody
from tests.support.racing import raced
from tests.support.waiting import until, waiting_for_me

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def somebody() -> Somebody:
    return Somebody()


def test_an_erasure_that_meets_a_deadlock_is_tried_again(somebody: Somebody) -> None:
    """Somebody holds a place of the person's and then wants the person: one of the two must go."""
    held = Event()

    def held_first() -> bool:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL deadlock_timeout = '1h'")
            Membership.objects.select_for_update().get(user=somebody.user)
            held.set()
            until(waiting_for_me, "somebody to wait")
            cursor.execute(
                "SELECT 1 FROM accounts_user WHERE id = %s FOR SHARE", [somebody.user.pk]
            )
        return True

    def erased() -> bool:
        held.wait(60)
        return erase(person=somebody.user, now=timezone.now())

    assert raced([held_first, erased]) == [True, True]
    assert not Membership.objects.filter(user=somebody.user).exists()


def test_a_person_who_is_held_for_long_is_told_to_come_again(
    somebody: Somebody, settings: Settings
) -> None:
    settings.LOCK_TIMEOUT_MS = 200
    page = partial(somebody.browser.post, reverse("my-data-erase"), {"password": PASSWORD})
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=somebody.user.pk)
        Membership.objects.select_for_update().get(user=somebody.user)
        (answer,) = raced([page])
    assert not isinstance(answer, Exception)
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert User.objects.get(pk=somebody.user.pk).erased_at is None
    assert page().status_code == 302


@pytest.mark.usefixtures("patient")
def test_two_colleagues_who_wrote_of_each_other_are_erased_at_once(somebody: Somebody) -> None:
    """And one of them twice: it is done once."""
    other: User = MembershipFactory(organisation=somebody.cluster).user
    User.objects.filter(pk=other.pk).update(name="Zzyx Colleague")
    for author, named in ((other, NAME), (somebody.user, "Zzyx Colleague")) * 2:
        RegistrationMessage.objects.create(
            registration=somebody.registration,
            author=author,
            by_organiser=False,
            text=f"Ask {named} and {NAME}",
            sent_at=timezone.now(),
            idempotency_key=uuid4(),
        )
    people = [somebody.user, other, somebody.user]
    now = timezone.now()
    first, second, third = raced([partial(erase, person=one, now=now) for one in people])
    assert (second, {first, third}) == (True, {True, False})
    left = everything()
    left.pop("notifications.OutboxMessage")
    assert [table for table, text in left.items() if MARK in text.lower()] == []


@pytest.mark.usefixtures("patient")
def test_what_the_person_writes_at_that_moment_is_gone_after_the_second_look(
    somebody: Somebody,
) -> None:
    now = timezone.now()

    def writes() -> bool:
        write(
            registration=somebody.registration,
            by=somebody.user,
            by_organiser=False,
            text=f"{MARK}late words, by {NAME}",
            key=uuid4(),
            now=now,
        )
        return True

    acts: list[Callable[[], bool]] = [writes, partial(erase, person=somebody.user, now=now), writes]
    assert raced(acts) == [True, True, True]
    look_again(now=now + timedelta(minutes=10), since=now - timedelta(days=1))
    left = everything()
    assert "Former member" in left["notifications.OutboxMessage"]
    assert left["notifications.OutboxMessage"].lower().count(MARK) == 1  # the last mail
    left.pop("notifications.OutboxMessage")
    assert [table for table, text in left.items() if MARK in text.lower()] == []
