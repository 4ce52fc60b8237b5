"""The grid of an edition as it stands."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from events.models import Edition
from interface.marks import mark_of
from matchmaking.models import MeetingWindow, Placement, ScheduleVersion, Slot, Table
from matchmaking.slots import GridPlan, PausePlan, Period, WindowPlan


def grid_plan(edition: Edition) -> GridPlan:
    """The windows, pauses and rooms that are stored."""
    windows = MeetingWindow.objects.filter(edition=edition).prefetch_related("pauses")
    rooms = Table.objects.filter(edition=edition).values_list("room", flat=True)
    return GridPlan(tuple(_planned(window) for window in windows), tuple(rooms))


def fingerprint(plan: GridPlan) -> str:
    """Tells two plans apart, so that a form can say which one it was filled in from."""
    return mark_of(plan)


def slots_in_use(edition: Edition) -> QuerySet[Slot]:
    """Slots that hold a meeting in the published version or the draft."""
    return Slot.objects.filter(pk__in=_live_placements(edition).values("slot"))


def tables_in_use(edition: Edition) -> QuerySet[Table]:
    """Tables that hold a meeting in the published version or the draft."""
    return Table.objects.filter(pk__in=_live_placements(edition).values("table"))


def draft_in_the_way(
    edition: Edition, *, slots: Iterable[Slot] = (), tables: Iterable[Table] = ()
) -> ScheduleVersion | None:
    """The draft, where it alone holds meetings at all of these slots or tables."""
    rows = _live_placements(edition).filter(Q(slot__in=slots) | Q(table__in=tables))
    states = set(rows.values_list("version__state", flat=True))
    if states != {ScheduleVersion.State.DRAFT}:
        return None
    return ScheduleVersion.objects.get(edition=edition, state=ScheduleVersion.State.DRAFT)


def tables_of(edition: Edition) -> QuerySet[Table]:
    """All tables, with the clusters that have one of their own."""
    return Table.objects.filter(edition=edition).select_related("owner__cluster")


def owned_tables(edition: Edition) -> QuerySet[Table]:
    """Tables that are a cluster's own, with the cluster."""
    return tables_of(edition).filter(owner__isnull=False)


def closed_tables(edition: Edition) -> QuerySet[Table]:
    """Tables that are out of use."""
    return Table.objects.filter(edition=edition, is_closed=True)


def closed_among(edition: Edition, tables: int) -> int:
    """How many of the first tables are out of use."""
    return closed_tables(edition).filter(number__lte=tables).count()


def _live_placements(edition: Edition) -> QuerySet[Placement]:
    states = (ScheduleVersion.State.DRAFT, ScheduleVersion.State.PUBLISHED)
    return Placement.objects.filter(edition=edition, version__state__in=states)


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
