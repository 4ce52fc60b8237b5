"""The organiser's decisions on registrations: approve, decline, and undo."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from events.models import Edition, Registration
from events.rules import is_open_for_changes
from events.services.locking import locked_edition
from events.services.places import locked_with_waiting_list, places_left, promote, settle_each
from events.signals import registration_returned
from interface.contention import retrying

State = Registration.State
CAN_BE_APPROVED = (State.WAITING, State.WAITLISTED, State.DECLINED)
CAN_BE_DECLINED = (State.WAITING, State.WAITLISTED, State.APPROVED)


class EditionEnded(Exception):
    """The edition is finished or cancelled: nothing is decided any more."""


@dataclass(frozen=True, slots=True)
class Change:
    """One registration's way from a state to another; `version` is the one it has afterwards."""

    pk: int
    before: State
    after: State
    version: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done, and the states of those that the act could not be done to."""

    changes: tuple[Change, ...] = ()
    refused: tuple[State, ...] = ()


@retrying
def approve(
    *, edition: Edition, chosen: Collection[int], now: datetime, message: str = ""
) -> Outcome:
    """Approve in order of coming; those beyond the capacity go on the waiting list.

    `chosen` are ids of registrations; those of other editions are left out. Raises
    `EditionEnded`, `Busy`.
    """
    edition = _edition_to_decide(edition, now)

    def decided(registration: Registration, *, is_full: bool) -> State | None:
        if registration.state not in CAN_BE_APPROVED:
            return None
        if is_full:
            return None if registration.state == State.WAITLISTED else State.WAITLISTED
        return State.APPROVED

    return _decide(edition, chosen, decided, now=now, message=message)


@retrying
def decline(
    *,
    edition: Edition,
    chosen: Collection[int],
    now: datetime,
    message: str = "",
    by: User | None = None,
) -> Outcome:
    """Decline; a place that becomes free goes to the first on the waiting list. `by` stands with
    the meetings that are off.

    Raises `EditionEnded`, `Busy`.
    """
    edition = _edition_to_decide(edition, now)

    def decided(registration: Registration, **_: bool) -> State | None:
        return State.DECLINED if registration.state in CAN_BE_DECLINED else None

    return _decide(edition, chosen, decided, now=now, message=message, by=by)


@retrying
def undo(
    *, edition: Edition, changes: Collection[Change], now: datetime, by: User | None = None
) -> Outcome:
    """Take decisions back, each to the state before it, unless something happened since.

    A place given to somebody else meanwhile is not taken away again: who was approved and finds
    the edition full goes on the waiting list. Raises `EditionEnded`, `Busy`.
    """
    edition = _edition_to_decide(edition, now)
    by_pk = {change.pk: change for change in changes}

    def decided(registration: Registration, *, is_full: bool) -> State | None:
        change = by_pk[registration.pk]
        if (registration.state, registration.version) != (change.after, change.version):
            return None
        is_back = change.before == State.APPROVED
        return State.WAITLISTED if is_back and is_full else change.before

    outcome = _decide(edition, list(by_pk), decided, now=now, by=by)
    back = [change.pk for change in outcome.changes if change.after == State.APPROVED]
    for registration in Registration.objects.filter(pk__in=back).order_by("pk"):
        registration_returned.send(sender=Registration, registration=registration, now=now)
    return outcome


def _edition_to_decide(edition: Edition, now: datetime) -> Edition:
    locked = locked_edition(edition.pk)
    if not is_open_for_changes(locked, now):
        raise EditionEnded
    return locked


def _decide(
    edition: Edition,
    chosen: Collection[int],
    decided: Callable[..., State | None],
    *,
    now: datetime,
    message: str = "",
    by: User | None = None,
) -> Outcome:
    wanted = list[tuple[Registration, State]]()
    changes: list[Change] = []
    refused: list[State] = []
    left = places_left(edition)
    for registration in locked_with_waiting_list(edition, chosen):
        before = State(registration.state)
        after = decided(registration, is_full=left is not None and left <= 0)
        if after is None:
            refused.append(before)
            continue
        if left is not None:
            left += (before == State.APPROVED) - (after == State.APPROVED)
        wanted.append((registration, after))
        changes.append(Change(registration.pk, before, after, registration.version + 1))
    settle_each(wanted, now=now, message=message, by=by)
    promote(edition=edition, now=now)
    return Outcome(tuple(changes), tuple(refused))
