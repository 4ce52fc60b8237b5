"""Who works at one event alone: asked by mail, accepted, given another role, ended.

All acts lock the edition, so that what is decided about its people is decided one after the other.
"""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from accounts.models import User
from clusters.models import Role
from clusters.services.membership import hash_of
from events.models import Edition, EventRole, EventRoleInvitation
from events.models.event_roles import GIVEN
from events.queries.about import about, called
from events.queries.editions import organisers_of
from events.rules import Act, is_usable, may, role_in
from events.services.locking import locked_edition
from interface.contention import retrying
from interface.keys import made_once
from notifications.recipients import Recipient
from notifications.services import settled_at, still_to_tell, tell, withdraw

VALID_FOR = timedelta(days=14)
ASKED = "event-role-invitation"


class NotForYou(Exception):
    """Whoever acts may not say who does what at the event."""


class RoleNotGiven(Exception):
    """Nobody owns one event alone."""


class HasRole(Exception):
    """The person may do as much already, by a body or for this event."""


class OfferOver(Exception):
    """The invitation was used, taken back or ran out, or whoever sent it no longer invites."""


class OfferForSomebodyElse(Exception):
    """The invitation was sent to another e-mail address."""


class PlaceChanged(Exception):
    """Somebody changed this role meanwhile, or ended it."""


@dataclass(frozen=True, slots=True)
class _Change:
    """From which role to which: empty where there is none; by whom."""

    place: EventRole
    before: str
    after: str
    by: User


@retrying
def offer_role(
    *,
    edition: Edition,
    email: str,
    role: Role,
    by: User,
    key: UUID,
    now: datetime,
    address_of: Callable[[str], str],
) -> EventRoleInvitation:
    """Ask somebody by mail. `address_of(token)` is the link; the same key asks once.

    Raises `NotForYou`, `RoleNotGiven`, `HasRole`, `KeyTaken`, `Busy`.
    """
    current = locked_edition(edition.pk)
    _check(by, current)
    if role not in GIVEN:
        raise RoleNotGiven
    person = User.objects.filter(email__iexact=email).first()
    if person and (known := role_in(person, current)) and known <= role:
        raise HasRole
    token = secrets.token_urlsafe(32)
    offer, is_new = made_once(
        EventRoleInvitation,
        key,
        {"edition": current, "invited_by": by},
        {"email": email.lower(), "role": role},
        token_hash=hash_of(token),
        expires_at=now + VALID_FOR,
    )
    if is_new:
        tell(
            kind=ASKED,
            object_key=_key(offer),
            version=1,
            recipients=[Recipient(offer.email, person.language if person else "")],
            template="events/mail/event_role_invitation",
            context={
                "person": str(by),
                "edition": called(current),
                "role": role.value,
                "days": VALID_FOR.days,
            },
            secret=address_of(token),
            now=now,
            about=about(current),
        )
    return offer


@retrying
def accept_role(*, offer: EventRoleInvitation, user: User, now: datetime) -> EventRole:
    """Take the role, of two the one that may more; the owners of the event are told.

    What else asks the same person to this event ends with it. Raises `OfferForSomebodyElse`,
    `OfferOver`, `Busy`.
    """
    if offer.email != user.email.lower():
        raise OfferForSomebodyElse
    edition = locked_edition(offer.edition_id)
    rows = EventRoleInvitation.objects.select_related("edition", "invited_by")
    current = rows.filter(pk=offer.pk).first()
    if current is None or not is_usable(current, now):
        raise OfferOver
    current.accepted_at, current.accepted_by = now, user
    current.save(update_fields=["accepted_at", "accepted_by"])
    _end_offers(edition, user.email, now)
    place, is_new = EventRole.objects.get_or_create(
        edition=edition, user=user, defaults={"role": current.role}
    )
    before = "" if is_new else place.role
    if not is_new and current.role < place.role:
        place.role, place.version = current.role, place.version + 1
        place.save(update_fields=["role", "version"])
    place.edition = edition
    _tell_owners(_Change(place, before, place.role, user), now)
    return place


