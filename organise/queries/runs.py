"""How far a run is, and what it proved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Func, IntegerField, QuerySet

from events.models import Edition
from matchmaking.models import Placement, Priority, ScheduleRun, Slot, Table
from matchmaking.queries.schedule import current_version, wanted_meetings
from matchmaking.records import Progress

MOST_OTHERS = 5
# What only a run's own pages need: its files. A page of many runs does without its figures too.
FILES = ("problem", "start", "solution_file")
HEAVY = (*FILES, "solution", "progress")


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the objective as it stands; `bound` is None where nothing is proven."""

    name: str
    value: int | None
    bound: int | None

    @property
    def is_proven(self) -> bool:
        return self.value is not None and self.value == self.bound

    @property
    def gap(self) -> float | None:
        """By how much of the best possible the value may be off, in per cent.

        None where nothing is proven, or so little that a share of it says less than the bound.
        """
        if self.value is None or self.bound is None:
            return None
        off = abs(self.bound - self.value)
        return off / (self.bound or 1) * 100 if off <= self.bound else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many meetings were asked for, of each priority: a must weighs 10, any other 1."""

    musts: int
    others: int

    @property
    def weight(self) -> int:
        return self.musts * Priority.MUST + self.others * Priority.WOULD_LIKE

    def placed(self, points: int) -> tuple[int, int]:
        """The fewest and the most meetings that so many points can be."""
        missed = self.weight - points
        least = max(-(-(missed - self.others) // Priority.MUST), 0)
        most = min(missed // Priority.MUST, self.musts)
        without = self.musts + self.others - missed
        return without + 9 * least, without + 9 * most


Points = list[tuple[float, int]]


@dataclass(frozen=True)
class Account:
    """A run told in figures; `placed` counts the meetings of its result, `so_far` those placed now.

    Either is None where it is not known.
    """

    run: ScheduleRun
    seconds: float
    stages: Mapping[str, Stage]
    wanted: Wanted
    placed: int | None
    so_far: int | None
    values: Mapping[str, Points]
    bounds: Mapping[str, Points]

    @property
    def placed_stage(self) -> Stage | None:
        return self.stages.get("placed")

    @property
    def breaks_stage(self) -> Stage | None:
        return self.stages.get("breaks")

    @property
    def weight(self) -> int:
        """The sum of all priorities asked for."""
        return self.wanted.weight

    @property
    def is_weighed(self) -> bool:
        """Whether priorities differ, so that a value is not a number of meetings."""
        return bool(self.wanted.musts)

    @property
    def meetings(self) -> tuple[int, int] | None:
        """The fewest and the most meetings that are placed as it stands."""
        count = self.so_far if self.placed is None else self.placed
        if count is not None:
            return count, count
        stage = self.placed_stage
        if stage is None or stage.value is None:
            return None
        return self.wanted.placed(stage.value)

    @property
    def musts_placed(self) -> int | None:
        """How many of the musts the result places."""
        stage = self.placed_stage
        if self.placed is None or stage is None or stage.value is None:
            return None
        return (stage.value - self.placed) // (Priority.MUST - Priority.WOULD_LIKE)

    def at(self, seconds: float) -> Mapping[str, Stage]:
        """The steps as they stood so many seconds after the start."""
        stood = {
            step: (_last(self.values.get(step, ()), seconds), _last(curve, seconds))
            for step, curve in self.bounds.items()
        }
        return {
            step: Stage(step, value, bound)
            for step, (value, bound) in stood.items()
            if value is not None
        }


def _last(curve: Sequence[tuple[float, int]], seconds: float) -> int | None:
    return next((figure for at, figure in reversed(curve) if at <= seconds), None)


def account(run: ScheduleRun, now: datetime) -> Account:
    """The figures of a run from its row alone: progress while it runs, its solution after."""
    solution = run.solution or {}
    progress = [Progress.read(kept) for kept in run.progress]
    values, bounds = _curves(progress)
    stages = {told.step: Stage(told.step, told.value, told.bound) for told in progress}
    seconds = _seconds(run, now)
    for step in solution.get("steps", ()):
        stage = Stage(step["name"], step["value"], step["bound"])
        stages[stage.name] = stage
        _reach(values.get(stage.name), stage.value, seconds)
        _reach(bounds.get(stage.name), stage.bound, seconds)
    return Account(
        run=run,
        seconds=seconds,
        stages=stages,
        wanted=_wanted(run),
        placed=len(solution["placements"]) if solution else None,
        so_far=_so_far(progress),
        values=values,
        bounds=bounds,
    )


def _seconds(run: ScheduleRun, now: datetime) -> float:
    if run.started_at is None:
        return 0.0
    return max(((run.finished_at or now) - run.started_at).total_seconds(), 0.0)


def _wanted(run: ScheduleRun) -> Wanted:
    """A must weighs nine more than another meeting: weight and number tell how many there are."""
    more = max(run.weight - run.meeting_count, 0)
    musts = more // (Priority.MUST - Priority.WOULD_LIKE)
    return Wanted(musts, run.meeting_count - musts)


def _so_far(progress: Sequence[Progress]) -> int | None:
    """The meetings counted last, unless something better was found since and is not counted yet."""
    count: int | None = None
    for told in progress:
        if told.step == "placed" or told.meetings is not None:
            count = told.meetings
    return count


def _curves(progress: Sequence[Progress]) -> tuple[dict[str, Points], ...]:
    """The value and the bound of each step over the seconds; only where they change."""
    values: dict[str, Points] = {}
    bounds: dict[str, Points] = {}
    for told in progress:
        for curves, figure in ((values, told.value), (bounds, told.bound)):
            curve = curves.setdefault(told.step, [])
            if figure is not None and (not curve or curve[-1][1] != figure):
                curve.append((told.seconds, figure))
    return values, bounds


def _reach(curve: Points | None, figure: int | None, seconds: float) -> None:
    """What stands in the answer is where the curve ends, whatever was told on the way."""
    if curve and figure is not None and curve[-1][1] != figure:
        curve.append((max(round(seconds, 1), curve[-1][0]), figure))


def runs_of(edition: Edition) -> QuerySet[ScheduleRun]:
    """The edition's runs for a list, the newest first: without their files, with their figures.

    `placed_count` is the number of meetings placed, `steps` those of the solution; None before it.
    """
    placements = Func(
        F("solution__placements"), function="jsonb_array_length", output_field=IntegerField()
    )
    return (
        ScheduleRun.objects.filter(edition=edition)
        .select_related("edition", "requested_by", "result", "replay_of")
        .annotate(placed_count=placements, steps=F("solution__steps"))
        .defer(*HEAVY, *(f"replay_of__{name}" for name in HEAVY))
    )


def active_run(edition: Edition) -> ScheduleRun | None:
    """The run that is under way, of whatever kind."""
    return ScheduleRun.objects.filter(edition=edition).active().first()


def last_run(edition: Edition) -> ScheduleRun | None:
    """The newest run that makes a schedule."""
    rows = ScheduleRun.objects.filter(edition=edition).exclude(kind=ScheduleRun.Kind.WHAT_IF)
    return rows.select_related("edition", "stopped_by", "requested_by").first()


def what_ifs_of(edition: Edition) -> QuerySet[ScheduleRun]:
    """What was asked before, the newest first."""
    rows = ScheduleRun.objects.filter(edition=edition, kind=ScheduleRun.Kind.WHAT_IF)
    return rows.select_related("requested_by").defer(*HEAVY)


def comparable_numbers(run: ScheduleRun) -> list[int]:
    """The numbers of other runs that found a schedule, the newest few."""
    found = ScheduleRun.objects.filter(edition=run.edition_id, solution__isnull=False)
    return list(found.exclude(pk=run.pk).values_list("number", flat=True)[:MOST_OTHERS])


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the next run would schedule."""

    meetings: int
    slots: int
    tables: int
    locked: int
    needs_tables: bool = True

    @property
    def is_ready(self) -> bool:
        return bool(self.meetings and self.slots and (self.tables or not self.needs_tables))


def inputs(edition: Edition) -> Inputs:
    locked = Placement.objects.filter(version=current_version(edition), is_locked=True)
    return Inputs(
        meetings=wanted_meetings(edition).count(),
        slots=Slot.objects.filter(edition=edition).count(),
        tables=Table.objects.filter(edition=edition, is_closed=False).count(),
        locked=locked.count(),
        needs_tables=not edition.meets_online,
    )
