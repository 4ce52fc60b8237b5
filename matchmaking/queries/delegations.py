"""Which meetings a delegation cannot hold any more."""

from collections import defaultdict
from datetime import datetime

from django.db.models import Prefetch

from events.models import Delegate, Registration
from events.queries.presence import NOBODY, Delegation
from matchmaking.models import PlacementParticipant, ScheduleVersion, Slot
from matchmaking.queries.schedule import published_seats, wanted_meetings

Seats = list[PlacementParticipant]


def left_alone(
    registration: Registration, delegation: Delegation, now: datetime, *, without: int | None = None
) -> Seats:
    """Its published meetings to come that nobody of such a delegation is left for, by time.

    Where it has more of them at a time than delegates, those in which nobody sits, or the one
    `without` whom the delegation is (by id), then the last ones by seat.
    """
    rows = PlacementParticipant.objects.filter(
        registration=registration,
        version__state=ScheduleVersion.State.PUBLISHED,
        meeting__in=wanted_meetings(registration.edition),
        slot__period__startswith__gt=now,
    )
    by_slot: defaultdict[Slot, Seats] = defaultdict(list)
    for row in rows.select_related("slot").order_by("slot__period", "seat"):
        by_slot[row.slot].append(row)
    for there in by_slot.values():
        there.sort(key=lambda row: row.delegate_id in (None, without))
    return [
        row for slot, there in by_slot.items() for row in there[delegation.at_once(slot.period) :]
    ]


def costs_of_removing(registration: Registration, delegate: int, now: datetime) -> Seats:
    """What nobody is left for if this delegate (by id) does not come, and somebody is now.

    Of the only one it is all that it could be in: whoever counts as there then has no name.
    """
    now_alone = {row.pk for row in left_alone(registration, Delegation.of(registration), now)}
    others = [one for one in registration.delegates.all() if one.pk != delegate]
    after = Delegation.with_people(registration.seats, others) if others else NOBODY
    lost = left_alone(registration, after, now, without=delegate)
    return [row for row in lost if row.pk not in now_alone]


def to_come_of(delegate: Delegate, now: datetime) -> Seats:
    """The published meetings to come in which this delegate sits, by time, with all sides."""
    rows = published_seats().filter(delegate=delegate, slot__period__startswith__gt=now)
    sides = PlacementParticipant.objects.select_related("registration__cluster")
    rows = rows.select_related("slot").prefetch_related(
        Prefetch("placement__participants", sides.order_by("registration"))
    )
    return list(rows.order_by("slot__period", "pk"))
