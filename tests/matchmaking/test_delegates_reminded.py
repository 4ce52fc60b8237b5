"""Reminders of the plan reach delegates with accounts: of the own agenda, and of the event."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from events.models import Delegate, DelegateAccess, Edition
from matchmaking.models import PlannedReminder
from matchmaking.queries.reminders import plan_of
from matchmaking.services.letters.reminders import withdraw_reminders
from matchmaking.services.reminders import add_reminder, send_due_reminders
from tests.factories.accounts import UserFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.delegates import with_account
from tests.factories.sitting import ADA, BO, NOW, Sent, sent
from tests.support.mails import mail_to, told

pytestmark = pytest.mark.django_db
Kind = PlannedReminder.Kind
EVE = datetime(2094, 6, 2, 9, tzinfo=ZoneInfo("Europe/Madrid"))
WEEK_BEFORE = EVE - timedelta(days=6)
CY = "cy@example.org"


@pytest.fixture
def event() -> Sent:
    """Ada and Bo sit in a meeting each; Cy, with an account too, in none."""
    event = sent(state="published", published_at=NOW)
    cy = Delegate.objects.create(registration=event.registrations[0], name="Cy", position=2)
    with_account(cy, user=UserFactory(email=CY))
    Edition.objects.update(starts_on=date(2094, 6, 3), ends_on=date(2094, 6, 4))
    event.edition.refresh_from_db()
    return event


def planned(event: Sent, kind: str, days: int) -> None:
    add_reminder(edition=event.edition, kind=kind, days_before=days, now=NOW)


def delegates_told(kind: str) -> set[str]:
    return {ADA, BO, CY} & set(told(kind))


def test_of_the_agenda_those_are_reminded_who_sit_somewhere(event: Sent) -> None:
    planned(event, Kind.AGENDA, 7)
    [line] = plan_of(event.edition, NOW)
    assert (line.clusters, line.delegates, line.mails) == (4, 2, 6)
    assert send_due_reminders(now=WEEK_BEFORE) == 1
    assert delegates_told("reminder-agenda") == {ADA, BO}
    assert len(told()) == line.mails
    mail = mail_to(ADA)
    assert mail.subject == "You have 1 meeting at Spring"
    said = " ".join(mail.body.split())
    assert "You sit in 1 meeting there for Cluster A: Thursday 3 June, 09:00." in said
    assert f"/my/events/{event.edition.slug}/" in mail.body
    assert send_due_reminders(now=WEEK_BEFORE) == 0


def test_of_tomorrow_all_are_reminded(event: Sent) -> None:
    planned(event, Kind.TOMORROW, 1)
    assert send_due_reminders(now=EVE) == 1
    assert delegates_told("reminder-tomorrow") == {ADA, BO, CY}
    assert "You sit in 1 meeting for Cluster A" in mail_to(ADA).body
    assert "You sit" not in mail_to(CY).body


def test_what_is_for_clusters_alone_reaches_no_delegate(event: Sent) -> None:
    for kind in (Kind.ANSWER, Kind.FOLLOW_UP):
        planned(event, kind, 7)
    assert [line.delegates for line in plan_of(event.edition, NOW)] == [0, 0]
    send_due_reminders(now=WEEK_BEFORE)
    assert not {ADA, BO, CY} & set(told())


def test_who_speaks_for_the_cluster_too_gets_one(event: Sent) -> None:
    MembershipFactory(organisation=event.registrations[0].cluster, user=event.ada.user)
    planned(event, Kind.TOMORROW, 1)
    send_due_reminders(now=EVE)
    assert told().count(ADA) == 1


def test_nobody_is_reminded_whose_cluster_waits_or_whose_access_is_over(event: Sent) -> None:
    DelegateAccess.objects.filter(pk=event.ada.pk).delete()
    event.registrations[0].state = "waitlisted"
    event.registrations[0].save()
    planned(event, Kind.TOMORROW, 1)
    send_due_reminders(now=EVE)
    assert not {ADA, BO, CY} & set(told())


def test_what_waits_is_withdrawn_with_the_rest(event: Sent) -> None:
    planned(event, Kind.TOMORROW, 1)
    send_due_reminders(now=EVE)
    withdraw_reminders(event.edition)
    assert told() == []


def test_the_page_of_the_plan_counts_them(event: Sent) -> None:
    planned(event, Kind.AGENDA, 7)
    browser = Client()
    browser.force_login(MembershipFactory(organisation=event.edition.owner).user)
    page = " ".join(browser.get(f"/organise/{event.edition.slug}/reminders/").text.split())
    assert "reaches 4 clusters. 2 delegates with accounts get it too. That is 6 mails." in page
