"""May a meeting have this place in this version?"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Q, QuerySet

from events.models import Edition, Registration
from events.queries.presence import delegations
from events.queries.same_people import same_people
from matchmaking.models import (
    Placement,
    PlacementParticipant,
    ScheduleEdit,
    ScheduleVersion,
    Slot,
    Table,
)
from matchmaking.queries.availability import busy_slots
from matchmaking.queries.requests import windows_of
from matchmaking.queries.schedule import wanted_meetings
from matchmaking.rules import is_online, is_open_for_planning, most_meetings
from matchmaking.services.placing.refusals import (
    EditionOver,
    LimitReached,
    MeetingChanged,
    MeetingNotWanted,
    NoSuchPlace,
    OtherWay,
    OutsideAgreed,
    ParticipantAway,
    ParticipantBusy,
    PersonBusy,
    TableClosed,
    TableTaken,
)
from matchmaking.services.placing.whole import Place, participants_of

Locked = Mapping[int, Registration]


def check_open(edition: int, now: datetime) -> None:
    """Refuse changes to a schedule of the past; the edition is held. Raises `EditionOver`."""
    if not is_open_for_planning(Edition.objects.get(pk=edition), now):
        raise EditionOver


def check_seen(version: ScheduleVersion, meetings: Iterable[int], seen: int | None) -> None:
    """Refuse a change to a meeting that changed after revision `seen`. Raises `MeetingChanged`."""
    if seen is None:
        return
    since = Q(number__gt=seen) | Q(undone_number__gt=seen)
    if edits_of(version, meetings).filter(since).exists():
        raise MeetingChanged(meetings=meetings)


def edits_of(version: ScheduleVersion, meetings: Iterable[int]) -> QuerySet[ScheduleEdit]:
    """The changes by hand to any of these meetings."""
    return version.edits.filter(Q(meeting__in=meetings) | Q(other__in=meetings))


def check_place(
    version: ScheduleVersion, participants: Locked, place: Place, *, is_new: bool
) -> dict[int, int]:
    """The seat of each participant there; they are locked. Raises a `PlacementRefused`."""
    _check_way(participants, place)
    _check_table(version, place)
    seats = _free_seats(version, participants, place)
    _check_people(version, participants, place)
    _check_grid(version, place)
    if not wanted_meetings(version.edition).filter(pk=place.meeting).exists():
        raise MeetingNotWanted(meetings=[place.meeting])
    agreed = windows_of([place.meeting]).get(place.meeting)
    if agreed is not None and Slot.objects.get(pk=place.slot).window_id not in agreed:
        raise OutsideAgreed(meetings=[place.meeting])
    away = busy_slots(version.edition)
    if absent := [pk for pk in participants if place.slot in away.get(pk, ())]:
        raise ParticipantAway(registrations=absent)
    if is_new:
        _check_limits(version, participants)
    return seats


def _check_way(participants: Locked, place: Place) -> None:
    """At a table meets who is on site, without one who is not. Raises `OtherWay`."""
    if is_online(row.takes_part for row in participants.values()) != (place.table is None):
        raise OtherWay(meetings=[place.meeting])


def _check_people(version: ScheduleVersion, participants: Locked, place: Place) -> None:
    """Nobody is in two meetings at once who speaks for two clusters. Raises `PersonBusy`."""
    people = same_people(version.edition_id)
    shared = {partner: pk for pk in participants for partner in people.apart_from(pk)}
    if torn := shared.keys() & participants.keys():
        raise PersonBusy(registrations=sorted(torn))
    then = PlacementParticipant.objects.filter(
        version=version, slot=place.slot, registration__in=shared
    ).exclude(meeting=place.meeting)
    if busy := then.order_by("pk").first():
        both = [shared[busy.registration_id], busy.registration_id]
        raise PersonBusy(registrations=both, meetings=[busy.meeting_id])


def check_taken(version: ScheduleVersion, place: Place) -> None:
    """Refuse a place that is taken already. Raises a `PlacementRefused`."""
    _check_table(version, place)
    participants = participants_of([place.meeting]).get(place.meeting, ())
    _free_seats(version, Registration.objects.in_bulk(participants), place)


def _check_table(version: ScheduleVersion, place: Place) -> None:
    if place.table is None:
        return
    at_table = Placement.objects.filter(version=version, slot=place.slot, table=place.table)
    if others := at_table.exclude(meeting=place.meeting).values_list("meeting_id", flat=True):
        raise TableTaken(meetings=others)


def _check_grid(version: ScheduleVersion, place: Place) -> None:
    edition = version.edition_id
    if not Slot.objects.filter(pk=place.slot, edition=edition).exists():
        raise NoSuchPlace
    if place.table is None:
        return
    table = Table.objects.filter(pk=place.table, edition=edition).first()
    if table is None:
        raise NoSuchPlace
    if table.is_closed:
        raise TableClosed


def _check_limits(version: ScheduleVersion, participants: Locked) -> None:
    """What is called off holds no place. Raises `LimitReached`."""
    wanted = wanted_meetings(version.edition)
    for pk, registration in participants.items():
        seats = PlacementParticipant.objects.filter(
            version=version, registration=pk, meeting__in=wanted
        )
        most = most_meetings(registration.max_meetings, registration.edition)
        if most is not None and seats.count() >= most:
            raise LimitReached(registrations=[pk])


def _free_seats(version: ScheduleVersion, participants: Locked, place: Place) -> dict[int, int]:
    taken: dict[int, dict[int, int]] = {pk: {} for pk in participants}
    rows = PlacementParticipant.objects.filter(
        version=version, slot=place.slot, registration__in=participants
    ).exclude(meeting=place.meeting)
    for pk, seat, meeting in rows.values_list("registration_id", "seat", "meeting_id"):
        taken[pk][seat] = meeting
    slot = Slot.objects.filter(pk=place.slot, edition=version.edition_id).first()
    if slot is None:
        raise NoSuchPlace
    there = delegations(participants.values())
    # That nobody is there at all makes a cluster away, not busy.
    room = {pk: max(there[pk].at_once(slot.period), 1) for pk in participants}
    full = [pk for pk, seats in taken.items() if len(seats) >= room[pk]]
    if full:
        raise ParticipantBusy(
            registrations=full, meetings={meeting for pk in full for meeting in taken[pk].values()}
        )
    return {pk: next(s for s in range(1, 100) if s not in seats) for pk, seats in taken.items()}
