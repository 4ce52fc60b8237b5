"""A person loses the place in an organisation, or gets it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from clusters.models import FormerMembership, Invitation, Membership, Organisation, Role
from clusters.rules import can_change_members, can_end
from notifications.recipients import Recipient
from notifications.services import settled_at, still_to_tell, tell, withdraw

MEMBER, REMOVED = "member", "member-removed"


@dataclass(frozen=True, slots=True)
class _Change:
    """A place that ended or was given back: by whom, from which state to which."""

    former: FormerMembership
    by: User
    before: str
    after: str


class LastMember(Exception):
    """An organisation keeps at least one member."""


class LastOwner(Exception):
    """An organisation keeps at least one owner."""


class NotOwner(Exception):
    """Only owners, and administrators, do this to others."""


@transaction.atomic
def remove(*, membership: Membership, by: User, now: datetime) -> FormerMembership:
    """End a place; what the person could see is gone at the next request.

    Everybody may leave; owners remove others. The person and the other owners are told after the
    quiet interval. The organisation is locked, so that two cannot remove each other. Raises
    NotOwner, LastMember, LastOwner, and
    Membership.DoesNotExist where somebody else was quicker.
    """
    organisation = locked(membership.organisation_id)
    membership.refresh_from_db(fields=["role"])
    if not can_end(by, membership):
        raise NotOwner
    others = Membership.objects.filter(organisation=organisation).exclude(pk=membership.pk)
    if not others.exists():
        raise LastMember
    if membership.is_owner and not has_another_owner(organisation.pk, membership.user_id):
        raise LastOwner
    former = FormerMembership.objects.create(
        user=membership.user,
        organisation=organisation,
        role=membership.role,
        ended_by=by,
        ended_at=now,
    )
    membership.delete()
    end_invitations(organisation, membership.user, now)
    _tell(former, by, MEMBER, REMOVED, now)
    return former


@transaction.atomic
def give_back(*, former: FormerMembership, by: User, now: datetime) -> Membership:
    """Give a place back to whom it was taken from. Raises NotOwner."""
    organisation = locked(former.organisation_id)
    if not can_change_members(by, organisation):
        raise NotOwner
    values = {"role": former.role}
    membership, is_new = Membership.objects.get_or_create(
        user=former.user, organisation=organisation, defaults=values
    )
    if former.given_back_at is None:
        former.given_back_at = now
        former.save(update_fields=["given_back_at"])
    if is_new:
        _tell(former, by, REMOVED, MEMBER, now)
    return membership


def end_invitations(organisation: Organisation, person: User, now: datetime) -> None:
    """Whatever asks this person in is void: what was decided since counts.

    Part of an act that holds the lock of the organisation.
    """
    unused = Invitation.objects.filter(
        organisation=organisation, email=person.email.lower(), accepted_at=None, revoked_at=None
    )
    for invitation in unused:
        withdraw(kind="invitation", object_key=invitation_key(invitation))
    unused.update(revoked_at=now)


def invitation_key(invitation: Invitation) -> str:
    """What the mail of an invitation is about."""
    return f"invitation:{invitation.pk}"


def locked(pk: int) -> Organisation:
    """An organisation, so that what is decided about its people is decided one after the other."""
    return Organisation.objects.select_for_update(no_key=True).get(pk=pk)


def has_another_owner(organisation: int, person: int) -> bool:
    """Whether somebody but this person (ids) owns the body, with an account that is open."""
    owners = Membership.objects.filter(
        organisation=organisation, role=Role.OWNER, user__is_active=True
    )
    return owners.exclude(user=person).exists()


def _tell(former: FormerMembership, by: User, before: str, after: str, now: datetime) -> None:
    """Tell the person, unless it was by that person, and the other owners."""
    person = former.user
    told = [person] if by != person and person.is_active else []
    change = _Change(former, by, before, after)
    _tell_some(change, told, "person", now)
    _tell_some(change, other_owners(former.organisation, by, person), "owners", now)


def other_owners(organisation: Organisation, *but: User) -> list[User]:
    """The owners but these people."""
    owners = User.objects.filter(
        memberships__organisation=organisation, memberships__role=Role.OWNER, is_active=True
    )
    return list(owners.exclude(pk__in=[person.pk for person in but]))


def _tell_some(change: _Change, people: Sequence[User], who: str, now: datetime) -> None:
    former, by, after = change.former, change.by, change.after
    key = f"place:{former.organisation_id}:{former.user_id}:{who}"
    known = still_to_tell(object_key=key, before=change.before, after=after)
    if known is None:
        return
    tell(
        kind=after,
        object_key=key,
        version=former.pk,
        recipients=[Recipient(person.email, person.language) for person in people],
        template="clusters/mail/place_ended" if after == REMOVED else "clusters/mail/place_back",
        context={
            "person": str(former.user),
            "by": str(by),
            "organisation": former.organisation.called,
            "is_own": who == "person",
            "by_oneself": by == former.user,
        },
        now=now,
        due_at=settled_at(now),
        known=known,
    )
