"""A delegate's own account: a manager asks for it, the delegate takes it up, either ends it."""

import secrets
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import User
from clusters.services.membership import hash_of
from events.models import Delegate, DelegateAccess, Registration
from events.rules import can_manage, is_open_for_delegates
from events.services import delegate_letters as letters
from events.services.locking import hold_edition, locked_registrations
from interface.contention import retrying
from interface.keys import made_before

VALID_FOR = timedelta(days=14)


class AccountRefused(Exception):
    """Nothing was changed."""


class NotInvitable(AccountRefused):
    """The registration was declined or withdrawn, the event is over, or somebody removed the
    delegate.
    """


class HasAccount(AccountRefused):
    """The delegate has an account already."""


class AddressTaken(AccountRefused):
    """The address is that of another delegate of the cluster: `delegate`."""

    def __init__(self, delegate: Delegate) -> None:
        super().__init__()
        self.delegate = delegate


class InvitationOver(AccountRefused):
    """The invitation was used, taken back or is too old, or the cluster does not come."""


class ForSomebodyElse(AccountRefused):
    """The invitation was sent to another e-mail address."""


class DelegateElsewhere(AccountRefused):
    """The person is a delegate with an account at this event already."""


class AccessEnded(AccountRefused):
    """Somebody else was quicker: it is not as it was shown."""


@retrying
def invite_delegate(
    *,
    delegate: Delegate,
    email: str,
    by: User,
    key: UUID,
    now: datetime,
    address_of: Callable[[str], str],
) -> DelegateAccess:
    """Ask a delegate by mail to take up an account. `address_of(token)` is the link.

    The same key invites once; whoever was invited before gets a new link, and the earlier one is
    void. Raises an `AccountRefused`, `KeyTaken`, `Busy`.
    """
    registration, email = _locked(delegate), email.lower()
    if earlier := made_before(DelegateAccess, key, {"delegate": delegate}, {"email": email}):
        return earlier
    current = registration.delegates.filter(pk=delegate.pk).first()
    may_invite = is_open_for_delegates(registration.edition, registration, now)
    if current is None or not may_invite or not can_manage(by, registration):
        raise NotInvitable
    others = DelegateAccess.objects.filter(registration=registration).exclude(delegate=current)
    if other := others.filter(email=email).select_related("delegate").first():
        raise AddressTaken(other.delegate)
    if there := DelegateAccess.objects.filter(delegate=current).first():
        if there.user_id:
            raise HasAccount
        _drop(there)
    token = secrets.token_urlsafe(32)
    access = DelegateAccess.objects.create(
        delegate=current,
        registration=registration,
        edition=registration.edition,
        email=email,
        token_hash=hash_of(token),
        invited_by=by,
        idempotency_key=key,
        invited_at=now,
        expires_at=now + VALID_FOR,
    )
    letters.tell_invited(access, by, address_of(token), VALID_FOR.days, now)
    return access


@retrying
def accept_as_delegate(*, access: DelegateAccess, user: User, now: datetime) -> DelegateAccess:
    """Take up the account; those who speak for the cluster are told. Twice is once.

    Raises an `AccountRefused`, `Busy`.
    """
    registration = _locked(access)
    current = DelegateAccess.objects.filter(pk=access.pk).first()
    if current is None:
        raise InvitationOver
    if current.email != user.email.lower():
        raise ForSomebodyElse
    if current.user_id == user.pk:
        return current
    is_open = is_open_for_delegates(registration.edition, registration, now)
    if not is_open or not DelegateAccess.objects.open(now).filter(pk=current.pk).exists():
        raise InvitationOver
    current.user, current.accepted_at = user, now
    try:
        with transaction.atomic():
            current.save(update_fields=["user", "accepted_at"])
    except IntegrityError as taken:
        raise DelegateElsewhere from taken
    letters.tell_joined(current, now)
    return current


@retrying
def let_act(*, access: DelegateAccess, may_act: bool, now: datetime) -> None:
    """Let a delegate ask and answer for the cluster, or no longer; the delegate is told.

    Undone by its opposite. Raises `AccessEnded`, `Busy`.
    """
    _locked(access)
    current = DelegateAccess.objects.filter(pk=access.pk).first()
    if current is None:
        raise AccessEnded
    if current.may_act == may_act:
        return
    current.may_act = may_act
    current.version += 1
    current.save(update_fields=["may_act", "version"])
    letters.tell_of_acting(current, now)


@retrying
def end_access(*, access: DelegateAccess, by: User, now: datetime) -> bool:
    """Take the invitation back, or end the account's access; whether it had been taken up.

    The delegate stays one. Who loses the access is told, and the cluster where the delegate leaves.
    Undone by inviting anew. Raises `AccessEnded`, `Busy`.
    """
    _locked(access)
    current = DelegateAccess.objects.filter(pk=access.pk).select_related("user").first()
    if current is None:
        raise AccessEnded
    was_taken_up = current.user_id is not None
    if current.user_id == by.pk:
        letters.tell_left(current, now)
    elif was_taken_up:
        letters.tell_ended(current, now)
    _drop(current)
    return was_taken_up


def void_invitations(registrations: Collection[Registration]) -> None:
    """These clusters do not come: what asks their delegates in is void. Part of an act."""
    rows = DelegateAccess.objects.filter(registration__in=registrations, user=None)
    letters.take_back_each(rows)
    rows.delete()


def leave_with(delegates: letters.Delegates, now: datetime) -> None:
    """These delegates are about to be removed: who has an account hears that it is over.

    Part of an act.
    """
    rows = DelegateAccess.objects.filter(delegate__in=delegates).select_related("user")
    for access in rows:
        if access.user_id:
            letters.tell_ended(access, now)
        letters.take_back(access)


def _drop(access: DelegateAccess) -> None:
    letters.take_back(access)
    access.delete()


def _locked(about: Delegate | DelegateAccess) -> Registration:
    """The registration, locked, so that who has an account is decided one after the other."""
    pk = about.registration_id
    hold_edition(Registration.objects.values_list("edition_id", flat=True).get(pk=pk))
    return locked_registrations([pk])[pk]
