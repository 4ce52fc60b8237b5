"""Writing the places of meetings, once they are checked, under the locks of all concerned."""

from collections.abc import Iterable, Mapping

from django.db import IntegrityError
from django.db.models import F

from events.services.locking import locked_with_partners
from matchmaking.models import Placement, ScheduleVersion
from matchmaking.services.placing.checks import Locked, check_place
from matchmaking.services.placing.delegates import seat_delegates
from matchmaking.services.placing.interpreters import lock_interpreters, seat_interpreters
from matchmaking.services.placing.refusals import (
    EditSuperseded,
    NoInterpreter,
    NotADraft,
    NotPublished,
    ParticipantBusy,
    PlacementRefused,
    TableTaken,
)
from matchmaking.services.placing.whole import Place, participants_of, write_rows

# For each meeting its registrations, locked.
Participants = Mapping[int, Locked]


def locked_each(version: ScheduleVersion, meetings: Iterable[int]) -> Participants:
    """The registrations of each meeting, locked with those that share a person with one.

    So are interpreters, where the event's rule may ask for one.
    """
    own = participants_of(meetings)
    everybody = {pk for pks in own.values() for pk in pks}
    locked = locked_with_partners(version.edition_id, everybody)
    lock_interpreters(version.edition_id)
    return {meeting: {pk: locked[pk] for pk in own.get(meeting, ())} for meeting in set(meetings)}


def locked_participants(version: ScheduleVersion, meeting: int) -> Locked:
    """The meeting's registrations, locked together with those that share a person with one."""
    own = participants_of([meeting]).get(meeting, ())
    locked = locked_with_partners(version.edition_id, own)
    lock_interpreters(version.edition_id)
    return {pk: locked[pk] for pk in own}


def write_all(
    version: ScheduleVersion, participants: Participants, places: Mapping[int, Place | None]
) -> None:
    """Give meetings these places, or none; where there are two, both leave theirs first."""
    if len(places) == 1:
        for pk, place in places.items():
            write(version, participants[pk], placed(version, pk), place)
        return
    rows = Placement.objects.filter(version=version, meeting__in=places)
    stood = set(rows.values_list("meeting_id", flat=True))
    rows.delete()
    for pk, place in places.items():
        write(version, participants[pk], None, place, is_new=pk not in stood)


def placed(version: ScheduleVersion, meeting: int) -> Place | None:
    """Where a meeting stands in a version."""
    row = Placement.objects.filter(version=version, meeting=meeting).first()
    return Place.of(row) if row else None


def write(
    version: ScheduleVersion,
    participants: Locked,
    before: Place | None,
    after: Place | None,
    *,
    is_new: bool = True,
) -> None:
    """Change one meeting's place, once it is checked. The participants are locked.

    One that has just left its place, to come to another, is not `is_new`.
    """
    is_same_place = before and after and (before.slot, before.table) == (after.slot, after.table)
    seats = {}
    if after and not is_same_place:
        seats = check_place(version, participants, after, is_new=is_new and before is None)
    try:
        if after and is_same_place:
            _update(version, after)
        elif after:
            _replace(version, after, participants, seats)
        elif before:
            Placement.objects.filter(version=version, meeting=before.meeting).delete()
    except IntegrityError as error:
        raise _refusal(error, participants) from error
    if after and not is_same_place:
        known = {after.meeting: after.interpreter}
        seat_interpreters(version, slots=[after.slot], needed_by=[after.meeting], known=known)
    if before and not is_same_place:
        # Whom a cluster chose for another meeting then may be free for it now.
        seat_delegates(version, slots=[before.slot], registrations=list(participants))
        seat_interpreters(version, slots=[before.slot])


def raise_revision(version: ScheduleVersion, *, is_live: bool = False, by: int = 1) -> int:
    """Count one more change, or so many (`by`); from here on the version's row is locked.

    Raises `NotADraft`, or `NotPublished` where the published version is changed in place.
    """
    state = ScheduleVersion.State.PUBLISHED if is_live else ScheduleVersion.State.DRAFT
    rows = ScheduleVersion.objects.filter(pk=version.pk, state=state)
    if not rows.update(revision=F("revision") + by):
        raise NotPublished if is_live else NotADraft
    return rows.values_list("revision", flat=True).get()


def _update(version: ScheduleVersion, place: Place) -> None:
    Placement.objects.filter(version=version, meeting=place.meeting).update(
        is_locked=place.is_locked, is_by_hand=place.is_by_hand
    )


def _replace(
    version: ScheduleVersion, place: Place, participants: Locked, seats: Mapping[int, int]
) -> None:
    """Write the placement anew with its rows per participant."""
    Placement.objects.filter(version=version, meeting=place.meeting).delete()
    taken = {
        (place.meeting, pk): (seat, participants[pk].seats) for pk, seat in sorted(seats.items())
    }
    write_rows(version, [place], taken)


def _refusal(error: IntegrityError, participants: Locked) -> PlacementRefused:
    """What the database's refusal means. Raises the error itself when it means nothing here."""
    constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    if constraint == "placement_table_once":
        return TableTaken()
    if constraint == "placement_interpreter_once":
        return NoInterpreter()
    if constraint == "placement_registration_once":
        return ParticipantBusy(registrations=participants)
    if constraint == "placement_meeting_once":
        return EditSuperseded()
    raise error
