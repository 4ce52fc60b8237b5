"""Who is compared: each takes a problem and answers within the seconds."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from benchmarks.peers.answer import Answer
from benchmarks.peers.first_come import first_come
from benchmarks.peers.sat import rc2, rising
from benchmarks.peers.textbook import textbook
from matchmaking.scheduling.problem import Problem
from matchmaking.scheduling.solution import Status
from matchmaking.scheduling.solver import Limits, solve


@dataclass(frozen=True, slots=True)
class Contender:
    """`solve` takes the problem, the seconds and a seed; `workers` is how many it runs."""

    name: str
    solve: Callable[[Problem, float, int], Answer]
    workers: int = 1


def _ours(workers: int, problem: Problem, seconds: float, seed: int) -> Answer:
    solution = solve(problem, limits=Limits(seconds=seconds, workers=workers, seed=seed))
    step = solution.step("breaks")
    return Answer(
        breaks=None if step is None else step.value,
        is_proven=solution.status in (Status.OPTIMAL, Status.INFEASIBLE),
        placed=len(solution.placements),
    )


# The SAT solvers have no seed; the order of the meetings, which every seed draws, does for them.
OURS = Contender("ours", partial(_ours, 1))
RC2 = Contender("MaxSAT RC2", lambda problem, _seconds, _seed: rc2(problem))
RISING = Contender("MaxSAT rising", lambda problem, _seconds, _seed: rising(problem))
TEXTBOOK = Contender("plain CP-SAT", textbook)
FIRST_COME = Contender("first come", lambda problem, _seconds, _seed: first_come(problem))
OURS_TWICE = Contender("ours, 2 workers", partial(_ours, 2), workers=2)
CONTENDERS = (OURS, RC2, RISING, TEXTBOOK, FIRST_COME, OURS_TWICE)
