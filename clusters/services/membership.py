"""Members ask colleagues in."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts.models import User
from clusters.models import ACTING, Invitation, Membership, Organisation, Role
from clusters.rules import can_invite
from clusters.services.joining import join
from clusters.services.leaving import NotOwner, end_invitations, invitation_key, locked
from clusters.services.roles import RoleNotHere
from interface.keys import made_before, made_once
from notifications.recipients import Recipient
from notifications.services import tell, withdraw

VALID_FOR = timedelta(days=14)


class InvitationNotValid(Exception):
    """The invitation was used, revoked, has run out, or whoever sent it no longer invites."""


class AlreadyMember(Exception):
    """The person has a place: another role is given on the page of the people."""


class InvitationForSomebodyElse(Exception):
    """The invitation was sent to another e-mail address."""


def hash_of(token: str) -> str:
    """SHA-256 of a token, as kept in the database."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(
    *,
    organisation: Organisation,
    email: str,
    by: User,
    role: Role = Role.PLANNER,
    key: UUID,
    now: datetime,
    address_of: Callable[[str], str],
) -> Invitation:
    """Ask somebody in by mail. `address_of(token)` is the link; the same key invites once.

    Raises NotOwner, RoleNotHere, AlreadyMember, KeyTaken.
    """
    if not can_invite(by, organisation):
        raise NotOwner
    if role not in ACTING and not organisation.holds_events:
        raise RoleNotHere
    whose, said = {"organisation": organisation}, {"email": email.lower(), "role": role}
    if earlier := made_before(Invitation, key, whose, said):
        return earlier
    if Membership.objects.filter(organisation=organisation, user__email__iexact=email).exists():
        raise AlreadyMember
    token = secrets.token_urlsafe(32)
    invitation, is_new = made_once(
        Invitation,
        key,
        whose,
        said,
        token_hash=hash_of(token),
        invited_by=by,
        expires_at=now + VALID_FOR,
    )
    if not is_new:
        return invitation
    tell(
        kind="invitation",
        object_key=invitation_key(invitation),
        version=1,
        recipients=[_recipient(invitation)],
        template="clusters/mail/invitation",
        context={
            "person": str(by),
            "organisation": organisation.called,
            "days": VALID_FOR.days,
            "role": role.value if organisation.holds_events else "",
        },
        secret=address_of(token),
        now=now,
    )
    return invitation


def _recipient(invitation: Invitation) -> Recipient:
    """Who is asked in, in the language of the account with this address, if there is one."""
    person = User.objects.filter(email=invitation.email).first()
    return Recipient(invitation.email, person.language if person else "")


@transaction.atomic
def accept(*, invitation: Invitation, user: User, now: datetime) -> Membership:
    """Take the place, as long as whoever asked still may ask; the members are told.

    The organisation is locked before that is asked, so that whoever is removed or reduced meanwhile
    lets nobody in; what else asks the same person in ends with it. Raises
    InvitationForSomebodyElse, InvitationNotValid.
    """
    if invitation.email != user.email.lower():
        raise InvitationForSomebodyElse
    organisation = locked(invitation.organisation_id)
    usable = Invitation.objects.open(now).filter(pk=invitation.pk)
    if not usable.update(accepted_at=now, accepted_by=user):
        raise InvitationNotValid
    end_invitations(organisation, user, now)
    role, by = Role(invitation.role), invitation.invited_by
    return join(user=user, organisation=organisation, by=by, now=now, role=role)


@transaction.atomic
def revoke(*, invitation: Invitation, now: datetime) -> None:
    """Take an unused invitation back, and its mail where it waits. Raises InvitationNotValid."""
    usable = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    if not usable.update(revoked_at=now):
        raise InvitationNotValid
    withdraw(kind="invitation", object_key=invitation_key(invitation))
