"""News of what is near leaves at once: what was to be tomorrow is near, wherever it went."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core import mail as django_mail

from events.models import Edition
from matchmaking.models import AgendaEntry, Meeting
from matchmaking.services.requests import cancel_published, take_up
from matchmaking.telling.acts import tell_them, tell_waiting
from matchmaking.telling.entries import refresh_marked
from notifications.delivery import deliver_due
from notifications.models import OutboxMessage
from notifications.services.wishing import set_wishes
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory, SessionFactory
from tests.factories.matchmaking import MORNING, ScheduleVersionFactory
from tests.matchmaking.agreed import AB, AC, A, Agreed
from tests.support.mails import mail_to, told
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


@pytest.fixture
def agreed(db: None) -> Agreed:
    """A meets B at nine and C half an hour later, and all know it."""
    agreed = Agreed.published()
    MembershipFactory(organisation=agreed.edition.owner, user__email="organiser@example.org")
    everything_told(agreed.edition)
    return agreed


def cancelled(agreed: Agreed, before: timedelta, meeting: int = AB) -> Meeting:
    """A cancels, so long before the first meeting begins; what is settled then is told."""
    now = begins(agreed) - before
    found = cancelled_by(agreed, meeting, now)
    told_by_clock(now)
    return found


def cancelled_by(agreed: Agreed, meeting: int, now: datetime) -> Meeting:
    """A cancels, and the clock has noted it at that instant."""
    side = agreed.registrations[A]
    found = cancel_published(
        meeting=agreed.meetings[meeting], by=agreed.person(A), side=side, reason="Ill.", now=now
    )
    refresh_marked()
    AgendaEntry.objects.filter(key=found.pk, is_cancelled=True).update(changed_at=now)
    return found


def begins(agreed: Agreed) -> datetime:
    instant: datetime = agreed.slots[0].period.lower
    return instant


def told_by_clock(now: datetime) -> None:
    tell_waiting(now)
    deliver_due(now=now)


def test_a_meeting_that_begins_soon_is_cancelled_and_both_are_told_at_once(agreed: Agreed) -> None:
    cancelled(agreed, 12 * HOUR)
    assert told(state="sent") == ["a@example.org", "b@example.org", "organiser@example.org"]


def test_of_one_that_begins_later_nobody_is_told_before_it_has_settled(agreed: Agreed) -> None:
    meeting = cancelled(agreed, 12 * HOUR + timedelta(seconds=1))
    assert told(state="sent") == []
    take_up(meeting=meeting, side=agreed.registrations[A], now=begins(agreed) - 12 * HOUR)
    told_by_clock(begins(agreed) - 11 * HOUR)
    assert told() == []


def test_within_the_notice_of_the_event_all_are_told_at_once(agreed: Agreed) -> None:
    Edition.objects.update(notice_minutes=24 * 60)
    agreed.edition.refresh_from_db()
    agreed.meetings[AB].edition.refresh_from_db()
    cancelled(agreed, 24 * HOUR)
    assert told(state="sent") == ["a@example.org", "b@example.org", "organiser@example.org"]


def test_what_begins_later_settles_beside_what_begins_soon(agreed: Agreed) -> None:
    now = begins(agreed) - 12 * HOUR
    cancelled_by(agreed, AC, now)
    cancelled_by(agreed, AB, now)
    told_by_clock(now)
    assert told("agenda-changed") == ["a@example.org", "b@example.org"]
    told_by_clock(now + timedelta(minutes=5))
    assert told("agenda-changed", object_key__startswith="registration") == [
        *["a@example.org"] * 2,
        "b@example.org",
        "c@example.org",
    ]


def test_what_has_settled_goes_along_in_the_same_mail(agreed: Agreed) -> None:
    now = begins(agreed) - 12 * HOUR
    cancelled_by(agreed, AC, now - timedelta(minutes=5))
    cancelled_by(agreed, AB, now)
    told_by_clock(now)
    assert told("agenda-changed") == ["a@example.org", "b@example.org", "c@example.org"]
    both = mail_to("a@example.org", "agenda-changed").body
    assert ("Cluster B" in both, "Cluster C" in both) == (True, True)


def test_taken_up_before_it_was_told_a_meeting_that_begins_soon_tells_nobody(
    agreed: Agreed,
) -> None:
    now = begins(agreed) - HOUR
    side = agreed.registrations[A]
    meeting = agreed.meetings[AB]
    cancel_published(meeting=meeting, by=agreed.person(A), side=side, reason="Ill.", now=now)
    take_up(meeting=meeting, side=side, now=now)
    told_by_clock(now)
    assert told() == []
