"""While a schedule is published, none of its clusters can leave or call a meeting off.

Its mails are written before, while nobody waits.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from pytest_django import Settings

from clusters.models import Membership
from events.models import Edition, Registration
from interface.contention import Busy
from matchmaking.models import ScheduleVersion
from matchmaking.services.publishing import publish
from notifications.rendering import written
from notifications.services import telling
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory
from tests.factories.matchmaking import MORNING
from tests.factories.schedules import Scheduled, four_managed
from tests.support.mails import mail_to, told
from tests.support.racing import raced

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft(settings: Settings) -> Scheduled:
    """`a` meets `b`; `c` and `d` meet nobody. Nobody waits long for a lock."""
    settings.LOCK_TIMEOUT_MS = 200
    registrations = four_managed(EditionFactory())
    return Scheduled.of(registrations, pairs=[(0, 1)], places=[(0, 0)], slots=1)


def hold(registration: Registration) -> None:
    """As whoever changes its state does, until the transaction ends."""
    Registration.objects.select_for_update(no_key=True).get(pk=registration.pk)


def publishing(draft: Scheduled) -> Callable[[], ScheduleVersion]:
    return lambda: publish(version=draft.version, revision=0, user=draft.user, now=MORNING)


@pytest.mark.parametrize("leaving", [0, 1])
def test_publishing_waits_for_a_cluster_of_the_schedule_that_is_leaving(
    draft: Scheduled, leaving: int
) -> None:
    with transaction.atomic():
        hold(draft.registrations[leaving])
        (answer,) = raced([publishing(draft)])
    assert isinstance(answer, Busy)
    draft.version.refresh_from_db()
    assert draft.version.state == "draft"


def test_publishing_waits_for_no_other_cluster(draft: Scheduled) -> None:
    with transaction.atomic():
        hold(draft.registrations[2])
        (answer,) = raced([publishing(draft)])
    assert isinstance(answer, ScheduleVersion)
    assert answer.state == "published"


def test_publishing_waits_for_a_cluster_that_shares_a_person_with_one_of_the_schedule(
    draft: Scheduled,
) -> None:
    shared = Membership.objects.get(organisation=draft.registrations[0].cluster).user
    MembershipFactory(organisation=draft.registrations[2].cluster, user=shared)
    with transaction.atomic():
        hold(draft.registrations[2])
        (answer,) = raced([publishing(draft)])
    assert isinstance(answer, Busy)


def is_free(edition: Edition) -> bool:
    """Whether somebody else would get the locks that publishing takes."""

    def taken() -> bool:
        with transaction.atomic():
            Edition.objects.select_for_update(nowait=True).get(pk=edition.pk)
            list(Registration.objects.filter(edition=edition).select_for_update(nowait=True))
        return True

    return raced([taken]) == [True]


def test_mails_are_written_while_nobody_waits(
    draft: Scheduled, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = []

    def watched(*args: Any) -> Any:
        free.append(is_free(draft.edition))
        return written(*args)

    monkeypatch.setattr(telling, "written", watched)
    publishing(draft)()
    assert free == [True] * 4
    assert len(told("agenda")) == 4


def test_mails_say_what_is_so_when_they_are_sent(
    draft: Scheduled, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The venue is changed while they are written."""

    def while_writing(*args: Any) -> Any:
        Edition.objects.update(venue="Palau")
        return written(*args)

    monkeypatch.setattr(telling, "written", while_writing)
    publishing(draft)()
    mail = mail_to("a@example.org", "agenda")
    assert "Palau" in mail.body
    assert "Palau" in mail.calendar


@pytest.mark.usefixtures("patient")
def test_pressed_by_two_at_once_each_cluster_gets_one_mail(draft: Scheduled) -> None:
    answers = raced([publishing(draft), publishing(draft)])
    assert [getattr(answer, "state", answer) for answer in answers] == ["published"] * 2
    assert told() == [f"{name}@example.org" for name in "abcd"]
