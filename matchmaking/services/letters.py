"""The mails about requests, put into the outbox within the transaction they tell of."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from clusters.queries import people_of
from events.models import Registration
from interface.calendars import Entry, calendar_file
from matchmaking.calendars import KIND, called_off, meeting_uid, sequence
from matchmaking.models import MeetingRequest, PlacementParticipant, ScheduleVersion
from notifications.services import post

State = MeetingRequest.State

ANSWERS = {
    State.ACCEPTED: "{other} accepts to meet {us}",
    State.DECLINED: "{other} declines to meet {us}",
    State.PENDING: "{other} takes back its answer to {us}",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """What one mail says; `quoted` are the other side's own words, `calendar` a file; or empty."""

    kind: str
    subject: str
    sentence: str
    quoted: str = ""
    calendar: str = ""


def tell_invitee(request: MeetingRequest, now: datetime) -> None:
    """The invited cluster's members learn of a request."""
    asker, asked = request.requester.cluster, request.invitee.cluster
    sentence = f"{asker} asks {asked} for a meeting at {request.edition}."
    letter = Letter("request-received", f"{asker} asks to meet you", sentence, request.message)
    _tell(request, request.invitee, letter, now)


def tell_requester(request: MeetingRequest, now: datetime) -> None:
    """The requester's members learn of an answer, or that it was taken back."""
    names = {"other": request.invitee.cluster, "us": request.requester.cluster}
    subject = ANSWERS[State(request.state)].format(**names)
    sentence = f"{subject} at {request.edition}."
    letter = Letter("request-answered", subject, sentence, request.reply)
    _tell(request, request.requester, letter, now)


def tell_of_withdrawal(request: MeetingRequest, to: Registration, now: datetime) -> None:
    """One side withdrew: the other side's members learn of it, and so does their calendar."""
    other = request.requester if to.pk == request.invitee_id else request.invitee
    subject = f"{other.cluster} withdraws the request to meet {to.cluster}"
    letter = Letter(
        "request-withdrawn",
        subject,
        f"{subject} at {request.edition}.",
        calendar=_in_calendar(request, to, now),
    )
    _tell(request, to, letter, now)


def tell_of_return(request: MeetingRequest, to: Registration, now: datetime) -> None:
    """The other side takes part again: their request, or meeting, stands as before."""
    other = request.requester if to.pk == request.invitee_id else request.invitee
    subject = f"{other.cluster} takes part in {request.edition} again"
    what = "meeting" if request.state == State.ACCEPTED else "request to meet"
    letter = Letter(
        "request-restored",
        subject,
        f"{subject}. The {what} of {other.cluster} and {to.cluster} stands as before.",
        calendar=_in_calendar(request, to, now),
    )
    _tell(request, to, letter, now)


def _in_calendar(request: MeetingRequest, to: Registration, now: datetime) -> str:
    """The published meeting of a request as an iCalendar file, or empty: held, or cancelled."""
    seats = PlacementParticipant.objects.filter(
        meeting__request=request, registration=to, version__state=ScheduleVersion.State.PUBLISHED
    )
    seat = seats.select_related("slot", "placement__table", "version").first()
    if seat is None:
        return ""
    other = request.requester if to.pk == request.invitee_id else request.invitee
    uid = meeting_uid(seat.meeting_id, to.pk)
    number = sequence(seat.version.number, request.version)
    entry = Entry(
        uid=uid,
        start=seat.slot.period.lower,
        end=seat.slot.period.upper,
        summary=f"Meeting: {other.cluster.name}",
        location=str(seat.placement.table),
        sequence=number,
    )
    if request.state != State.ACCEPTED:
        entry = called_off(uid, seat.slot.period, number)
    return calendar_file(
        f"{request.edition}: {to.cluster}",
        [entry],
        kind=KIND,
        zone=request.edition.zone,
        stamped_at=now,
    ).decode()


def remind(registration: Registration, waiting: int, now: datetime) -> int:
    """Remind a cluster's members of requests to answer, once a day; how many were told."""
    edition, cluster = registration.edition, registration.cluster
    noun = "request" if waiting == 1 else "requests"
    link = _address(registration)
    recipients = people_of(cluster).values_list("email", flat=True)
    for recipient in recipients:
        post(
            kind="requests-reminder",
            object_key=f"registration:{registration.pk}",
            version=now.astimezone(edition.zone).date().toordinal(),
            recipient=recipient,
            subject=f"{waiting} {noun} to answer at {edition}",
            body=f"{cluster} has {waiting} {noun} to answer at {edition}.\n\nAnswer here: {link}",
            now=now,
        )
    return len(recipients)


def _tell(request: MeetingRequest, to: Registration, letter: Letter, now: datetime) -> None:
    quoted = f"They write:\n\n{letter.quoted}" if letter.quoted else ""
    link = f"The request: {_address(to)}"
    body = "\n\n".join(part for part in (letter.sentence, quoted, link) if part)
    for recipient in people_of(to.cluster).values_list("email", flat=True):
        post(
            kind=letter.kind,
            object_key=f"request:{request.pk}",
            version=request.version,
            recipient=recipient,
            subject=letter.subject,
            body=body,
            calendar=letter.calendar,
            now=now,
        )


def _address(registration: Registration) -> str:
    names = [registration.edition.slug, registration.cluster.slug]
    return f"{settings.SITE_URL}{reverse('meet-requests', args=names)}"
