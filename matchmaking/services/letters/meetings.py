"""The mails about single meetings, beside what agendas tell by themselves."""

from datetime import datetime

from clusters.queries import people_of
from events.models import Registration
from events.queries.about import about, called
from events.queries.editions import organisers_to_tell
from matchmaking.models import Meeting, MeetingMessage, ScheduleEdit, Slot
from matchmaking.queries.meetings import cancelling_of
from matchmaking.rules import notice
from notifications.services import has_left, settled_at, tell, withdraw

CANCELLED = "meeting-cancelled"


def tell_organiser_of_cancelling(meeting: Meeting, edit: ScheduleEdit, now: datetime) -> None:
    """The organiser learns that a side cancelled a meeting, and why; its place is free."""
    edition = meeting.edition
    sides = [row.registration for row in meeting.participants.all()]
    starts_at = Slot.objects.get(pk=edit.before["slot"]).period.lower
    tell(
        kind=CANCELLED,
        object_key=_key_of(edit),
        version=1,
        recipients=organisers_to_tell(edition),
        template="matchmaking/mail/organiser_meeting_cancelled",
        context={
            "edition": called(edition),
            "edition_slug": edition.slug,
            "meeting": meeting.pk,
            "cluster": next(row.cluster.called for row in sides if row.pk == edit.side_id),
            "others": [row.cluster.called for row in sides if row.pk != edit.side_id],
            "starts_at": starts_at.astimezone(edition.zone),
            "reason": meeting.cancel_reason,
        },
        now=now,
        due_at=settled_at(now, begins=starts_at, notice=notice(edition)),
        about=about(edition),
        concerns_at=starts_at,
    )


def organiser_needs_no_mail(meeting: Meeting) -> None:
    """It takes place after all: a mail that waits is not sent."""
    if edit := cancelling_of(meeting):
        withdraw(kind=CANCELLED, object_key=_key_of(edit))


def organiser_knows(meeting: Meeting) -> bool:
    """Whether a mail has left that says that a side cancelled it."""
    edit = cancelling_of(meeting)
    return edit is not None and has_left(kind=CANCELLED, object_keys=[_key_of(edit)])


def tell_of_message(message: MeetingMessage, to: Registration, now: datetime) -> None:
    """The other side (with edition and cluster) learns that there is a message."""
    edition, cluster = to.edition, to.cluster
    tell(
        kind="meeting-message",
        object_key=f"meeting-message:{message.pk}:{to.pk}",
        version=1,
        recipients=people_of(to.cluster_id),
        template="matchmaking/mail/meeting_message",
        context={
            "edition": called(edition),
            "edition_slug": edition.slug,
            "cluster": cluster.called,
            "cluster_slug": cluster.slug,
            "meeting": None if message.request_id else message.meeting_id,
            "request": message.request_id,
            "other": message.side.cluster.called,
        },
        now=now,
        about=about(edition),
    )


def _key_of(cancelling: ScheduleEdit) -> str:
    return f"meeting:{cancelling.meeting_id}:cancelled:{cancelling.pk}"
