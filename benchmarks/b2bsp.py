"""Proves the published cases, has `check` confirm each certificate, and compares.

    python -m benchmarks.b2bsp FOLDER [--seconds 60] [--workers 2] [--seed 1] [--only NAME ...]

Seconds are those of `solve`, by the clock and by the processors (all threads); reading, writing
and checking the files are not in them. Once the fewest breaks are proven it is stopped: less idle
time is no part of the published problem. Exits 1 if a case is not proven, or is not what the paper
says.
"""

import argparse
import contextlib
import io
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cases import Case, add_choice, published
from benchmarks.dzn import BadInstance
from benchmarks.tables import head, row
from scheduling.__main__ import main as scheduling
from scheduling.local.annealing import compiled
from scheduling.model.formats import read_problem, write_problem, write_solution
from scheduling.model.solution import Solution, Status
from scheduling.pipeline import Limits, Progress, solve

COLUMNS = {
    "instance": 26,
    "d": 2,
    "participants": 12,
    "meetings": 8,
    "expected": 10,
    "ours": 10,
    "proven": 6,
    "seconds": 7,
    "processor": 9,
    "paper": 6,
}


@dataclass(frozen=True, slots=True)
class Result:
    """A case solved. `violations` is what `check` said against it, empty if nothing."""

    case: Case
    participants: int
    meetings: int
    solution: Solution
    violations: str
    seconds: float
    processor_seconds: float

    @property
    def answer(self) -> str:
        """The fewest breaks found, or the status where there is no schedule."""
        step = self.solution.step("breaks")
        return self.solution.status.value if step is None else str(step.value)

    @property
    def is_proven(self) -> bool:
        """Whether the answer is proven, and `check` agrees with it."""
        proven = self.solution.status in (Status.OPTIMAL, Status.INFEASIBLE)
        return proven and not self.violations

    @property
    def is_right(self) -> bool:
        """Whether a proven answer is the paper's; an unproven one is not wrong."""
        return not self.is_proven or self.answer == expected(self.case)


def expected(case: Case) -> str:
    """What the paper says, in the words of `Result.answer`."""
    return "infeasible" if case.breaks is None else str(case.breaks)


def prove(case: Case, limits: Limits, folder: Path) -> Result:
    """Solve one case through files in `folder`, as the command line would."""
    problem_file, solution_file = (folder / f"{case.name}.{kind}.json" for kind in ("in", "out"))
    problem_file.write_bytes(write_problem(case.problem()))
    problem = read_problem(problem_file.read_bytes())
    proofs: list[Progress] = []

    def watch(progress: Progress) -> None:
        if progress.step == "breaks" and progress.value is not None:
            proofs.extend([progress] if progress.value == progress.bound else [])

    wall, processor = time.monotonic(), time.process_time()
    solution = solve(problem, limits=limits, on_progress=watch, should_stop=lambda: bool(proofs))
    wall, processor = time.monotonic() - wall, time.process_time() - processor
    solution_file.write_bytes(write_solution(solution))
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = scheduling(["check", str(problem_file), str(solution_file)])
    return Result(
        case=case,
        participants=len(problem.participants),
        meetings=len(problem.meetings),
        solution=solution,
        violations=said.getvalue() if code else "",
        seconds=wall,
        processor_seconds=processor,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Prove, check and compare; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.b2bsp")
    add_choice(parser)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    try:
        cases = published(options.folder, only=options.only, short=options.short)
    except BadInstance as error:
        parser.error(str(error))
    limits = Limits(seconds=options.seconds, workers=options.workers, seed=options.seed)
    compiled.load()  # as a worker does at its start
    print(head(COLUMNS))
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for case in cases:
            results.append(prove(case, limits, Path(folder)))
            _print(results[-1])
    _print_summary(results, limits)
    return 0 if all(result.is_proven and result.is_right for result in results) else 1


def _print(result: Result) -> None:
    case = result.case
    cells = (
        *(case.path.stem, case.fairness, result.participants, result.meetings),
        *(expected(case), result.answer, "yes" if result.is_proven else "NO"),
        *(result.seconds, result.processor_seconds, case.published_seconds),
    )
    print(row(cells, COLUMNS) + ("" if result.is_right else " WRONG"), flush=True)
    if result.violations:
        print(result.violations, file=sys.stderr)


def _print_summary(results: Sequence[Result], limits: Limits) -> None:
    proven = sum(result.is_proven and result.is_right for result in results)
    slowest = max((result.seconds for result in results), default=0.0)
    print(
        f"\n{proven} of {len(results)} proven, confirmed by check and as published; "
        f"{sum(result.seconds for result in results):.1f} s, "
        f"{sum(result.processor_seconds for result in results):.1f} s of processor, "
        f"the slowest {slowest:.1f} s (limit {limits.seconds:g} s, {limits.workers} workers, "
        f"seed {limits.seed}); paper "
        f"{sum(result.case.published_seconds for result in results):.1f} s"
    )


if __name__ == "__main__":
    sys.exit(main())
