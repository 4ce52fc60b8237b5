"""Publishing a schedule: the draft becomes what clusters see, and those concerned are told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import dateformat

from accounts.models import User
from clusters.queries import addresses_of
from events.models import Edition, Registration
from events.services.locking import locked_edition, locked_registrations
from events.services.states import StepNotAllowed, mark_published
from interface.calendars import Entry, calendar_file
from interface.contention import retrying
from matchmaking.calendars import KIND, called_off, meeting_uid, sequence
from matchmaking.models import Meeting, Placement, PlacementParticipant, ScheduleVersion
from matchmaking.queries.calendar import revisions
from matchmaking.queries.changes import Change, Publication, publication
from matchmaking.queries.names import Names, names
from notifications.services import post

State = ScheduleVersion.State


class ScheduleChanged(Exception):
    """The draft is not what was looked at any more, or it was published already."""


class EditionClosed(Exception):
    """The edition's state allows no publishing."""


class UnwantedMeetings(Exception):
    """The draft places meetings that were cancelled or whose cluster has withdrawn."""


@retrying
def publish(
    *, version: ScheduleVersion, revision: int, user: User, now: datetime
) -> ScheduleVersion:
    """Publish a draft as it was seen at `revision`; the former version is replaced.

    Publishing again what is published changes nothing. Mails go into the outbox: to every
    approved cluster at the first publication, later to those of changed meetings.
    Raises `ScheduleChanged`, `EditionClosed`, `UnwantedMeetings`, `Busy`.
    """
    edition = locked_edition(version.edition_id)
    # No meeting of these clusters is called off while we look and publish.
    seats = PlacementParticipant.objects.filter(version=version)
    locked_registrations(seats.values_list("registration_id", flat=True))
    version.refresh_from_db()
    if version.state == State.PUBLISHED:
        return version
    _mark(edition)
    found = _publication(version)
    versions = ScheduleVersion.objects.filter(edition=edition)
    versions.filter(state=State.PUBLISHED).update(state=State.REPLACED)
    published = _standing(versions, version, revision).update(
        state=State.PUBLISHED, published_at=now, published_by=user
    )
    if not published:
        raise ScheduleChanged
    _tell(edition, found, now)
    version.refresh_from_db()
    return version


def _standing(
    versions: QuerySet[ScheduleVersion], version: ScheduleVersion, revision: int
) -> QuerySet[ScheduleVersion]:
    """The draft, as long as it is what was looked at."""
    return versions.filter(pk=version.pk, state=State.DRAFT, revision=revision, discarded_at=None)


def _mark(edition: Edition) -> None:
    try:
        mark_published(edition=edition)
    except StepNotAllowed as wrong:
        raise EditionClosed from wrong


def _publication(version: ScheduleVersion) -> Publication:
    found = publication(version)
    if found.not_wanted:
        raise UnwantedMeetings
    return found


@dataclass(frozen=True, slots=True)
class _Agenda:
    """A cluster's meetings of a version, in order of time, and how often each meeting changed."""

    registration: Registration
    placements: tuple[Placement, ...]
    revisions: Mapping[int, int]


def _tell(edition: Edition, found: Publication, now: datetime) -> None:
    by_name = names(edition)
    people = addresses_of(registration.cluster_id for registration in found.told)
    for agenda in _agendas(found):
        for email in people.get(agenda.registration.cluster_id, ()):
            post(
                kind="agenda",
                object_key=f"registration:{agenda.registration.pk}",
                version=found.version.number,
                recipient=email,
                subject=_subject(edition, found),
                body=_body(edition, found, agenda, by_name),
                calendar=_calendar(edition, found, agenda, by_name, now),
                now=now,
            )


def _agendas(found: Publication) -> Iterable[_Agenda]:
    rows = Placement.objects.filter(version=found.version).select_related(
        "slot", "table", "version"
    )
    rows = rows.prefetch_related("participants")
    placements: dict[int, list[Placement]] = {}
    for row in rows.order_by("slot__period"):
        for seat in row.participants.all():
            placements.setdefault(seat.registration_id, []).append(row)
    changed = revisions(Meeting.objects.filter(edition=found.version.edition_id))
    for registration in found.told:
        yield _Agenda(registration, tuple(placements.get(registration.pk, ())), changed)