@retrying
def take_offer_back(*, offer: EventRoleInvitation, by: User, now: datetime) -> None:
    """Its link is void, and its mail does not leave. Raises `NotForYou`, `OfferOver`, `Busy`."""
    _check(by, locked_edition(offer.edition_id))
    if not EventRoleInvitation.objects.unused(now).filter(pk=offer.pk).update(revoked_at=now):
        raise OfferOver
    withdraw(kind=ASKED, object_key=_key(offer))


@retrying
def give_event_role(*, place: EventRole, role: Role, version: int, by: User, now: datetime) -> None:
    """Another role at this event; the person and the other owners are told after a while.

    The role before undoes it. Raises `NotForYou`, `RoleNotGiven`, `PlaceChanged`, `Busy`.
    """
    edition = locked_edition(place.edition_id)
    _check(by, edition)
    if role not in GIVEN:
        raise RoleNotGiven
    current = _current(place, edition, version)
    if current.role == role:
        return
    change = _Change(current, current.role, role, by)
    current.role, current.version = role, current.version + 1
    current.save(update_fields=["role", "version"])
    _tell(change, now)


@retrying
def end_event_role(*, place: EventRole, version: int, by: User, now: datetime) -> None:
    """End a role at this event; what the person could see is gone at the next request.

    Everybody may give back their own. What asks the person in is void. An invitation undoes it.
    Raises `NotForYou`, `PlaceChanged`, `Busy`.
    """
    edition = locked_edition(place.edition_id)
    if by.pk != place.user_id:
        _check(by, edition)
    current = _current(place, edition, version)
    change = _Change(current, current.role, "", by)
    current.version += 1
    _end_offers(edition, current.user.email, now)
    EventRole.objects.filter(pk=current.pk).delete()
    _tell(change, now)


def _check(by: User, edition: Edition) -> None:
    if not may(by, edition, Act.PEOPLE):
        raise NotForYou


def _current(place: EventRole, edition: Edition, version: int) -> EventRole:
    rows = EventRole.objects.filter(pk=place.pk, version=version).select_related("user")
    current = rows.first()
    if current is None:
        raise PlaceChanged
    current.edition = edition
    return current


def _end_offers(edition: Edition, email: str, now: datetime) -> None:
    open_ = EventRoleInvitation.objects.unused(now).filter(edition=edition, email=email.lower())
    for offer in open_:
        withdraw(kind=ASKED, object_key=_key(offer))
    open_.update(revoked_at=now)


def _key(offer: EventRoleInvitation) -> str:
    return f"event-role-offer:{offer.pk}"


def _tell(change: _Change, now: datetime) -> None:
    """Tell the person, unless it was by that person, and the other owners."""
    person = change.place.user
    if change.by.pk != person.pk and person.is_active:
        _tell_some(change, [person], "person", now)
    _tell_owners(change, now)


def _tell_owners(change: _Change, now: datetime) -> None:
    owners = organisers_of(change.place.edition, Role.OWNER).filter(is_active=True)
    but = {change.by.pk, change.place.user_id}
    _tell_some(change, [one for one in owners if one.pk not in but], "owners", now)


def _tell_some(change: _Change, people: Iterable[User], who: str, now: datetime) -> None:
    place, edition = change.place, change.place.edition
    key = f"event-role:{place.pk}:{who}"
    known = still_to_tell(object_key=key, before=change.before, after=change.after)
    if known is None:
        return
    tell(
        kind="event-role",
        object_key=key,
        version=place.version,
        recipients=[Recipient(person.email, person.language) for person in people],
        template="events/mail/event_role",
        context={
            "person": str(place.user),
            "by": str(change.by),
            "is_own": who == "person",
            "by_oneself": change.by.pk == place.user_id,
            "is_new": not change.before,
            "role": change.after,
            "edition": called(edition),
            "edition_slug": edition.slug,
        },
        now=now,
        due_at=settled_at(now),
        known=known,
        about=about(edition),
    )
