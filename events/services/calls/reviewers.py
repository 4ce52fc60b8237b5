"""Owners of a body ask people to review its calls."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from clusters.services.membership import hash_of
from events.models import Call, Reviewer, ReviewerInvitation
from events.rules.calls import can_decide_call, is_open_for_reviewers
from events.services.calls.letters import take_back_invited, tell_invited, tell_removed
from events.services.calls.scene import CallTooLate, locked_call
from interface.keys import made_once

VALID_FOR = timedelta(days=14)


class NotOwner(Exception):
    """Only owners of the body say who reviews."""


class AlreadyReviewer(Exception):
    """The person reviews this call."""


class ReviewerInvitationNotValid(Exception):
    """It was used or taken back, has run out, or whoever sent it is no owner any more."""


class ForSomebodyElse(Exception):
    """The invitation was sent to another e-mail address."""


class HasReviewed(Exception):
    """This reviewer has given points already: they stay, and so does the reviewer."""


@transaction.atomic
def invite_reviewer(
    *,
    call: Call,
    email: str,
    by: User,
    key: UUID,
    now: datetime,
    address_of: Callable[[str], str],
) -> ReviewerInvitation:
    """Ask somebody in by mail. `address_of(token)` is the link; the same key invites once.

    Raises `NotOwner`, `CallTooLate`, `AlreadyReviewer`, `KeyTaken`.
    """
    current = locked_call(call.pk)
    if not can_decide_call(by, current):
        raise NotOwner
    if not is_open_for_reviewers(current, now):
        raise CallTooLate
    if Reviewer.objects.filter(call=current, user__email__iexact=email).exists():
        raise AlreadyReviewer
    token = secrets.token_urlsafe(32)
    invitation, is_new = made_once(
        ReviewerInvitation,
        key,
        {"call": current, "invited_by": by},
        {"email": email.lower()},
        token_hash=hash_of(token),
        expires_at=now + VALID_FOR,
    )
    if is_new:
        tell_invited(invitation, secret=address_of(token), days=VALID_FOR.days, now=now)
    return invitation


@transaction.atomic
def accept_review(*, invitation: ReviewerInvitation, user: User, now: datetime) -> Reviewer:
    """Become a reviewer of the call, as long as whoever asked still may ask.

    Raises `ForSomebodyElse`, `ReviewerInvitationNotValid`.
    """
    if invitation.email != user.email.lower():
        raise ForSomebodyElse
    call = locked_call(invitation.call_id)
    usable = ReviewerInvitation.objects.open(now).filter(pk=invitation.pk)
    if not is_open_for_reviewers(call, now) or not usable.update(accepted_at=now):
        raise ReviewerInvitationNotValid
    end_invitations(call.invitations.filter(email=invitation.email), now)
    joined = {"joined_at": now}
    return Reviewer.objects.get_or_create(call=call, user=user, defaults=joined)[0]


@transaction.atomic
def revoke_reviewer_invitation(*, invitation: ReviewerInvitation, now: datetime) -> None:
    """Take an unused invitation back, and its mail where it waits.

    Raises `ReviewerInvitationNotValid`.
    """
    rows = ReviewerInvitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    if not rows.update(revoked_at=now):
        raise ReviewerInvitationNotValid
    take_back_invited([invitation])


def end_invitations(invitations: QuerySet[ReviewerInvitation], now: datetime) -> None:
    """Those of these that nobody has used are void, and their mails do not leave. Part of an act,
    which has locked the call.
    """
    unused = invitations.filter(accepted_at=None, revoked_at=None)
    take_back_invited(unused)
    unused.update(revoked_at=now)


@transaction.atomic
def remove_reviewer(*, reviewer: Reviewer, by: User, now: datetime) -> None:
    """End somebody's reviewing before it has begun; the person is told. A new invitation undoes it.

    Raises `NotOwner`, `CallTooLate`, `HasReviewed`, and `Reviewer.DoesNotExist` where somebody
    else was quicker.
    """
    call = locked_call(reviewer.call_id)
    if not can_decide_call(by, call):
        raise NotOwner
    if call.state == Call.State.DECIDED:
        raise CallTooLate
    current = Reviewer.objects.select_related("user").get(pk=reviewer.pk)
    if current.reviews.exists():
        raise HasReviewed
    current.call = call
    tell_removed(current, now)
    current.delete()
