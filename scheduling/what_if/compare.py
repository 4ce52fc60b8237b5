"""What if: the same wishes with more tables, another session, other slots, higher limits.

All alternatives share the time limit. Each begins with the schedule that stands, or with one of
the problem as it is, as far as it fits, so that what is only more never comes out as less.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import monotonic

from scheduling.control import Control, Limits, Progress
from scheduling.goals import wanted
from scheduling.local.construct import construct, resume
from scheduling.model.problem import Placement, Problem
from scheduling.model.solution import Solution, Status, Step
from scheduling.pipeline import schedule
from scheduling.state.board import Board
from scheduling.tables import table_changes
from scheduling.what_if.changes import Change, changed, same_time

__all__ = ["Comparison", "Result", "Worth", "compare"]


@dataclass(frozen=True, slots=True)
class Worth:
    """What a schedule is worth; `placed` is the sum of priorities."""

    meetings: int = 0
    placed: int = 0
    breaks: int = 0
    idle_slots: int = 0
    table_changes: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """One alternative: the problem after its changes, and the schedule found for it."""

    changes: tuple[Change, ...]
    problem: Problem
    solution: Solution
    figures: Worth


@dataclass(frozen=True, slots=True)
class Comparison:
    """The problem as it is beside its alternatives, in the order asked for."""

    base: Result
    alternatives: tuple[Result, ...]
    seconds: float


def compare(
    problem: Problem,
    alternatives: Sequence[Sequence[Change]],
    *,
    limits: Limits,
    standing: Sequence[Placement] = (),
    on_progress: Callable[[int, Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Comparison:
    """What each alternative, a list of changes made together, gains; within the limits in all.

    `standing` is the schedule that people go by, whatever it breaks by now: where there is one, the
    problem as it is has that, and nothing is sought for it. Each has its first schedule whole,
    whatever that takes: half of one would show a gain that is none. `on_progress` is told the
    alternative's number, 0 for the problem as it is, and seconds since that one began. Once
    `should_stop` is true, each has the best so far. Raises `BadChange`.
    """
    began = monotonic()
    results = [_as_it_stands(problem, standing)] if standing else []
    problems = [problem, *(changed(problem, changes) for changes in alternatives)]
    for number in range(len(results), len(problems)):
        left = max(0.0, limits.seconds - (monotonic() - began))
        share = replace(limits, seconds=left / (len(problems) - number))
        control = Control(share, on_progress and _numbered(on_progress, number), should_stop)
        changes = tuple(alternatives[number - 1]) if number else ()
        results.append(_solved(problems[number], changes, control, results[:1]))
    return Comparison(results[0], tuple(results[1:]), monotonic() - began)


def _solved(
    problem: Problem, changes: tuple[Change, ...], control: Control, base: Sequence[Result]
) -> Result:
    """The best schedule in its time; from that of the base on, where there is one."""
    start = _begin(problem, base[0].problem, base[0].solution) if base else construct(problem)
    solution = schedule(start, wanted(problem), control)
    return Result(changes, problem, solution, _figures(solution))


def _as_it_stands(problem: Problem, standing: Sequence[Placement]) -> Result:
    """The schedule that stands, worth what it is worth; of it no bound is known."""
    positions = {meeting.id: position for position, meeting in enumerate(problem.meetings)}
    kept = [was for was in standing if was.meeting in positions]
    slots: list[int | None] = [None] * len(problem.meetings)
    for was in kept:
        slots[positions[was.meeting]] = was.slot
    board = Board(problem, slots)
    tables = {positions[was.meeting]: was.table for was in kept if was.table is not None}
    changes = table_changes(board, tables)
    values = {
        "placed": board.worth(),
        **({"short": board.short()} if problem.has_hopes else {}),
        "breaks": sum(board.all_breaks()),
        "table_changes": changes,
        "idle_slots": board.idle_slots(),
    }
    steps = tuple(Step(name, value) for name, value in values.items())
    solution = Solution(problem.name, Status.FEASIBLE, tuple(kept), steps=steps)
    return Result((), problem, solution, _figures(solution))


def _numbered(tell: Callable[[int, Progress], None], number: int) -> Callable[[Progress], None]:
    return lambda progress: tell(number, progress)


def _begin(problem: Problem, base: Problem, known: Solution) -> Board:
    """The known schedule of the base problem as far as it fits, and what else can be placed."""
    there = (
        {slot: [slot] for slot in range(len(base.slots))}
        if problem.slots[: len(base.slots)] == base.slots
        else same_time(base.slots, problem.slots)
    )
    return resume(problem, known.placements, same=there)


def _figures(solution: Solution) -> Worth:
    steps = {step.name: step.value for step in solution.steps}
    return Worth(
        len(solution.placements),
        *(steps.get(name, 0) for name in ("placed", "breaks", "idle_slots", "table_changes")),
    )
