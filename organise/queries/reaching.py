"""Whom of a cluster no mail reaches."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from clusters.models import Organisation
from notifications.queries import unreachable


@dataclass(frozen=True, slots=True)
class NotReached:
    """A member whose address takes no mail, since when, and what the mail server said."""

    person: User
    since: datetime
    reason: str


def not_reached(cluster: Organisation) -> list[NotReached]:
    """The active members of a cluster whom no mail reaches, by name."""
    members = User.objects.filter(memberships__organisation=cluster, is_active=True)
    known = {row.email: row for row in unreachable(members.values_list("email", flat=True))}
    return [
        NotReached(person, known[person.email].since, known[person.email].reason)
        for person in members.filter(email__in=known)
    ]
