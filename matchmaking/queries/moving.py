"""What moving an event to other days would do to its windows, meetings and answers."""

from dataclasses import dataclass

from django.db.models import QuerySet

from events.models import Edition
from events.moves import Move
from interface.marks import mark_of
from matchmaking.models import (
    AvailabilityAsk,
    MeetingWindow,
    Placement,
    ScheduleRun,
    ScheduleVersion,
    Slot,
    Unavailability,
)

State = ScheduleVersion.State


@dataclass(frozen=True, slots=True)
class GridMove:
    """Windows, times and placed meetings that move along, and what would fall outside.

    `outside` are windows that go; the `draft` of that number places meetings in them and is set
    aside. `asks` are open questions to clusters about times outside: they are taken back.
    `in_the_way` are times in them at which the published schedule has meetings: as long as there
    are any, the event cannot be moved so. Nor can it during a run.
    """

    windows: int
    times: int
    meetings: int
    answers: int
    outside: tuple[MeetingWindow, ...]
    asks: tuple[AvailabilityAsk, ...]
    in_the_way: tuple[Slot, ...]
    draft: int | None
    is_run_under_way: bool
    seen: str


def grid_move(edition: Edition, move: Move) -> GridMove:
    """What moves along and what does not; `seen` tells what this was made from."""
    windows = list(MeetingWindow.objects.filter(edition=edition).prefetch_related("slots"))
    outside = tuple(window for window in windows if not move.holds(window.period.lower))
    lost = {slot.pk: slot for window in outside for slot in window.slots.all()}
    placed = list(
        Placement.objects.filter(edition=edition, version__state__in=(State.PUBLISHED, State.DRAFT))
        .order_by("slot__period", "pk")
        .values_list("slot_id", "version__state", "version__number")
    )
    published = [slot for slot, state, _ in placed if state == State.PUBLISHED]
    in_the_way = tuple(lost[slot] for slot in dict.fromkeys(published) if slot in lost)
    drafts = (number for slot, state, number in placed if state == State.DRAFT and slot in lost)
    draft = next(drafts, None)
    asks = tuple(ask for ask in _open_asks(edition) if not move.holds(ask.period.lower))
    made_from = (
        [(row.pk, str(row.period), len(row.slots.all())) for row in windows],
        [row.pk for row in outside],
        [slot.pk for slot in in_the_way],
        draft,
        [ask.pk for ask in asks],
    )
    return GridMove(
        windows=len(windows) - len(outside),
        times=sum(len(window.slots.all()) for window in windows) - len(lost),
        meetings=sum(slot not in lost for slot in published),
        answers=Unavailability.objects.filter(edition=edition).count(),
        outside=outside,
        asks=asks,
        in_the_way=in_the_way,
        draft=draft,
        is_run_under_way=ScheduleRun.objects.filter(edition=edition).active().exists(),
        seen=mark_of(made_from),
    )


def _open_asks(edition: Edition) -> QuerySet[AvailabilityAsk]:
    asks = AvailabilityAsk.objects.filter(edition=edition, state=AvailabilityAsk.State.OPEN)
    return asks.select_related("registration__cluster").order_by("period", "pk")
