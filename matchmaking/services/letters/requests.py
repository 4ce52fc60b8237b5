"""The mails about requests."""

from collections.abc import Callable
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
from notifications.services import tell

State = MeetingRequest.State


def tell_invitee(request: MeetingRequest, now: datetime) -> None:
    """The invited cluster's members learn of a request."""
    _tell(request, request.invitee, "received", now, message=request.message)


def tell_requester(request: MeetingRequest, now: datetime) -> None:
    """The requester's members learn of an answer, or that it was taken back."""
    template = f"request_{request.state}"
    _tell(request, request.requester, "answered", now, message=request.reply, template=template)


def tell_of_withdrawal(request: MeetingRequest, to: Registration, now: datetime) -> None:
    """One side withdrew: the other side's members learn of it, and so does their calendar."""
    _tell(request, to, "withdrawn", now, calendar=_calendar(request, to, now))


def tell_of_return(request: MeetingRequest, to: Registration, now: datetime) -> None:
    """The other side takes part again: their request, or meeting, stands as before."""
    is_agreed = request.state == State.ACCEPTED
    template = "meeting_restored" if is_agreed else "request_restored"
    _tell(request, to, "restored", now, calendar=_calendar(request, to, now), template=template)


def remind(registration: Registration, waiting: int, now: datetime) -> int:
    """Remind a cluster's members of requests to answer, once a day; how many were told."""
    return tell(
        kind="requests-reminder",
        object_key=f"registration:{registration.pk}",
        version=now.astimezone(registration.edition.zone).date().toordinal(),
        recipients=people_of(registration.cluster_id),
        template="matchmaking/mail/requests_reminder",
        context={**_about(registration), "waiting": waiting},
        now=now,
    )


def _tell(
    request: MeetingRequest,
    to: Registration,
    what: str,
    now: datetime,
    *,
    message: str = "",
    template: str = "",
    calendar: Callable[[], str] | None = None,
) -> None:
    """Tell one side; `message` are the other side's own words."""
    context = {**_about(to), "other": _other_side(request, to).cluster.name, "message": message}
    tell(
        kind=f"request-{what}",
        object_key=f"request:{request.pk}",
        version=request.version,
        recipients=people_of(to.cluster_id),
        template=f"matchmaking/mail/{template or f'request_{what}'}",
        context=context,
        calendar=calendar,
        now=now,
    )


def _about(registration: Registration) -> dict[str, Any]:
    """What every mail to a cluster about its requests says; with its edition and cluster."""
    edition, cluster = registration.edition, registration.cluster
    return {
        "edition": edition.name,
        "edition_slug": edition.slug,
        "cluster": cluster.name,
        "cluster_slug": cluster.slug,
    }


def _other_side(request: MeetingRequest, side: Registration) -> Registration:
    return request.requester if side.pk == request.invitee_id else request.invitee


def _calendar(request: MeetingRequest, to: Registration, now: datetime) -> Callable[[], str] | None:
    """The published meeting of a request as an iCalendar file: held, or cancelled."""
    seats = PlacementParticipant.objects.filter(
        meeting__request=request, registration=to, version__state=ScheduleVersion.State.PUBLISHED
    )
    seat = seats.select_related("slot", "placement__table", "version").first()
    return partial(_file, request, to, seat, now) if seat else None


def _file(
    request: MeetingRequest, to: Registration, seat: PlacementParticipant, now: datetime
) -> str:
    edition, period = request.edition, seat.slot.period
    uid = meeting_uid(seat.meeting_id, to.pk)
    number = sequence(seat.version.number, request.version)
    if request.state == State.ACCEPTED:
        clusters = [_other_side(request, to).cluster.name]
        place = place_of(seat.placement.table, edition.venue)
        entry = held(uid, period, number, clusters=clusters, place=place)
    else:
        entry = called_off(uid, period, number)
    return calendar_file(
        calendar_name(edition, to.cluster), [entry], kind=KIND, zone=edition.zone, stamped_at=now
    ).decode()
