"""Who is compared: each takes a problem and answers within the seconds."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from benchmarks.peers.answer import Answer
from benchmarks.peers.first_come import first_come
from benchmarks.peers.sat import rc2, rising
from benchmarks.peers.textbook import textbook
from scheduling.model.problem import Problem
from scheduling.model.solution import Status
from scheduling.pipeline import Limits, Progress, solve


@dataclass(frozen=True, slots=True)
class Contender:
    """`solve` takes the problem, the seconds and a seed; `workers` is how many it runs."""

    name: str
    solve: Callable[[Problem, float, int], Answer]
    workers: int = 1


def _ours(workers: int, problem: Problem, seconds: float, seed: int) -> Answer:
    """Our answer; after the proof of the fewest breaks it goes on with less idle time."""
    began = (time.monotonic(), time.process_time())
    ends: list[tuple[float, float]] = []

    def watch(progress: Progress) -> None:
        is_over = progress.step not in ("placed", "breaks")
        if is_over or (progress.step == "breaks" and progress.value == progress.bound):
            ends.append((time.monotonic() - began[0], time.process_time() - began[1]))

    limits = Limits(seconds=seconds, workers=workers, seed=seed)
    solution = solve(problem, limits=limits, on_progress=watch)
    step = solution.step("breaks")
    return Answer(
        breaks=None if step is None else step.value,
        is_proven=solution.status in (Status.OPTIMAL, Status.INFEASIBLE),
        placed=len(solution.placements),
        proven_at=ends[0] if ends and solution.status is Status.OPTIMAL else None,
    )


# The SAT solvers have no seed; the order of the meetings, which every seed draws, does for them.
OURS = Contender("ours", partial(_ours, 1))
RC2 = Contender("MaxSAT RC2", lambda problem, _seconds, _seed: rc2(problem))
RISING = Contender("MaxSAT rising", lambda problem, _seconds, _seed: rising(problem))
TEXTBOOK = Contender("plain CP-SAT", textbook)
FIRST_COME = Contender("first come", lambda problem, _seconds, _seed: first_come(problem))
OURS_TWICE = Contender("ours, 2 workers", partial(_ours, 2), workers=2)
CONTENDERS = (OURS, RC2, RISING, TEXTBOOK, FIRST_COME, OURS_TWICE)
