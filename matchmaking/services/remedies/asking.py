"""A cluster answers whether it can free a time; the organiser may take the question back."""

from datetime import datetime

from accounts.models import User
from events.queries.moving import days_of_edition
from events.services.locking import hold_edition, locked_registrations
from interface.contention import retrying
from matchmaking.models import AvailabilityAsk
from matchmaking.queries.names import names
from matchmaking.rules import is_open_for_planning
from matchmaking.services.availability import free_times
from matchmaking.services.letters.remedies import take_back_ask, tell_of_answer
from matchmaking.services.remedies.refusals import AskAnswered, AskClosed, AskMoved
from matchmaking.slots import Period

State = AvailabilityAsk.State


@retrying
def answer(
    *, ask: AvailabilityAsk, is_free: bool, user: User, now: datetime, shown_for: str = ""
) -> None:
    """The cluster frees the slot or keeps it. The same answer twice is one.

    `shown_for` are the days that the time was shown for, where they were. Raises `AskClosed`,
    `AskMoved`, `AskAnswered`, `Busy`.
    """
    hold_edition(ask.edition_id)
    registration = locked_registrations([ask.registration_id])[ask.registration_id]
    if not is_open_for_planning(registration.edition, now):
        raise AskClosed
    if shown_for and shown_for != str(days_of_edition(registration.edition)):
        raise AskMoved
    if not _end(ask, State.FREED if is_free else State.KEPT, user, now):
        return
    if is_free:
        free_times(registration, [Period(ask.period.lower, ask.period.upper)])
    told = names(registration.edition, meetings=[ask.meeting_id])
    tell_of_answer(ask, told, now)


@retrying
def take_back(*, ask: AvailabilityAsk, user: User, now: datetime) -> None:
    """The organiser no longer asks. Twice is once. Raises `AskAnswered`, `Busy`."""
    if _end(ask, State.WITHDRAWN, user, now):
        take_back_ask(ask)


def _end(ask: AvailabilityAsk, state: State, user: User, now: datetime) -> bool:
    """Compare and swap; whether this ended it. Raises `AskAnswered`."""
    rows = AvailabilityAsk.objects.filter(pk=ask.pk)
    ended = rows.filter(state=State.OPEN).update(state=state, answered_by=user, answered_at=now)
    ask.refresh_from_db(fields=["state", "answered_by", "answered_at", "period"])
    if ask.state != state:
        raise AskAnswered
    return bool(ended)
