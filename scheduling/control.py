"""Time, stopping and progress of one solve."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

QUIET_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Limits:
    """What a solve may use.

    Same problem, seed, one worker and enough time: same answer. Enough is what proves the answer;
    if the limit ends a search, its answer depends on how far the machine came by then.
    """

    seconds: float = 60.0
    workers: int = 2
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a solve stands: the step's value and bound so far, `seconds` after its start.

    `meetings` is how many the schedule of this moment places, where that is known.
    """

    step: str
    value: int | None
    bound: int | None
    seconds: float
    meetings: int | None = None


class Control:
    """Watches the clock and the caller's wish to stop, and tells it how far the solve is."""

    def __init__(
        self,
        limits: Limits,
        on_progress: Callable[[Progress], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> None:
        self.limits = limits
        self._on_progress = on_progress
        self._should_stop = should_stop
        self._start = monotonic()
        self._end = limits.seconds
        self._told: Progress | None = None
        self._stopped = False

    def elapsed(self) -> float:
        """Seconds since the start."""
        return monotonic() - self._start

    def reserve(self, seconds: float) -> None:
        """Keep so much of the limit for what must be done at the end; `left` is without it."""
        self._end = self.limits.seconds - seconds

    def left(self, share: float) -> float:
        """Seconds until that share of the limit is used; 0 when it is, or when stopped."""
        if self.stopped():
            return 0.0
        return max(0.0, min(share * self.limits.seconds, self._end) - self.elapsed())

    def late(self) -> bool:
        """Whether the time limit is over, or half of what was reserved before it, or stopped."""
        return self.stopped() or self.elapsed() >= (self.limits.seconds + self._end) / 2

    def over(self) -> bool:
        """Whether the time limit is over."""
        return self.elapsed() >= self.limits.seconds

    def stopped(self) -> bool:
        """Whether the caller wants what there is; once said, it stays so."""
        if not self._stopped and self._should_stop is not None:
            self._stopped = self._should_stop()
        return self._stopped

    def tell(
        self, step: str, value: int | None, bound: int | None, meetings: int | None = None
    ) -> None:
        """Report a better value at once, anything else at most four times a second."""
        told, now = self._told, self.elapsed()
        better = told is None or (told.step, told.value) != (step, value)
        late = told is None or now - told.seconds >= QUIET_SECONDS
        if self._on_progress is not None and (better or late):
            self._told = Progress(step, value, bound, now, meetings)
            self._on_progress(self._told)
