"""The mail to the two clusters whose published meeting the organiser cancels."""

from datetime import datetime
from functools import partial

from clusters.queries import people_of
from events.models import Registration
from interface.calendars import calendar_file
from matchmaking.calendars import KIND, calendar_name, called_off, meeting_uid, sequence
from matchmaking.models import Meeting, Placement
from notifications.services import has_left, settled_at, tell, withdraw

MAIL = "meeting-cancelled"


def tell_of_cancellation(meeting: Meeting, place: Placement, now: datetime) -> None:
    """Each side learns after the quiet interval, and so does its calendar.

    The meeting comes with its edition and its participants' registrations and clusters.
    """
    sides = [row.registration for row in meeting.participants.all()]
    for side in sides:
        edition, cluster = meeting.edition, side.cluster
        tell(
            kind=MAIL,
            object_key=_key(meeting, side),
            version=1,
            recipients=people_of(side.cluster_id),
            template="matchmaking/mail/meeting_cancelled",
            context={
                "edition": edition.name,
                "edition_slug": edition.slug,
                "cluster": cluster.name,
                "cluster_slug": cluster.slug,
                "others": [other.cluster.name for other in sides if other != side],
                "starts_at": place.slot.period.lower.astimezone(edition.zone),
                "table": place.table.number,
            },
            calendar=partial(_calendar, meeting, side, place, now),
            now=now,
            due_at=settled_at(now),
        )


def take_back(meeting: Meeting) -> bool:
    """Take the mails back that wait; False when somebody has got one."""
    keys = _keys(meeting)
    for key in keys:
        withdraw(kind=MAIL, object_key=key)
    return not has_left(kind=MAIL, object_keys=keys)


def is_told(meeting: Meeting) -> bool:
    """Whether somebody has got the mail that the meeting is cancelled."""
    return has_left(kind=MAIL, object_keys=_keys(meeting))


def _keys(meeting: Meeting) -> list[str]:
    return [_key(meeting, row.registration) for row in meeting.participants.all()]


def _key(meeting: Meeting, side: Registration) -> str:
    return f"meeting:{meeting.pk}:{side.pk}"


def _calendar(meeting: Meeting, side: Registration, place: Placement, now: datetime) -> str:
    number = sequence(place.version.number, meeting.request.version if meeting.request else 1)
    entry = called_off(meeting_uid(meeting.pk, side.pk), place.slot.period, number)
    name, zone = calendar_name(meeting.edition, side.cluster), meeting.edition.zone
    return calendar_file(name, [entry], kind=KIND, zone=zone, stamped_at=now).decode()
