"""Changes by hand to a draft: move, place, remove, lock, unlock, and undo of the last one."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.db.models import F

from accounts.models import User
from events.queries.same_people import same_people
from events.services.locking import hold_edition, locked_registrations
from interface.contention import retrying
from interface.keys import made_under
from matchmaking.models import (
    Placement,
    ScheduleEdit,
    ScheduleVersion,
)
from matchmaking.services.placing.checks import Locked, check_open, check_place, check_taken
from matchmaking.services.placing.refusals import (
    EditSuperseded,
    NotADraft,
    ParticipantBusy,
    PlacementRefused,
    TableTaken,
)
from matchmaking.services.placing.whole import Place, participants_of, write_rows

Kind = ScheduleEdit.Kind


@dataclass(frozen=True)
class _Edit:
    """What every change by hand is given: draft, meeting, by whom, under which key, when."""

    version: ScheduleVersion
    meeting: int
    user: User
    key: UUID
    now: datetime

    def carry_out(
        self, kind: Kind | None, change: Callable[[Place | None], Place | None]
    ) -> ScheduleEdit:
        """Lock, change, write down. The same key again gives the first one's answer."""
        hold_edition(self.version.edition_id)
        participants = locked_participants(self.version, self.meeting)
        if done := self.done():
            return done
        check_open(self.version.edition_id, self.now)
        before = placed(self.version, self.meeting)
        after = change(before)
        write(self.version, participants, before, after)
        return ScheduleEdit.objects.create(
            version=self.version,
            number=raise_revision(self.version),
            kind=kind or (Kind.MOVED if before else Kind.PLACED),
            meeting_id=self.meeting,
            before=before and asdict(before),
            after=after and asdict(after),
            made_by=self.user,
            idempotency_key=self.key,
        )

    def done(self) -> ScheduleEdit | None:
        return made_under(ScheduleEdit, self.key)


@retrying
def put(
    *,
    version: ScheduleVersion,
    meeting: int,
    slot: int,
    table: int,
    user: User,
    key: UUID,
    now: datetime,
) -> ScheduleEdit:
    """Move a meeting there, or place it there when it has no place (primary keys).

    Raises a `PlacementRefused` that says what stands in the way, or `Busy`.
    """
    edit = _Edit(version, meeting, user, key, now)
    if done := edit.done():
        return done
    # A place that is taken already is refused without waiting for locks; what matters is checked
    # again under them.
    check_taken(version, Place(meeting, slot, table))

    def moved(before: Place | None) -> Place:
        is_locked = before.is_locked if before else False
        return Place(meeting, slot, table, is_locked=is_locked, is_by_hand=True)

    return edit.carry_out(None, moved)


@retrying
def remove(
    *, version: ScheduleVersion, meeting: int, user: User, key: UUID, now: datetime
) -> ScheduleEdit:
    """Take a meeting out of the draft. Raises `PlacementRefused`, `Busy`."""

    def removed(before: Place | None) -> None:
        _existing(before)

    return _Edit(version, meeting, user, key, now).carry_out(Kind.REMOVED, removed)


@retrying
def lock(
    *, version: ScheduleVersion, meeting: int, user: User, key: UUID, now: datetime
) -> ScheduleEdit:
    """Keep a meeting where it is in later runs. Raises `PlacementRefused`, `Busy`."""

    def locked(before: Place | None) -> Place:
        return _with_lock(before, is_locked=True)

    return _Edit(version, meeting, user, key, now).carry_out(Kind.LOCKED, locked)


@retrying
def unlock(
    *, version: ScheduleVersion, meeting: int, user: User, key: UUID, now: datetime
) -> ScheduleEdit:
    """Let later runs move a meeting again. Raises `PlacementRefused`, `Busy`."""

    def unlocked(before: Place | None) -> Place:
        return _with_lock(before, is_locked=False)

    return _Edit(version, meeting, user, key, now).carry_out(Kind.UNLOCKED, unlocked)


@retrying
def undo(*, version: ScheduleVersion, number: int, now: datetime) -> ScheduleEdit:
    """Put back what the change of that number changed, if it is the last one. Twice is once.

    Raises `EditSuperseded` after a later change, another `PlacementRefused`, `Busy`.
    """
    edit = ScheduleEdit.objects.get(version=version, number=number)
    hold_edition(version.edition_id)
    participants = locked_participants(version, edit.meeting_id)
    edit.refresh_from_db()
    if edit.undone_at:
        return edit
    check_open(version.edition_id, now)
    if version.edits.filter(undone_at=None, number__gt=number).exists():
        raise EditSuperseded
    before = _remembered(edit.before)
    write(version, participants, placed(version, edit.meeting_id), before)
    raise_revision(version)
    edit.undone_at = now
    edit.save(update_fields=["undone_at"])
    return edit


def locked_participants(version: ScheduleVersion, meeting: int) -> Locked:
    """The meeting's registrations, locked together with those that share a person with one."""
    own = participants_of([meeting]).get(meeting, ())
    locked = locked_registrations(same_people(version.edition_id).with_partners(own))
    return {pk: locked[pk] for pk in own}


def placed(version: ScheduleVersion, meeting: int) -> Place | None:
    """Where a meeting stands in a version."""
    row = Placement.objects.filter(version=version, meeting=meeting).first()
    if row is None:
        return None
    return Place(meeting, row.slot_id, row.table_id, row.is_locked, row.is_by_hand)


def write(
    version: ScheduleVersion, participants: Locked, before: Place | None, after: Place | None
) -> None:
    """Change one meeting's place, once it is checked. The participants are locked."""
    is_same_place = before and after and (before.slot, before.table) == (after.slot, after.table)
    seats = {}
    if after and not is_same_place:
        seats = check_place(version, participants, after, is_new=before is None)
    try:
        if after and is_same_place:
            _update(version, after)
        elif after:
            _replace(version, after, participants, seats)
        elif before:
            Placement.objects.filter(version=version, meeting=before.meeting).delete()
    except IntegrityError as error:
        raise _refusal(error, participants) from error


def raise_revision(version: ScheduleVersion) -> int:
    """Count one more change; from here on the version's row is locked. Raises `NotADraft`."""
    drafts = ScheduleVersion.objects.filter(pk=version.pk, state=ScheduleVersion.State.DRAFT)
    if not drafts.update(revision=F("revision") + 1):
        raise NotADraft
    return drafts.values_list("revision", flat=True).get()


def _existing(before: Place | None) -> Place:
    if before is None:
        raise EditSuperseded
    return before


def _with_lock(before: Place | None, *, is_locked: bool) -> Place:
    place = _existing(before)
    return Place(place.meeting, place.slot, place.table, is_locked, place.is_by_hand)


def _remembered(before: Any) -> Place | None:
    return Place(**before) if before else None


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
    if constraint == "placement_registration_once":
        return ParticipantBusy(registrations=participants)
    if constraint == "placement_meeting_once":
        return EditSuperseded()
    raise error
