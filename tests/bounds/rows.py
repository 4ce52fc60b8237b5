"""Organisations in bulk, and places for meetings: what the crowd is made of."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import cycle
from typing import Any
from uuid import uuid4

from django.db.models import F
from django.utils import timezone

from accounts.models import User
from clusters.models import Organisation, Region, Sector
from events.models import Registration
from matchmaking.models import (
    Meeting,
    MeetingMessage,
    MeetingRating,
    MeetingWord,
    Need,
    Offer,
    Placement,
    PlacementParticipant,
    ScheduleEdit,
    ScheduleVersion,
    Slot,
    Table,
)

ORGANISATIONS, CLUSTERS, WAITING = 3000, 400, 60
# One meeting of so many has no place.
NO_ROOM = 8
THINGS = ("Sensors", "Test sites", "Heat pumps", "Batteries", "Composites", "Dyeing of wool")
Agreed = tuple[Meeting, tuple[Registration, Registration]]


def organisations(regions: Sequence[Region]) -> list[Organisation]:
    """The first of them clusters that offer and need something; ours is the very first."""
    rows = Organisation.objects.bulk_create(
        Organisation(
            slug=f"crowd-{number}",
            name=f"Cluster of advanced industry number {number} in the region",
            short_name=f"Crowd {number}" if number % 2 else "",
            kind="agency" if number > CLUSTERS + WAITING and number % 3 == 0 else "cluster",
            region=region,
            summary="Companies and centres that make what others need.",
        )
        for number, region in zip(range(ORGANISATIONS), cycle(regions), strict=False)
    )
    sectors = list(Sector.objects.all())
    Organisation.sectors.through.objects.bulk_create(
        Organisation.sectors.through(organisation=row, sector=sectors[row.pk % len(sectors)])
        for row in rows
    )
    for line, ahead in ((Offer, 0), (Need, 1)):
        _write(line, rows[:CLUSTERS], ahead)
    return rows


def _write(line: Any, clusters: Sequence[Organisation], ahead: int) -> None:
    """What each needs is what others offer, the next ones among them."""
    line.objects.bulk_create(
        line(
            cluster=cluster,
            text=f"{THINGS[(number + position + ahead) % len(THINGS)]} of kind {number % 10}",
            position=position,
        )
        for number, cluster in enumerate(clusters)
        for position in range(3)
    )


def happened(meeting: Meeting, count: int, side: Registration, text: str) -> None:
    """So many messages of one side, shown to the organiser, and as many changes in place of the
    published schedule.
    """
    by = side.registered_by
    Meeting.objects.filter(pk=meeting.pk).update(shown_at=timezone.now(), shown_by=by)
    MeetingMessage.objects.bulk_create(
        MeetingMessage(
            meeting=meeting,
            side=side,
            author=by,
            text=text,
            sent_at=timezone.now(),
            idempotency_key=uuid4(),
        )
        for _ in range(count)
    )
    place = Placement.objects.get(meeting=meeting, version__state="published")
    where = {"slot": place.slot_id, "table": place.table_id}
    ScheduleEdit.objects.bulk_create(
        ScheduleEdit(
            version=place.version,
            number=(place.version.published_revision or 0) + number + 1,
            kind="moved",
            meeting=meeting,
            before=where,
            after=where,
            made_by=by,
            idempotency_key=uuid4(),
        )
        for number in range(count)
    )
    version = ScheduleVersion.objects.filter(pk=place.version_id)
    version.update(revision=F("revision") + count)


def said(agreed: Sequence[Agreed], by: User, now: datetime) -> None:
    """Both sides of each meeting say whether it was held, and rate it; of every third they say
    different things, and of every fourth it was not held.
    """
    words = [
        (number, meeting, side, number % 4 != 0 and (number % 3 != 0 or side == sides[0]))
        for number, (meeting, sides) in enumerate(agreed)
        for side in sides
    ]
    MeetingWord.objects.bulk_create(
        MeetingWord(meeting=meeting, side=side, was_held=was_held, said_by=by, said_at=now)
        for _, meeting, side, was_held in words
    )
    MeetingRating.objects.bulk_create(
        MeetingRating(meeting=meeting, side=side, stars=1 + number % 5, given_by=by, given_at=now)
        for number, meeting, side, was_held in words
        if was_held
    )
    for was_held in (False, True):
        agreeing = [
            meeting.pk
            for number, (meeting, _) in enumerate(agreed)
            if (number % 4 != 0) == was_held and (number % 3 != 0 or not was_held)
        ]
        Meeting.objects.filter(pk__in=agreeing).update(was_held=was_held)


def places(
    agreed: Sequence[Agreed],
    slots: Sequence[Slot],
    tables: Sequence[Table],
    version: ScheduleVersion,
) -> list[tuple[Meeting, tuple[Registration, Registration], Slot, Table]]:
    """Around what the version places; its number makes it differ from another one."""
    busy: defaultdict[int, set[int]] = defaultdict(set)
    seats = PlacementParticipant.objects.filter(version=version)
    for registration, slot in seats.values_list("registration_id", "slot_id"):
        busy[registration].add(slot)
    taken = set(version.placements.values_list("slot_id", "table_id"))
    free = {
        slot.pk: iter([table for table in tables if (slot.pk, table.pk) not in taken])
        for slot in slots
    }
    turn = version.number
    order = [*slots[turn:], *slots[:turn]]
    found = []
    for number, (meeting, sides) in enumerate(agreed):
        meets = busy[sides[0].pk] | busy[sides[1].pk]
        open_slots = (slot for slot in order if slot.pk not in meets)
        free_places = (
            (slot, table) for slot in open_slots for table in [next(free[slot.pk], None)]
        )
        place = next(((slot, table) for slot, table in free_places if table), None)
        if place and number % NO_ROOM:
            found.append((meeting, sides, *place))
            for side in sides:
                busy[side.pk].add(place[0].pk)
    return found
