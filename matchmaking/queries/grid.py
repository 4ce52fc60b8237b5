"""The grid of an edition as it stands."""

import hashlib

from django.db.models import QuerySet

from events.models import Edition
from matchmaking.models import MeetingWindow, Placement, ScheduleVersion, Slot, Table
from matchmaking.slots import GridPlan, PausePlan, Period, WindowPlan


def grid_plan(edition: Edition) -> GridPlan:
    """The windows, pauses and rooms that are stored."""
    windows = MeetingWindow.objects.filter(edition=edition).prefetch_related("pauses")
    rooms = Table.objects.filter(edition=edition).values_list("room", flat=True)
    return GridPlan(tuple(_planned(window) for window in windows), tuple(rooms))


def fingerprint(plan: GridPlan) -> str:
    """Tells two plans apart, so that a form can say which one it was filled in from."""
    return hashlib.sha256(repr(plan).encode()).hexdigest()


def slots_in_use(edition: Edition) -> QuerySet[Slot]:
    """Slots that hold a meeting in the published version or a draft that was not discarded."""
    return Slot.objects.filter(pk__in=_live_placements(edition).values("slot"))


def tables_in_use(edition: Edition) -> QuerySet[Table]:
    """Tables that hold a meeting in the published version or a draft that was not discarded."""
    return Table.objects.filter(pk__in=_live_placements(edition).values("table"))


def tables_of(edition: Edition) -> QuerySet[Table]:
    """All tables, with the clusters that have one of their own."""
    return Table.objects.filter(edition=edition).select_related("owner__cluster")


def owned_tables(edition: Edition) -> QuerySet[Table]:
    """Tables that are a cluster's own, with the cluster."""
    return tables_of(edition).filter(owner__isnull=False)


def closed_tables(edition: Edition) -> QuerySet[Table]:
    """Tables that are out of use."""
    return Table.objects.filter(edition=edition, is_closed=True)


def _live_placements(edition: Edition) -> QuerySet[Placement]:
    rows = Placement.objects.filter(edition=edition, version__discarded_at=None)
    return rows.exclude(version__state=ScheduleVersion.State.REPLACED)


def _planned(window: MeetingWindow) -> WindowPlan:
    pauses = [
        PausePlan(pause.title, Period(pause.period.lower, pause.period.upper))
        for pause in window.pauses.all()
    ]
    return WindowPlan(
        key=window.idempotency_key,
        name=window.name,
        period=Period(window.period.lower, window.period.upper),
        slot_minutes=window.slot_minutes,
        changeover_minutes=window.changeover_minutes,
        pauses=tuple(sorted(pauses, key=lambda pause: pause.period)),
    )
