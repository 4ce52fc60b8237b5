"""A cluster's agenda as a calendar file."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from django.db.models import QuerySet

from events.models import Registration
from interface.calendars import Entry, calendar_file
from matchmaking.calendars import KIND, called_off, meeting_uid, sequence
from matchmaking.models import Meeting, PlacementParticipant, ScheduleVersion
from matchmaking.queries.agenda import Agenda, Counterpart, Item, Kind, agenda
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
        f"{registration.edition}: {registration.cluster}",
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
        if item.start and item.end and item.meeting_id:
            yield Entry(
                uid=meeting_uid(item.meeting_id, registration.pk),
                sequence=sequence(_number(found), changed.get(item.meeting_id, 0)),
                start=item.start,
                end=item.end,
                summary=f"Meeting: {_names(item.counterparts)}",
                location=_place(item, registration),
                description="\n\n".join(_about(one) for one in item.counterparts),
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
        .exclude(version__state=ScheduleVersion.State.DRAFT)
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


def _names(counterparts: Iterable[Counterpart]) -> str:
    return ", ".join(one.cluster.name for one in counterparts)


def _place(item: Item, registration: Registration) -> str:
    table = item.table
    parts = [str(table), table.room] if table else []
    return ", ".join(part for part in (*parts, registration.edition.venue) if part)


def _about(one: Counterpart) -> str:
    lines = [one.cluster.name]
    if one.profile.offers:
        lines.append(f"Offers: {_texts(one.profile.offers)}")
    if one.profile.needs:
        lines.append(f"Needs: {_texts(one.profile.needs)}")
    return "\n".join(lines)


def _texts(lines: Iterable[Line]) -> str:
    return "; ".join(line.text for line in lines)
