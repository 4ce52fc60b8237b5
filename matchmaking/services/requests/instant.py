"""Yes to one of the times that a request names: the place in the published schedule is taken."""

from datetime import datetime
from uuid import uuid5

from django.db import transaction

from accounts.models import User
from events.services.locking import hold_edition, locked_with_partners
from interface.contention import TRIES, retrying
from matchmaking.models import MeetingRequest, Placement, Priority, ScheduleVersion
from matchmaking.queries.instant import free_times
from matchmaking.queries.schedule import published_version
from matchmaking.rules import can_be_answered
from matchmaking.services import placing
from matchmaking.services.letters.requests import leave_to_agendas, tell_of_answer
from matchmaking.services.placing import Place
from matchmaking.services.requests.changes import (
    check_answered_in_time,
    check_approved,
    check_pair,
    locked,
    make_meeting,
    swap,
)
from matchmaking.services.requests.refusals import (
    MeetingsFull,
    RequestChanged,
    RequestsClosed,
    TimeGone,
    TimesOver,
)
from matchmaking.telling.acts import tell_of_agreed_time

State = MeetingRequest.State


@retrying
def accept_at(
    *,
    request: MeetingRequest,
    version: int,
    slot: int,
    by: User,
    now: datetime,
    by_organiser: bool = False,
) -> MeetingRequest:
    """Accept one of the times (by id) for the invited cluster; `version` is the one that was seen.

    The meeting has its place in the published schedule from then on, and both sides are told, with
    the calendar entry. `by_organiser` when the organiser says yes in that cluster's place. The same
    person accepting the same time again gets the same answer. Where it is refused, the request
    waits as before. Raises RequestsClosed, AnswerTooLate, NotApproved, what `check_pair` raises,
    RequestChanged, TimesOver, TimeGone, MeetingsFull, and Busy.
    """
    hold_edition(request.edition_id)
    locked_with_partners(request.edition_id, {request.requester_id, request.invitee_id})
    current = locked(request)
    if _is_repeated(current, version, slot, by):
        return current
    if not can_be_answered(current, current.edition, now):
        raise RequestsClosed
    if by_organiser and current.state == State.EXPIRED:
        raise TimesOver
    if (current.state, current.version) != (State.PENDING, version):
        raise RequestChanged
    check_answered_in_time(current, now)
    check_approved(current.requester, current.invitee)
    check_pair(current.requester, current.invitee)
    if not current.times.filter(slot=slot).exists():
        raise TimeGone
    swap(
        current,
        State.PENDING,
        version,
        state=State.ACCEPTED,
        answered_by=by,
        answered_at=now,
        answered_by_organiser=by_organiser,
        invitee_priority=Priority.WOULD_LIKE,
    )
    make_meeting(current)
    _settle(current, slot, by, now, by_organiser=by_organiser)
    if by_organiser:
        tell_of_answer(current, now, before=State.PENDING, by_organiser=True)
    else:
        leave_to_agendas(current)
    tell_of_agreed_time(current.edition, current.meeting.pk, now)
    return current


def _is_repeated(current: MeetingRequest, version: int, slot: int, by: User) -> bool:
    """The same click again: its change is the last one made, and the meeting is there."""
    answered = (current.state, current.version, current.answered_by_id)
    published = ScheduleVersion.State.PUBLISHED
    there = Placement.objects.filter(version__state=published, meeting__request=current, slot=slot)
    return answered == (State.ACCEPTED, version + 1, by.pk) and there.exists()


def _settle(
    current: MeetingRequest, slot: int, by: User, now: datetime, *, by_organiser: bool
) -> None:
    """At a table that is free then, or online at none. Where another meeting takes that table at
    the same moment, at the next one. Raises `TimeGone`, `MeetingsFull`.
    """
    published = published_version(current.edition)
    if published is None:
        raise TimeGone
    for number in range(TRIES):
        free = free_times(current.requester, current.invitee, now)
        opening = next((found for found in free.openings if found.slot.pk == slot), None)
        if opening is None:
            raise TimeGone
        try:
            with transaction.atomic():
                placing.settle(
                    version=published,
                    place=Place(current.meeting.pk, *opening.place),
                    side=None if by_organiser else current.invitee,
                    user=by,
                    key=uuid5(current.idempotency_key, f"settled-{current.version}-{number}"),
                )
        except placing.TableTaken:
            continue
        except placing.LimitReached as full:
            raise MeetingsFull from full
        except placing.PlacementRefused as refusal:
            raise TimeGone from refusal
        return
    raise TimeGone
