"""At the event another person comes in the place of a delegate, and takes over what is to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from psycopg.types.range import TimestamptzRange

from events.models import Delegate, DelegateAccess, Edition, Registration
from events.rules.delegates import is_open_for_replacing
from events.services.delegate_accounts import leave_with
from events.services.delegate_letters import tell_replaced
from events.services.delegates import WORDS, locked_to_change
from events.services.registrations import NotChangeable, RegistrationChanged
from events.signals import delegation_changed, has_sat, seats_handed_over
from interface.contention import retrying
from interface.folding import folded_person


class AlreadyThere(Exception):
    """Somebody of that name is in the delegation."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """Who came before, so that it can be undone: what was said of that person, and the row that
    stays of who has sat in meetings already (`former`, by id).

    `version` is the registration's after the act.
    """

    registration: int
    delegate: int
    said: dict[str, str]
    former: int | None
    version: int


@retrying
def replace_delegate(
    *, delegate: Delegate, name: str, job_title: str, version: int, now: datetime
) -> Replaced:
    """Another person comes in the place of a delegate, with the same seats and times.

    Who sat in meetings that have begun stays in the delegation until now, and these meetings stay
    that person's. An account of the one who is replaced ends. Those who speak for the cluster are
    told after the quiet interval. Raises `NotChangeable`, `RegistrationChanged`, `AlreadyThere`,
    `Busy`.
    """
    registration, current = _opened(delegate.registration_id, delegate.pk, version, now)
    there = registration.delegates.values_list("name", flat=True)
    if folded_person(name) in {folded_person(known) for known in there}:
        raise AlreadyThere
    said = {field: getattr(current, field) for field in WORDS}
    former = _who_stays(registration, current, now)
    leave_with([current], now)
    DelegateAccess.objects.filter(delegate=current).delete()
    _write(current, {"name": name, "job_title": job_title, "languages": "", "topics": ""})
    _count(registration, now)
    tell_replaced(registration, current, before=said["name"], now=now)
    return Replaced(
        registration.pk, current.pk, said, former.pk if former else None, registration.version
    )


@retrying
def put_back(*, replaced: Replaced, now: datetime) -> Delegate:
    """Undo it, while nobody changed the delegation since; an account is asked for anew.

    Where the cluster was not told yet, it is told nothing. Raises `NotChangeable`,
    `RegistrationChanged`, `Busy`.
    """
    registration, current = _opened(replaced.registration, replaced.delegate, replaced.version, now)
    before = current.name
    stayed = registration.delegates.filter(pk__in=[replaced.former] if replaced.former else [])
    if former := stayed.first():
        seats_handed_over.send(sender=Delegate, former=former, successor=current, now=now)
        former.delete()
    _write(current, replaced.said)
    _count(registration, now)
    tell_replaced(registration, current, before=before, now=now)
    return current


def _opened(
    registration: int, delegate: int, version: int, now: datetime
) -> tuple[Registration, Delegate]:
    """The registration, locked, with the delegate as it is now."""
    locked = locked_to_change(registration, version, now)
    if not is_open_for_replacing(locked.edition, locked, now):
        raise NotChangeable
    current = locked.delegates.filter(pk=delegate).first()
    if current is None:
        raise RegistrationChanged
    return locked, current


def _write(delegate: Delegate, said: dict[str, str]) -> None:
    for field, words in said.items():
        setattr(delegate, field, words)
    delegate.save(update_fields=list(said))


def _count(registration: Registration, now: datetime) -> None:
    registration.version += 1
    registration.save(update_fields=["version"])
    delegation_changed.send(sender=Registration, registration=registration, now=now)


def _who_stays(registration: Registration, current: Delegate, now: datetime) -> Delegate | None:
    """Who sat in meetings already, as one who was there until now; else nobody."""
    answers = has_sat.send(sender=Delegate, delegate=current, now=now)
    if not any(answer for _receiver, answer in answers):
        return None
    last = registration.delegates.order_by("position").values_list("position", flat=True).last()
    former = Delegate.objects.create(
        registration=registration,
        position=(last or 0) + 1,
        presence=_until(current.presence, registration.edition, now),
        **{field: getattr(current, field) for field in WORDS},
    )
    seats_handed_over.send(sender=Delegate, former=current, successor=former, now=now)
    return former


def _until(presence: Sequence[Any] | None, edition: Edition, now: datetime) -> list[Any]:
    """These periods as far as they are over; of who is there throughout, from the first day on."""
    minute = now.replace(second=0, microsecond=0)
    whole = (_begins(edition, minute), minute)
    periods = [(one.lower, one.upper) for one in presence or ()] or [whole]
    over = [(lower, min(upper, minute)) for lower, upper in periods if lower < minute]
    return [TimestamptzRange(*period) for period in over or [whole]]


def _begins(edition: Edition, now: datetime) -> datetime:
    """Midnight of the first day where the event takes place."""
    first = edition.starts_on or now.date()
    return datetime.combine(first, time.min, tzinfo=edition.zone)
