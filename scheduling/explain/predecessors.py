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
        m = waiting.pop()
        if m not in graph:
            graph[m] = problem.meetings[m].after
            waiting.extend(graph[m])
    return [m for m in TopologicalSorter(graph).static_order() if m != meeting]


def make_way(trial: Trial, meeting: int, earlier: list[int], stack: ExitStack) -> list[Lift] | None:
    """Place its predecessors, and move those that come too late, for as long as the stack is open.

    Returns the changes this needs, made on the trial; None where sessions, windows and order
    forbid it.
    """
    latest = _latest(trial.problem, meeting, earlier)
    if latest is None:
        return None
    changes: list[Lift] = []
    for predecessor in earlier:
        slot = trial.board.slots[predecessor]
        first = _first(trial, predecessor)
        if slot is not None and first <= slot <= latest[predecessor]:
            continue
        if slot is not None:
            stack.enter_context(trial.gone([predecessor]))
        needed, slot = min(
            (sorted(trial.obstacles(predecessor, slot), key=lambda c: COST[c.cure]), slot)
            for slot in trial.problem.asked_slots[predecessor]
            if first <= slot <= latest[predecessor]
        )
        stack.enter_context(trial.made(needed))
        stack.enter_context(trial.placed(predecessor, slot))
        changes += needed
    return changes


def choices(problem: Problem, meetings: list[int]) -> Iterator[dict[int, int]]:
    """Every choice of slots for these, in order, that suits sessions, windows and precedences."""
    chosen: dict[int, int] = {}
    left = [list(problem.asked_slots[meetings[0]])]
    while left:
        m = meetings[len(left) - 1]
        chosen.pop(m, None)
        if not left[-1]:
            left.pop()
            continue
        chosen[m] = left[-1].pop()
        if len(left) == len(meetings):
            yield dict(chosen)
        else:
            later = meetings[len(left)]
            first = 1 + max((chosen[m] for m in problem.meetings[later].after), default=-1)
            left.append([slot for slot in problem.asked_slots[later] if slot >= first])


def _latest(problem: Problem, meeting: int, earlier: list[int]) -> dict[int, int] | None:
    """The last slot of each one's session and windows that leaves those after it theirs."""
    latest: dict[int, int] = {}
    for m in (meeting, *reversed(earlier)):
        bound = min(
            (latest[later] for later in problem.followers[m] if later in latest),
            default=len(problem.slots),
        )
        slots = [slot for slot in problem.asked_slots[m] if slot < bound]
        if not slots:
            return None
        latest[m] = slots[-1]
    return latest


def _first(trial: Trial, meeting: int) -> int:
    """The slot after the last one that it follows."""
    slots = (
        trial.board.slots[predecessor] for predecessor in trial.problem.meetings[meeting].after
    )
    return 1 + max((slot for slot in slots if slot is not None), default=-1)
