"""A cluster asks another one for a meeting."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import User
from events.models import Edition, Registration
from events.services.locking import hold_edition, locked_pair
from interface import keys
from interface.contention import retrying
from matchmaking.models import MeetingRequest, Priority, RequestTime
from matchmaking.queries.instant import free_times
from matchmaking.queries.quotas import has_sent_most
from matchmaking.queries.requests import between, is_without_place
from matchmaking.rules import (
    allows_instant,
    are_answers_over,
    can_be_answered,
    is_open_for_requests,
    is_overdue,
)
from matchmaking.services.letters.requests import tell_invitee, tell_requester
from matchmaking.services.requests.changes import (
    Answer,
    agree,
    ask_for_windows,
    check_approved,
    check_musts,
    check_pair,
    create,
    locked,
    swap,
)
from matchmaking.services.requests.refusals import (
    AgreedWithoutPlace,
    AlreadyAsked,
    DeclinedBefore,
    KeyTaken,
    MeetingsFull,
    RequestsClosed,
    TimeGone,
    TimeNotChosen,
    TooManyRequests,
)

State = MeetingRequest.State


@dataclass(frozen=True, slots=True)
class Wish:
    """How much a cluster wants a meeting, and what it says about it."""

    priority: Priority = Priority.WOULD_LIKE
    message: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """By whom, when and under which key; see `ask`."""

    by: User
    key: UUID
    now: datetime
    by_organiser: bool = False
    windows: Collection[int] = ()


@retrying
def ask(
    *,
    requester: Registration,
    invitee: Registration,
    wish: Wish,
    by: User,
    key: UUID,
    now: datetime,
    by_organiser: bool = False,
    windows: Collection[int] = (),
) -> MeetingRequest:
    """Ask for a meeting; where the other side has asked already, this accepts with our priority.

    `by_organiser` when the organiser asks in the requester's place, which is told so. With
    `windows` (by id) the two are to meet in these alone, unless the other side accepts for others;
    RequestChanged where one of them is gone. The same key and words give the same request. Raises
    RequestsClosed, NotApproved, what `check_pair` raises, AlreadyAsked, DeclinedBefore,
    TooManyRequests, TooManyMusts, TimeNotChosen where they asked us for times, KeyTaken, and Busy.
    """
    if windows:
        hold_edition(requester.edition_id)
    ours, theirs = locked_pair(requester.pk, invitee.pk)
    return ask_locked(ours, theirs, wish, Asking(by, key, now, by_organiser, windows))


def ask_locked(
    ours: Registration, theirs: Registration, wish: Wish, asking: Asking
) -> MeetingRequest:
    """The same of two that are locked, with the edition held where there are windows."""
    by, now = asking.by, asking.now
    said = {"priority": wish.priority, "message": wish.message, "is_instant": False}
    if given := _made_before(asking.key, ours, theirs, said):
        return given
    if not is_open_for_requests(ours.edition, now):
        raise RequestsClosed
    check_approved(ours, theirs)
    check_pair(ours, theirs)
    standing = _standing(ours, theirs, now)
    if standing and standing.state in MeetingRequest.LIVE:
        how = (asking.by_organiser, asking.windows)
        answer = Answer(by, now, wish.priority, wish.message, *how)
        return _answer_standing(standing, ours, answer)
    _check_may_send(ours, standing)
    check_musts(ours, wish.priority)
    request = create(
        ours,
        theirs,
        priority=wish.priority,
        message=wish.message,
        requested_by=by,
        asked_by_organiser=asking.by_organiser,
        idempotency_key=asking.key,
        waits_since=now,
    )
    ask_for_windows(request, asking.windows)
    tell_invitee(request, now, by_organiser=asking.by_organiser)
    if asking.by_organiser:
        tell_requester(request, now)
    return request


@retrying
def ask_at(
    *,
    requester: Registration,
    invitee: Registration,
    slots: Collection[int],
    message: str = "",
    by: User,
    key: UUID,
    now: datetime,
) -> MeetingRequest:
    """Ask for a meeting at one of some times (by id) that the published schedule leaves free.

    None of them is held. The same key, words and times give the same request. Raises
    RequestsClosed, NotApproved, what `check_pair` raises, AgreedWithoutPlace, AlreadyAsked,
    DeclinedBefore, TooManyRequests, MeetingsFull, TimeGone, KeyTaken, and Busy.
    """
    hold_edition(requester.edition_id)
    ours, theirs = locked_pair(requester.pk, invitee.pk)
    said = {"message": message, "is_instant": True}
    if given := _made_before(key, ours, theirs, said, slots):
        return given
    if not allows_instant(ours.edition, now):
        raise RequestsClosed
    check_approved(ours, theirs)
    check_pair(ours, theirs)
    standing = _standing(ours, theirs, now)
    if standing and is_without_place(standing, ours.edition, now):
        raise AgreedWithoutPlace
    if standing and standing.state in MeetingRequest.LIVE:
        raise AlreadyAsked
    _check_may_send(ours, standing)
    free = free_times(ours, theirs, now)
    if free.is_full:
        raise MeetingsFull
    if not slots or not set(slots) <= {slot.pk for slot in free.slots}:
        raise TimeGone
    asked = {"requested_by": by, "idempotency_key": key, "waits_since": now}
    request = create(ours, theirs, message=message, is_instant=True, **asked)
    RequestTime.objects.bulk_create(
        RequestTime(request=request, slot_id=pk) for pk in sorted(set(slots))
    )
    tell_invitee(request, now)
    return request


def _check_may_send(ours: Registration, standing: MeetingRequest | None) -> None:
    """Raises `DeclinedBefore`, `TooManyRequests`."""
    if standing and standing.state == State.DECLINED and standing.requester_id == ours.pk:
        raise DeclinedBefore
    if has_sent_most(ours):
        raise TooManyRequests


def _standing(ours: Registration, theirs: Registration, now: datetime) -> MeetingRequest | None:
    """The newest request between the two; one that nobody answered in time has expired."""
    newest = between(ours.pk, theirs.pk).first()
    if newest and newest.state == State.PENDING and _is_over(newest, ours.edition, now):
        swap(newest, State.PENDING, newest.version, state=State.EXPIRED)
    return newest


def _is_over(request: MeetingRequest, edition: Edition, now: datetime) -> bool:
    """Whether a worker would end it, and has not yet."""
    is_late = are_answers_over(edition, now) and not can_be_answered(request, edition, now)
    return is_late or is_overdue(request, edition, now)


def _made_before(
    key: UUID,
    ours: Registration,
    theirs: Registration,
    said: Mapping[str, object],
    slots: Collection[int] = (),
) -> MeetingRequest | None:
    """The request of this key, if it says the same and names these times. Raises `KeyTaken`."""
    whose = {"requester": ours, "invitee": theirs}
    try:
        given = keys.made_before(MeetingRequest, key, whose, said)
    except keys.KeyTaken as taken:
        raise KeyTaken from taken
    if given and set(given.times.values_list("slot", flat=True)) != set(slots):
        raise KeyTaken
    return given


def _answer_standing(
    standing: MeetingRequest, ours: Registration, answer: Answer
) -> MeetingRequest:
    """The other side asked first: asking back is accepting, and doing so again changes nothing."""
    if standing.requester_id == ours.pk:
        raise AlreadyAsked
    if standing.state == State.ACCEPTED:
        return standing
    if standing.is_instant:
        raise TimeNotChosen
    check_musts(ours, answer.priority)
    current = locked(standing)
    return agree(current, current.version, answer)
