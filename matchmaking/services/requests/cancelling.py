"""One meeting of the published schedule is cancelled for good; its place is free.

The organiser does it, or either side with a reason.
"""

from datetime import datetime
from itertools import combinations

from accounts.models import User
from events.models import Registration
from events.services.locking import hold_edition
from interface.contention import retrying
from matchmaking.models import Meeting, MeetingRequest, ScheduleEdit, ScheduleVersion
from matchmaking.queries.told import knows_as_cancelled
from matchmaking.rules import is_open_for_cancelling
from matchmaking.services import placing
from matchmaking.services.letters.meetings import (
    organiser_knows,
    organiser_needs_no_mail,
    tell_organiser_of_cancelling,
)
from matchmaking.services.other_times import overtake
from matchmaking.services.requests.changes import check_approved, check_pair, has_live, swap
from matchmaking.services.requests.refusals import (
    AlreadyAsked,
    AlreadyTold,
    CancelledAlready,
    CancelledByOthers,
    MeetingBegun,
    MeetingNotPublished,
    PlaceTaken,
    RequestsClosed,
    WayChanged,
)

State = MeetingRequest.State
CANCELLED = ("is_cancelled", "cancelled_at", "cancelled_by", "cancelled_side", "cancel_reason")


@retrying
def cancel_published(
    *,
    meeting: Meeting,
    by: User,
    now: datetime,
    side: Registration | None = None,
    reason: str = "",
) -> Meeting:
    """Cancel a meeting that has a published place and has not begun; both clusters are told
    after the quiet interval, or without it where the meeting begins soon, and so is the organiser
    where a `side` did it, with its reason.

    Its place is free from then on; the two may ask each other anew. Cancelled before, it stays so,
    and a side whose reason would be lost is told: CancelledAlready.
    Raises RequestsClosed, MeetingNotPublished, MeetingBegun, and Busy too.
    """
    current, version = _locked(meeting)
    if current.cancelled_at:
        _check_repeated(current, by, side, reason)
        return current
    if not is_open_for_cancelling(current.edition, now):
        raise RequestsClosed
    if version is None or current.is_cancelled:
        raise MeetingNotPublished
    try:
        edit = placing.free(version=version, meeting=current.pk, user=by, side=side, now=now)
    except placing.TimeBegun as begun:
        raise MeetingBegun from begun
    if edit is None:
        raise MeetingNotPublished
    current.is_cancelled, current.cancelled_at, current.cancelled_by = True, now, by
    current.cancelled_side, current.cancel_reason = side, reason if side else ""
    current.save(update_fields=[*CANCELLED])
    overtake(meetings=[current])
    if request := current.request:
        swap(
            request,
            State.ACCEPTED,
            request.version,
            state=State.WITHDRAWN,
            ended_from=State.ACCEPTED,
        )
    if side:
        tell_organiser_of_cancelling(current, edit, now)
    return current


def _check_repeated(meeting: Meeting, by: User, side: Registration | None, reason: str) -> None:
    """No reason of a side is lost. Raises `CancelledAlready`."""
    kept = (meeting.cancelled_by_id, meeting.cancelled_side_id, meeting.cancel_reason)
    if side and kept != (by.pk, side.pk, reason):
        raise CancelledAlready


@retrying
def take_up(*, meeting: Meeting, now: datetime, side: Registration | None = None) -> Meeting:
    """Take a cancelled meeting up again, at its place, as long as neither cluster was told.

    A `side` takes up what it cancelled itself, until the organiser was told as well.
    Raises RequestsClosed, CancelledByOthers, AlreadyTold, AlreadyAsked when the two have a newer
    live request, NotApproved, PlaceTaken, WayChanged, and Busy.
    """
    current, version = _locked(meeting)
    if not current.cancelled_at:
        return current
    if not is_open_for_cancelling(current.edition, now):
        raise RequestsClosed
    if side and current.cancelled_side_id != side.pk:
        raise CancelledByOthers
    organiser_needs_no_mail(current)
    if knows_as_cancelled(current.pk) or (side and organiser_knows(current)):
        raise AlreadyTold
    _check_parties(current)
    current.is_cancelled, current.cancelled_at, current.cancelled_by = False, None, None
    current.cancelled_side, current.cancel_reason = None, ""
    current.save(update_fields=[*CANCELLED])
    if request := current.request:
        if has_live(request):
            raise AlreadyAsked
        accepted = State.ACCEPTED
        swap(request, State.WITHDRAWN, request.version, state=accepted, ended_from="")
    if version:
        _put_back(current, version, now)
    return current


def _check_parties(meeting: Meeting) -> None:
    """They still take part, and the rules let them meet."""
    parties = [row.registration for row in meeting.participants.all()]
    check_approved(*parties)
    for first, second in combinations(parties, 2):
        check_pair(first, second)


def _put_back(meeting: Meeting, version: ScheduleVersion, now: datetime) -> None:
    """Where it stood when it was cancelled. Raises `PlaceTaken`, `WayChanged`."""
    edit = version.edits.filter(
        meeting=meeting, kind=ScheduleEdit.Kind.CANCELLED, undone_at=None
    ).first()
    if edit is None:
        return
    try:
        placing.put_back(edit=edit, now=now)
    except placing.OtherWay as refusal:
        raise WayChanged from refusal
    except placing.PlacementRefused as refusal:
        raise PlaceTaken from refusal


def _locked(meeting: Meeting) -> tuple[Meeting, ScheduleVersion | None]:
    """The meeting as it is now and the published version; its clusters are locked."""
    hold_edition(meeting.edition_id)
    locked = placing.lock_clusters(edition=meeting.edition_id, meetings=[meeting.pk])
    rows = Meeting.objects.select_related("edition", "request").prefetch_related("participants")
    current = rows.get(pk=meeting.pk)
    for row in current.participants.all():
        row.registration = locked[row.registration_id]
    published = ScheduleVersion.objects.select_related("edition").filter(
        edition=meeting.edition_id, state=ScheduleVersion.State.PUBLISHED
    )
    return current, published.first()
