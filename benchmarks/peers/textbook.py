"""CP-SAT as a textbook would write it: linear sums, started and not ended, default parameters."""

from itertools import pairwise
from typing import Any

from benchmarks.peers.answer import Answer
from scheduling.model.problem import Problem


def textbook(problem: Problem, seconds: float, seed: int) -> Answer:
    """The published form, solved by CP-SAT within the time, on one worker."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    held = [{slot: model.new_bool_var("") for slot in slots} for slots in problem.allowed_slots]
    _schedule(problem, model, held)
    breaks = _breaks(problem, model, held)
    model.minimize(sum(breaks))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    status = solver.solve(model)
    proven = status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Answer(round(solver.objective_value), proven, len(problem.meetings))
    return Answer(None, proven, 0)


def _schedule(problem: Problem, model: Any, held: list[dict[int, Any]]) -> None:
    for slots in held:
        model.add_exactly_one(slots.values())
    for slot, tables in enumerate(problem.tables):
        model.add(sum(slots[slot] for slots in held if slot in slots) <= tables)
    for later, meeting in enumerate(problem.meetings):
        for earlier in meeting.after:
            before, after = (
                sum(slot * here for slot, here in held[one].items()) for one in (earlier, later)
            )
            model.add(before < after)


def _breaks(problem: Problem, model: Any, held: list[dict[int, Any]]) -> list[Any]:
    """The breaks of each participant: met before, meets in the next slot, does not in this one."""
    breaks = []
    for own in problem.meetings_of:
        busy = [model.new_bool_var("") for _ in problem.slots]
        for slot, here in enumerate(busy):
            model.add(sum(held[one][slot] for one in own if slot in held[one]) == here)
        ends, begun = [], busy[0]
        for here, following in pairwise(busy[1:]):
            before, begun, end = begun, model.new_bool_var(""), model.new_bool_var("")
            model.add_max_equality(begun, [before, here])
            model.add(end >= begun + following - here - 1)
            ends.append(end)
        breaks.append(sum(ends))
    if problem.rules.fairness is not None:
        most, least = (model.new_int_var(0, len(problem.slots), "") for _ in range(2))
        for own in breaks:
            model.add(least <= own)
            model.add(own <= most)
        model.add(most - least <= problem.rules.fairness)
    return breaks
