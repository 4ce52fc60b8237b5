"""Who works at an event, by which body or for this event alone."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from clusters.models import Membership, Organisation, Role
from events.models import Edition, EditionOrganiser, EventRole, EventRoleInvitation


@dataclass(frozen=True, slots=True)
class BodyAtWork:
    """A body that runs the event, and who has which role in it."""

    body: Organisation
    members: tuple[Membership, ...]


def bodies_at_work(edition: Edition) -> list[BodyAtWork]:
    """The body whose event it is first; two queries."""
    running = EditionOrganiser.objects.accepted().filter(
        edition=edition, role__in=EditionOrganiser.RUNNING_ROLES
    )
    bodies = Organisation.objects.filter(
        Q(pk=edition.owner_id) | Q(pk__in=running.order_by().values("organisation"))
    )
    rows = Membership.objects.filter(organisation__in=bodies.order_by().values("pk"))
    members = list(rows.select_related("user").order_by("role", F("user__sort_name"), "pk"))
    return [
        BodyAtWork(body, tuple(row for row in members if row.organisation_id == body.pk))
        for body in sorted(bodies, key=lambda body: (body.pk != edition.owner_id, body.sort_name))
    ]


def roles_alone(edition: Edition) -> QuerySet[EventRole]:
    """Who has a role at this event alone."""
    return edition.event_roles.select_related("user")


def open_offers(edition: Edition, now: datetime) -> QuerySet[EventRoleInvitation]:
    """Who is invited to such a role and has not answered."""
    return edition.role_invitations.unused(now).select_related("invited_by")


def owns(body: BodyAtWork, user: int) -> bool:
    """Whether this person (id) says who does what in the body."""
    return any(row.user_id == user and row.role == Role.OWNER for row in body.members)
