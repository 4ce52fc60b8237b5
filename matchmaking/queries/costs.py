"""Which published meetings something costs a cluster, in words that outlast them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from events.models import Registration
from events.records import MeetingThere
from matchmaking.models import PlacementParticipant
from matchmaking.queries.schedule import published_seats


def meetings_to_lose(registration: Registration, now: datetime) -> list[MeetingThere]:
    """The published meetings to come of a cluster, by time."""
    seats = published_seats().filter(registration=registration)
    return as_told(seats.filter(slot__period__startswith__gt=now))


def as_told(seats: Iterable[PlacementParticipant]) -> list[MeetingThere]:
    """When, where and with whom these seats of one cluster are, by time; one query."""
    own = {seat.pk for seat in seats}
    placements = [seat.placement_id for seat in seats]
    sides = PlacementParticipant.objects.filter(placement__in=placements)
    related = ("slot", "placement__table", "registration__cluster")
    others, of = defaultdict[int, list[str]](list), dict[int, PlacementParticipant]()
    for side in sides.select_related(*related).order_by("slot__period", "placement", "pk"):
        of.setdefault(side.placement_id, side)
        if side.pk not in own:
            others[side.placement_id].append(side.registration.cluster.called)
    return [
        MeetingThere(
            side.slot.period.lower,
            side.placement.table.number if side.placement.table else None,
            tuple(others[placement]),
            side.placement.table.room if side.placement.table else "",
        )
        for placement, side in of.items()
    ]
