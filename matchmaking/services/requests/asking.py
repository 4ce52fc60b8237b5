"""A cluster asks another one for a meeting."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import User
from events.models import Registration
from interface.contention import retrying
from interface.keys import made_under
from matchmaking.models import MeetingRequest, Priority
from matchmaking.queries.requests import between
from matchmaking.rules import is_open_for_requests
from matchmaking.services.letters.requests import tell_invitee
from matchmaking.services.requests.changes import (
    Answer,
    agree,
    check_approved,
    check_two_people,
    locked,
    locked_pair,
)
from matchmaking.services.requests.refusals import (
    AlreadyAsked,
    DeclinedBefore,
    KeyTaken,
    RequestsClosed,
)

State = MeetingRequest.State


@dataclass(frozen=True, slots=True)
class Wish:
    """How much a cluster wants a meeting, and what it says about it."""

    priority: Priority = Priority.WOULD_LIKE
    message: str = ""


@retrying
def ask(
    *,
    requester: Registration,
    invitee: Registration,
    wish: Wish,
    by: User,
    key: UUID,
    now: datetime,
) -> MeetingRequest:
    """Ask for a meeting; where the other side has asked already, this accepts with our priority.

    The same key gives the same request. Raises RequestsClosed, NotApproved, SamePerson,
    AlreadyAsked, DeclinedBefore, KeyTaken, and Busy.
    """
    ours, theirs = locked_pair(requester.pk, invitee.pk)
    if given := made_under(MeetingRequest, key):
        return _same_answer(given, ours, theirs)
    if not is_open_for_requests(ours.edition, now):
        raise RequestsClosed
    check_approved(ours, theirs)
    check_two_people(ours, theirs)
    standing = between(ours.pk, theirs.pk).first()
    if standing and standing.state in MeetingRequest.LIVE:
        return _answer_standing(standing, ours, wish, by, now)
    if standing and standing.state == State.DECLINED and standing.requester_id == ours.pk:
        raise DeclinedBefore
    request = _create(ours, theirs, wish, by, key)
    tell_invitee(request, now)
    return request


def _same_answer(given: MeetingRequest, ours: Registration, theirs: Registration) -> MeetingRequest:
    if (given.requester_id, given.invitee_id) != (ours.pk, theirs.pk):
        raise KeyTaken
    return given


def _answer_standing(
    standing: MeetingRequest, ours: Registration, wish: Wish, by: User, now: datetime
) -> MeetingRequest:
    """The other side asked first: asking back is accepting, and doing so again changes nothing."""
    if standing.requester_id == ours.pk:
        raise AlreadyAsked
    if standing.state == State.ACCEPTED:
        return standing
    current = locked(standing)
    return agree(current, current.version, Answer(by, now, wish.priority, wish.message))


def _create(
    ours: Registration, theirs: Registration, wish: Wish, by: User, key: UUID
) -> MeetingRequest:
    try:
        with transaction.atomic():
            return MeetingRequest.objects.create(
                edition=ours.edition,
                requester=ours,
                invitee=theirs,
                priority=wish.priority,
                message=wish.message,
                requested_by=by,
                idempotency_key=key,
            )
    except IntegrityError as error:
        raise KeyTaken from error
