"""A whole schedule at once: a run's result, or a copy of another version."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from events.models import Edition, Registration
from events.queries.presence import delegations
from events.queries.same_people import same_people
from events.services.locking import locked_edition, locked_with_partners
from interface.contention import retrying
from matchmaking.models import (
    MeetingParticipant,
    OnlineRoom,
    Placement,
    PlacementParticipant,
    ScheduleRun,
    ScheduleVersion,
    Slot,
    UnplacedMeeting,
)
from matchmaking.queries.clashes import clashes
from matchmaking.queries.schedule import current_version, published_version, wanted_meetings
from matchmaking.rules import is_open_for_planning
from matchmaking.services.drafts import drafts_of, set_aside
from matchmaking.services.placing.delegates import seat_delegates
from matchmaking.services.placing.interpreters import lock_interpreters, seat_interpreters
from matchmaking.services.placing.refusals import (
    EditionOver,
    ParticipantBusy,
    PersonBusy,
    PlacementRefused,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where one meeting stands in a version (primary keys), and how it came there.

    Online it has no table. `interpreter` is who interprets, where that can be.
    """

    meeting: int
    slot: int
    table: int | None
    is_locked: bool = False
    is_by_hand: bool = False
    interpreter: int | None = None

    @classmethod
    def of(cls, row: Placement) -> Self:
        """Where a placement is."""
        where = (row.meeting_id, row.slot_id, row.table_id)
        return cls(*where, row.is_locked, row.is_by_hand, row.interpreter_id)


