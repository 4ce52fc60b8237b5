"""After publication the organiser enters the meetings that clusters agree on otherwise."""

from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from events.models import Registration
from events.services.locking import locked_pair
from interface.contention import retrying
from interface.keys import made_under
from matchmaking.models import MeetingRequest, Priority
from matchmaking.queries.requests import between
from matchmaking.rules import is_open_for_entering
from matchmaking.services.requests.changes import (
    check_approved,
    check_pair,
    create,
    make_meeting,
    swap,
)
from matchmaking.services.requests.refusals import AlreadyAsked, KeyTaken, RequestsClosed

State = MeetingRequest.State


@retrying
def enter(
    *,
    first: Registration,
    second: Registration,
    priority: Priority,
    by: User,
    key: UUID,
    now: datetime,
) -> MeetingRequest:
    """An accepted request between two clusters, and its meeting.

    Nobody is told before it has a place: the next publication says so. A request that one of them
    left unanswered is accepted so. The same key, or the same meeting entered by the same person
    again, gives the same request. The rules on numbers of requests
    bind clusters, not the organiser. Raises RequestsClosed, NotApproved, what `check_pair` raises,
    AlreadyAsked, KeyTaken, and Busy.
    """
    ours, theirs = locked_pair(first.pk, second.pk)
    if given := made_under(MeetingRequest, key):
        return _same_answer(given, ours, theirs, priority)
    if not is_open_for_entering(ours.edition, now):
        raise RequestsClosed
    check_approved(ours, theirs)
    check_pair(ours, theirs)
    answer: dict[str, Any] = {
        "state": State.ACCEPTED,
        "answered_by": by,
        "answered_at": now,
        "answered_by_organiser": True,
    }
    standing = between(ours.pk, theirs.pk).live().first()
    if standing is None:
        asked = {"priority": priority, "requested_by": by, "idempotency_key": key}
        standing = create(ours, theirs, **asked, asked_by_organiser=True, **answer)
    elif standing.state == State.PENDING:
        swap(standing, State.PENDING, standing.version, invitee_priority=priority, **answer)
    elif standing.answered_by_id != by.pk:
        raise AlreadyAsked
    make_meeting(standing)
    return standing


def _same_answer(
    given: MeetingRequest, ours: Registration, theirs: Registration, priority: Priority
) -> MeetingRequest:
    is_theirs = {given.requester_id, given.invitee_id} == {ours.pk, theirs.pk}
    if not is_theirs or given.priority != priority:
        raise KeyTaken
    return given
