"""Who of a delegation sits in which meeting: whom the cluster chose, else the first who is free."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from events.models import Delegate, Registration
from events.queries.presence import is_there
from matchmaking.models import MeetingParticipant, PlacementParticipant, ScheduleVersion

LIVE = (ScheduleVersion.State.DRAFT, ScheduleVersion.State.PUBLISHED)
Seats = list[PlacementParticipant]


def seat_delegates(
    version: ScheduleVersion, *, slots: Collection[int], registrations: Collection[int]
) -> None:
    """Say who sits in the meetings of these registrations, which are locked, in these slots.

    The same rows always give the same answer: each meeting has whom its cluster chose for it, where
    that one is there and free; else who sat there before; else the first by position. Nobody sits
    in a meeting for which no delegate is left, nor in one that was called off and keeps its place.
    """
    rows = PlacementParticipant.objects.filter(
        version=version, slot__in=slots, registration__in=registrations
    )
    _seat(rows)


def seat_anew(registrations: Collection[Registration], now: datetime) -> None:
    """The same for all that is to come of these, in the draft and what is published; they are
    locked, or the edition is.
    """
    rows = PlacementParticipant.objects.filter(
        version__state__in=LIVE, registration__in=registrations, slot__period__startswith__gt=now
    )
    _seat(rows)


def hand_over(*, former: Delegate, successor: Delegate, now: datetime) -> None:
    """What one of a delegation sat in that has begun is another one's, the choice of the cluster
    too; the registration is locked.
    """
    seats = _sat_in(former, now).filter(version__state__in=LIVE)
    meetings = set(seats.values_list("meeting_id", flat=True))
    seats.update(delegate=successor)
    chosen = MeetingParticipant.objects.filter(delegate=former, meeting__in=meetings)
    chosen.update(delegate=successor)


def has_sat_down(delegate: Delegate, now: datetime) -> bool:
    """Whether this delegate sits in a published meeting that has begun."""
    published = ScheduleVersion.State.PUBLISHED
    return _sat_in(delegate, now).filter(version__state=published).exists()


def _sat_in(delegate: Delegate, now: datetime) -> QuerySet[PlacementParticipant]:
    return PlacementParticipant.objects.filter(delegate=delegate, slot__period__startswith__lte=now)


def _seat(found: QuerySet[PlacementParticipant]) -> None:
    rows = list(found.select_related("slot", "meeting").order_by("meeting_id"))
    people: defaultdict[int, list[Delegate]] = defaultdict(list)
    for person in Delegate.objects.filter(registration__in={row.registration_id for row in rows}):
        people[person.registration_id].append(person)
    chosen = _chosen(rows)
    together: defaultdict[tuple[int, int, int], Seats] = defaultdict(list)
    for row in rows:
        together[row.version_id, row.slot_id, row.registration_id].append(row)
    changed = [
        row
        for (_version, _slot, registration), seats in together.items()
        for row in _taken(seats, people[registration], chosen)
    ]
    _write(changed)


def _chosen(rows: Iterable[PlacementParticipant]) -> dict[tuple[int, int], int]:
    """Whom clusters chose: by meeting and registration."""
    choices = MeetingParticipant.objects.filter(
        meeting__in={row.meeting_id for row in rows}, delegate__isnull=False
    )
    return {
        (meeting, registration): delegate
        for meeting, registration, delegate in choices.values_list(
            "meeting_id", "registration_id", "delegate_id"
        )
        if delegate
    }


def _taken(seats: Seats, people: list[Delegate], chosen: dict[tuple[int, int], int]) -> Seats:
    """Those of one registration's seats in one slot in which somebody else sits now."""
    free = [one.pk for one in people if is_there(one.presence, seats[0].slot.period)]
    sits: dict[int, int | None] = {}

    def take(row: PlacementParticipant, delegate: int | None) -> None:
        if row.pk not in sits and delegate in free:
            free.remove(delegate)
            sits[row.pk] = delegate

    standing = [row for row in seats if not row.meeting.is_cancelled]
    for row in standing:
        take(row, chosen.get((row.meeting_id, row.registration_id)))
    for row in standing:
        take(row, row.delegate_id)
    for row in standing:
        take(row, free[0] if free else None)
    changed = [row for row in seats if sits.get(row.pk) != row.delegate_id]
    for row in changed:
        row.delegate_id = sits.get(row.pk)
    return changed


def _write(changed: Seats) -> None:
    """Two may change places: what must hold is looked at after the last row."""
    if not changed:
        return
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS placement_delegate_once DEFERRED")
        PlacementParticipant.objects.bulk_update(changed, ["delegate"], batch_size=1000)
        cursor.execute("SET CONSTRAINTS placement_delegate_once IMMEDIATE")
