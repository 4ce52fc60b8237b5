"""Which editions a person runs, and what is next in each."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import User
from clusters.models import ACTING, Membership, Organisation, Role
from events.models import Edition, EditionOrganiser, EventRole, Registration
from events.rules import can_organise, is_past, phase, role_in
from notifications.recipients import Recipient

State = Edition.State


class Task(Enum):
    """What an organiser does next."""

    DATES = auto()
    PROGRAMME = auto()
    TIMES = auto()
    REGISTRATIONS = auto()
    REQUESTS = auto()
    PUBLISHING = auto()
    REPLANNING = auto()
    DAY = auto()
    NOTHING = auto()


@dataclass(frozen=True, slots=True)
class RunEdition:
    """An edition run here, as the list of somebody's events shows it.

    `alone` is the role for this event alone, where there is one.
    """

    edition: Edition
    approved: int
    waiting: int
    is_own: bool
    alone: EventRole | None
    may_plan: bool
    task: Task


TASKS = {
    State.DRAFT: Task.PROGRAMME,
    State.REGISTRATION_OPEN: Task.TIMES,
    State.REQUESTS_OPEN: Task.REQUESTS,
    State.SCHEDULING: Task.PUBLISHING,
    State.PUBLISHED: Task.REPLANNING,
    State.RUNNING: Task.DAY,
    State.FINISHED: Task.NOTHING,
    State.CANCELLED: Task.NOTHING,
}
DECIDING = (State.REGISTRATION_OPEN, State.REQUESTS_OPEN, State.SCHEDULING, State.PUBLISHED)


def next_task(edition: Edition, waiting: int, now: datetime) -> Task:
    """Registrations that wait come first; else the task of the state that holds now."""
    state = phase(edition, now)
    if state == State.DRAFT and is_past(edition, now):
        return Task.DATES
    if waiting and state in DECIDING:
        return Task.REGISTRATIONS
    return TASKS[state]


def editions_backstage_of(user: User, now: datetime) -> list[RunEdition]:
    """The editions whose organiser's pages this person may open, the latest first."""
    whole = Edition.objects.backstage_of(user).asked_by(user)
    rows = list(whole.select_related("host_region", "series"))
    counts: dict[tuple[int, str], int] = {
        (edition, state): count
        for edition, state, count in Registration.objects.filter(edition__in=rows)
        .order_by()
        .values_list("edition", "state")
        .annotate(Count("pk"))
    }
    alone = {row.edition_id: row for row in EventRole.objects.filter(user=user)}
    return [
        _run_edition(
            row,
            counts,
            now,
            is_own=role_in(user, row) is not None,
            alone=alone.get(row.pk),
            may_plan=can_organise(user, row),
        )
        for row in rows
    ]


def _run_edition(
    row: Edition,
    counts: dict[tuple[int, str], int],
    now: datetime,
    *,
    is_own: bool,
    alone: EventRole | None,
    may_plan: bool,
) -> RunEdition:
    waiting = counts.get((row.pk, Registration.State.WAITING), 0)
    return RunEdition(
        edition=row,
        approved=counts.get((row.pk, Registration.State.APPROVED), 0),
        waiting=waiting,
        is_own=is_own,
        alone=alone,
        may_plan=may_plan,
        task=next_task(row, waiting, now),
    )


def bodies_of(user: User | AnonymousUser) -> QuerySet[Organisation]:
    """The bodies in whose name this person may hold editions."""
    return Organisation.objects.acted_for_by(user).organising().order_by("sort_name", "pk")


def clusters_of(user: User | AnonymousUser) -> QuerySet[Organisation]:
    return Organisation.objects.acted_for_by(user).clusters().order_by("sort_name", "pk")


def clusters_to_register(user: User | AnonymousUser, edition: Edition) -> QuerySet[Organisation]:
    """The person's clusters that are not registered at the edition, or withdrew."""
    taking_part = Registration.objects.filter(edition=edition, cluster=OuterRef("pk")).exclude(
        state=Registration.State.WITHDRAWN
    )
    return clusters_of(user).exclude(Exists(taking_part))


def organisers_of(edition: Edition, *roles: Role) -> QuerySet[User]:
    """Who has a role in an edition, or one of these: in its owner, in its co-organisers, or for
    this event alone.
    """
    running = EditionOrganiser.objects.accepted().filter(
        edition=edition, role__in=EditionOrganiser.RUNNING_ROLES
    )
    bodies = Q(organisation=edition.owner_id) | Q(organisation__in=running.values("organisation"))
    wanted = roles or Role.values
    places = Membership.objects.filter(bodies, role__in=wanted).order_by()
    alone = edition.event_roles.filter(role__in=wanted).order_by()
    people = Q(pk__in=places.values("user")) | Q(pk__in=alone.values("user"))
    return User.objects.filter(people).order_by("email")


def organisers_to_tell(edition: Edition) -> list[Recipient]:
    """Who is written to: its owners and planners whose accounts are not closed."""
    people = organisers_of(edition, *ACTING).filter(is_active=True)
    return [Recipient(person.email, person.language) for person in people]
