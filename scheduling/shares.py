"""Which share of the time limit each step of a search has: one table."""

from dataclasses import dataclass

from scheduling.goals import Goal


@dataclass(frozen=True, slots=True)
class Shares:
    """The share of the time limit that is used when a step must end, in their order.

    `brief` is local search before exact search; `moved` to `idle_slots` are the goals, tables
    included in the last; with one worker exact search for breaks ends `alone`, and local search
    has the time from there on to `last`. `part` is the share of what is left that a re-plan's
    search of a part of the problem may use.

    The end, tables and reasons, takes about `end` times as long as the first schedule, or at the
    most `seating` seconds for each meeting and `explaining` for each one left out: so much of the
    limit is kept for it, and the shares end before.
    """

    brief: float = 0.2
    moved: float = 0.4
    placed: float = 0.5
    short: float = 0.52
    alone: float = 0.55
    breaks: float = 0.85
    last: float = 0.9
    idle_slots: float = 0.95
    part: float = 0.6
    end: float = 2.8
    seating: float = 1e-4
    explaining: float = 6e-4

    def of(self, goal: Goal) -> float:
        """The goal's share."""
        share: float = getattr(self, goal.name)
        return share


SHARES = Shares()
