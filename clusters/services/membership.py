"""Members ask colleagues in, and let members go."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import User
from clusters.models import Invitation, Membership, Organisation
from notifications.services import post

VALID_FOR = timedelta(days=14)


class InvitationNotValid(Exception):
    """The invitation was used, revoked, or has run out."""


class InvitationForSomebodyElse(Exception):
    """The invitation was sent to another e-mail address."""


class LastMember(Exception):
    """An organisation keeps at least one member."""


def hash_of(token: str) -> str:
    """SHA-256 of a token, as kept in the database."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(
    *,
    organisation: Organisation,
    email: str,
    by: User,
    key: UUID,
    now: datetime,
    address_of: Callable[[str], str],
) -> Invitation:
    """Ask somebody in by mail. `address_of(token)` is the link; the same key invites once."""
    token = secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                organisation=organisation,
                email=email.lower(),
                token_hash=hash_of(token),
                invited_by=by,
                idempotency_key=key,
                expires_at=now + VALID_FOR,
            )
    except IntegrityError:
        return Invitation.objects.get(idempotency_key=key, organisation=organisation)
    post(
        kind="invitation",
        object_key=f"invitation:{invitation.pk}",
        version=1,
        recipient=invitation.email,
        subject=f"{by} invites you to speak for {organisation.name}",
        body=(
            f"{by} invites you to speak for {organisation.name} on clustermeet.\n\n"
            f"Open this link within 14 days:\n{address_of(token)}\n"
        ),
        now=now,
    )
    return invitation


@transaction.atomic
def accept(*, invitation: Invitation, user: User, now: datetime) -> Membership:
    """Take the place. Raises InvitationForSomebodyElse, InvitationNotValid."""
    if invitation.email != user.email.lower():
        raise InvitationForSomebodyElse
    usable = Invitation.objects.filter(
        pk=invitation.pk, accepted_at=None, revoked_at=None, expires_at__gt=now
    )
    if not usable.update(accepted_at=now, accepted_by=user):
        raise InvitationNotValid
    membership, _ = Membership.objects.get_or_create(
        user=user, organisation=invitation.organisation
    )
    return membership


@transaction.atomic
def revoke(*, invitation: Invitation, now: datetime) -> None:
    """Take an unused invitation back. Raises InvitationNotValid."""
    usable = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    if not usable.update(revoked_at=now):
        raise InvitationNotValid


@transaction.atomic
def remove(*, membership: Membership) -> None:
    """Let a member go; what the person could see is gone at the next request.

    Raises LastMember. The organisation is locked, so that two members cannot remove each other.
    """
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    others = Membership.objects.filter(organisation=membership.organisation_id)
    if not others.exclude(pk=membership.pk).exists():
        raise LastMember
    membership.delete()
