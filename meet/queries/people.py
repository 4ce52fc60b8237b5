"""Who speaks for whom: members, invitations and claims."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import User
from clusters.models import Claim, Invitation, Membership, Organisation


def members(organisation: Organisation) -> QuerySet[Membership]:
    return organisation.memberships.select_related("user")


def open_invitations(organisation: Organisation, now: datetime) -> QuerySet[Invitation]:
    """Those that can still be accepted."""
    rows = organisation.invitations.filter(accepted_at=None, revoked_at=None, expires_at__gt=now)
    return rows.select_related("invited_by")


def claims_shown_to(user: User | AnonymousUser) -> QuerySet[Claim]:
    """One's own claims; all of them for administrators."""
    rows = Claim.objects.visible_to(user)
    return rows.select_related("user", "organisation", "proposed_region", "decided_by")


def own_claims(user: User) -> QuerySet[Claim]:
    return Claim.objects.filter(user=user).select_related("organisation")


def organisation_asked_for(slug: str) -> Organisation | None:
    """The organisation that a link to the form of a claim names, if there is one."""
    return Organisation.objects.filter(slug=slug).first()
