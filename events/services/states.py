"""The one state machine of an edition: which step follows which, and the only way to take one.

Organisers take the steps of `STEPS` by hand, as far as `events.rules` allows each now. Publishing
a version makes an edition `published`; the clock closes requests, begins and ends the event, which
`follow_the_clock` writes down. All of it goes through here.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from events.models import Edition
from events.rules import (
    can_open_registration,
    can_open_requests,
    can_return_to_draft,
    is_open_for_invitations,
    is_open_for_publishing,
    is_past,
    is_under_way,
    phase,
)
from events.services.inviting import stop_all
from events.services.locking import locked_edition
from events.signals import requests_opened
from interface.contention import retrying

State = Edition.State


class StepNotAllowed(Exception):
    """No such step leads on from the edition's state at this time."""


class EditionChanged(Exception):
    """Somebody changed the edition since it was read. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step that an organiser may take.

    A step that `goes_back` takes an earlier one back, and is not what comes next.
    """

    to: State
    goes_back: bool = False


CANCEL = Step(State.CANCELLED)
STEPS: dict[State, tuple[Step, ...]] = {
    State.DRAFT: (Step(State.REGISTRATION_OPEN),),
    State.REGISTRATION_OPEN: (
        Step(State.REQUESTS_OPEN),
        Step(State.DRAFT, goes_back=True),
        CANCEL,
    ),
    State.REQUESTS_OPEN: (Step(State.SCHEDULING), CANCEL),
    State.SCHEDULING: (Step(State.REQUESTS_OPEN, goes_back=True), CANCEL),
    State.PUBLISHED: (CANCEL,),
    State.RUNNING: (Step(State.FINISHED), CANCEL),
    State.FINISHED: (Step(State.RUNNING, goes_back=True),),
    State.CANCELLED: (),
    State.ANNOUNCED: (),  # A record from sources, which nobody runs here.
}


def steps_by_hand(edition: Edition, now: datetime) -> tuple[Step, ...]:
    """What an organiser may do now with the edition's state."""
    return tuple(step for step in STEPS[phase(edition, now)] if _is_allowed(edition, step.to, now))


def _is_allowed(edition: Edition, to: State, now: datetime) -> bool:
    """Whether a step may be taken at this time; from which state is `STEPS`' matter."""
    match to:
        case State.REGISTRATION_OPEN:
            return can_open_registration(edition, now)
        case State.REQUESTS_OPEN:
            return can_open_requests(edition, now)
        case State.DRAFT:
            return can_return_to_draft(edition)
        case State.RUNNING:
            return not edition.is_recorded and not is_past(edition, now)
        case State.FINISHED:
            return is_under_way(edition, now)
        case _:
            return True


def take_step(*, edition: Edition, to: State, version: int, now: datetime) -> None:
    """Take a step by hand, as part of an act; `edition` shows it afterwards.

    `version` is the one the organiser saw. Raises `StepNotAllowed` and `EditionChanged`.
    """
    _check_step(edition, to, now)
    current = locked_edition(edition.pk)
    if (current.state, current.version) != (edition.state, version):
        raise EditionChanged
    # What the step depends on cannot change any more.
    _check_step(current, to, now)
    rows = Edition.objects.filter(pk=edition.pk)
    ended = {"cancelled_at": now} if to == State.CANCELLED else {}
    rows.update(state=to, version=F("version") + 1, **ended)
    edition.refresh_from_db(fields=["state", "version", *ended])
    if not is_open_for_invitations(edition, now):
        stop_all(edition)
    _tell_of_opening(edition, now)


def _tell_of_opening(edition: Edition, now: datetime) -> None:
    if edition.state == State.REQUESTS_OPEN:
        requests_opened.send(sender=Edition, edition=edition, now=now)


def _check_step(edition: Edition, to: State, now: datetime) -> None:
    if to not in {step.to for step in steps_by_hand(edition, now)}:
        raise StepNotAllowed


change_state = retrying(take_step)
"""The step as an act of its own. Cancelling tells people: `events.services.editions.cancel`."""


def mark_published(*, edition: Edition, now: datetime) -> None:
    """A schedule version was published, which closes requests. `edition` is locked.

    An edition that is published or running stays so. Raises `StepNotAllowed` before requests and
    after the end.
    """
    if not is_open_for_publishing(edition, now):
        raise StepNotAllowed
    if phase(edition, now) in (State.REQUESTS_OPEN, State.SCHEDULING):
        rows = Edition.objects.filter(pk=edition.pk)
        rows.update(state=State.PUBLISHED, version=F("version") + 1)
        edition.refresh_from_db(fields=["state", "version"])


def follow_the_clock(*, now: datetime) -> int:
    """Write down the states that the clock has brought about; how many there were.

    Nothing waits for it: rules ask `phase`. The version stays, since nobody's work is overtaken.
    """
    return sum(_follow(edition, now) for edition in Edition.objects.led_by_clock())


def _follow(edition: Edition, now: datetime) -> bool:
    """Compare and swap: who has decided something meanwhile is right."""
    if phase(edition, now) == edition.state:
        return False
    with transaction.atomic():
        return _written_down(edition, now)


def _written_down(edition: Edition, now: datetime) -> bool:
    after = phase(edition, now)
    rows = Edition.objects.filter(pk=edition.pk, state=edition.state, ends_on=edition.ends_on)
    unmoved = rows.filter(
        starts_on=edition.starts_on,
        requests_open_at=edition.requests_open_at,
        requests_close_at=edition.requests_close_at,
    )
    if not unmoved.update(state=after):
        return False
    _tell_of_opening(locked_edition(edition.pk), now)
    return True
