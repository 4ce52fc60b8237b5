"""News of what is near leaves at once: what was to be tomorrow is near, wherever it went."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core import mail as django_mail

from events.models import Edition
from matchmaking.telling.acts import tell_them
from notifications.delivery import deliver_due
from notifications.models import OutboxMessage
from notifications.services.wishing import set_wishes
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory, SessionFactory
from tests.factories.matchmaking import MORNING, ScheduleVersionFactory
from tests.support.telling import everything_told

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
# The event begins on 3 June 2094, by the clock of Madrid.
FIRST_DAY = datetime(2094, 6, 2, 22, tzinfo=UTC)
LONG_BEFORE = FIRST_DAY - timedelta(days=30)
EVENING = FIRST_DAY - HOUR
NEXT_WEEK = FIRST_DAY + timedelta(days=7)


@pytest.fixture
def edition() -> Edition:
    """Published and told, with a session on its second day and a cluster in its quiet hours."""
    edition: Edition = EditionFactory(state="published")
    member = MembershipFactory(organisation=RegistrationFactory(edition=edition).cluster)
    night = {"quiet_from": time(21), "quiet_until": time(8)}
    set_wishes(user=member.user.pk, wishes=night, now=EVENING)
    period = (MORNING + timedelta(days=1), MORNING + timedelta(days=1, hours=1))
    SessionFactory(edition=edition, title="Welcome", period=period)
    ScheduleVersionFactory(edition=edition, number=1, state="published", published_at=LONG_BEFORE)
    everything_told(edition)
    return edition


def moved(edition: Edition, now: datetime) -> OutboxMessage:
    """To next week, and told."""
    Edition.objects.filter(pk=edition.pk).update(
        starts_on=date(2094, 6, 10), ends_on=date(2094, 6, 11)
    )
    edition.refresh_from_db()
    tell_them(edition=edition, by=MembershipFactory(organisation=edition.owner).user, now=now)
    return OutboxMessage.objects.get(kind="event-changes")


def test_that_the_event_is_not_tomorrow_is_told_in_the_night(edition: Edition) -> None:
    moved(edition, EVENING)
    deliver_due(now=EVENING)
    assert len(django_mail.outbox) == 1


@pytest.mark.parametrize(
    ("now", "concerned"),
    [
        (FIRST_DAY - timedelta(days=9), FIRST_DAY),
        (FIRST_DAY + HOUR, FIRST_DAY),
        (FIRST_DAY + timedelta(days=2), NEXT_WEEK),
    ],
    ids=["long before", "under way", "over"],
)
def test_it_concerns_the_earliest_that_is_not_over(
    edition: Edition, now: datetime, concerned: datetime
) -> None:
    assert moved(edition, now).concerns_at == concerned


def test_a_session_concerns_when_it_was_to_begin(edition: Edition) -> None:
    session = edition.sessions.get()
    began = session.period.lower
    moved(edition, EVENING)
    now = FIRST_DAY + timedelta(days=1)
    session.period = (began + timedelta(days=7), began + timedelta(days=7, hours=1))
    session.save()
    tell_them(edition=edition, by=MembershipFactory(organisation=edition.owner).user, now=now)
    latest = OutboxMessage.objects.order_by("-version")[0]
    assert latest.concerns_at == began
