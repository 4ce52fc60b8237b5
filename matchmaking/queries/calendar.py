"""A cluster's agenda as a calendar file."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from events.models import Registration
from interface.calendars import Entry, calendar_file
from matchmaking.calendars import (
    KIND,
    calendar_name,
    called_off,
    held,
    meeting_uid,
    place_of,
    sequence,
)
from matchmaking.models import Meeting, PlacementParticipant
from matchmaking.queries.agenda import Agenda, Counterpart, Kind, agenda
from matchmaking.recommending import Line


def agenda_file(registration: Registration, now: datetime) -> bytes:
    """The iCalendar file of a registration (with its edition and cluster), meetings and programme.

    Meetings of replaced versions that the published one does not place are in it as cancelled.
    """
    found = agenda(registration)
    version = found.version
    changed = revisions(Meeting.objects.filter(participants__registration=registration))
    entries = [*_sessions(found), *_meetings(registration, found, changed)]
    if version:
        entries += _cancelled(registration, found, changed)
    return calendar_file(
        calendar_name(registration.edition, registration.cluster),
        entries,
        kind=KIND,
        zone=registration.edition.zone,
        stamped_at=(version.published_at if version else None) or now,
    )


def _sessions(found: Agenda) -> Iterator[Entry]:
    for item in found.items(Kind.SESSION):
        if item.session and item.start and item.end:
            session = item.session
            place = session.place
            uid = f"session-{session.pk}"
            yield Entry(
                uid,
                item.start,
                item.end,
                session.title,
                place,
                session.description,
                sequence=sequence(_number(found)),
            )


def _number(found: Agenda) -> int:
    return found.version.number if found.version else 0


def revisions(meetings: QuerySet[Meeting]) -> dict[int, int]:
    """How often each meeting changed: as often as its request, or once when it was called off."""
    rows = meetings.values_list("pk", "request__version", "is_cancelled")
    return {pk: version or int(is_cancelled) for pk, version, is_cancelled in rows}


def _meetings(
    registration: Registration, found: Agenda, changed: Mapping[int, int]
) -> Iterator[Entry]:
    for item in found.items(Kind.MEETING):
        if item.start and item.end and item.meeting_id and item.table:
            yield held(
                meeting_uid(item.meeting_id, registration.pk),
                DateTimeTZRange(item.start, item.end),
                sequence(_number(found), changed.get(item.meeting_id, 0)),
                clusters=[counterpart.cluster.called for counterpart in item.counterparts],
                place=place_of(item.table, registration.edition.venue),
                description="\n\n".join(_about(counterpart) for counterpart in item.counterparts),
            )


def _cancelled(
    registration: Registration, found: Agenda, changed: Mapping[int, int]
) -> Iterator[Entry]:
    """Meetings that were published once and are not any more, each as it stood last."""
    kept = {item.meeting_id for item in found.items(Kind.MEETING)}
    rows = (
        PlacementParticipant.objects.filter(
            registration=registration, version__edition=registration.edition_id
        )
        .filter(version__published_at__isnull=False)
        .exclude(meeting__in=kept)
        .select_related("slot")
        .order_by("-version__number")
    )
    seen: set[int] = set()
    for row in rows:
        if row.meeting_id not in seen:
            seen.add(row.meeting_id)
            uid = meeting_uid(row.meeting_id, registration.pk)
            number = sequence(_number(found), changed.get(row.meeting_id, 0))
            yield called_off(uid, row.slot.period, number)


def _about(counterpart: Counterpart) -> str:
    lines = [counterpart.cluster.called]
    if counterpart.profile.offers:
        lines.append(_("Offers: %(offers)s") % {"offers": _texts(counterpart.profile.offers)})
    if counterpart.profile.needs:
        lines.append(_("Needs: %(needs)s") % {"needs": _texts(counterpart.profile.needs)})
    return "\n".join(lines)


def _texts(lines: Iterable[Line]) -> str:
    return "; ".join(line.text for line in lines)
