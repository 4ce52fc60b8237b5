"""A schedule for a problem: as many meetings as fit by priority, then the fewest breaks."""

from collections.abc import Callable
from dataclasses import dataclass

from matchmaking.scheduling.problem import Problem
from matchmaking.scheduling.solution import Solution


@dataclass(frozen=True, slots=True)
class Limits:
    """What a solve may use. Same problem, seed, one worker and enough time: same answer."""

    seconds: float = 60.0
    workers: int = 2
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a solve stands: the step's value and bound so far, `seconds` after its start."""

    step: str
    value: int | None
    bound: int | None
    seconds: float


def solve(
    problem: Problem,
    *,
    limits: Limits,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Solution:
    """A solution that `check` accepts, within the limits."""
    raise NotImplementedError
