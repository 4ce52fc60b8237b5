"""What the acts share: locks, the compare-and-swap, and the meeting behind a request."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from accounts.models import User
from events.models import Registration
from events.queries.same_people import same_people
from events.services.locking import locked_registrations
from matchmaking.models import Meeting, MeetingParticipant, MeetingRequest, Priority
from matchmaking.queries.requests import between, is_published
from matchmaking.rules import can_meet
from matchmaking.services.letters.requests import tell_of_answer
from matchmaking.services.requests.refusals import (
    MeetingPublished,
    NotApproved,
    RequestChanged,
    SamePerson,
)

State = MeetingRequest.State


@dataclass(frozen=True, slots=True)
class Answer:
    """A yes: by whom, when, how much it is wanted, and words for the requester.

    `by_organiser` is a yes in the invited cluster's place.
    """

    by: User
    now: datetime
    priority: Priority = Priority.WOULD_LIKE
    reply: str = ""
    by_organiser: bool = False


def locked_pair(first: int, second: int) -> tuple[Registration, Registration]:
    rows = locked_registrations([first, second])
    return rows[first], rows[second]


def locked(request: MeetingRequest) -> MeetingRequest:
    """The request as it is now, with both registrations locked."""
    locked_pair(request.requester_id, request.invitee_id)
    return MeetingRequest.objects.select_related(
        "edition",
        "requester__cluster",
        "requester__edition",
        "invitee__cluster",
        "invitee__edition",
    ).get(pk=request.pk)


def has_live(request: MeetingRequest) -> bool:
    """Whether the two have a live request, this one or another."""
    return between(request.requester_id, request.invitee_id).live().exists()


def check_approved(*registrations: Registration) -> None:
    if not all(can_meet(registration) for registration in registrations):
        raise NotApproved


def check_two_people(ours: Registration, theirs: Registration) -> None:
    """Nobody meets oneself. Raises `SamePerson`."""
    if theirs.pk in same_people(ours.edition_id).apart_from(ours.pk):
        raise SamePerson


def agree(current: MeetingRequest, version: int, answer: Answer) -> MeetingRequest:
    """The request is accepted; only the organiser's yes comes after it has expired."""
    is_late = answer.by_organiser and current.state == State.EXPIRED
    before = State.EXPIRED if is_late else State.PENDING
    swap(
        current,
        before,
        version,
        state=State.ACCEPTED,
        invitee_priority=answer.priority,
        reply=answer.reply,
        answered_by=answer.by,
        answered_at=answer.now,
    )
    make_meeting(current)
    tell_of_answer(current, answer.now, before=before, by_organiser=answer.by_organiser)
    return current


def make_meeting(request: MeetingRequest) -> None:
    """One meeting a request: accepted again after an undo, it is the same one."""
    values = {"priority": request.weight, "is_cancelled": False}
    meeting, is_new = Meeting.objects.update_or_create(
        request=request, defaults=values, create_defaults={**values, "edition": request.edition}
    )
    if is_new:
        MeetingParticipant.objects.bulk_create(
            MeetingParticipant(edition=request.edition, meeting=meeting, registration_id=pk)
            for pk in sorted((request.requester_id, request.invitee_id))
        )


def cancel_meeting(request: MeetingRequest) -> None:
    meeting = Meeting.objects.filter(request=request).first()
    if meeting is None:
        return
    if is_published(meeting):
        raise MeetingPublished
    meeting.is_cancelled = True
    meeting.save(update_fields=["is_cancelled"])


def swap(current: MeetingRequest, before: State, version: int, **values: object) -> None:
    """Compare and swap: change the request if nobody did, and read what it is now."""
    rows = MeetingRequest.objects.filter(pk=current.pk, state=before, version=version)
    if not rows.update(version=F("version") + 1, **values):
        raise RequestChanged
    current.refresh_from_db(fields=["version", *values])
