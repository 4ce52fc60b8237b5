"""The reminders of an event's plan: when each goes, and whom it reaches."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from clusters.models import ACTING, Membership
from events.models import DelegateAccess, Edition, Registration
from events.queries.questions import owing_follow_ups
from events.rules import day_at, phase
from matchmaking.models import PlannedReminder
from matchmaking.models.reminders import MOST_DAYS_BEFORE
from matchmaking.queries.requests import unanswered
from matchmaking.queries.schedule import published_seats
from matchmaking.rules import (
    goes_at_once,
    is_open_for_answers,
    is_reminder_sent,
    reminder_goes_at,
)
from notifications.models import OutboxMessage

Kind = PlannedReminder.Kind
# The mail that asks a cluster for its answers.
REMINDER = "requests-reminder"
# While the event lies ahead.
AHEAD = (
    Edition.State.REGISTRATION_OPEN,
    Edition.State.REQUESTS_OPEN,
    Edition.State.SCHEDULING,
    Edition.State.PUBLISHED,
)


def reached(kind: str, edition: Edition, now: datetime) -> QuerySet[Registration]:
    """Whom a reminder of this kind reaches if it goes now: what is counted, and what is sent."""
    approved = Registration.objects.approved().filter(edition=edition)
    approved = approved.select_related("cluster", "edition__owner")
    state = phase(edition, now)
    match kind:
        case Kind.ANSWER if is_open_for_answers(edition, now):
            return unanswered(edition, now)
        case Kind.AGENDA if state == Edition.State.PUBLISHED:
            seats = published_seats().filter(registration=OuterRef("pk"))
            return approved.filter(Exists(seats))
        case Kind.FOLLOW_UP if state in AHEAD:
            return owing_follow_ups(approved, edition, now)
        case Kind.TOMORROW if state in AHEAD:
            return approved
    return Registration.objects.none()


def to_remind(edition: Edition, now: datetime) -> QuerySet[Registration]:
    """Those who have requests to answer and whom a reminder reaches now: somebody acts for them,
    and they had none today.
    """
    speaking = Membership.objects.filter(
        organisation=OuterRef("cluster"), role__in=ACTING, user__is_active=True
    )
    key = Concat(Value(reminder_key("")), Cast(OuterRef("pk"), TextField()))
    had = OutboxMessage.objects.filter(
        kind=REMINDER, object_key=key, version=reminded_on(edition, now)
    )
    return unanswered(edition, now).filter(Exists(speaking), ~Exists(had))


def reminder_key(registration: object) -> str:
    """What mails that remind a cluster (by registration) are known by."""
    return f"registration:{registration}"


def reminded_on(edition: Edition, now: datetime) -> int:
    """The day of an instant at the event, of which a cluster is asked for its answers once."""
    return day_at(edition, now).toordinal()


def reached_delegates(kind: str, edition: Edition, now: datetime) -> QuerySet[DelegateAccess]:
    """Which delegates with accounts it reaches beside the clusters: of the own agenda, and of the
    event.
    """
    accesses = DelegateAccess.objects.told_apart().filter(
        edition=edition, registration__state=Registration.State.APPROVED
    )
    accesses = accesses.select_related("user", "delegate", "registration__cluster").order_by("pk")
    state = phase(edition, now)
    match kind:
        case Kind.AGENDA if state == Edition.State.PUBLISHED:
            seats = published_seats().filter(delegate=OuterRef("delegate"))
            return accesses.filter(Exists(seats))
        case Kind.TOMORROW if state in AHEAD:
            return accesses
    return DelegateAccess.objects.none()


@dataclass(frozen=True, slots=True)
class Line:
    """A reminder of the plan, when it goes, and how many clusters, delegates with accounts beside
    them, and mails to both it would be now.

    `is_missed`: its day is over, and it did not go. `is_at_once`: its hour has come; it goes, or
    would if it were switched on.
    """

    reminder: PlannedReminder
    goes_at: datetime | None
    clusters: int
    delegates: int
    mails: int
    is_sent: bool
    is_missed: bool
    is_at_once: bool


def plan_of(edition: Edition, now: datetime) -> list[Line]:
    """The plan of an edition, the first to go first."""
    rows = list(PlannedReminder.objects.filter(edition=edition))
    counts = {kind: _counted(kind, edition, now) for kind in {row.kind for row in rows}}
    return [_line(row, edition, counts[row.kind], now) for row in rows]


def _line(
    row: PlannedReminder, edition: Edition, counted: tuple[int, int, int], now: datetime
) -> Line:
    at = reminder_goes_at(edition, row.days_before)
    is_sent = is_reminder_sent(row, edition)
    is_missed = at is not None and day_at(edition, now) > at.date() and not is_sent
    is_at_once = goes_at_once(edition, row.days_before, now) and not is_sent
    return Line(row, at, *counted, is_sent, is_missed, is_at_once)


def days_at_once(edition: Edition, now: datetime) -> int | None:
    """So many days before the event a reminder that is planned now goes at once; None for none."""
    first = edition.starts_on
    days = (first - day_at(edition, now)).days if first else 0
    fits = 1 <= days <= MOST_DAYS_BEFORE
    return days if fits and goes_at_once(edition, days, now) else None


def _counted(kind: str, edition: Edition, now: datetime) -> tuple[int, int, int]:
    """How many clusters, how many delegates, and how many people of both, each a mail."""
    readers = Q(cluster__memberships__user__is_active=True)
    readers &= Q(cluster__memberships__role__in=ACTING)
    found = reached(kind, edition, now).aggregate(
        clusters=Count("pk", distinct=True),
        mails=Count("cluster__memberships", filter=readers, distinct=True),
    )
    delegates = reached_delegates(kind, edition, now).count()
    return found["clusters"], delegates, found["mails"] + delegates
