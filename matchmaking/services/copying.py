"""When, where and in which groups clusters meet, made for a new event as an earlier one had it."""

from datetime import timedelta
from uuid import uuid4

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext

from events.models import Edition
from events.moves import Move
from matchmaking.models import (
    ClusterGroup,
    GroupPair,
    Interpreter,
    MeetingWindow,
    Pause,
    Slot,
    Table,
)
from matchmaking.services.moving import shift_of


def copy_grid(*, edition: Edition, copy: Edition, move: Move) -> None:
    """Windows with their pauses and slots, and tables in their rooms, all in use and nobody's own.

    Raises `ClocksChange`.
    """
    pauses, slots = [], []
    for window in MeetingWindow.objects.filter(edition=edition).prefetch_related("pauses", "slots"):
        by = shift_of(window, move)
        made = MeetingWindow.objects.create(
            edition=copy,
            name=window.name,
            period=_later(window.period, by),
            slot_minutes=window.slot_minutes,
            changeover_minutes=window.changeover_minutes,
            idempotency_key=uuid4(),
        )
        pauses += [
            Pause(window=made, title=pause.title, period=_later(pause.period, by))
            for pause in window.pauses.all()
        ]
        slots += [
            Slot(edition=copy, window=made, period=_later(slot.period, by))
            for slot in window.slots.all()
        ]
    Pause.objects.bulk_create(pauses)
    Slot.objects.bulk_create(slots)
    tables = Table.objects.filter(edition=edition)
    Table.objects.bulk_create(
        Table(edition=copy, number=table.number, room=table.room) for table in tables
    )


def copy_groups(*, edition: Edition, copy: Edition) -> None:
    """Groups by their names, and which of them may meet; nobody is in them yet."""
    made = {
        group.pk: ClusterGroup.objects.create(edition=copy, name=group.name)
        for group in ClusterGroup.objects.filter(edition=edition).order_by("pk")
    }
    pairs = GroupPair.objects.filter(first__edition=edition)
    # Made in the same order, two groups are in a pair in the same order.
    GroupPair.objects.bulk_create(
        GroupPair(first=made[pair.first_id], second=made[pair.second_id]) for pair in pairs
    )


def copy_interpreters(*, edition: Edition, copy: Edition) -> None:
    """As many with the same languages, by a number: who it will be is not known yet."""
    rows = Interpreter.objects.filter(edition=edition).order_by("pk")
    Interpreter.objects.bulk_create(
        Interpreter(
            edition=copy,
            name=gettext("Interpreter %(number)s") % {"number": number},
            languages=row.languages,
            idempotency_key=uuid4(),
        )
        for number, row in enumerate(rows, 1)
    )


def _later(period: DateTimeTZRange, by: timedelta) -> DateTimeTZRange:
    return DateTimeTZRange(period.lower + by, period.upper + by)
