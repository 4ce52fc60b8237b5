"""Changes by hand: move, place, swap, remove, lock, unlock.

To a draft, or with `is_live` to the published version in place: then what has begun stays, and
what is not wanted any more makes room.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

from django.db.models import Q

from accounts.models import User
from events.services.locking import hold_edition
from interface.contention import retrying
from interface.keys import made_under
from matchmaking.models import ScheduleEdit, ScheduleVersion
from matchmaking.services.placing.checks import Locked, check_seen, check_taken, edits_of
from matchmaking.services.placing.live import check_time, check_times, vacate, vacate_all
from matchmaking.services.placing.refusals import EditSuperseded, MeetingChanged
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
class Asked:
    """What a page asks for under its key: one of these changes to a meeting, there or with another.

    A page that is kept by a browser sends its one key again, for another change too.
    """

    kinds: frozenset[str]
    meeting: int
    place: tuple[int, int | None] | None = None
    other: int | None = None

    def is_done_by(self, edit: ScheduleEdit) -> bool:
        after = edit.after or {}
        return (
            edit.kind in self.kinds
            and edit.meeting_id == self.meeting
            and edit.other_id == self.other
            and (self.place is None or self.place == (after.get("slot"), after.get("table")))
        )

    def made(self, version: ScheduleVersion, key: UUID) -> ScheduleEdit | None:
        """This change, made under the key before: a second click is no second act.

        Raises `MeetingChanged` when something was done to the meeting after it.
        """
        edits = version.edits.filter(idempotency_key__in=[key, self._own(key)])
        edit = next((edit for edit in edits if self.is_done_by(edit)), None)
        if edit and (edit.undone_at or edits_of(version, edit.meetings).filter(_since(edit))):
            raise MeetingChanged(meetings=edit.meetings)
        return edit

    def key(self, key: UUID) -> UUID:
        """The page's key, or one of its own where the page has done something else under it."""
        return self._own(key) if made_under(ScheduleEdit, key) else key

    def _own(self, key: UUID) -> UUID:
        return uuid5(key, repr((sorted(self.kinds), self.meeting, self.place, self.other)))


def _since(edit: ScheduleEdit) -> Q:
    return Q(number__gt=edit.number) | Q(undone_number__gt=edit.number)


@dataclass(frozen=True)
class _Edit:
    """What every change by hand is given: version, what is asked, by whom, under which key, when.

    `seen` is the version's revision that the person looked at.
    """

    version: ScheduleVersion
    asked: Asked
    user: User
    key: UUID
    now: datetime
    seen: int | None = None
    is_live: bool = False

    def carry_out(
        self, kind: Kind | None, change: Callable[[Place | None], Place | None]
    ) -> ScheduleEdit:
        """Lock, change, write down. The same change under the key gives the first one's answer."""
        meeting = self.asked.meeting
        hold_edition(self.version.edition_id)
        participants = locked_participants(self.version, meeting)
        if done := self.done():
            return done
        check_time(self.version, self.now, is_live=self.is_live)
        check_seen(self.version, [meeting], self.seen)
        before = placed(self.version, meeting)
        after = change(before)
        if self.is_live:
            self._make_room(participants, before, after)
        write(self.version, participants, before, after)
        return ScheduleEdit.objects.create(
            version=self.version,
            number=raise_revision(self.version, is_live=self.is_live),
            kind=kind or (Kind.MOVED if before else Kind.PLACED),
            meeting_id=meeting,
            before=before and asdict(before),
            after=after and asdict(after),
            made_by=self.user,
            idempotency_key=self.asked.key(self.key),
        )

    def _make_room(self, participants: Locked, before: Place | None, after: Place | None) -> None:
        check_times([before, after], self.now)
        if after:
            vacate(self.version, participants, after, user=self.user, key=self.key)

    def done(self) -> ScheduleEdit | None:
        return self.asked.made(self.version, self.key)


def to_place(meeting: int, place: tuple[int, int | None] | None = None) -> Asked:
    """A place for a meeting (slot and table, none online), or just any."""
    return Asked(frozenset({Kind.MOVED, Kind.PLACED}), meeting, place)


