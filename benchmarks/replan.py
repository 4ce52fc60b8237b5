"""Re-planning: how many meetings move after a disturbance, against the proven least, and how fast.

    python -m benchmarks.replan FOLDER [--seconds 20] [--only NAME …] [--large 1000] [--short]

The published instances first: each is solved, its schedule published, and then disturbed in every
way. The proven least comes from a model of the whole problem without the re-planner's ideas, under
a long limit. Then a generated event of 1,000 participants, whose schedule is disturbed likewise.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from time import monotonic, process_time

from benchmarks.cases import add_choice, published
from benchmarks.disturbances import DISTURBANCES
from benchmarks.disturbances import published as with_published
from benchmarks.dzn import BadInstance
from benchmarks.generator import generate
from benchmarks.tables import head, row
from scheduling.check import violations
from scheduling.control import Limits
from scheduling.exact.constraints import constrained
from scheduling.exact.objectives import moved
from scheduling.local.annealing import compiled
from scheduling.model.problem import Problem
from scheduling.model.solution import Solution, Status
from scheduling.pipeline import solve
from scheduling.replan import replan

PROOF_SECONDS = 120.0
COLUMNS = {
    "event": 24,
    "disturbance": 14,
    "moved": 5,
    "bound": 5,
    "least": 10,
    "breaks": 6,
    "seconds": 7,
    "processor s": 11,
    "checked": 7,
}


@dataclass(frozen=True, slots=True)
class Trial:
    """One disturbance, the answer to it, and what it took; `seconds` by the clock."""

    event: str
    kind: str
    problem: Problem
    solution: Solution
    seconds: float
    processor: float

    def figure(self, step: str) -> int | None:
        found = self.solution.step(step)
        return None if found is None else found.value

    def wrong(self) -> bool:
        return bool(violations(self.problem, self.solution))

    def bound(self) -> int | None:
        found = self.solution.step("moved")
        return None if found is None else found.bound


def trials(event: str, problem: Problem, limits: Limits) -> Iterator[Trial]:
    """Each disturbance of a published schedule, answered."""
    for number, (kind, disturb) in enumerate(DISTURBANCES.items()):
        disturbed = disturb(problem, Random(limits.seed * 100 + number))
        clock, processor = monotonic(), process_time()
        solution = replan(disturbed, limits=limits)
        yield Trial(
            event, kind, disturbed, solution, monotonic() - clock, process_time() - processor
        )


def proven_least(problem: Problem, seconds: float) -> int | str:
    """The fewest moves of any schedule, `infeasible`, or `?` where that is not settled in time."""
    from ortools.sat.python import cp_model

    everything = range(len(problem.meetings)) if problem.rules.place_all else ()
    variables = constrained(problem, required=everything)
    variables.model.minimize(sum(w * literal for w, literal in moved(problem, variables)))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    status = solver.solve(variables.model)
    if status == cp_model.INFEASIBLE:
        return "infeasible"
    return round(solver.objective_value) if status == cp_model.OPTIMAL else "?"


def shown(trial: Trial, least: int | str | None) -> str:
    """The trial as a row of the table."""
    answered = trial.solution.status in (Status.OPTIMAL, Status.FEASIBLE)
    cells = [
        trial.event,
        trial.kind,
        trial.figure("moved") if answered else trial.solution.status.value,
        trial.bound(),
        least,
        trial.figure("breaks"),
        trial.seconds,
        trial.processor,
        "WRONG" if trial.wrong() else "yes",
    ]
    return row(cells, COLUMNS)


def schedule(problem: Problem, seconds: float) -> Problem | None:
    """The problem with a schedule published; None where none is found."""
    solution = solve(problem, limits=Limits(seconds=seconds, workers=2, seed=1))
    return with_published(problem, solution.placements) if solution.placements else None


def instances(options: argparse.Namespace) -> Iterator[bool | None]:
    """Whether each re-plan of a published instance makes the fewest moves; None where unknown."""
    for case in published(options.folder, only=options.only, short=options.short):
        if not case.is_original or case.breaks is None:
            continue
        problem = schedule(case.problem(), min(60.0, 3 * options.seconds))
        if problem is None:
            print(f"{case.name}: no schedule found to publish", file=sys.stderr)
            continue
        limits = Limits(seconds=options.seconds, workers=2, seed=1)
        for trial in trials(case.name.removesuffix(" d2"), problem, limits):
            least: int | str | None = trial.figure("moved")
            if least is None or least != trial.bound():
                least = proven_least(trial.problem, PROOF_SECONDS)
            print(shown(trial, least), flush=True)
            is_least = least in ("infeasible", trial.figure("moved"))
            yield None if least == "?" else is_least and not trial.wrong()


def large(size: int, seconds: float) -> None:
    """A generated event of so many participants, with five times as many meetings."""
    problem = schedule(generate(size, 5 * size), seconds)
    if problem is not None:
        for trial in trials(f"{size} participants", problem, Limits(seconds=5.0, workers=2)):
            print(shown(trial, trial.bound()), flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; returns 1 if a re-plan makes more moves than it must."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.replan", description=__doc__)
    add_choice(parser)
    parser.add_argument("--seconds", type=float, default=20.0, help="for each re-plan")
    parser.add_argument("--large", type=int, help="participants of the generated event")
    options = parser.parse_args(arguments)
    compiled.load()  # as a worker does at its start
    print(head(COLUMNS), flush=True)
    try:
        found = list(instances(options))
    except BadInstance as error:
        print(error, file=sys.stderr)
        return 64
    size = options.large if options.large is not None else 200 if options.short else 1_000
    if size:
        large(size, 10.0 if options.short else 60.0)
    print(f"\n{found.count(True)} of {len(found)} re-plans of published instances make the proven")
    print(f"fewest moves, {found.count(False)} make more, {found.count(None)} are not settled.")
    return int(False in found)


if __name__ == "__main__":
    sys.exit(main())
