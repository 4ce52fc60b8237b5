"""Arranging the grid: the windows, slots and tables become what a plan says, all or nothing."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from events.models import Edition
from events.services.locking import locked_edition
from interface.contention import retrying
from interface.marks import mark_of
from matchmaking.models import MeetingWindow, Pause, Placement, ScheduleRun, Slot, Table
from matchmaking.queries.availability import AnswersTouched, answers_touched
from matchmaking.queries.grid import (
    fingerprint,
    grid_plan,
    owned_tables,
    slots_in_use,
    tables_in_use,
)
from matchmaking.queries.overlaps import Overlap, over_sessions
from matchmaking.rules import is_open_for_planning
from matchmaking.services.drafts import drafts_of, set_aside
from matchmaking.services.letters.times import tell_of_times
from matchmaking.slots import GridPlan, PausePlan, Period, WindowPlan

KnownSlot = tuple[UUID, Period]

# Where a window waits while the others move: long before any edition.
PARKED = datetime(1970, 1, 1, tzinfo=UTC)


class GridRefused(Exception):
    """The grid cannot be changed so. Nothing was changed."""


class GridClosed(GridRefused):
    """The edition is over or cancelled."""


class GridChanged(GridRefused):
    """Somebody else saved another grid meanwhile."""


class RunUnderWay(GridRefused):
    """A schedule run works on the grid as it is."""


class SlotsInUse(GridRefused):
    """Slots to be removed hold meetings of a draft or the published version."""

    def __init__(self, slots: Iterable[Slot]) -> None:
        super().__init__()
        self.slots = tuple(slots)


class TablesInUse(GridRefused):
    """Tables to be removed hold meetings of a draft or the published version."""

    def __init__(self, tables: Iterable[Table]) -> None:
        super().__init__()
        self.tables = tuple(tables)


class TablesOwned(TablesInUse):
    """Tables to be removed are clusters' own."""


class AnswersConcerned(GridRefused):
    """Clusters have answered for times that change, and whoever changes them was not told so."""

    def __init__(self, touched: AnswersTouched) -> None:
        super().__init__()
        self.touched = touched


class SessionsThen(GridRefused):
    """Times or pauses would lie over sessions, and nobody said *Save anyway*: `overlaps`."""

    def __init__(self, overlaps: frozenset[Overlap]) -> None:
        super().__init__()
        self.overlaps = tuple(sorted(overlaps))

    @property
    def mark(self) -> str:
        return mark_of(self.overlaps)


@retrying
def arrange(
    *,
    edition: Edition,
    plan: GridPlan,
    seen: str,
    now: datetime,
    touches: int = 0,
    discards: int | None = None,
    anyway: str = "",
) -> AnswersTouched:
    """Make the stored grid equal to the plan; slots that stay the same are kept.

    `seen` is the fingerprint of the grid that the plan was made from; a plan that is stored already
    is an answer, not a change. `touches` is how many answers of clusters it was said to lie over,
    `discards` the number of a draft that is set aside first. No answer goes: a cluster said it of a
    time, and new slots in that time are "no". The clusters are told. `anyway` is
    the mark of the sessions that it was said to lie over. Raises GridClosed, GridChanged,
    RunUnderWay, SlotsInUse, TablesInUse, TablesOwned, SessionsThen, AnswersConcerned.
    """
    locked = locked_edition(edition.pk)
    current = grid_plan(locked)
    if current == plan:
        return AnswersTouched()
    _check_may_change(locked, current, seen, now)
    if discards:
        set_aside(drafts_of(locked).filter(number=discards), now)
    _check_sessions(locked, current, plan, anyway)
    touched = touched_by(locked, plan)
    _arrange_windows(locked, plan)
    _arrange_tables(locked, plan.rooms)
    if touched.count and touched.count != touches:
        raise AnswersConcerned(touched)
    tell_of_times(locked, touched, now)
    return touched


def _check_sessions(edition: Edition, current: GridPlan, plan: GridPlan, anyway: str) -> None:
    """What lies over a session anew is said first. Raises `SessionsThen`."""
    timed = list(edition.sessions.filter(period__isnull=False))
    refusal = SessionsThen(over_sessions(plan, timed) - over_sessions(current, timed))
    if refusal.overlaps and refusal.mark != anyway:
        raise refusal


