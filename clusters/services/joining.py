"""A person gets a place in an organisation; those who have one already hear of it."""

from datetime import datetime

from accounts.models import User
from clusters.models import Membership, Organisation
from clusters.queries import people_of
from notifications.services import tell


def join(*, user: User, organisation: Organisation, now: datetime) -> Membership:
    """Give somebody the place, as owner where there is none; the other members are told.

    Part of an act. The organisation is locked, so that two do not both become its first owner.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    members = Membership.objects.filter(organisation=organisation)
    if standing := members.filter(user=user).first():
        return standing
    told = people_of(organisation.pk)
    is_first = not members.filter(is_owner=True).exists()
    membership = Membership.objects.create(user=user, organisation=organisation, is_owner=is_first)
    tell(
        kind="member-joined",
        object_key=f"membership:{membership.pk}",
        version=1,
        recipients=told,
        template="clusters/mail/member_joined",
        context={
            "person": str(user),
            "address": user.email,
            "organisation": organisation.name,
            "organisation_slug": organisation.slug,
        },
        now=now,
    )
    return membership
