"""Re-planning: how many meetings move after a disturbance, against the proven least, and how fast.

    python -m benchmarks.replan FOLDER [--seconds 20] [--only NAME …] [--short]

The published instances first: each is solved, its schedule published, and then disturbed in every
way. The proven least comes from a model of the whole problem without the re-planner's ideas, under
a long limit. Then a generated event of 1,000 participants, whose schedule is disturbed likewise.
"""

import argparse
import resource
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from time import monotonic, process_time

from benchmarks.cases import add_choice, published
from benchmarks.disturbances import DISTURBANCES
from benchmarks.disturbances import published as with_published
from benchmarks.dzn import BadInstance
from benchmarks.generator import generate
from benchmarks.tables import head, row
from matchmaking.scheduling.check import violations
from matchmaking.scheduling.constraints import constrained
from matchmaking.scheduling.control import Limits
from matchmaking.scheduling.objectives import moved
from matchmaking.scheduling.problem import Problem
from matchmaking.scheduling.replan import replan
from matchmaking.scheduling.solution import Solution, Status
from matchmaking.scheduling.solver import solve

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
        "no" if violations(trial.problem, trial.solution) else "yes",
    ]
    return row(cells, COLUMNS)


def schedule(problem: Problem, limits: Limits) -> Problem | None:
    """The problem with a schedule published; None where none is found."""
    solution = solve(problem, limits=limits)
    return with_published(problem, solution.placements) if solution.placements else None


def instances(options: argparse.Namespace) -> bool:
    """The published instances; whether each re-plan makes the fewest moves."""
    good = True
    for case in published(options.folder, only=options.only, short=options.short):
        if not case.is_original or case.breaks is None:
            continue
        limits = Limits(seconds=options.seconds, workers=2, seed=1)
        problem = schedule(case.problem(), replace(limits, seconds=60.0))
        if problem is None:
            print(f"{case.name}: no schedule in a minute", file=sys.stderr)
            continue
        for trial in trials(case.name.removesuffix(" d2"), problem, limits):
            least: int | str | None = trial.figure("moved")
            if least is None or least != trial.bound():
                least = proven_least(trial.problem, PROOF_SECONDS)
            good &= least in ("?", "infeasible", trial.figure("moved"))
            print(shown(trial, least), flush=True)
    return good


def large(options: argparse.Namespace) -> None:
    """A generated event: 1,000 participants, or 200 in short."""
    size = 200 if options.short else 1_000
    problem = schedule(
        generate(size, 5 * size), Limits(seconds=10.0 if options.short else 60.0, workers=2, seed=1)
    )
    if problem is not None:
        for trial in trials(f"{size} participants", problem, Limits(seconds=5.0, workers=2)):
            print(shown(trial, trial.bound()), flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.replan", description=__doc__)
    add_choice(parser)
    parser.add_argument("--seconds", type=float, default=20.0, help="for each re-plan")
    options = parser.parse_args()
    print(head(COLUMNS), flush=True)
    try:
        good = instances(options)
    except BadInstance as error:
        print(error, file=sys.stderr)
        return 64
    large(options)
    print(f"\nMost memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
