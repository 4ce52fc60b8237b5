"""What if: the same wishes with more tables, another session, other slots, higher limits.

All alternatives share the time limit. Each begins with the schedule of the problem as it is, as
far as it fits, so that what is only more never comes out as less.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import monotonic

from scheduling.control import Control, Limits, Progress
from scheduling.goals import BREAKS, PLACED
from scheduling.local.construct import construct, resume
from scheduling.model.problem import Problem
from scheduling.model.solution import Solution
from scheduling.pipeline import schedule
from scheduling.state.board import Board
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
    on_progress: Callable[[int, Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Comparison:
    """What each alternative, a list of changes made together, gains; within the limits in all.

    Each has its first schedule whole, whatever that takes: half of one would show a gain that is
    none. `on_progress` is told the alternative's number, 0 for the problem as it is, and seconds
    since that one began. Once `should_stop` is true, each has the best so far. Raises `BadChange`.
    """
    began = monotonic()
    problems = [problem, *(changed(problem, changes) for changes in alternatives)]
    results: list[Result] = []
    for number, alternative in enumerate(problems):
        left = max(0.0, limits.seconds - (monotonic() - began))
        control = Control(
            replace(limits, seconds=left / (len(problems) - number)),
            on_progress and _numbered(on_progress, number),
            should_stop,
        )
        start = (
            _begin(alternative, problem, results[0].solution) if results else construct(alternative)
        )
        solution = schedule(start, [PLACED, BREAKS], control)
        results.append(
            Result(
                changes=tuple(alternatives[number - 1]) if number else (),
                problem=alternative,
                solution=solution,
                figures=_figures(solution),
            )
        )
    return Comparison(results[0], tuple(results[1:]), monotonic() - began)


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
