"""May this person do this with an organisation?"""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.rules import is_administrator
from clusters.models import Membership, Organisation, Role
from clusters.models.people import may_invite


def speaks_for(user: User | AnonymousUser, organisation: Organisation) -> bool:
    """Members alone."""
    if not user.is_authenticated:
        return False
    return Membership.objects.filter(user=user, organisation=organisation).exists()


def can_see_members(user: User | AnonymousUser, organisation: Organisation) -> bool:
    return speaks_for(user, organisation) or is_administrator(user)


def is_owner(user: User | AnonymousUser, organisation: Organisation) -> bool:
    if not user.is_authenticated:
        return False
    rows = Membership.objects.filter(user=user, organisation=organisation, role=Role.OWNER)
    return rows.exists()


def can_change_members(user: User | AnonymousUser, organisation: Organisation) -> bool:
    """Owners, and administrators, let others go and say which role each has."""
    return is_administrator(user) or is_owner(user, organisation)


def can_invite(user: User | AnonymousUser, organisation: Organisation) -> bool:
    """Members ask colleagues in; to a body that holds events its owners do."""
    if not user.is_authenticated:
        return False
    rows = Membership.objects.filter(may_invite(), user=user, organisation=organisation)
    return rows.exists()


def can_end(user: User, membership: Membership) -> bool:
    """Everybody may leave; others are removed by owners alone."""
    return membership.user_id == user.pk or can_change_members(user, membership.organisation)
