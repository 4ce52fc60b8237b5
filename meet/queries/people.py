"""Who speaks for whom: members, invitations and claims."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import User
from clusters.models import Claim, FormerMembership, Invitation, Membership, Organisation
from events.models import Delegate, DelegateAccess, Edition, EventRoleInvitation, Registration
from events.rules import is_usable
from interface.counting import loaded

LATELY = timedelta(days=30)


def members(organisation: Organisation) -> QuerySet[Membership]:
    return organisation.memberships.select_related("user")


def open_invitations(organisation: Organisation, now: datetime) -> QuerySet[Invitation]:
    """Those that can still be accepted."""
    return organisation.invitations.open(now).select_related("invited_by")


def invitations_to(user: User, now: datetime) -> QuerySet[Invitation]:
    """The invitations to this person's address that can still be accepted."""
    rows = Invitation.objects.open(now).filter(email=user.email.lower())
    return rows.select_related("organisation", "invited_by")


def role_offers_to(user: User, now: datetime) -> QuerySet[EventRoleInvitation]:
    """The invitations to this person's address to work at one event, not all of them usable."""
    rows = EventRoleInvitation.objects.unused(now).filter(email=user.email.lower())
    return rows.select_related("edition", "invited_by")


def delegate_invitations_to(user: User, now: datetime) -> QuerySet[DelegateAccess]:
    """What asks this person to be somewhere as a delegate with an account."""
    rows = DelegateAccess.objects.open(now).filter(email=user.email.lower())
    return rows.select_related("delegate", "registration__cluster", "edition", "invited_by")


def with_accounts(registration: Registration) -> QuerySet[Delegate]:
    """The delegation, each with the account that was asked for, if any."""
    return registration.delegates.select_related("access__user")


def access_of(delegate: Delegate) -> DelegateAccess | None:
    return DelegateAccess.objects.filter(delegate=delegate).first()


def delegations_of(user: User) -> QuerySet[DelegateAccess]:
    """Where the person is a delegate with an account, the last event first."""
    rows = DelegateAccess.objects.of(user).select_related("registration__cluster", "edition")
    return rows.order_by("-edition__starts_on", "pk")


@dataclass(frozen=True)
class Standing:
    """What a person is asked for, has asked for, and where the person is a delegate."""

    claims: Collection[Claim]
    invitations: Collection[Invitation]
    role_offers: Collection[EventRoleInvitation]
    asked_as_delegate: Collection[DelegateAccess]
    delegations: Collection[DelegateAccess]

    @property
    def named(self) -> list[Edition]:
        """The editions that are named with it."""
        accesses = (*self.asked_as_delegate, *self.delegations)
        offers = [offer.edition for offer in self.role_offers]
        return [*offers, *(access.edition for access in accesses)]


def standing_of(user: User, now: datetime) -> Standing:
    """In one query where there is nothing, and one more for each that there is."""
    found = loaded(
        claims=own_claims(user),
        invitations=invitations_to(user, now),
        role_offers=role_offers_to(user, now),
        asked_as_delegate=delegate_invitations_to(user, now),
        delegations=delegations_of(user),
    )
    usable = tuple(offer for offer in found["role_offers"] if is_usable(offer, now))
    return Standing(**found | {"role_offers": usable})


def removed_lately(organisation: Organisation, now: datetime) -> QuerySet[FormerMembership]:
    """Who lost the place within the last weeks and did not get it back."""
    rows = organisation.former_memberships.filter(given_back_at=None, ended_at__gt=now - LATELY)
    members = organisation.memberships.values("user")
    return rows.exclude(user__in=members).select_related("user", "ended_by")


def claim_begun(user: User) -> Organisation | None:
    """The organisation that the person wished to claim when opening the account."""
    query = parse_qs(urlsplit(user.came_for).query)
    return organisation_asked_for(query.get("organisation", [""])[0])


def claims_shown_to(user: User | AnonymousUser) -> QuerySet[Claim]:
    """One's own claims; all of them for administrators."""
    rows = Claim.objects.visible_to(user)
    return rows.select_related("user", "organisation", "proposed_region", "decided_by")


def own_claims(user: User) -> QuerySet[Claim]:
    return Claim.objects.filter(user=user).select_related("organisation")


def organisation_asked_for(slug: str) -> Organisation | None:
    """The organisation that a link to the form of a claim names, if there is one."""
    return Organisation.objects.filter(slug=slug).first()
