"""The one state machine of an edition: which step follows which, and the only way to take one.

Organisers take the steps of `STEPS` by hand. A schedule run begins `scheduling` and publishing a
version makes an edition `published`; both go through here as well.
"""

from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from events.models import Edition
from interface.contention import retrying

State = Edition.State


class StepNotAllowed(Exception):
    """No such step leads on from the edition's state."""


class EditionChanged(Exception):
    """Somebody changed the edition since it was read. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step that an organiser may take: the button's words and what it does, in a sentence."""

    to: State
    verb: StrPromise
    effect: StrPromise


CANCEL = Step(
    State.CANCELLED,
    _("Cancel the event"),
    _("Everybody who registered is told by mail. This cannot be taken back."),
)
STEPS: dict[State, tuple[Step, ...]] = {
    State.DRAFT: (
        Step(
            State.REGISTRATION_OPEN,
            _("Open registration"),
            _("The event becomes public and clusters can register."),
        ),
    ),
    State.REGISTRATION_OPEN: (
        Step(
            State.REQUESTS_OPEN,
            _("Open requests"),
            _("Approved clusters can ask each other for meetings. Registration stays open."),
        ),
        CANCEL,
    ),
    State.REQUESTS_OPEN: (CANCEL,),
    State.SCHEDULING: (
        Step(
            State.REQUESTS_OPEN,
            _("Open requests again"),
            _("Clusters can ask and answer again. The drafts of the schedule stay."),
        ),
        CANCEL,
    ),
    State.PUBLISHED: (
        Step(
            State.RUNNING,
            _("Start the event"),
            _("Do this on the first day: the event is then shown as running."),
        ),
        CANCEL,
    ),
    State.RUNNING: (
        Step(
            State.FINISHED,
            _("Finish the event"),
            _("The event moves to the past editions and can no longer be changed."),
        ),
    ),
    State.FINISHED: (),
    State.ANNOUNCED: (),  # A record from sources, which nobody runs here.
    State.CANCELLED: (),
}


def steps_by_hand(edition: Edition) -> tuple[Step, ...]:
    """What an organiser may do next with the edition's state."""
    return STEPS[State(edition.state)]


def take_step(*, edition: Edition, to: State, version: int) -> None:
    """Take a step by hand, as part of an act; `edition` shows it afterwards.

    `version` is the one the organiser saw. Raises `StepNotAllowed` and `EditionChanged`.
    """
    if to not in {step.to for step in steps_by_hand(edition)}:
        raise StepNotAllowed
    changed = Edition.objects.filter(pk=edition.pk, state=edition.state, version=version).update(
        state=to, version=F("version") + 1
    )
    if not changed:
        raise EditionChanged
    edition.refresh_from_db(fields=["state", "version"])


change_state = retrying(take_step)
"""The step as an act of its own. Cancelling tells people: `events.services.editions.cancel`."""


def begin_scheduling(*, edition: Edition) -> None:
    """Requests close because a schedule run begins. A published edition stays published.

    Clusters keep their agendas until the next one. Raises `StepNotAllowed` where no schedule can
    be made: before requests, and once the event runs.
    """
    _advance(edition, {State.REQUESTS_OPEN}, State.SCHEDULING, {State.PUBLISHED})


def mark_published(*, edition: Edition) -> None:
    """A schedule version was published. An edition that is published or running stays so.

    Raises `StepNotAllowed` before requests and after the end.
    """
    _advance(edition, {State.REQUESTS_OPEN, State.SCHEDULING}, State.PUBLISHED, {State.RUNNING})


def _advance(edition: Edition, before: set[State], to: State, already: set[State]) -> None:
    """Compare and swap on the state alone: the act that asks has its own version to compare."""
    Edition.objects.filter(pk=edition.pk, state__in=before).update(
        state=to, version=F("version") + 1
    )
    edition.refresh_from_db(fields=["state", "version"])
    if edition.state not in {to, *already}:
        raise StepNotAllowed
