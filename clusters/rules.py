"""May this person do this with an organisation?"""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.rules import is_administrator
from clusters.models import Membership, Organisation


def speaks_for(user: User | AnonymousUser, organisation: Organisation) -> bool:
    """Members alone."""
    if not user.is_authenticated:
        return False
    return Membership.objects.filter(user=user, organisation=organisation).exists()


def can_see_members(user: User | AnonymousUser, organisation: Organisation) -> bool:
    return speaks_for(user, organisation) or is_administrator(user)
