"""An owner says which role a member has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from clusters.models import ACTING, Membership, Role
from clusters.rules import can_change_members
from clusters.services.leaving import (
    LastOwner,
    NotOwner,
    end_invitations,
    has_another_owner,
    locked,
    other_owners,
)
from notifications.recipients import Recipient
from notifications.services import settled_at, still_to_tell, tell


class RoleChanged(Exception):
    """Somebody changed this role meanwhile, or the person is no member any more."""


class RoleNotHere(Exception):
    """Only bodies that hold events have reception and viewers."""


@dataclass(frozen=True, slots=True)
class _Change:
    """A member whose role is another one: since which one, and by whom."""

    membership: Membership
    before: str
    by: User


@transaction.atomic
def set_role(*, membership: Membership, role: Role, version: int, by: User, now: datetime) -> None:
    """Give a member another role. The person and the other owners are told after a quiet interval.

    The organisation is locked, so that two owners cannot reduce each other. The role before undoes
    it. Raises NotOwner, RoleNotHere, RoleChanged, LastOwner.
    """
    organisation = locked(membership.organisation_id)
    if not can_change_members(by, organisation):
        raise NotOwner
    if role not in ACTING and not organisation.holds_events:
        raise RoleNotHere
    members = Membership.objects.filter(organisation=organisation)
    current = members.filter(pk=membership.pk, version=version).select_related("user").first()
    if current is None:
        raise RoleChanged
    if current.role == role:
        return
    if current.is_owner and not has_another_owner(organisation.pk, current.user_id):
        raise LastOwner
    current.organisation = organisation
    give_role(membership=current, role=role, by=by, now=now)
    end_invitations(organisation, current.user, now)


def give_role(*, membership: Membership, role: Role, by: User, now: datetime) -> None:
    """Keep another role, and tell of it. Part of an act that holds the lock of the organisation."""
    before, person = membership.role, membership.user
    membership.role, membership.version = role, membership.version + 1
    membership.save(update_fields=["role", "version"])
    change = _Change(membership, before, by)
    told = [person] if by != person and person.is_active else []
    _tell(change, told, "person", now)
    _tell(change, other_owners(membership.organisation, by, person), "owners", now)


def _tell(change: _Change, people: Sequence[User], who: str, now: datetime) -> None:
    membership, organisation = change.membership, change.membership.organisation
    key = f"role:{membership.pk}:{who}"
    known = still_to_tell(object_key=key, before=change.before, after=membership.role)
    if known is None:
        return
    tell(
        kind="role-changed",
        object_key=key,
        version=membership.version,
        recipients=[Recipient(person.email, person.language) for person in people],
        template="clusters/mail/role_changed",
        context={
            "person": str(membership.user),
            "by": str(change.by),
            "organisation": organisation.called,
            "organisation_slug": organisation.slug,
            "is_own": who == "person",
            "role": membership.role,
            "holds_events": organisation.holds_events,
        },
        now=now,
        due_at=settled_at(now),
        known=known,
    )
