"""Changes by hand to a draft: move, place, swap, remove, lock, unlock."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import User
from events.services.locking import hold_edition
from interface.contention import retrying
from interface.keys import made_under
from matchmaking.models import ScheduleEdit, ScheduleVersion
from matchmaking.services.placing.checks import check_open, check_seen, check_taken
from matchmaking.services.placing.refusals import EditSuperseded
from matchmaking.services.placing.whole import Place
from matchmaking.services.placing.writing import (
    locked_each,
    locked_participants,
    placed,
    raise_revision,
    write,
    write_all,
)

Kind = ScheduleEdit.Kind


@dataclass(frozen=True)
class _Edit:
    """What every change by hand is given: draft, meeting, by whom, under which key, when.

    `seen` is the draft's revision that the person looked at.
    """

    version: ScheduleVersion
    meeting: int
    user: User
    key: UUID
    now: datetime
    seen: int | None = None

    def carry_out(
        self, kind: Kind | None, change: Callable[[Place | None], Place | None]
    ) -> ScheduleEdit:
        """Lock, change, write down. The same key again gives the first one's answer."""
        hold_edition(self.version.edition_id)
        participants = locked_participants(self.version, self.meeting)
        if done := self.done():
            return done
        check_open(self.version.edition_id, self.now)
        check_seen(self.version, [self.meeting], self.seen)
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
    seen: int | None = None,
) -> ScheduleEdit:
    """Move a meeting there, or place it there when it has no place (primary keys).

    Raises a `PlacementRefused` that says what stands in the way, or `Busy`.
    """
    edit = _Edit(version, meeting, user, key, now, seen)
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
    *,
    version: ScheduleVersion,
    meeting: int,
    user: User,
    key: UUID,
    now: datetime,
    seen: int | None = None,
) -> ScheduleEdit:
    """Take a meeting out of the draft. Raises `PlacementRefused`, `Busy`."""

    def removed(before: Place | None) -> None:
        _existing(before)

    return _Edit(version, meeting, user, key, now, seen).carry_out(Kind.REMOVED, removed)


@retrying
def lock(
    *,
    version: ScheduleVersion,
    meeting: int,
    user: User,
    key: UUID,
    now: datetime,
    seen: int | None = None,
) -> ScheduleEdit:
    """Keep a meeting where it is in later runs. Raises `PlacementRefused`, `Busy`."""

    def locked(before: Place | None) -> Place:
        return _with_lock(before, is_locked=True)

    return _Edit(version, meeting, user, key, now, seen).carry_out(Kind.LOCKED, locked)


@retrying
def unlock(
    *,
    version: ScheduleVersion,
    meeting: int,
    user: User,
    key: UUID,
    now: datetime,
    seen: int | None = None,
) -> ScheduleEdit:
    """Let later runs move a meeting again. Raises `PlacementRefused`, `Busy`."""

    def unlocked(before: Place | None) -> Place:
        return _with_lock(before, is_locked=False)

    return _Edit(version, meeting, user, key, now, seen).carry_out(Kind.UNLOCKED, unlocked)


@retrying
def swap(
    *,
    version: ScheduleVersion,
    meeting: int,
    other: int,
    user: User,
    key: UUID,
    now: datetime,
    seen: int | None = None,
) -> ScheduleEdit:
    """Let two placed meetings exchange time and table. Raises `PlacementRefused`, `Busy`."""
    hold_edition(version.edition_id)
    participants = locked_each(version, [meeting, other])
    if done := made_under(ScheduleEdit, key):
        return done
    check_open(version.edition_id, now)
    check_seen(version, [meeting, other], seen)
    first, second = (_existing(placed(version, pk)) for pk in (meeting, other))
    places = {meeting: _in_place_of(first, second), other: _in_place_of(second, first)}
    write_all(version, participants, places)
    return ScheduleEdit.objects.create(
        version=version,
        number=raise_revision(version),
        kind=Kind.SWAPPED,
        meeting_id=meeting,
        before=asdict(first),
        after=asdict(places[meeting]),
        other_id=other,
        other_before=asdict(second),
        other_after=asdict(places[other]),
        made_by=user,
        idempotency_key=key,
    )


def _in_place_of(place: Place, there: Place) -> Place:
    return Place(place.meeting, there.slot, there.table, place.is_locked, is_by_hand=True)


def _existing(before: Place | None) -> Place:
    if before is None:
        raise EditSuperseded
    return before


def _with_lock(before: Place | None, *, is_locked: bool) -> Place:
    place = _existing(before)
    return Place(place.meeting, place.slot, place.table, is_locked, place.is_by_hand)
