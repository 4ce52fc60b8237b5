"""The preferences: one function each, giving what is to be summed, as (weight, variable) pairs."""

from typing import TYPE_CHECKING

from scheduling.exact.variables import Variables
from scheduling.model.problem import Problem

if TYPE_CHECKING:
    from ortools.sat.python.cp_model_helper import Literal

    Terms = list[tuple[int, Literal]]


def missed(problem: Problem, variables: Variables) -> "Terms":
    """The priorities of the meetings not placed."""
    return [
        (meeting.priority, ~placed)
        for meeting, placed in zip(problem.meetings, variables.placed, strict=True)
    ]


def short(problem: Problem, variables: Variables) -> "Terms":
    """The meetings by which participants fall short of what they hope for."""
    terms: Terms = []
    for participant, own in zip(problem.participants, problem.meetings_of, strict=True):
        if hope := participant.min_meetings:
            missing = variables.model.new_int_var(0, hope, "")
            variables.model.add(missing + sum(variables.placed[m] for m in own) >= hope)
            terms.append((1, missing))
    return terms


def breaks(_problem: Problem, variables: Variables) -> "Terms":
    """The breaks of all participants."""
    return [(1, own) for own in variables.breaks]


def idle_slots(problem: Problem, variables: Variables) -> "Terms":
    """The slots in which a participant waits between two meetings of one window."""
    return [
        (1, idle)
        for busy in variables.busy
        for window in problem.windows
        for idle in _idle(variables, [busy.get(slot, variables.false) for slot in window])
    ]


def _idle(variables: Variables, busy: "list[Literal]") -> "list[Literal]":
    before, after = _so_far(variables, busy), _so_far(variables, busy[::-1])[::-1]
    found: list[Literal] = []
    for now, was, will_be in zip(busy[1:-1], before[:-2], after[2:], strict=True):
        idle = variables.model.new_bool_var("")
        variables.model.add_bool_or([~was, ~will_be, now, idle])
        found.append(idle)
    return found


def _so_far(variables: Variables, busy: "list[Literal]") -> "list[Literal]":
    """For each slot, a literal that must be true if it or an earlier one is busy."""
    found = busy[:1]
    for now in busy[1:]:
        either = variables.model.new_bool_var("")
        variables.model.add_implication(found[-1], either)
        variables.model.add_implication(now, either)
        found.append(either)
    return found


def moved(problem: Problem, variables: Variables) -> "Terms":
    """The published meetings that leave their slot."""
    positions = {meeting.id: position for position, meeting in enumerate(problem.meetings)}
    kept = (variables.at[positions[was.meeting]].get(was.slot) for was in problem.published)
    return [(1, variables.true if stays is None else ~stays) for stays in kept]
