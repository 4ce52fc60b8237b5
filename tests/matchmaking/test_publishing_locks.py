"""While a schedule is published, none of its clusters can leave or call a meeting off."""

from collections.abc import Callable

import pytest
from django.db import transaction
from pytest_django import Settings

from events.models import Registration
from interface.contention import Busy
from matchmaking.models import ScheduleVersion
from matchmaking.services.publishing import publish
from tests.factories.events import EditionFactory
from tests.factories.matchmaking import MORNING
from tests.factories.schedules import Scheduled, four_managed
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
