"""Why not all meetings can be placed: the plain facts first, then which rule stands in the way."""

from dataclasses import replace

from matchmaking.scheduling import bounds
from matchmaking.scheduling.board import Board, Fairness
from matchmaking.scheduling.constraints import HARD_RULES, constrained
from matchmaking.scheduling.control import Control
from matchmaking.scheduling.explain.reasons import why
from matchmaking.scheduling.problem import Problem
from matchmaking.scheduling.search import minimise
from matchmaking.scheduling.solution import Code, Reason
from matchmaking.scheduling.variables import Variables


def why_infeasible(problem: Problem, control: Control) -> Reason:
    """The reason of a problem whose meetings cannot all be placed, within the time left."""
    return _plain_fact(problem) or _rule_in_the_way(problem, control)


def _plain_fact(problem: Problem) -> Reason | None:
    possible = bounds.placeable(problem)
    for position, meeting in enumerate(problem.meetings):
        if position not in possible:
            nothing = Board(problem)
            reason = why(nothing, position, Fairness(nothing))
            return replace(reason, meetings=(meeting.id,))
    for participant, own in enumerate(problem.meetings_of):
        if len(own) > bounds.room(problem, participant):
            return Reason(Code.PARTICIPANT_FULL, (problem.participants[participant].id,))
    if len(problem.meetings) > sum(problem.tables):
        return Reason(Code.TABLES_FULL, slots=tuple(range(len(problem.slots))))
    return None


def _rule_in_the_way(problem: Problem, control: Control) -> Reason:
    """The first rule without which everything can be placed; `not_reached` if none is found."""
    everything = range(len(problem.meetings))
    for rule in HARD_RULES:
        relaxed = constrained(problem, required=everything, without=rule)
        if _is_feasible(relaxed, control):
            return Reason(rule.code)
    unlocked = replace(
        problem, meetings=tuple(replace(meeting, slot=None) for meeting in problem.meetings)
    )
    if _is_feasible(constrained(unlocked, required=everything), control):
        fixed = (meeting.id for meeting in problem.meetings if meeting.slot is not None)
        return Reason(Code.LOCKED, meetings=tuple(fixed))
    return Reason(Code.NOT_REACHED)


def _is_feasible(variables: Variables, control: Control) -> bool:
    outcome = minimise(
        variables,
        [],
        seconds=control.left(1),
        workers=control.limits.workers,
        seed=control.limits.seed,
        watch=lambda _value, _bound: control.stopped(),
    )
    return outcome.slots is not None
