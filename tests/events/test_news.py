"""Organisers hear of registrations and withdrawals: one settled mail, an hour apart at least."""

import uuid
from datetime import UTC, datetime, time, timedelta

import pytest

from accounts.models import User
from clusters.models import Organisation
from events.models import Edition, Registration
from events.services.decisions import decline
from events.services.registrations import register, withdraw
from events.services.wishes import Wishes
from notifications.delivery import deliver_due
from notifications.models import OutboxMessage
from notifications.services.gathering import gather_digests
from notifications.services.wishing import set_wishes
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.support.mails import told

pytestmark = pytest.mark.django_db

NOW = datetime(2094, 3, 1, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
MAIL = "organiser-news"


@pytest.fixture
def edition() -> Edition:
    edition: Edition = EditionFactory(name="Spring")
    MembershipFactory(organisation=edition.owner, user__email="olga@example.org")
    return edition


def registered(edition: Edition, name: str, now: datetime = NOW, message: str = "") -> Registration:
    cluster: Organisation = ClusterFactory(name=name)
    return register(
        edition=edition,
        cluster=cluster,
        by=UserFactory(),
        wishes=Wishes(message=message),
        key=uuid.uuid4(),
        now=now,
    )


def mails() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=MAIL).order_by("version"))


def test_organisers_get_the_registration_with_its_message(edition: Edition) -> None:
    registered(edition, "Water", message="We come with a robot.")
    [mail] = mails()
    assert mail.recipient == "olga@example.org"
    assert "Water registered." in mail.body
    assert "We come with a robot." in mail.body
    assert "/registrations/" in mail.body


def test_members_of_a_body_that_have_left_the_site_get_none(edition: Edition) -> None:
    MembershipFactory(organisation=edition.owner, user__is_active=False)
    registered(edition, "Water")
    assert told(MAIL) == ["olga@example.org"]


def test_what_happens_while_a_mail_waits_goes_into_it(edition: Edition) -> None:
    registered(edition, "Water")
    withdraw(registration=RegistrationFactory(edition=edition), now=NOW + MINUTE)
    registered(edition, "Steel", NOW + 2 * MINUTE)
    [mail] = mails()
    assert mail.due_at == NOW + 5 * MINUTE
    assert "Water registered." in mail.body
    assert "withdrew its registration." in mail.body
    assert "Steel registered." in mail.body


def test_two_mails_are_an_hour_apart_and_say_nothing_twice(edition: Edition) -> None:
    registered(edition, "Water")
    deliver_due(now=NOW + 5 * MINUTE)
    registered(edition, "Steel", NOW + 10 * MINUTE)
    registered(edition, "Textile", NOW + 40 * MINUTE)
    _, second = mails()
    assert second.due_at == NOW + 65 * MINUTE
    assert "Steel" in second.body
    assert "Textile" in second.body
    assert "Water" not in second.body


def test_who_registers_and_withdraws_at_once_is_no_news(edition: Edition) -> None:
    withdraw(registration=registered(edition, "Water"), now=NOW + MINUTE)
    assert mails() == []
    registered(edition, "Steel", NOW + 2 * MINUTE)
    [mail] = mails()
    assert "Water" not in mail.body


def test_what_organisers_decide_themselves_is_no_news(edition: Edition) -> None:
    registration = RegistrationFactory(edition=edition)
    decline(edition=edition, chosen=[registration.pk], now=NOW)
    assert mails() == []


def person(edition: Edition, email: str, **wishes: object) -> None:
    """Somebody else who organises it, and how they want to be told."""
    member = MembershipFactory(organisation=edition.owner, user__email=email)
    set_wishes(user=member.user.pk, wishes=wishes, now=NOW)


def work(now: datetime) -> None:
    gather_digests(now=now)
    deliver_due(now=now)


def test_news_after_news_does_not_put_a_digest_off(edition: Edition) -> None:
    olga = User.objects.get(email="olga@example.org")
    set_wishes(user=olga.pk, wishes={"organising": "digest"}, now=NOW)
    seven = datetime(2094, 3, 2, 6, tzinfo=UTC)  # by the clock of Madrid
    registered(edition, "Water")
    work(NOW + 5 * MINUTE)
    registered(edition, "Steel", NOW + 10 * MINUTE)
    for later in (15 * MINUTE, seven - NOW):
        work(NOW + later)
    [digest] = OutboxMessage.objects.filter(kind="digest")
    assert "Water" in digest.body
    assert "Steel" in digest.body


def test_who_got_the_digest_hears_what_comes_while_others_still_wait(edition: Edition) -> None:
    olga = User.objects.get(email="olga@example.org")
    # Olga's news waits until nine, the digest leaves at seven.
    set_wishes(user=olga.pk, wishes={"quiet_from": time(10), "quiet_until": time(9)}, now=NOW)
    person(edition, "dora@example.org", organising="digest")
    registered(edition, "Water")
    seven = datetime(2094, 3, 2, 6, tzinfo=UTC)
    work(NOW + 5 * MINUTE)
    work(seven)
    registered(edition, "Steel", seven + MINUTE)
    work(seven + 10 * MINUTE)
    work(seven + timedelta(days=1))
    digests = OutboxMessage.objects.filter(kind="digest").order_by("version")
    assert [("Water" in one.body, "Steel" in one.body) for one in digests] == [
        (True, False),
        (False, True),
    ]


def test_news_just_before_a_digest_goes_with_it(edition: Edition) -> None:
    olga = User.objects.get(email="olga@example.org")
    set_wishes(user=olga.pk, wishes={"organising": "digest"}, now=NOW)
    seven = datetime(2094, 3, 2, 6, tzinfo=UTC)
    registered(edition, "Water")
    work(NOW + 5 * MINUTE)
    registered(edition, "Steel", seven - 4 * MINUTE)
    for later in (seven - MINUTE, seven):
        work(later)
    [digest] = OutboxMessage.objects.filter(kind="digest")
    assert "Water" in digest.body
    assert "Steel" in digest.body
