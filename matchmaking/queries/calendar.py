"""A cluster's agenda as a calendar file."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from events.models import Registration
from matchmaking.calendars import Entry, calendar
from matchmaking.matching import Line
from matchmaking.models import PlacementParticipant, ScheduleVersion
from matchmaking.queries.agenda import Agenda, Counterpart, Item, Kind, agenda


def agenda_file(registration: Registration, now: datetime) -> bytes:
    """The iCalendar file of a registration (with its edition and cluster), meetings and programme.

    Meetings of replaced versions that the published one does not place are in it as cancelled.
    """
    found = agenda(registration)
    version = found.version
    entries = [*_sessions(found), *_meetings(registration, found)]
    if version:
        entries += _cancelled(registration, found)
    return calendar(
        f"{registration.edition}: {registration.cluster}",
        entries,
        zone=registration.edition.zone,
        sequence=version.number if version else 0,
        stamped_at=(version.published_at if version else None) or now,
    )


def _sessions(found: Agenda) -> Iterator[Entry]:
    for item in found.items(Kind.SESSION):
        if item.session and item.start and item.end:
            session = item.session
            place = session.place
            uid = f"session-{session.pk}"
            yield Entry(uid, item.start, item.end, session.title, place, session.description)


def _meetings(registration: Registration, found: Agenda) -> Iterator[Entry]:
    for item in found.items(Kind.MEETING):
        if item.start and item.end and item.meeting_id:
            yield Entry(
                uid=_uid(item.meeting_id, registration),
                start=item.start,
                end=item.end,
                summary=f"Meeting: {_names(item.counterparts)}",
                location=_place(item, registration),
                description="\n\n".join(_about(one) for one in item.counterparts),
            )


def _cancelled(registration: Registration, found: Agenda) -> Iterator[Entry]:
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
            uid, period = _uid(row.meeting_id, registration), row.slot.period
            yield Entry(uid, period.lower, period.upper, "Meeting cancelled", is_cancelled=True)


def _uid(meeting: int, registration: Registration) -> str:
    return f"meeting-{meeting}-{registration.pk}"


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
