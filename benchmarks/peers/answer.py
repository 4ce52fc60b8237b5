"""What every contender answers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """The fewest breaks found, None without a schedule; proven, or not; meetings placed.

    Proven without breaks means proven infeasible.
    """

    breaks: int | None
    is_proven: bool
    placed: int
