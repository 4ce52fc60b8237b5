"""A delegate with an account hears that it is over, as the cluster's members do, and no more."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from icalendar import Calendar

from events.models import Delegate, DelegateAccess, Edition, Registration
from events.services.decisions import decline, undo
from events.services.delegate_accounts import end_access, let_act
from events.services.delegates import remove_delegate
from events.services.editions import cancel
from events.services.registrations import withdraw
from matchmaking.telling.acts import tell_waiting
from matchmaking.telling.entries import refresh_marked
from notifications.delivery import deliver_due
from notifications.models import MailWishes, OutboxMessage
from notifications.services.gathering import gather_digests
from tests.factories.accounts import UserFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.delegates import with_account
from tests.factories.events import RegistrationFactory
from tests.factories.sitting import ADA, BO, NOW, Sent, sent
from tests.support.mails import mail_to, told
from tests.support.telling import everything_told

HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Sent:
    event = sent(state="published", published_at=NOW)
    everything_told(event.edition)
    return event


def leave(event: Sent, how: str) -> None:
    if how == "withdrawn":
        Edition.objects.update(state="registration_open")
        withdraw(registration=event.registrations[0], now=NOW)
    else:
        decline(edition=event.edition, chosen=[event.registrations[0].pk], now=NOW)


def delivered() -> list[str]:
    """Who has got which mail, once all that is due has left."""
    deliver_due(now=NOW + HOUR)
    rows = OutboxMessage.objects.filter(state="sent", recipient__in=[ADA, BO])
    return sorted(f"{row.kind} {row.recipient}" for row in rows)


@pytest.mark.parametrize("how", ["withdrawn", "declined"])
def test_delegates_of_a_cluster_that_leaves_are_told_with_or_without_meetings(
    event: Sent, how: str
) -> None:
    event.sit(1, None)
    refresh_marked()
    tell_waiting(timezone.now() + HOUR)
    OutboxMessage.objects.all().delete()
    leave(event, how)
    tell_waiting(timezone.now() + HOUR)
    assert told("delegate-gone") == [ADA, BO]
    assert "Cluster A, for which you were to come, no longer takes part in Spring." in " ".join(
        mail_to(ADA, "delegate-gone").body.split()
    )
    [gone] = Calendar.from_ical(mail_to(ADA, "agenda-over").calendar).walk("VEVENT")
    assert gone["STATUS"] == "CANCELLED"
    assert delivered() == [f"agenda-over {ADA}", f"delegate-gone {ADA}", f"delegate-gone {BO}"]


def test_a_decision_taken_back_before_it_was_told_is_told_to_no_delegate(event: Sent) -> None:
    done = decline(edition=event.edition, chosen=[event.registrations[0].pk], now=NOW)
    undo(edition=event.edition, changes=done.changes, now=NOW)
    assert told("delegate-gone") == told("delegate-back") == []


def test_one_taken_back_later_is_told_as_well(event: Sent) -> None:
    done = decline(edition=event.edition, chosen=[event.registrations[0].pk], now=NOW)
    assert len(delivered()) == 2
    undo(edition=event.edition, changes=done.changes, now=NOW)
    assert told("delegate-back") == [ADA, BO]


def test_who_speaks_for_the_cluster_as_well_hears_it_as_the_cluster_does(event: Sent) -> None:
    MembershipFactory(organisation=event.registrations[0].cluster, user=event.ada.user)
    leave(event, "declined")
    assert told("delegate-gone") == [BO]
    assert ADA in told("registration-declined")


@pytest.mark.parametrize("state", ["waiting", "waitlisted"])
def test_delegates_of_a_cluster_that_waits_hear_that_the_event_is_off(
    event: Sent, state: str
) -> None:
    waits = RegistrationFactory(edition=event.edition, state=state)
    cy = Delegate.objects.create(registration=waits, name="Cy")
    with_account(cy, user=UserFactory(email="cy@example.org"))
    MembershipFactory(organisation=waits.cluster, user=UserFactory(email="w@example.org"))
    event.edition.refresh_from_db()
    people = cancel(edition=event.edition, version=event.edition.version, now=NOW, message="Flood")
    assert people == len(told("edition-cancelled")) == 8
    body = " ".join(mail_to("cy@example.org", "edition-cancelled").body.split())
    assert f"Spring, where you come for {waits.cluster}, does not take place." in body
    assert "Flood" in body
    assert told("edition-cancelled", recipient="w@example.org") == ["w@example.org"]
    assert len(told("edition-cancelled", recipient=ADA)) == 1


def test_a_cluster_hears_that_the_event_is_off_though_only_its_delegate_has_a_calendar(
    event: Sent,
) -> None:
    Registration.objects.filter(pk=event.registrations[0].pk).update(state="waiting")
    refresh_marked()
    tell_waiting(timezone.now() + HOUR)
    event.sit(0, event.bo)
    event.edition.refresh_from_db()
    cancel(edition=event.edition, version=event.edition.version, now=NOW)
    managers = [f"{name}@example.org" for name in "abcd"]
    assert told("edition-cancelled") == sorted([ADA, BO, *managers])


def end(event: Sent, how: str) -> None:
    if how == "ended":
        end_access(access=event.ada, by=event.user, now=NOW)
    elif how == "removed":
        Edition.objects.update(state="registration_open")
        registration = event.registrations[0]
        remove_delegate(delegate=event.ada.delegate, version=registration.version, now=NOW)
    elif how == "deleted":
        DelegateAccess.objects.filter(pk=event.ada.pk).delete()
    else:
        leave(event, how)


@pytest.mark.parametrize("how", ["ended", "removed", "deleted", "withdrawn", "declined"])
def test_what_waits_for_a_delegate_does_not_leave_once_the_access_is_over(
    event: Sent, how: str
) -> None:
    event.move()
    event.tell()
    let_act(access=event.ada, may_act=True, now=NOW)
    OutboxMessage.objects.create(
        kind="reminder-agenda",
        object_key=f"delegate-access:{event.ada.pk}",
        recipient=ADA,
        language="en",
        subject="Your agenda",
        body="It waits.",
        due_at=NOW,
    )
    assert told("event-changes", recipient=ADA, state="queued") == [ADA]
    end(event, how)
    last = {"ended": "delegate-ended", "removed": "delegate-ended", "deleted": ""}
    found = [mail.split()[0] for mail in delivered() if mail.endswith(ADA)]
    assert found == list(filter(None, [last.get(how, "delegate-gone")]))
    unwanted = OutboxMessage.objects.filter(recipient=ADA, state="unwanted")
    assert {row.kind for row in unwanted} == {"event-changes", "delegate-acts", "reminder-agenda"}
    assert {row.body for row in unwanted} == {""}


def test_what_waits_for_the_daily_mail_is_not_in_it_once_the_access_is_over(event: Sent) -> None:
    user = event.ada.user
    assert user
    MailWishes.objects.create(user=user, reminders=MailWishes.How.DIGEST)
    OutboxMessage.objects.create(
        kind="reminder-agenda",
        object_key=f"delegate-access:{event.ada.pk}",
        version=int(uuid4()) % 1000,
        recipient=ADA,
        language="en",
        subject="Your agenda",
        body="It waits.",
        hold="digest",
        due_at=NOW,
    )
    leave(event, "declined")
    assert gather_digests(now=NOW + HOUR) == 0
    assert told("digest") == []
    assert mail_to(ADA, "reminder-agenda").state == "unwanted"
