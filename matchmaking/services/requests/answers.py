"""The answer of the cluster that was asked, taken back, or overtaken by a withdrawal."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from accounts.models import User
from events.models import Registration
from events.services.locking import hold_edition
from interface.contention import retrying
from matchmaking.models import MeetingRequest, Priority
from matchmaking.queries.quotas import has_sent_most
from matchmaking.rules import (
    can_be_answered,
    can_be_brought_back,
    can_be_withdrawn,
    is_open_for_answers,
    is_open_for_late_answers,
)
from matchmaking.services.letters.requests import (
    tell_of_answer,
    tell_of_return_for,
    tell_of_withdrawals,
)
from matchmaking.services.requests.changes import (
    Answer,
    agree,
    agreed_so,
    cancel_meeting,
    check_answered_in_time,
    check_approved,
    check_musts,
    check_pair,
    has_live,
    locked,
    make_meeting,
    swap,
)
from matchmaking.services.requests.refusals import (
    AlreadyAsked,
    RequestChanged,
    RequestsClosed,
    TimeNotChosen,
    TimesOver,
    TooManyRequests,
)

State = MeetingRequest.State
NO_ANSWER: dict[str, Any] = {
    "answered_by": None,
    "answered_by_organiser": False,
    "answered_at": None,
    "invitee_priority": None,
    "reply": "",
}


@retrying
def accept(
    *,
    request: MeetingRequest,
    version: int,
    by: User,
    now: datetime,
    priority: Priority = Priority.WOULD_LIKE,
    reply: str = "",
    windows: Collection[int] = (),
    by_organiser: bool = False,
) -> MeetingRequest:
    """Accept for the invited cluster; `version` is the one the person saw.

    With `windows` (by id) the two meet in these alone: the other side is told, and may withdraw.

    `by_organiser` when the organiser says yes in that cluster's place: then both sides are told,
    and what the cluster left unanswered until it expired is accepted late.

    The same person saying the same of the same version again gets the same answer. Raises
    RequestsClosed, AnswerTooLate, NotApproved, what `check_pair` raises, TooManyMusts,
    RequestChanged, AlreadyAsked when the two have a newer live request, TimeNotChosen where
    `accept_at` is the act, TimesOver where it was, and Busy.
    """
    if windows:
        hold_edition(request.edition_id)
    current = locked(request)
    said = {"invitee_priority": priority, "reply": reply}
    if _is_repeated(current, State.ACCEPTED, version, by, **said) and agreed_so(current, windows):
        return current
    if current.is_instant and current.state in (State.PENDING, State.EXPIRED):
        raise TimeNotChosen if current.state == State.PENDING else TimesOver
    is_open = is_open_for_late_answers if by_organiser else is_open_for_answers
    if not is_open(current.edition, now):
        raise RequestsClosed
    if not by_organiser:
        check_answered_in_time(current, now)
    check_approved(current.requester, current.invitee)
    check_pair(current.requester, current.invitee)
    check_musts(current.invitee, priority)
    if by_organiser and current.state == State.EXPIRED and has_live(current):
        raise AlreadyAsked
    return agree(current, version, Answer(by, now, priority, reply, by_organiser, windows))


@retrying
def decline(
    *,
    request: MeetingRequest,
    version: int,
    by: User,
    now: datetime,
    reply: str = "",
    by_organiser: bool = False,
) -> MeetingRequest:
    """Decline for the invited cluster; `by_organiser` when the organiser does it in its place: then
    both sides are told.

    Raises RequestsClosed, AnswerTooLate, RequestChanged, and Busy.
    """
    current = locked(request)
    if _is_repeated(current, State.DECLINED, version, by, reply=reply):
        return current
    if not can_be_answered(current, current.edition, now):
        raise RequestsClosed
    check_answered_in_time(current, now)
    answer = {"reply": reply, "answered_by": by, "answered_at": now}
    swap(
        current,
        State.PENDING,
        version,
        state=State.DECLINED,
        answered_by_organiser=by_organiser,
        **answer,
    )
    tell_of_answer(current, now, before=State.PENDING, by_organiser=by_organiser)
    return current


@retrying
def undo_answer(*, request: MeetingRequest, version: int, now: datetime) -> MeetingRequest:
    """Take the invited cluster's answer back: the request is to be answered again.

    Raises RequestsClosed, RequestChanged, AlreadyAsked when the two have a newer live request,
    MeetingPublished, and Busy.
    """
    current = locked(request)
    if current.state == State.PENDING and current.version == version + 1:
        return current
    if not can_be_answered(current, current.edition, now):
        raise RequestsClosed
    if current.state not in (State.ACCEPTED, State.DECLINED):
        raise RequestChanged
    if current.state == State.DECLINED and has_live(current):
        raise AlreadyAsked
    cancel_meeting(current)
    if not current.asks_for_windows:
        current.windows.all().delete()
    before, taken_back = State(current.state), _taken_back(current, now)
    swap(current, before, version, state=State.PENDING, **taken_back)
    tell_of_answer(current, now, before=before)
    return current


@retrying
def undo_for_cluster(*, request: MeetingRequest, version: int, now: datetime) -> MeetingRequest:
    """The organiser takes back what an organiser answered in the invited cluster's place.

    Both sides are told. It is to be answered again, or has expired once the time for that is over.
    Raises RequestsClosed, RequestChanged, AlreadyAsked when the two have a newer live request,
    MeetingPublished, and Busy.
    """
    current = locked(request)
    if current.state in (State.PENDING, State.EXPIRED) and current.version == version + 1:
        return current
    if not is_open_for_late_answers(current.edition, now):
        raise RequestsClosed
    is_answered = current.state in (State.ACCEPTED, State.DECLINED)
    if not (is_answered and current.answered_by_organiser):
        raise RequestChanged
    if current.state == State.DECLINED and has_live(current):
        raise AlreadyAsked
    cancel_meeting(current)
    before = State(current.state)
    is_open = can_be_answered(current, current.edition, now)
    state = State.PENDING if is_open else State.EXPIRED
    swap(current, before, version, state=state, **_taken_back(current, now))
    tell_of_answer(current, now, before=before, by_organiser=True)
    return current


@retrying
def withdraw(
    *,
    request: MeetingRequest,
    version: int,
    side: Registration,
    now: datetime,
    by_organiser: bool = False,
) -> MeetingRequest:
    """One side withdraws: the requester a request, either side an agreed meeting.

    `by_organiser` when the organiser does it in the place of that side, which is told as well.

    Raises RequestsClosed, RequestChanged, MeetingPublished, and Busy.
    """
    current = locked(request)
    if current.state == State.WITHDRAWN and current.version == version + 1:
        return current
    if not can_be_withdrawn(current, current.edition, now):
        raise RequestsClosed
    if current.state == State.PENDING and side.pk != current.requester_id:
        raise RequestChanged
    if current.state not in MeetingRequest.LIVE:
        raise RequestChanged
    cancel_meeting(current)
    before = State(current.state)
    kept = {"ended_from": before, "withdrawn_for": side} if by_organiser else {}
    swap(current, before, version, state=State.WITHDRAWN, **kept)
    to = current.invitee if side.pk == current.requester_id else current.requester
    tell_of_withdrawals([(current, to)], now, before=before, for_side=by_organiser)
    return current


@retrying
def undo_withdrawal(*, request: MeetingRequest, version: int, now: datetime) -> MeetingRequest:
    """The organiser takes back that an organiser withdrew in the place of a side.

    It is agreed again, or to be answered; or has expired once the time for that is over. Both sides
    are told. What binds who asks or accepts anew binds here too: raises RequestsClosed,
    RequestChanged, NotApproved, what `check_pair` raises, AlreadyAsked when the two have a newer
    live request, TooManyRequests, TooManyMusts, and Busy.
    """
    current = locked(request)
    if current.state != State.WITHDRAWN and current.version == version + 1:
        return current
    if current.state != State.WITHDRAWN or not current.withdrawn_for_id:
        raise RequestChanged
    if not can_be_brought_back(current, current.edition, now):
        raise RequestsClosed
    check_approved(current.requester, current.invitee)
    check_pair(current.requester, current.invitee)
    if has_live(current):
        raise AlreadyAsked
    _check_room(current)
    is_agreed = current.ended_from == State.ACCEPTED
    is_open = can_be_answered(current, current.edition, now)
    state = State.ACCEPTED if is_agreed else State.PENDING if is_open else State.EXPIRED
    values = {"ended_from": "", "withdrawn_for": None, "waits_since": now}
    side = current.withdrawn_for_id
    swap(current, State.WITHDRAWN, version, state=state, **values)
    if is_agreed:
        make_meeting(current)
    tell_of_return_for(current, side, now)
    return current


def _check_room(request: MeetingRequest) -> None:
    """Raises `TooManyRequests`, `TooManyMusts`."""
    if has_sent_most(request.requester):
        raise TooManyRequests
    check_musts(request.requester, Priority(request.priority))
    if request.invitee_priority:
        check_musts(request.invitee, Priority(request.invitee_priority))


def _taken_back(current: MeetingRequest, now: datetime) -> dict[str, Any]:
    """As it was before the answer: limited only where it was asked so."""
    return {**NO_ANSWER, "is_limited": current.asks_for_windows, "waits_since": now}


def _is_repeated(
    current: MeetingRequest, state: State, version: int, by: User, **said: object
) -> bool:
    """The same click again: its change is the last one made, and said the same."""
    answered = (current.state, current.version, current.answered_by_id)
    is_last = answered == (state, version + 1, by.pk)
    return is_last and all(getattr(current, name) == words for name, words in said.items())
