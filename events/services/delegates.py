"""A cluster says who comes, when each is there, and who does not come after all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg.types.range import TimestamptzRange

from events.models import Delegate, DelegateAccess, Registration, RegistrationNews
from events.records import MeetingThere
from events.rules import is_editable_by_cluster
from events.services.delegate_accounts import leave_with
from events.services.delegate_letters import tell_said
from events.services.letters import tell_of_edit
from events.services.locking import hold_edition, locked_edition, locked_registrations
from events.services.news import meetings_left_alone, note
from events.services.registrations import NotChangeable, RegistrationChanged
from events.signals import delegation_changed
from interface.contention import retrying
from interface.folding import folded_person

Period = tuple[datetime, datetime]
WORDS = ("name", "job_title", "languages", "topics")


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a cluster says of one delegate; `presence` is None where it is there throughout."""

    name: str
    job_title: str = ""
    languages: str = ""
    topics: str = ""
    presence: Sequence[Period] | None = None


@retrying
def change_delegate(
    *, delegate: Delegate, said: Particulars, version: int, now: datetime
) -> Registration:
    """Write what a cluster says of a delegate; `version` is the registration's as it was shown.

    The organisers hear of it if published meetings have nobody then. Raises `NotChangeable`,
    `RegistrationChanged`, `Busy`.
    """
    return _write(delegate, said, version, now)[0]


@retrying
def say_of_oneself(
    *, access: DelegateAccess, said: Particulars, version: int, now: datetime
) -> bool:
    """The same by the delegate, whose name and job title stay; whether anything is other than
    before. Of that those who speak for the cluster are told, after the quiet interval. Raises
    `NotChangeable`, `RegistrationChanged`, `Busy`.
    """
    registration, is_other = _write(access.delegate, said, version, now)
    if is_other:
        tell_said(access, registration, now)
    return is_other


def _write(
    delegate: Delegate, said: Particulars, version: int, now: datetime
) -> tuple[Registration, bool]:
    """The registration, and whether anything is other than before; else nothing is counted."""
    registration, current = _opened(delegate, version, now)
    presence = None
    if said.presence is not None:
        presence = [TimestamptzRange(*period) for period in said.presence]
    values = {**{name: getattr(said, name) for name in WORDS}, "presence": presence}
    if all(getattr(current, name) == value for name, value in values.items()):
        return registration, False
    before = meetings_left_alone(registration, now)
    for name, value in values.items():
        setattr(current, name, value)
    current.save(update_fields=list(values))
    _settle(registration, before, now)
    return registration, True


@retrying
def remove_delegate(*, delegate: Delegate, version: int, now: datetime) -> Registration:
    """A delegate does not come. Meetings stay where they are, for others of the delegation.

    Those that nobody is left for are for the organiser to move, who hears of it; the cluster has
    seen them. Where it was the only one, one person without a name counts as there throughout.
    Undone by naming the person again. Raises `NotChangeable`, `RegistrationChanged`, `Busy`.
    """
    registration, current = _opened(delegate, version, now)
    before = meetings_left_alone(registration, now)
    leave_with([current], now)
    current.delete()
    _settle(registration, before, now)
    return registration


def _opened(delegate: Delegate, version: int, now: datetime) -> tuple[Registration, Delegate]:
    """The registration, locked, with the delegate as it is now."""
    registration = locked_to_change(delegate.registration_id, version, now)
    current = registration.delegates.filter(pk=delegate.pk).first()
    if current is None:
        raise RegistrationChanged
    return registration, current


def locked_to_change(registration: int, version: int, now: datetime) -> Registration:
    """The registration, locked, if it may be changed. Raises `NotChangeable`,
    `RegistrationChanged`.
    """
    rows = Registration.objects.filter(pk=registration)
    locked_edition(rows.values_list("edition_id", flat=True).get())
    current = locked_registrations([registration])[registration]
    if not is_editable_by_cluster(current.edition, current, now):
        raise NotChangeable
    if current.version != version:
        raise RegistrationChanged
    return current


def _settle(registration: Registration, before: Sequence[MeetingThere], now: datetime) -> None:
    """Count the change, and tell the organisers what it costs beyond what was so before."""
    registration.version += 1
    registration.save(update_fields=["version"])
    delegation_changed.send(sender=Registration, registration=registration, now=now)
    is_unnamed = not registration.delegates.exists()
    after = meetings_left_alone(registration, now, is_unnamed=is_unnamed)
    if lost := [one for one in after if one not in before]:
        kind = RegistrationNews.Kind.UNNAMED if is_unnamed else RegistrationNews.Kind.SHRANK
        note(registration=registration, kind=kind, now=now, lost=lost)


@retrying
def add_delegates(
    *, registration: Registration, people: Sequence[tuple[str, str]], now: datetime
) -> int:
    """The organiser adds people to a delegation, names with job titles; how many were not there.

    The cluster is told, as of any change in its place. Raises `NotChangeable`, `Busy`.
    """
    hold_edition(registration.edition_id)
    current = locked_registrations([registration.pk])[registration.pk]
    if not is_editable_by_cluster(current.edition, current, now):
        raise NotChangeable
    there = {folded_person(row.name): row.position for row in current.delegates.all()}
    position = max(there.values(), default=-1) + 1
    new = {folded_person(name): (name, title) for name, title in people}
    added = [person for key, person in new.items() if key not in there]
    Delegate.objects.bulk_create(
        Delegate(registration=current, name=name, job_title=title, position=position + number)
        for number, (name, title) in enumerate(added)
    )
    if added:
        current.version += 1
        current.save(update_fields=["version"])
        delegation_changed.send(sender=Registration, registration=current, now=now)
        tell_of_edit(current, now)
    return len(added)
