"""How the meetings that a cluster agreed on stand in the published schedule."""

from collections.abc import Mapping
from dataclasses import dataclass

from events.models import Registration
from matchmaking.models import (
    Meeting,
    MeetingParticipant,
    Placement,
    ScheduleEdit,
    ScheduleVersion,
    Slot,
    Table,
)
from matchmaking.queries.schedule import NotPlaced, not_placed, published_version


@dataclass(frozen=True, slots=True)
class Standing:
    """The places of a cluster's meetings, and those that have none, by meeting.

    `partners` are the other registrations of those without a place. Nothing is known before a
    schedule is published.
    """

    is_published: bool
    places: Mapping[int, Placement]
    missing: Mapping[int, NotPlaced]
    partners: Mapping[int, tuple[Registration, ...]]


def standing(registration: Registration) -> Standing:
    """Of one registration with its edition; four queries at most."""
    return standing_in(published_version(registration.edition), registration)


def standing_in(version: ScheduleVersion | None, registration: Registration) -> Standing:
    """In the version that is published, None before there is one; one that is opening says nothing
    of meetings without a place.
    """
    if version is None:
        return Standing(is_published=False, places={}, missing={}, partners={})
    version.edition = registration.edition
    rows = Placement.objects.filter(version=version, participants__registration=registration)
    is_published = not version.is_opening
    found = not_placed(version, of=registration) if is_published else ()
    missing = {row.meeting: row for row in found}
    return Standing(
        is_published=is_published,
        places={row.meeting_id: row for row in rows.select_related("slot", "table")},
        missing=missing,
        partners=_partners(registration, missing),
    )


def _partners(
    registration: Registration, meetings: Mapping[int, NotPlaced]
) -> dict[int, tuple[Registration, ...]]:
    found: dict[int, tuple[Registration, ...]] = {}
    rows = MeetingParticipant.objects.filter(meeting__in=meetings).exclude(
        registration=registration
    )
    for row in rows.select_related("registration__cluster"):
        found[row.meeting_id] = (*found.get(row.meeting_id, ()), row.registration)
    return found


@dataclass(frozen=True, slots=True)
class PublishedMeeting:
    """A place of the published schedule that a cluster has, or had, and with whom.

    Online it has no table.
    """

    meeting: Meeting
    slot: Slot
    table: Table | None
    partners: tuple[Registration, ...]


def published_meetings_of(registration: Registration) -> list[PublishedMeeting]:
    """Of one cluster in order of time, those that were cancelled too; five queries."""
    meetings = _meetings_of(registration)
    published = ScheduleVersion.State.PUBLISHED
    rows = Placement.objects.filter(version__state=published, meeting__in=meetings)
    places = [
        (row.meeting_id, row.slot_id, row.table_id)
        for row in rows
        if meetings[row.meeting_id].cancelled_at or not meetings[row.meeting_id].is_cancelled
    ]
    cancelled = [pk for pk, meeting in meetings.items() if meeting.cancelled_at]
    edits = ScheduleEdit.objects.filter(
        version__state=published, kind=ScheduleEdit.Kind.CANCELLED, undone_at=None
    )
    places += [
        (edit.meeting_id, edit.before["slot"], edit.before["table"])
        for edit in edits.filter(meeting__in=cancelled)
    ]
    slots = Slot.objects.in_bulk({slot for _, slot, _ in places})
    tables = Table.objects.in_bulk({table for _, _, table in places if table})
    found = [
        PublishedMeeting(
            meetings[pk],
            slots[slot],
            tables[table] if table else None,
            _others(meetings[pk], registration),
        )
        for pk, slot, table in places
        if slot in slots and (not table or table in tables)
    ]
    return sorted(found, key=lambda one: one.slot.period.lower)


def _meetings_of(registration: Registration) -> dict[int, Meeting]:
    rows = Meeting.objects.filter(participants__registration=registration)
    rows = rows.prefetch_related("participants__registration__cluster")
    return {row.pk: row for row in rows}


def _others(meeting: Meeting, registration: Registration) -> tuple[Registration, ...]:
    sides = (row.registration for row in meeting.participants.all())
    return tuple(side for side in sides if side.pk != registration.pk)
