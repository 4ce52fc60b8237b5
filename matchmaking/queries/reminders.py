"""The reminders of an event's plan: when each goes, and whom it reaches."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from events.models import Edition, Registration
from events.rules import day_at, phase
from matchmaking.models import PlacementParticipant, PlannedReminder, ScheduleVersion
from matchmaking.queries.requests import unanswered
from matchmaking.rules import is_open_for_answers, reminder_goes_at

Kind = PlannedReminder.Kind
COMING = (
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
            return unanswered(edition)
        case Kind.AGENDA if state == Edition.State.PUBLISHED:
            published = ScheduleVersion.State.PUBLISHED
            seats = PlacementParticipant.objects.filter(
                registration=OuterRef("pk"), version__state=published
            )
            return approved.filter(Exists(seats))
        case Kind.TOMORROW if state in COMING:
            return approved
    return Registration.objects.none()


@dataclass(frozen=True, slots=True)
class Line:
    """A reminder of the plan, when it goes, and how many clusters and mails it would be now.

    `is_missed`: its day is over, and it did not go.
    """

    reminder: PlannedReminder
    goes_at: datetime | None
    clusters: int
    mails: int
    is_sent: bool
    is_missed: bool


def plan_of(edition: Edition, now: datetime) -> list[Line]:
    """The plan of an edition, the first to go first."""
    rows = list(PlannedReminder.objects.filter(edition=edition))
    counts = {kind: _counted(kind, edition, now) for kind in {row.kind for row in rows}}
    return [_line(row, edition, counts[row.kind], now) for row in rows]


def _line(row: PlannedReminder, edition: Edition, counted: tuple[int, int], now: datetime) -> Line:
    at = reminder_goes_at(edition, row.days_before)
    is_sent = row.sent_for is not None and row.sent_for == edition.starts_on
    is_over = at is not None and day_at(edition, now) > at.date()
    return Line(row, at, *counted, is_sent, is_over and not is_sent)


def _counted(kind: str, edition: Edition, now: datetime) -> tuple[int, int]:
    """How many clusters, and how many of their members, each a mail."""
    readers = Q(cluster__memberships__user__is_active=True)
    found = reached(kind, edition, now).aggregate(
        clusters=Count("pk", distinct=True),
        mails=Count("cluster__memberships", filter=readers, distinct=True),
    )
    return found["clusters"], found["mails"]
