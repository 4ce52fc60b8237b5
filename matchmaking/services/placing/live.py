"""Changes to the published version in place: what they need beside a change to a draft.

Each is one `ScheduleEdit` and raises the version's revision. The edition is held, and those
concerned are locked, by whoever calls these.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TypeVar
from uuid import UUID, uuid4, uuid5

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from events.models import Edition, Registration
from events.queries.same_people import same_people
from events.services.locking import locked_with_partners
from matchmaking.models import Meeting, Placement, ScheduleEdit, ScheduleVersion, Slot
from matchmaking.queries.schedule import wanted_meetings
from matchmaking.rules import is_open_for_live_edits
from matchmaking.services.placing.checks import Locked, check_open
from matchmaking.services.placing.delegates import seat_delegates
from matchmaking.services.placing.interpreters import lock_interpreters, seat_interpreters
from matchmaking.services.placing.refusals import EditionOver, TimeBegun
from matchmaking.services.placing.whole import Place, participants_of
from matchmaking.services.placing.writing import (
    Participants,
    locked_participants,
    placed,
    raise_revision,
    write,
)

Changed = TypeVar("Changed", Placement, ScheduleEdit)


def check_time(version: ScheduleVersion, now: datetime, *, is_live: bool) -> None:
    """Refuse changes to a schedule of the past, and to a published one before its time.

    Raises `EditionOver`.
    """
    if is_live:
        check_live(version.edition_id, now)
    else:
        check_open(version.edition_id, now)


def check_live(edition: int, now: datetime) -> None:
    """Refuse to change what is published before and after its time. Raises `EditionOver`."""
    if not is_open_for_live_edits(Edition.objects.get(pk=edition), now):
        raise EditionOver


def check_times(places: Iterable[Place | None], now: datetime) -> None:
    """What has begun stays as it is, and nothing moves there. Raises `TimeBegun`."""
    slots = [place.slot for place in places if place]
    if Slot.objects.filter(pk__in=slots, period__startswith__lte=now).exists():
        raise TimeBegun


def vacate_all(
    version: ScheduleVersion,
    participants: Participants,
    places: Mapping[int, Place | None],
    *,
    user: User,
    key: UUID,
) -> None:
    """Make room for meetings (by id) where they go, each of which leaves its own place."""
    for meeting, place in places.items():
        if place:
            vacate(version, participants[meeting], place, user=user, key=key, but=places)


def vacate(
    version: ScheduleVersion,
    participants: Locked,
    place: Place,
    *,
    user: User,
    key: UUID,
    but: Collection[int] = (),
) -> None:
    """Free the place of meetings that are not to be any more, where they stand in the way: of the
    table, of those who meet, and of others for whom the same people speak.

    Not of the meeting itself, nor of those left out (`but`, by id).
    """
    people = same_people(version.edition_id)
    apart = {partner for pk in participants for partner in people.apart_from(pk)}
    there = Q(participants__registration__in=apart.union(participants))
    if place.table:
        there |= Q(table=place.table)
    rows = Placement.objects.filter(there, version=version, slot=place.slot)
    rows = rows.exclude(meeting__in=wanted_meetings(version.edition)).distinct()
    for row in rows.exclude(meeting__in=[place.meeting, *but]):
        before = Place.of(row)
        own = uuid5(key, f"freed-{row.pk}")
        row.delete()
        note(version, ScheduleEdit.Kind.FREED, before, None, user=user, key=own)


def note(
    version: ScheduleVersion,
    kind: ScheduleEdit.Kind,
    before: Place | None,
    after: Place | None,
    *,
    user: User | None,
    key: UUID,
    side: Registration | None = None,
) -> ScheduleEdit:
    """Write down what was changed in the published version. Raises `NotPublished`."""
    place = after or before
    assert place is not None  # noqa: S101 - something was changed
    return ScheduleEdit.objects.create(
        version=version,
        number=raise_revision(version, is_live=True),
        kind=kind,
        meeting_id=place.meeting,
        before=before and asdict(before),
        after=after and asdict(after),
        made_by=user,
        side=side,
        idempotency_key=key,
    )


def free(
    *,
    version: ScheduleVersion,
    meeting: int,
    user: User,
    now: datetime,
    side: Registration | None = None,
) -> ScheduleEdit | None:
    """Free the place of a meeting that is called off; None where it has none.

    Call it inside the act that calls it off. Raises `TimeBegun`, `NotPublished`.
    """
    before = placed(version, meeting)
    if before is None:
        return None
    check_times([before], now)
    lock_interpreters(version.edition_id)
    Placement.objects.filter(version=version, meeting=meeting).delete()
    sides = participants_of([meeting]).get(meeting, ())
    seat_delegates(version, slots=[before.slot], registrations=sides)
    seat_interpreters(version, slots=[before.slot])
    key = uuid5(UUID(int=version.pk), f"cancelled-{meeting}-{version.revision}")
    return note(version, ScheduleEdit.Kind.CANCELLED, before, None, user=user, key=key, side=side)


def leave(
    *,
    meetings: QuerySet[Meeting],
    side: Registration | None,
    user: User | None,
    now: datetime,
) -> None:
    """Write down that these meetings are off, as far as they have a published place to come: one of
    their sides left. They keep their places, which agendas do not show, until others need them.

    Call it inside the act by which it left; `side` is the one whose act that is, `user`
    whoever did it.
    """
    rows = Placement.objects.filter(
        meeting__in=meetings,
        version__state=ScheduleVersion.State.PUBLISHED,
        slot__period__startswith__gt=now,
    )
    found = list(rows.select_related("version").order_by("meeting_id"))
    ScheduleEdit.objects.bulk_create(
        ScheduleEdit(
            version=row.version,
            number=number,
            kind=ScheduleEdit.Kind.LEFT,
            meeting_id=row.meeting_id,
            before=asdict(Place.of(row)),
            made_by=user,
            side=side,
            idempotency_key=uuid4(),
        )
        for row, number in _numbered(found)
    )


def come_back(*, meetings: QuerySet[Meeting], now: datetime) -> None:
    """What was written down when one of their sides left is undone, where they have their places
    still. Call it inside the act by which it came back.
    """
    edits = ScheduleEdit.objects.filter(
        meeting__in=meetings,
        kind=ScheduleEdit.Kind.LEFT,
        undone_at=None,
        version__state=ScheduleVersion.State.PUBLISHED,
    )
    stands = Placement.objects.filter(version=OuterRef("version"), meeting=OuterRef("meeting"))
    found = list(edits.filter(Exists(stands)).select_related("version").order_by("number"))
    for edit, number in _numbered(found):
        edit.undone_at, edit.undone_number = now, number
    ScheduleEdit.objects.bulk_update(found, ["undone_at", "undone_number"])


def _numbered(rows: Sequence[Changed]) -> Iterator[tuple[Changed, int]]:
    """Each with the number of a change of the version that is published, which they all are of."""
    if rows:
        last = raise_revision(rows[0].version, is_live=True, by=len(rows))
        yield from zip(rows, range(last - len(rows) + 1, last + 1), strict=True)


def settle(
    *, version: ScheduleVersion, place: Place, side: Registration | None, user: User, key: UUID
) -> ScheduleEdit:
    """Put a meeting where its two sides agreed; `side` said the last yes, else the organiser did.

    Call it inside that act, which has checked the time. Raises a `PlacementRefused`.
    """
    participants = locked_participants(version, place.meeting)
    before = placed(version, place.meeting)
    vacate(version, participants, place, user=user, key=key)
    write(version, participants, before, place)
    kind = ScheduleEdit.Kind.MOVED if before else ScheduleEdit.Kind.PLACED
    return note(version, kind, before, place, user=user, key=key, side=side)


def put_back(*, edit: ScheduleEdit, now: datetime) -> None:
    """Give a meeting the place again that it had when it was called off.

    Call it inside the act that takes it up. Raises a `PlacementRefused`.
    """
    version, place = edit.version, Place(**edit.before)
    assert edit.made_by is not None  # noqa: S101 - who called it off
    check_times([place], now)
    participants = locked_participants(version, place.meeting)
    vacate(version, participants, place, user=edit.made_by, key=edit.idempotency_key)
    write(version, participants, None, place)
    edit.undone_at, edit.undone_number = now, raise_revision(version, is_live=True)
    edit.save(update_fields=["undone_at", "undone_number"])


def lock_clusters(*, edition: int, meetings: Iterable[int]) -> dict[int, Registration]:
    """Lock whom these meetings concern, as every change of their places does; they by id, with
    edition and cluster.
    """
    own = {pk for pks in participants_of(meetings).values() for pk in pks}
    return locked_with_partners(edition, own)
