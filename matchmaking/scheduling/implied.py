"""What follows from the rules anyway, said aloud because it shortens the proof of breaks.

Only participants whose meetings are all certain to take place, one at a time, are spoken of.
"""

from matchmaking.scheduling.problem import Problem
from matchmaking.scheduling.variables import Variables

FEW = 4


def imply(problem: Problem, variables: Variables) -> None:
    """Add all of them to the model."""
    for participant in range(len(problem.participants)):
        if _is_certain(problem, variables, participant):
            _count_busy_slots(problem, variables, participant)
            _block_or_break(problem, variables, participant)


def _is_certain(problem: Problem, variables: Variables, participant: int) -> bool:
    own = problem.meetings_of[participant]
    return problem.participants[participant].capacity == 1 and variables.required.issuperset(own)


def _count_busy_slots(problem: Problem, variables: Variables, participant: int) -> None:
    """With *n* meetings it is busy in exactly *n* slots."""
    meetings = len(problem.meetings_of[participant])
    counted = variables.count(list(variables.busy[participant].values()), meetings + 1)
    if 0 < meetings <= len(counted):
        variables.model.add_bool_or([counted[meetings - 1]])
        variables.model.add_bool_and(~one for one in counted[meetings:])


def _block_or_break(problem: Problem, variables: Variables, participant: int) -> None:
    """Few meetings, one window: they stand in one block at some start, or there is a break."""
    meetings, busy = len(problem.meetings_of[participant]), variables.busy[participant]
    if not 1 < meetings <= FEW or len(problem.windows) > 1:
        return
    choices = variables.breaks[participant][:1]
    for start in range(len(problem.slots) - meetings + 1):
        block = range(start, start + meetings)
        if all(slot in busy for slot in block):
            chosen = variables.model.new_bool_var("")
            inside = (there if slot in block else ~there for slot, there in busy.items())
            variables.model.add_bool_and(inside).only_enforce_if(chosen)
            choices.append(chosen)
    variables.model.add_exactly_one(choices)
