"""Mail that waits is for a person, not for an address that they had."""

import re
from datetime import UTC, datetime, time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core import mail as django_mail
from django.test import Client

from accounts.models import User
from notifications.delivery import deliver_due
from notifications.models import MailWishes, OutboxMessage
from notifications.sealing import unsealed
from notifications.services.following import follow
from notifications.services.gathering import gather_digests
from notifications.services.wishing import set_wishes
from tests.factories.accounts import UserFactory
from tests.support.mails import mail_to

pytestmark = pytest.mark.django_db
NOON = datetime(2094, 6, 1, 10, tzinfo=UTC)
MORNING = datetime(2094, 6, 2, 5, tzinfo=UTC)
OLD, NEW = "ada@example.org", "ada@new.example"
State = OutboxMessage.State
PASSWORD = "a long quiet sentence"


@pytest.fixture
def ada() -> User:
    person: User = UserFactory(email=OLD, password=make_password(PASSWORD), name="Ada")
    EmailAddress.objects.create(user=person, email=OLD, verified=True, primary=True)
    night = {"quiet_from": time(11), "quiet_until": time(13), "messages": "digest"}
    set_wishes(user=person.pk, wishes=night, now=NOON)
    return person


def waiting(kind: str = "meeting-message", **changes: Any) -> OutboxMessage:
    values = {
        "kind": kind,
        "object_key": f"thing:{OutboxMessage.objects.count()}",
        "recipient": OLD,
        "language": "en",
        "subject": "Somebody wrote",
        "body": "Hello.\n",
        "html": "<html><body><p>Hello.</p></body></html>",
        "due_at": NOON,
        **changes,
    }
    return OutboxMessage.objects.create(**values)


def work(now: datetime) -> list[str]:
    """What the worker of mails does; to whom mails left."""
    before = len(django_mail.outbox)
    gather_digests(now=now)
    deliver_due(now=now)
    return [address for letter in django_mail.outbox[before:] for address in letter.to]


def kinds_at(address: str) -> set[str]:
    rows = OutboxMessage.objects.filter(recipient=address)
    return set(rows.values_list("kind", flat=True))


def held() -> list[OutboxMessage]:
    """One for the digest, one for the end of the quiet hours."""
    rows = [waiting(), waiting("request-accepted")]
    assert work(NOON) == []
    assert set(OutboxMessage.objects.values_list("hold", flat=True)) == {"digest", "quiet"}
    return rows


def test_what_was_held_back_for_a_closed_account_goes_to_nobody(ada: User) -> None:
    rows = held()
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert work(MORNING) == []
    for row in rows:
        row.refresh_from_db()
        assert (row.state, row.body, row.hold) == (State.UNWANTED, "", "")


def test_without_a_wish_of_its_reader_what_was_held_back_leaves(ada: User) -> None:
    held()
    MailWishes.objects.filter(user=ada).delete()
    assert work(MORNING) == [OLD, OLD]


def test_an_address_that_is_changed_takes_what_waits_along(ada: User) -> None:
    held()
    browser = Client()
    browser.post("/accounts/login/", {"login": OLD, "password": PASSWORD})
    asked = browser.post("/accounts/email/", {"action_add": "", "email": NEW})
    browser.post(asked["Location"], {"password": PASSWORD})
    link = re.search(r"/accounts/confirm-email/\S+/", unsealed(mail_to(NEW).secret))
    assert link
    browser.post(link[0])
    assert kinds_at(NEW) == {"account", "meeting-message", "request-accepted"}
    assert kinds_at(OLD) == {"account"}


def test_an_administrator_who_changes_it_takes_them_along(ada: User) -> None:
    held()
    browser = Client()
    browser.force_login(UserFactory(is_staff=True, is_superuser=True, is_administrator=True))
    address = f"/admin/accounts/user/{ada.pk}/change/"
    browser.post(address, {"email": NEW.upper(), "name": ada.name, "is_active": "on"})
    ada.refresh_from_db()
    assert ada.email == NEW
    assert OutboxMessage.objects.filter(recipient=NEW).count() == 2


def test_what_belongs_to_the_old_address_stays_there() -> None:
    rows = [waiting("account"), waiting(state="sent", sent_at=NOON)]
    assert follow(old=OLD, new=NEW) == 0
    assert OutboxMessage.objects.filter(recipient=OLD).count() == len(rows)


def test_what_the_new_address_was_told_is_not_told_again() -> None:
    row = waiting(object_key="thing:1")
    waiting(object_key="thing:1", recipient=NEW)
    assert follow(old=OLD, new=NEW) == 0
    row.refresh_from_db()
    assert row.state == State.UNWANTED
