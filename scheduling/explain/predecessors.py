"""The meetings that another must follow, brought to where they leave it a slot."""

from collections.abc import Iterator
from contextlib import ExitStack
from graphlib import TopologicalSorter

from scheduling.explain.trial import COST, Lift, Trial
from scheduling.model.problem import Problem


def predecessors(problem: Problem, meeting: int) -> list[int]:
    """Those it follows, directly or not, each after the ones that it follows itself."""
    if not problem.meetings[meeting].after:
        return []
    graph: dict[int, tuple[int, ...]] = {}
    waiting = [meeting]
    while waiting:
        one = waiting.pop()
        if one not in graph:
            graph[one] = problem.meetings[one].after
            waiting.extend(graph[one])
    return [one for one in TopologicalSorter(graph).static_order() if one != meeting]


def make_way(trial: Trial, meeting: int, earlier: list[int], stack: ExitStack) -> list[Lift] | None:
    """Place its predecessors, and move those that come too late, for as long as the stack is open.

    Returns the changes this needs, made on the trial; None where sessions and order forbid it.
    """
    latest = _latest(trial.problem, meeting, earlier)
    if latest is None:
        return None
    changes: list[Lift] = []
    for one in earlier:
        slot = trial.board.slots[one]
        first = _first(trial, one)
        if slot is not None and first <= slot <= latest[one]:
            continue
        if slot is not None:
            stack.enter_context(trial.gone([one]))
        needed, slot = min(
            (sorted(trial.obstacles(one, slot), key=lambda c: COST[c.cure]), slot)
            for slot in trial.problem.session_slots[one]
            if first <= slot <= latest[one]
        )
        stack.enter_context(trial.made(needed))
        stack.enter_context(trial.placed(one, slot))
        changes += needed
    return changes


def choices(problem: Problem, meetings: list[int]) -> Iterator[dict[int, int]]:
    """Every choice of slots for these, which are in order, that suits sessions and precedences."""
    chosen: dict[int, int] = {}
    left = [list(problem.session_slots[meetings[0]])]
    while left:
        one = meetings[len(left) - 1]
        chosen.pop(one, None)
        if not left[-1]:
            left.pop()
            continue
        chosen[one] = left[-1].pop()
        if len(left) == len(meetings):
            yield dict(chosen)
        else:
            later = meetings[len(left)]
            first = 1 + max((chosen[m] for m in problem.meetings[later].after), default=-1)
            left.append([slot for slot in problem.session_slots[later] if slot >= first])


def _latest(problem: Problem, meeting: int, earlier: list[int]) -> dict[int, int] | None:
    """The last slot of each one's session that leaves those after it theirs."""
    latest: dict[int, int] = {}
    for one in (meeting, *reversed(earlier)):
        bound = min(
            (latest[later] for later in problem.followers[one] if later in latest),
            default=len(problem.slots),
        )
        slots = [slot for slot in problem.session_slots[one] if slot < bound]
        if not slots:
            return None
        latest[one] = slots[-1]
    return latest


def _first(trial: Trial, meeting: int) -> int:
    """The slot after the last one that it follows."""
    slots = (trial.board.slots[one] for one in trial.problem.meetings[meeting].after)
    return 1 + max((slot for slot in slots if slot is not None), default=-1)