def _subject(edition: Edition, found: Publication) -> str:
    if found.former is None:
        return f"Your meetings at {edition}"
    return f"Your meetings at {edition} have changed"


def _body(edition: Edition, found: Publication, agenda: _Agenda, by_name: Names) -> str:
    registration = agenda.registration
    own = [line for change in found.changes if (line := _changed(change, registration, by_name))]
    address = reverse("meet-agenda", args=[edition.slug, registration.cluster.slug])
    opening = f"The meeting schedule of {edition} is published."
    parts = [
        f"{opening} This is the agenda of {registration.cluster}.",
        "\n".join(["What changed:", *own]) if own and found.former else "",
        "\n".join(_lines(agenda, by_name)) or "No meeting has been placed for you.",
        f"The agenda on the web, for print and for calendars: {settings.SITE_URL}{address}",
    ]
    return "\n\n".join(part for part in parts if part)


def _lines(agenda: _Agenda, by_name: Names) -> Iterable[str]:
    day = ""
    for row in agenda.placements:
        start = by_name.local(row.slot.period.lower)
        today = dateformat.format(start, "l j F Y")
        if today != day:
            day = today
            yield day
        end = by_name.local(row.slot.period.upper)
        others = _others(row.meeting_id, agenda.registration, by_name)
        yield f"{start:%H:%M}–{end:%H:%M} {others}, {_table(row)}"


def _others(meeting: int, registration: Registration, by_name: Names) -> str:
    parties = by_name.meeting_parties(meeting)
    return ", ".join(p.name for p in parties if p.registration != registration.pk)


def _table(row: Placement, word: str = "table") -> str:
    room = f" ({row.table.room})" if row.table.room else ""
    return f"{word} {row.table.number}{room}"


CHANGED = {
    "added": "New: {others}, {after}.",
    "removed": "Cancelled: {others}, {before}.",
    "moved": "Moved: {others}, from {before} to {after}.",
    "table": "Another table: {others}, {after}.",
}


def _changed(change: Change, registration: Registration, by_name: Names) -> str:
    """A change in a line; empty when it does not concern the registration."""
    if registration.pk not in by_name.participants.get(change.meeting, ()):
        return ""
    return CHANGED[change.kind].format(
        others=_others(change.meeting, registration, by_name),
        before=by_name.slot(change.before[0]) if change.before else "",
        after=by_name.slot(change.after[0]) if change.after else "",
    )


def _calendar(
    edition: Edition, found: Publication, agenda: _Agenda, by_name: Names, now: datetime
) -> str:
    """The agenda as an iCalendar file; what only the former version had is cancelled."""
    number = found.version.number
    file = calendar_file(
        f"{edition}: {agenda.registration.cluster}",
        [*_placed(edition, agenda, by_name, number), *_called_off(found, agenda, by_name)],
        kind=KIND,
        zone=edition.zone,
        stamped_at=now,
    )
    return file.decode()


def _placed(edition: Edition, agenda: _Agenda, by_name: Names, number: int) -> Iterable[Entry]:
    for row in agenda.placements:
        others = _others(row.meeting_id, agenda.registration, by_name)
        yield Entry(
            uid=meeting_uid(row.meeting_id, agenda.registration.pk),
            sequence=sequence(number, agenda.revisions.get(row.meeting_id, 0)),
            start=row.slot.period.lower,
            end=row.slot.period.upper,
            summary=f"Meeting: {others}",
            location=", ".join(part for part in (_table(row, "Table"), edition.venue) if part),
        )


def _called_off(found: Publication, agenda: _Agenda, by_name: Names) -> Iterable[Entry]:
    registration = agenda.registration.pk
    for change in found.changes:
        concerned = registration in by_name.participants.get(change.meeting, ())
        if concerned and change.after is None and change.before:
            yield called_off(
                meeting_uid(change.meeting, registration),
                by_name.slots[change.before[0]].period,
                sequence(found.version.number, agenda.revisions.get(change.meeting, 0)),
            )