def _to(kind: Kind, meeting: int) -> Asked:
    return Asked(frozenset({kind}), meeting)


@retrying
def put(
    *,
    version: ScheduleVersion,
    meeting: int,
    slot: int,
    table: int | None,
    user: User,
    key: UUID,
    now: datetime,
    seen: int | None = None,
    is_live: bool = False,
) -> ScheduleEdit:
    """Move a meeting there, or place it there when it has no place (primary keys).

    Without a table that is online.

    Raises a `PlacementRefused` that says what stands in the way, or `Busy`.
    """
    edit = _Edit(version, to_place(meeting, (slot, table)), user, key, now, seen, is_live)
    if done := edit.done():
        return done
    # A place that is taken already is refused without waiting for locks; what matters is checked
    # again under them. In what is published a meeting that is called off makes room.
    if not is_live:
        check_taken(version, Place(meeting, slot, table))

    def moved(before: Place | None) -> Place:
        stood = before or Place(meeting, slot, table)
        return replace(stood, slot=slot, table=table, is_by_hand=True)

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
    is_live: bool = False,
) -> ScheduleEdit:
    """Take a meeting out of the version. Raises `PlacementRefused`, `Busy`."""

    def removed(before: Place | None) -> None:
        _existing(before)

    edit = _Edit(version, _to(Kind.REMOVED, meeting), user, key, now, seen, is_live)
    return edit.carry_out(Kind.REMOVED, removed)


@retrying
def lock(
    *,
    version: ScheduleVersion,
    meeting: int,
    user: User,
    key: UUID,
    now: datetime,
    seen: int | None = None,
    is_live: bool = False,
) -> ScheduleEdit:
    """Keep a meeting where it is in later runs. Raises `PlacementRefused`, `Busy`."""

    def locked(before: Place | None) -> Place:
        return _with_lock(before, is_locked=True)

    edit = _Edit(version, _to(Kind.LOCKED, meeting), user, key, now, seen, is_live)
    return edit.carry_out(Kind.LOCKED, locked)


@retrying
def unlock(
    *,
    version: ScheduleVersion,
    meeting: int,
    user: User,
    key: UUID,
    now: datetime,
    seen: int | None = None,
    is_live: bool = False,
) -> ScheduleEdit:
    """Let later runs move a meeting again. Raises `PlacementRefused`, `Busy`."""

    def unlocked(before: Place | None) -> Place:
        return _with_lock(before, is_locked=False)

    edit = _Edit(version, _to(Kind.UNLOCKED, meeting), user, key, now, seen, is_live)
    return edit.carry_out(Kind.UNLOCKED, unlocked)


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
    is_live: bool = False,
) -> ScheduleEdit:
    """Let two placed meetings exchange time and table. Raises `PlacementRefused`, `Busy`."""
    hold_edition(version.edition_id)
    participants = locked_each(version, [meeting, other])
    asked = Asked(frozenset({Kind.SWAPPED}), meeting, other=other)
    if done := asked.made(version, key):
        return done
    check_time(version, now, is_live=is_live)
    check_seen(version, [meeting, other], seen)
    first, second = (_existing(placed(version, pk)) for pk in (meeting, other))
    places = {meeting: _in_place_of(first, second), other: _in_place_of(second, first)}
    if is_live:
        check_times([first, second], now)
        vacate_all(version, participants, places, user=user, key=asked.key(key))
    write_all(version, participants, places)
    return ScheduleEdit.objects.create(
        version=version,
        number=raise_revision(version, is_live=is_live),
        kind=Kind.SWAPPED,
        meeting_id=meeting,
        before=asdict(first),
        after=asdict(places[meeting]),
        other_id=other,
        other_before=asdict(second),
        other_after=asdict(places[other]),
        made_by=user,
        idempotency_key=asked.key(key),
    )


def _in_place_of(place: Place, there: Place) -> Place:
    return replace(place, slot=there.slot, table=there.table, is_by_hand=True)


def _existing(before: Place | None) -> Place:
    if before is None:
        raise EditSuperseded
    return before


def _with_lock(before: Place | None, *, is_locked: bool) -> Place:
    return replace(_existing(before), is_locked=is_locked)
