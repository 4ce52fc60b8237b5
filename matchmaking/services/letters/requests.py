"""The mails about requests.

Each side of a request is told the last word alone: what is taken back while its mail waits is told
to nobody, and a side that acts itself needs no mail about what was before.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from clusters.queries import people_of
from events.models import Registration
from interface.calendars import calendar_file
from matchmaking.calendars import (
    KIND,
    calendar_name,
    called_off,
    held,
    meeting_uid,
    place_of,
    sequence,
)
from matchmaking.models import MeetingRequest, PlacementParticipant, ScheduleVersion
from notifications.services import settled_at, still_to_tell, tell, was_told

State = MeetingRequest.State
REMINDER = "requests-reminder"


@dataclass(frozen=True, slots=True)
class _Word:
    """What a side is told: in which template, and from which state the request came."""

    template: str
    before: str
    values: Mapping[str, Any]
    calendar: Callable[[], str] | None = None


def tell_invitee(request: MeetingRequest, now: datetime) -> None:
    """The invited cluster's members learn of a request."""
    told = _Word("request_received", before="", values={"message": request.message})
    _tell(request, request.invitee, told, now)


def tell_of_answer(
    request: MeetingRequest, now: datetime, *, before: str, by_organiser: bool = False
) -> None:
    """The requester's members learn of an answer, or that it was taken back.

    Where the organiser answered in the invited cluster's place, that cluster learns of it too.
    """
    values = {"message": request.reply, "by_organiser": by_organiser}
    told = _Word(f"request_{request.state}", before=before, values=values)
    _tell(request, request.requester, told, now)
    if by_organiser:
        _tell(request, request.invitee, replace(told, values={**values, "is_ours": True}), now)
    else:
        _needs_no_mail(request, request.invitee)


def tell_of_withdrawal(
    request: MeetingRequest, to: Registration, now: datetime, *, before: str = ""
) -> None:
    """One side withdrew, or no longer takes part: the other side's members learn of it.

    `before` is the state that the request had; that of one which ended with a registration is
    known. Their calendar learns of it too.
    """
    before = before or request.ended_from
    left = request.ended_by
    values = {
        "was_agreed": before == State.ACCEPTED,
        "has_left": left is not None,
        "by_organiser": left is not None and left.state != Registration.State.WITHDRAWN,
        "place": _place(request, to),
    }
    calendar = _calendar(request, to, now)
    told = _Word("request_withdrawn", before=before, values=values, calendar=calendar)
    _tell(request, to, told, now)
    _needs_no_mail(request, _other_side(request, to))


def tell_of_return(request: MeetingRequest, to: Registration, now: datetime) -> None:
    """The other side takes part again: their request, or meeting, stands as before."""
    is_agreed = request.state == State.ACCEPTED
    template = "meeting_restored" if is_agreed else "request_restored"
    values = {"place": _place(request, to) if is_agreed else None}
    calendar = _calendar(request, to, now)
    told = _Word(template, before=State.WITHDRAWN, values=values, calendar=calendar)
    _tell(request, to, told, now)


def remind(registration: Registration, waiting: int, now: datetime) -> bool:
    """Remind a cluster's members of requests to answer; False when they were on the same day."""
    key = f"registration:{registration.pk}"
    today = now.astimezone(registration.edition.zone).date().toordinal()
    if was_told(kind=REMINDER, object_key=key, version=today):
        return False
    return bool(
        tell(
            kind=REMINDER,
            object_key=key,
            version=today,
            recipients=people_of(registration.cluster_id),
            template="matchmaking/mail/requests_reminder",
            context={**_about(registration), "waiting": waiting},
            now=now,
        )
    )


def _tell(request: MeetingRequest, to: Registration, told: _Word, now: datetime) -> None:
    """Tell one side the state of the request, unless it knows that once no mail waits any more."""
    key = _key(request, to)
    known = still_to_tell(object_key=key, before=told.before, after=request.state)
    never_heard_of = known == "" and request.state == State.WITHDRAWN
    if known is None or never_heard_of:
        return
    tell(
        kind=f"request-{request.state}",
        object_key=key,
        version=request.version,
        recipients=people_of(to.cluster_id),
        template=f"matchmaking/mail/{told.template}",
        context={**_about(to), "other": _other_side(request, to).cluster.called, **told.values},
        calendar=told.calendar,
        now=now,
        due_at=settled_at(now),
        known=known,
    )


def _needs_no_mail(request: MeetingRequest, side: Registration) -> None:
    """A side that has acted itself knows how the request stands."""
    still_to_tell(object_key=_key(request, side), before="", after="")


def _key(request: MeetingRequest, side: Registration) -> str:
    return f"request:{request.pk}:{side.pk}"


def _about(registration: Registration) -> dict[str, Any]:
    """What every mail to a cluster about its requests says; with its edition and cluster."""
    edition, cluster = registration.edition, registration.cluster
    return {
        "edition": edition.name,
        "edition_slug": edition.slug,
        "cluster": cluster.called,
        "cluster_slug": cluster.slug,
    }


def _other_side(request: MeetingRequest, side: Registration) -> Registration:
    return request.requester if side.pk == request.invitee_id else request.invitee


def _seat(request: MeetingRequest, to: Registration) -> PlacementParticipant | None:
    """One side's seat of the published meeting of a request."""
    seats = PlacementParticipant.objects.filter(
        meeting__request=request, registration=to, version__state=ScheduleVersion.State.PUBLISHED
    )
    return seats.select_related("slot", "placement__table", "version").first()


def _place(request: MeetingRequest, to: Registration) -> dict[str, Any] | None:
    """When and where the published meeting of a request is; None without a place."""
    seat = _seat(request, to)
    if seat is None:
        return None
    table = seat.placement.table
    starts_at = seat.slot.period.lower.astimezone(request.edition.zone)
    return {"starts_at": starts_at, "table": table.number, "room": table.room}


def _calendar(request: MeetingRequest, to: Registration, now: datetime) -> Callable[[], str] | None:
    """The published meeting of a request as an iCalendar file: held, or cancelled."""
    seat = _seat(request, to)
    return partial(_file, request, to, seat, now) if seat else None


def _file(
    request: MeetingRequest, to: Registration, seat: PlacementParticipant, now: datetime
) -> str:
    edition, period = request.edition, seat.slot.period
    uid = meeting_uid(seat.meeting_id, to.pk)
    number = sequence(seat.version.number, request.version)
    if request.state == State.ACCEPTED:
        clusters = [_other_side(request, to).cluster.called]
        place = place_of(seat.placement.table, edition.venue)
        entry = held(uid, period, number, clusters=clusters, place=place)
    else:
        entry = called_off(uid, period, number)
    return calendar_file(
        calendar_name(edition, to.cluster), [entry], kind=KIND, zone=edition.zone, stamped_at=now
    ).decode()
