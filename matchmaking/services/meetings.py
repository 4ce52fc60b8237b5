"""What the two sides of a meeting write to each other, and whether the organiser reads it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from accounts.models import User
from events.models import Registration
from events.services.locking import locked_registrations
from interface.contention import retrying
from interface.keys import made_before, made_once
from matchmaking.models import Meeting, MeetingMessage, MeetingRequest
from matchmaking.queries.meetings import story, why_silent, why_unanswerable
from matchmaking.services.letters.meetings import tell_of_message


class NotWritten(Exception):
    """No message is taken; `why` is the code of `why_silent`, or of `why_unanswerable`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@transaction.atomic
def write(
    *, meeting: Meeting, side: Registration, by: User, text: str, key: UUID, now: datetime
) -> MeetingMessage:
    """A message of one side to the others of a meeting, who are told that there is one.

    The same key, the same message; other words under it raise `KeyTaken`. Raises `NotWritten` too.
    """
    whose: Mapping[str, Model] = {"meeting": meeting, "author": by}
    said = {"side": side, "text": text}
    if given := made_before(MeetingMessage, key, whose, said):
        return given
    found = story(meeting.pk)
    if why := why_silent(found):
        raise NotWritten(why)
    message, is_new = made_once(MeetingMessage, key, whose, said, sent_at=now)
    for other in found.others(side) if is_new else ():
        tell_of_message(message, other, now)
    return message


@retrying
def write_of_request(
    *, request: MeetingRequest, side: Registration, by: User, text: str, key: UUID, now: datetime
) -> MeetingMessage:
    """A message of one side of a request to the other, as long as it waits for an answer.

    The same key, the same message; other words under it raise `KeyTaken`. Raises `NotWritten` and
    `Busy` too.
    """
    whose: Mapping[str, Model] = {"request": request, "author": by}
    said = {"side": side, "text": text}
    if given := made_before(MeetingMessage, key, whose, said):
        return given
    # Nobody answers it meanwhile: else the message would not go along to the meeting.
    rows = MeetingRequest.objects.select_for_update(of=("self",), no_key=True)
    current = rows.select_related(
        "edition", "requester__cluster", "invitee__cluster", "requester__edition"
    ).get(pk=request.pk)
    if why := why_unanswerable(current, now):
        raise NotWritten(why)
    meeting = Meeting.objects.filter(request=current).first()
    message, is_new = made_once(MeetingMessage, key, whose, said, sent_at=now, meeting=meeting)
    if is_new:
        is_asking = side.pk == current.requester_id
        tell_of_message(message, current.invitee if is_asking else current.requester, now)
    return message


@retrying
def show(*, meeting: Meeting, by: User, now: datetime) -> None:
    """Let the organiser read the request's words and the messages. Twice is once. Raises `Busy`."""
    _lock(meeting)
    Meeting.objects.filter(pk=meeting.pk, shown_at=None).update(shown_at=now, shown_by=by)


@retrying
def hide(*, meeting: Meeting) -> None:
    """The organiser reads them no longer. Raises `Busy`."""
    _lock(meeting)
    Meeting.objects.filter(pk=meeting.pk).update(shown_at=None, shown_by=None)


def _lock(meeting: Meeting) -> None:
    locked_registrations(meeting.participants.values_list("registration_id", flat=True))
