"""What every contender answers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """The fewest breaks found, None without a schedule; proven, or not; meetings placed.

    Proven without breaks means proven infeasible. `proven_at` are the seconds since the start, by
    the clock and of the processors, for who goes on after the proof.
    """

    breaks: int | None
    is_proven: bool
    placed: int
    proven_at: tuple[float, float] | None = None