def touched_by(edition: Edition, plan: GridPlan) -> AnswersTouched:
    """The answers of clusters in slots that the plan would take away or add."""
    stored = {
        Period(period.lower, period.upper)
        for period in Slot.objects.filter(edition=edition).values_list("period", flat=True)
    }
    changed = stored ^ set(plan.slots())
    return answers_touched(edition, changed) if changed else AnswersTouched()


def _check_may_change(edition: Edition, current: GridPlan, seen: str, now: datetime) -> None:
    if not is_open_for_planning(edition, now):
        raise GridClosed
    if fingerprint(current) != seen:
        raise GridChanged
    if ScheduleRun.objects.filter(edition=edition).active().exists():
        raise RunUnderWay


def _arrange_windows(edition: Edition, plan: GridPlan) -> None:
    wanted = {window.key: window.slots() for window in plan.windows}
    kept = _remove_slots(edition, {(key, slot) for key, slots in wanted.items() for slot in slots})
    windows = {window.idempotency_key: window for window in edition.windows.all()}
    for key in windows.keys() - wanted.keys():
        windows.pop(key).delete()
    _park(windows.values())
    for window_plan in plan.windows:
        window = _store_window(edition, window_plan, windows.get(window_plan.key))
        Slot.objects.bulk_create(
            Slot(edition=edition, window=window, period=_range(slot))
            for slot in wanted[window_plan.key]
            if (window_plan.key, slot) not in kept
        )


def _remove_slots(edition: Edition, wanted: set[KnownSlot]) -> set[KnownSlot]:
    """Delete the slots that are not wanted; return those that are there and stay."""
    stays: set[KnownSlot] = set()
    goes = []
    for slot in Slot.objects.filter(edition=edition).select_related("window"):
        known = (slot.window.idempotency_key, Period(slot.period.lower, slot.period.upper))
        if known in wanted:
            stays.add(known)
        else:
            goes.append(slot.pk)
    if used := list(slots_in_use(edition).filter(pk__in=goes)):
        raise SlotsInUse(used)
    # What is left on them belongs to versions that were replaced.
    Placement.objects.filter(slot__in=goes).delete()
    Slot.objects.filter(pk__in=goes).delete()
    return stays


def _park(windows: Iterable[MeetingWindow]) -> None:
    """Move windows out of each other's way: two may exchange their times."""
    for number, window in enumerate(windows):
        start = PARKED + timedelta(days=number)
        window.period = _range(Period(start, start + timedelta(hours=1)))
        window.save(update_fields=["period"])


def _store_window(
    edition: Edition, plan: WindowPlan, window: MeetingWindow | None
) -> MeetingWindow:
    window = window or MeetingWindow(edition=edition, idempotency_key=plan.key)
    window.name, window.period = plan.name, _range(plan.period)
    window.slot_minutes, window.changeover_minutes = plan.slot_minutes, plan.changeover_minutes
    window.save()
    window.pauses.all().delete()
    Pause.objects.bulk_create(_pause(window, pause) for pause in plan.pauses)
    return window


def _pause(window: MeetingWindow, plan: PausePlan) -> Pause:
    return Pause(window=window, title=plan.title, period=_range(plan.period))


def _arrange_tables(edition: Edition, rooms: tuple[str, ...]) -> None:
    """Number tables from 1; those past the count go."""
    gone = Table.objects.filter(edition=edition, number__gt=len(rooms))
    if used := list(tables_in_use(edition).filter(pk__in=gone)):
        raise TablesInUse(used)
    if owned := list(owned_tables(edition).filter(pk__in=gone)):
        raise TablesOwned(owned)
    Placement.objects.filter(table__in=gone).delete()
    gone.delete()
    for number, room in enumerate(rooms, start=1):
        Table.objects.update_or_create(edition=edition, number=number, defaults={"room": room})


def _range(period: Period) -> DateTimeTZRange:
    return DateTimeTZRange(period.start, period.end)