def participants_of(meetings: Iterable[int]) -> dict[int, list[int]]:
    """The registrations of each meeting, in order of id."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    rows = MeetingParticipant.objects.filter(meeting__in=set(meetings)).order_by("registration_id")
    for meeting, registration in rows.values_list("meeting_id", "registration_id"):
        found[meeting].append(registration)
    return dict(found)


def new_version(
    *, edition: Edition, based_on: ScheduleVersion | None = None, run: ScheduleRun | None = None
) -> ScheduleVersion:
    """An empty draft with the next number; the former draft is set aside.

    It keeps from which revision of the published version it began, or its run did. Locks the
    edition: call it first in a transaction.
    """
    set_aside(drafts_of(locked_edition(edition.pk)), Now())
    last = ScheduleVersion.objects.filter(edition=edition).order_by("-number").first()
    began: dict[str, Any] = {}
    if run:
        began = {"began_from_id": run.began_from_id, "began_revision": run.began_revision}
    elif published := published_version(edition):
        began = {"began_from": published, "began_revision": published.revision}
    return ScheduleVersion.objects.create(
        edition=edition,
        number=last.number + 1 if last else 1,
        based_on=based_on,
        run=run,
        **began,
    )


def fill(*, version: ScheduleVersion, places: Iterable[Place]) -> None:
    """Place many meetings in an empty draft at once. Call it in a transaction.

    Meetings that were called off meanwhile, or whose cluster left, are left out. Raises
    `ParticipantBusy` when a delegation has become too small, `PersonBusy` when one person would be
    in two meetings at once, `NoInterpreter` when a meeting has nobody whom it needs,
    `PlacementRefused` when the database refuses the whole.
    """
    places = list(places)
    participants = participants_of(place.meeting for place in places)
    concerned = {pk for pks in participants.values() for pk in pks}
    rows = locked_with_partners(version.edition_id, concerned)
    lock_interpreters(version.edition_id)
    wanted = set(wanted_meetings(version.edition).values_list("pk", flat=True))
    places = [place for place in places if place.meeting in wanted]
    seats = _seats(version, places, participants, rows)
    _check_people(version, places, participants)
    try:
        with transaction.atomic():
            write_rows(version, places, seats)
    except IntegrityError as error:
        raise PlacementRefused from error
    _seat_interpreters(version, places)


def _seat_interpreters(version: ScheduleVersion, places: Iterable[Place]) -> None:
    """Raises `NoInterpreter`; what stood without one in the version that this one is based on is
    for people to mend, here or over.
    """
    rows = Placement.objects.filter(version=version.based_on_id)
    stood = set(rows.values_list("meeting_id", "slot_id"))
    seat_interpreters(
        version,
        slots={place.slot for place in places},
        needed_by={place.meeting for place in places}
        - {place.meeting for place in places if (place.meeting, place.slot) in stood},
        known={place.meeting: place.interpreter for place in places},
    )


def _check_people(
    version: ScheduleVersion, places: Iterable[Place], participants: Mapping[int, list[int]]
) -> None:
    """Nobody is in two meetings at once who speaks for two clusters. Raises `PersonBusy`.

    What stood so in the version that this one is based on is for people to mend here, or over.
    """
    seats = (
        (place.meeting, place.slot, pk) for place in places for pk in participants[place.meeting]
    )
    for clash in clashes(same_people(version.edition_id), seats, stood=version.based_on_id):
        raise PersonBusy(registrations=clash.registrations, meetings=clash.meetings)


def explain(*, version: ScheduleVersion, unplaced: Iterable[UnplacedMeeting]) -> None:
    """Keep in a version why meetings have no place, as these rows say."""
    UnplacedMeeting.objects.bulk_create(
        UnplacedMeeting(
            version=version, meeting_id=row.meeting_id, reason=row.reason, remedy=row.remedy
        )
        for row in unplaced
    )


Seats = Mapping[tuple[int, int], tuple[int, int]]


def _seats(
    version: ScheduleVersion,
    places: Iterable[Place],
    participants: Mapping[int, list[int]],
    rows: Mapping[int, Registration],
) -> Seats:
    """For each meeting and registration the seat it takes, and how many it has at most.

    As many as it had then in the version that this one is based on are for people to mend, here or
    over, should delegates no longer be there. Raises `ParticipantBusy`.
    """
    taken: defaultdict[tuple[int, int], int] = defaultdict(int)
    there = delegations(rows.values())
    slots = Slot.objects.in_bulk({place.slot for place in places})
    stood = Counter(
        PlacementParticipant.objects.filter(version=version.based_on_id).values_list(
            "slot_id", "registration_id"
        )
    )
    seats = {}
    for place in places:
        for pk in participants[place.meeting]:
            taken[place.slot, pk] += 1
            seat, most = taken[place.slot, pk], rows[pk].seats
            room = there[pk].at_once(slots[place.slot].period)
            if seat > min(max(room, stood[place.slot, pk]), most):
                raise ParticipantBusy(registrations=[pk], meetings=[place.meeting])
            seats[place.meeting, pk] = (seat, most)
    return seats


def write_rows(version: ScheduleVersion, places: Iterable[Place], seats: Seats) -> None:
    """Write checked places as placements, each with its rows per participant; what is online gets
    its room.
    """
    places = list(places)
    placements = Placement.objects.bulk_create(
        Placement(
            edition_id=version.edition_id,
            version=version,
            meeting_id=place.meeting,
            slot_id=place.slot,
            kind=Placement.Kind.ONLINE if place.table is None else Placement.Kind.ON_SITE,
            table_id=place.table,
            is_locked=place.is_locked,
            is_by_hand=place.is_by_hand,
        )
        for place in places
    )
    OnlineRoom.objects.bulk_create(
        (OnlineRoom(meeting_id=place.meeting) for place in places if place.table is None),
        ignore_conflicts=True,
    )
    placement_of = {placement.meeting_id: placement for placement in placements}
    PlacementParticipant.objects.bulk_create(
        PlacementParticipant(
            placement=placement_of[meeting],
            version=version,
            meeting_id=meeting,
            slot_id=placement_of[meeting].slot_id,
            registration_id=registration,
            seat=seat,
            seats=most,
        )
        for (meeting, registration), (seat, most) in seats.items()
    )
    seat_delegates(
        version,
        slots={place.slot for place in places},
        registrations={registration for _meeting, registration in seats},
    )


@retrying
def start_draft(*, edition: Edition, now: datetime) -> ScheduleVersion:
    """A draft to change: the current one, or a copy of the published version.

    Raises `EditionOver`, `Busy`.
    """
    if not is_open_for_planning(locked_edition(edition.pk), now):
        raise EditionOver
    current = current_version(edition)
    if current is None:
        return new_version(edition=edition)
    if current.state == ScheduleVersion.State.DRAFT:
        return current
    draft = new_version(edition=edition, based_on=current)
    fill(version=draft, places=[Place.of(row) for row in current.placements.order_by("pk")])
    explain(version=draft, unplaced=current.unplaced.all())
    return draft
