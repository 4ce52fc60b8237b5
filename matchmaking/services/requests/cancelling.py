"""The organiser cancels one meeting of the published schedule for good."""

from datetime import datetime

from accounts.models import User
from events.services.locking import locked_registrations
from interface.contention import retrying
from matchmaking.models import Meeting, MeetingRequest, Placement, ScheduleVersion
from matchmaking.rules import is_open_for_cancelling
from matchmaking.services.letters.cancelling import take_back, tell_of_cancellation
from matchmaking.services.requests.changes import check_approved, has_live, swap
from matchmaking.services.requests.refusals import (
    AlreadyAsked,
    AlreadyTold,
    MeetingBegun,
    MeetingNotPublished,
    RequestsClosed,
)

State = MeetingRequest.State


@retrying
def cancel_published(*, meeting: Meeting, by: User, now: datetime) -> Meeting:
    """Cancel a meeting that has a published place and has not begun; both clusters are told.

    Its place stays empty until the schedule is planned again; the two may ask each other anew.
    Cancelled before, it stays so. Raises RequestsClosed, MeetingNotPublished, MeetingBegun, and
    Busy.
    """
    current = _locked(meeting)
    if current.cancelled_at:
        return current
    if not is_open_for_cancelling(current.edition, now):
        raise RequestsClosed
    place = _published_place(current)
    if place is None or current.is_cancelled:
        raise MeetingNotPublished
    if place.slot.period.lower <= now:
        raise MeetingBegun
    current.is_cancelled, current.cancelled_at, current.cancelled_by = True, now, by
    current.save(update_fields=["is_cancelled", "cancelled_at", "cancelled_by"])
    if request := current.request:
        swap(
            request,
            State.ACCEPTED,
            request.version,
            state=State.WITHDRAWN,
            ended_from=State.ACCEPTED,
        )
    tell_of_cancellation(current, place, now)
    return current


@retrying
def take_up(*, meeting: Meeting, now: datetime) -> Meeting:
    """Take a cancelled meeting up again as long as neither cluster was told.

    Raises RequestsClosed, AlreadyTold, AlreadyAsked when the two have a newer live request,
    NotApproved, and Busy.
    """
    current = _locked(meeting)
    if not current.cancelled_at:
        return current
    if not is_open_for_cancelling(current.edition, now):
        raise RequestsClosed
    if not take_back(current):
        raise AlreadyTold
    check_approved(*(row.registration for row in current.participants.all()))
    current.is_cancelled, current.cancelled_at, current.cancelled_by = False, None, None
    current.save(update_fields=["is_cancelled", "cancelled_at", "cancelled_by"])
    if request := current.request:
        if has_live(request):
            raise AlreadyAsked
        accepted = State.ACCEPTED
        swap(request, State.WITHDRAWN, request.version, state=accepted, ended_from="")
    return current


def _locked(meeting: Meeting) -> Meeting:
    """The meeting as it is now, with the registrations of its participants locked."""
    locked_registrations(meeting.participants.values_list("registration_id", flat=True))
    rows = Meeting.objects.select_related("edition", "request")
    rows = rows.prefetch_related("participants__registration__cluster")
    return rows.get(pk=meeting.pk)


def _published_place(meeting: Meeting) -> Placement | None:
    published = ScheduleVersion.State.PUBLISHED
    rows = Placement.objects.filter(meeting=meeting, version__state=published)
    return rows.select_related("slot", "table", "version").first()
