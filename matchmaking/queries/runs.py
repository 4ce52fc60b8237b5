"""How far a run is, and what it proved."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from events.models import Edition
from matchmaking.models import Placement, ScheduleRun, Slot, Table
from matchmaking.queries.schedule import current_version, wanted_meetings


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
        """By how much of the best possible the value may be off, in per cent."""
        if self.value is None or self.bound is None:
            return None
        base = max(self.bound, 1) if self.name == "placed" else max(self.bound, self.value, 1)
        return abs(self.bound - self.value) / base * 100


Points = list[tuple[float, int]]


@dataclass(frozen=True)
class Account:
    """A run told in figures. `weight` is the sum of all priorities asked for."""

    run: ScheduleRun
    seconds: float
    stages: Mapping[str, Stage]
    weight: int
    placed: int | None
    values: Mapping[str, Points]
    bounds: Mapping[str, Points]

    @property
    def placed_stage(self) -> Stage | None:
        return self.stages.get("placed")

    @property
    def breaks_stage(self) -> Stage | None:
        return self.stages.get("breaks")

    @property
    def is_weighed(self) -> bool:
        """Whether priorities differ, so that a value is not a number of meetings."""
        return self.weight != self.run.meeting_count


def account(run: ScheduleRun, now: datetime) -> Account:
    """The figures of a run from its row alone: progress while it runs, its solution after."""
    solution = run.solution or {}
    progress = [(step, value, bound, at) for step, value, bound, at in run.progress]
    values, bounds = _curves(progress)
    stages = {step: Stage(step, value, bound) for step, value, bound, _ in progress}
    for step in solution.get("steps", ()):
        stages[step["name"]] = Stage(step["name"], step["value"], step["bound"])
    return Account(
        run=run,
        seconds=_seconds(run, now),
        stages=stages,
        weight=_weight(run),
        placed=len(solution["placements"]) if solution else None,
        values=values,
        bounds=bounds,
    )


def _seconds(run: ScheduleRun, now: datetime) -> float:
    if run.started_at is None:
        return 0.0
    return max(((run.finished_at or now) - run.started_at).total_seconds(), 0.0)


def _weight(run: ScheduleRun) -> int:
    if not run.problem:
        return run.meeting_count
    return sum(meeting["priority"] for meeting in json.loads(run.problem)["meetings"])


def _curves(progress: Sequence[tuple[str, Any, Any, float]]) -> tuple[dict[str, Points], ...]:
    """The value and the bound of each step over the seconds; only where they change."""
    values: dict[str, Points] = {}
    bounds: dict[str, Points] = {}
    for step, value, bound, at in progress:
        for curves, figure in ((values, value), (bounds, bound)):
            curve = curves.setdefault(step, [])
            if figure is not None and (not curve or curve[-1][1] != figure):
                curve.append((at, figure))
    return values, bounds


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the next run would schedule."""

    meetings: int
    slots: int
    tables: int
    locked: int

    @property
    def is_ready(self) -> bool:
        return bool(self.meetings and self.slots and self.tables)


def inputs(edition: Edition) -> Inputs:
    locked = Placement.objects.filter(version=current_version(edition), is_locked=True)
    return Inputs(
        meetings=wanted_meetings(edition).count(),
        slots=Slot.objects.filter(edition=edition).count(),
        tables=Table.objects.filter(edition=edition).count(),
        locked=locked.count(),
    )
