"""The days of calls for an event go by its clock, and follow it into another time zone."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import F

from events.models import Call
from events.moves import Days, Move

RUNNING = (Call.State.DRAFT, Call.State.OPEN)


def locked_calls(edition: int) -> list[Call]:
    """The calls for an edition (by id), locked; before the edition, as in every act on calls."""
    rows = Call.objects.filter(edition=edition).order_by("pk")
    return list(rows.select_for_update(of=("self",), no_key=True))


def follow_clock(calls: Collection[Call], after: Days, now: datetime) -> None:
    """Let these locked calls have the zone of their event, whose days these are.

    What is to come happens when the clock says what people know; what has been keeps its instant.
    """
    for call in calls:
        if call.time_zone == after.zone:
            continue
        stays = Move(Days(after.first, after.last, call.time_zone), after)
        if call.state in RUNNING and call.closes_at > now:
            call.closes_at = stays.instant_or_later(call.closes_at)
            if call.opens_at is not None and call.opens_at > now:
                call.opens_at = stays.instant_or_later(call.opens_at)
        Call.objects.filter(pk=call.pk).update(
            opens_at=call.opens_at,
            closes_at=call.closes_at,
            time_zone=after.zone,
            version=F("version") + 1,
        )
