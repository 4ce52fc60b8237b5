"""The mail to each cluster that a published schedule concerns: its agenda, and what changed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any

from clusters.queries import people_by_organisation
from events.models import Edition, Registration
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
from matchmaking.models import Meeting, Placement
from matchmaking.queries.calendar import revisions
from matchmaking.queries.changes import Change, Publication
from matchmaking.queries.names import Names, names
from notifications.services import tell


@dataclass(frozen=True)
class _Agenda:
    """A cluster's meetings of a version, in order of time, and what it is told from."""

    edition: Edition
    found: Publication
    names: Names
    registration: Registration
    placements: tuple[Placement, ...]
    revisions: Mapping[int, int]

    def others(self, meeting: int) -> list[str]:
        """The other clusters of a meeting."""
        return [
            party.name
            for party in self.names.meeting_parties(meeting)
            if party.registration != self.registration.pk
        ]

    def changes(self) -> Iterator[Change]:
        """The changes of this cluster's meetings."""
        for change in self.found.changes:
            if self.registration.pk in self.names.participants.get(change.meeting, ()):
                yield change

    def entry(self, meeting: int) -> tuple[str, int]:
        """The UID and the SEQUENCE of a meeting in this cluster's calendar."""
        number = sequence(self.found.version.number, self.revisions.get(meeting, 0))
        return meeting_uid(meeting, self.registration.pk), number


def tell_of_publication(edition: Edition, found: Publication, now: datetime) -> None:
    """Everybody concerned gets the agenda of their cluster, with its calendar file."""
    people = people_by_organisation(row.cluster_id for row in found.told)
    for agenda in _agendas(edition, found):
        tell(
            kind="agenda",
            object_key=f"registration:{agenda.registration.pk}",
            version=found.version.number,
            recipients=people.get(agenda.registration.cluster_id, ()),
            template="matchmaking/mail/agenda",
            context=_context(agenda),
            calendar=partial(_calendar, agenda, now),
            now=now,
        )


def _agendas(edition: Edition, found: Publication) -> Iterator[_Agenda]:
    rows = Placement.objects.filter(version=found.version).select_related("slot", "table")
    placements: dict[int, list[Placement]] = {}
    for row in rows.prefetch_related("participants").order_by("slot__period"):
        for seat in row.participants.all():
            placements.setdefault(seat.registration_id, []).append(row)
    by_name = names(edition)
    changed = revisions(Meeting.objects.filter(edition=edition))
    for registration in found.told:
        own = tuple(placements.get(registration.pk, ()))
        yield _Agenda(edition, found, by_name, registration, own, changed)


def _context(agenda: _Agenda) -> dict[str, Any]:
    cluster, is_first = agenda.registration.cluster, agenda.found.former is None
    return {
        "edition": agenda.edition.name,
        "edition_slug": agenda.edition.slug,
        "cluster": cluster.called,
        "cluster_slug": cluster.slug,
        "is_first": is_first,
        "changes": [] if is_first else [_change(agenda, change) for change in agenda.changes()],
        "days": _days(agenda),
    }


def _change(agenda: _Agenda, change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "clusters": agenda.others(change.meeting),
        "before": agenda.names.starts_at(change.before[0]) if change.before else None,
        "after": agenda.names.starts_at(change.after[0]) if change.after else None,
    }


def _days(agenda: _Agenda) -> list[dict[str, Any]]:
    meetings: list[dict[str, Any]] = [
        {
            "starts_at": agenda.names.local(row.slot.period.lower),
            "ends_at": agenda.names.local(row.slot.period.upper),
            "clusters": agenda.others(row.meeting_id),
            "table": row.table.number,
            "room": row.table.room,
        }
        for row in agenda.placements
    ]
    by_day = groupby(meetings, key=lambda meeting: meeting["starts_at"].date())
    return [{"on": day, "meetings": list(those)} for day, those in by_day]


def _calendar(agenda: _Agenda, now: datetime) -> str:
    """The agenda as an iCalendar file; what only the former version had is cancelled."""
    return calendar_file(
        calendar_name(agenda.edition, agenda.registration.cluster),
        [*_held(agenda), *_called_off(agenda)],
        kind=KIND,
        zone=agenda.edition.zone,
        stamped_at=now,
    ).decode()


def _held(agenda: _Agenda) -> Iterable[Entry]:
    for row in agenda.placements:
        uid, number = agenda.entry(row.meeting_id)
        yield held(
            uid,
            row.slot.period,
            number,
            clusters=agenda.others(row.meeting_id),
            place=place_of(row.table, agenda.edition.venue),
        )


def _called_off(agenda: _Agenda) -> Iterable[Entry]:
    for change in agenda.changes():
        if change.after is None and change.before:
            uid, number = agenda.entry(change.meeting)
            yield called_off(uid, agenda.names.slots[change.before[0]].period, number)
