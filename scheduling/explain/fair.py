"""Fairness restored where a meeting would spoil it: others dropped until breaks differ little."""

from collections.abc import Collection
from contextlib import ExitStack

from scheduling.explain.blockers import Blockers
from scheduling.explain.trial import Trial


def drops_for_fairness(
    trial: Trial, blockers: Blockers, needed: Collection[int], most: int | None = None
) -> list[int] | None:
    """Few meetings without which the schedule is fair; None if the `needed` alone are not, or if
    it takes more than `most`.

    One by one, of those who have the most breaks, what leaves the fewest past what is fair.
    """
    dropped: list[int] = []
    with ExitStack() as stack:
        while not trial.is_fair():
            way = _best(trial, blockers, needed)
            if way is None or (most is not None and len(dropped) + len(way) > most):
                return None
            stack.enter_context(trial.gone(way))
            dropped.extend(way)
    return dropped


def _best(trial: Trial, blockers: Blockers, needed: Collection[int]) -> frozenset[int] | None:
    meetings = trial.problem.meetings
    choices = []
    for person in trial.with_most_breaks():
        for meeting in trial.problem.meetings_of[person]:
            way = blockers.with_followers([meeting])
            if way and way.isdisjoint(needed):
                weight = sum(meetings[gone].priority for gone in way)
                left = trial.board.breaks_without(person, way)
                choices.append((trial.past_fair(way), left, len(way), weight, sorted(way)))
    return frozenset(min(choices)[-1]) if choices else None
