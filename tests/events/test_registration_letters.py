"""What a cluster is told of its registration: that it is there, and the last decision."""

import uuid
from datetime import UTC, datetime

import pytest

from accounts.models import User
from clusters.models import Organisation
from events.models import Edition, Registration
from events.services.decisions import approve, decline, undo
from events.services.registrations import register, withdraw
from events.services.wishes import Wishes
from notifications.models import OutboxMessage
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.support.mails import all_sent

pytestmark = pytest.mark.django_db

NOW, DAY = datetime(2094, 3, 1, 9, tzinfo=UTC), datetime(2094, 6, 3, 9, tzinfo=UTC)


@pytest.fixture
def edition() -> Edition:
    edition: Edition = EditionFactory(name="Spring")
    return edition


@pytest.fixture
def manager() -> User:
    user: User = MembershipFactory(organisation=ClusterFactory(name="Water")).user
    return user


def registered(edition: Edition, manager: User) -> Registration:
    [cluster] = Organisation.objects.acted_for_by(manager)
    return register(
        edition=edition, cluster=cluster, by=manager, wishes=Wishes(), key=uuid.uuid4(), now=NOW
    )


def waiting() -> list[str]:
    rows = OutboxMessage.objects.filter(state="queued").order_by("pk")
    return list(rows.values_list("subject", flat=True))


def test_who_registers_gets_a_mail_that_confirms_it(edition: Edition, manager: User) -> None:
    registered(edition, manager)
    mail = OutboxMessage.objects.get(recipient=manager.email)
    assert mail.subject == "Registered: Water at Spring"
    assert "you get another mail then" in mail.body


@pytest.mark.parametrize(
    ("now", "said"),
    [(NOW, "is approved by itself"), (DAY, "only its organiser gives places")],
)
def test_who_finds_an_event_full_reads_who_gives_the_places(
    edition: Edition, manager: User, now: datetime, said: str
) -> None:
    registration = registered(edition, manager)
    all_sent(NOW)
    Edition.objects.update(capacity=1, state="published")
    RegistrationFactory(edition=edition, state="approved")
    approve(edition=edition, chosen=[registration.pk], now=now)
    assert said in OutboxMessage.objects.get(kind="registration-waitlisted").body


def test_a_decision_that_is_undone_at_once_is_told_to_nobody(
    edition: Edition, manager: User
) -> None:
    registration = registered(edition, manager)
    all_sent(NOW)
    outcome = approve(edition=edition, chosen=[registration.pk], now=NOW)
    undo(edition=edition, changes=outcome.changes, now=NOW)
    assert waiting() == []


def test_decided_twice_in_a_minute_only_the_last_word_is_told(
    edition: Edition, manager: User
) -> None:
    registration = registered(edition, manager)
    approve(edition=edition, chosen=[registration.pk], now=NOW)
    decline(edition=edition, chosen=[registration.pk], now=NOW)
    assert waiting() == ["Declined: Water at Spring"]


def test_a_decision_undone_before_the_confirmation_left_leaves_the_confirmation(
    edition: Edition, manager: User
) -> None:
    registration = registered(edition, manager)
    outcome = approve(edition=edition, chosen=[registration.pk], now=NOW)
    undo(edition=edition, changes=outcome.changes, now=NOW)
    assert waiting() == ["Registered: Water at Spring"]


def test_who_withdraws_gets_no_mail_about_what_was_before(edition: Edition, manager: User) -> None:
    registration = registered(edition, manager)
    withdraw(registration=registration, now=NOW)
    assert waiting() == []
    registered(edition, manager)
    assert waiting() == ["Registered: Water at Spring"]
