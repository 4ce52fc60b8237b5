"""A person gets a place in an organisation; those who have one already hear of it."""

from datetime import datetime

from accounts.models import User
from clusters.models import Membership, Organisation, Role
from clusters.queries import people_of
from clusters.services.leaving import locked
from clusters.services.roles import give_role
from notifications.services import tell


def join(
    *, user: User, organisation: Organisation, by: User, now: datetime, role: Role = Role.PLANNER
) -> Membership:
    """Give somebody the place, as owner where there is none; who acts for the body is told.

    Who has one already keeps it, with this role where it lets do more: `by` is who gave it. Part of
    an act. The organisation is locked, so that two do not both become its first owner.
    """
    locked(organisation.pk)
    members = Membership.objects.filter(organisation=organisation)
    if standing := members.filter(user=user).select_related("user", "organisation").first():
        # The names of roles sort from who may most to who may least.
        if role < standing.role:
            give_role(membership=standing, role=role, by=by, now=now)
        return standing
    told = people_of(organisation.pk)
    if not members.filter(role=Role.OWNER).exists():
        role = Role.OWNER
    membership = Membership.objects.create(user=user, organisation=organisation, role=role)
    tell(
        kind="member-joined",
        object_key=f"membership:{membership.pk}",
        version=1,
        recipients=told,
        template="clusters/mail/member_joined",
        context={
            "person": str(user),
            "address": user.email,
            "organisation": organisation.called,
            "organisation_slug": organisation.slug,
            "role": role.value if organisation.holds_events else "",
        },
        now=now,
    )
    return membership
