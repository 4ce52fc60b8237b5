"""A bound on breaks without any meeting: only who is busy when, and how many there is room for.

Each participant either has all its meetings in a row or has a break; in any slot, two are busy for
each meeting, and for no more meetings than tables and those online. Participants with the same
choices are counted together, which leaves a problem of some hundred whole numbers.
"""

from collections import Counter
from collections.abc import Collection
from typing import TYPE_CHECKING

from scheduling.exact import bounds
from scheduling.model.problem import Problem

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, IntVar

# It says nothing new where less than this part of the places is needed, nor where there are
# more different participants than this.
CROWDED = 0.7
MOST_KINDS = 300
MOST = 0.5  # deterministic seconds of CP-SAT


def fewest_breaks(problem: Problem, required: Collection[int], *, seconds: float) -> int:
    """At least so many breaks there are, if the required meetings are all placed.

    In one window only; with several, meetings can be spread over them, and the bound is 0.
    """
    if len(problem.windows) > 1 or len(required) < CROWDED * sum(problem.tables):
        return 0
    kinds = _kinds(problem, frozenset(required))
    if not 0 < len(kinds) <= MOST_KINDS:
        return 0
    from ortools.sat.python.cp_model import CpModel, CpSolver

    model = CpModel()
    busy: list[list[IntVar]] = [[] for _ in problem.slots]
    breaks = [_place(model, problem, example, number, busy) for example, number in kinds.items()]
    at_a_table = max(len(problem.meetings[meeting].participants) for meeting in required)
    online = Counter(
        slot
        for meeting in required
        if problem.meetings[meeting].online
        for slot in problem.allowed_slots[meeting]
    )
    for slot, (there, tables) in enumerate(zip(busy, problem.tables, strict=True)):
        model.add(sum(there) <= at_a_table * (tables + online[slot]))
    model.minimize(sum(breaks))
    solver = CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = MOST
    solver.parameters.max_time_in_seconds = seconds
    solver.solve(model)
    return max(0, round(solver.best_objective_bound))


def _kinds(problem: Problem, required: frozenset[int]) -> dict[int, int]:
    """Of all participants with the same choices, one, and how many they are.

    Only those with meetings, all of which are required, and one at a time.
    """
    examples: dict[tuple[tuple[int, ...], ...], int] = {}
    numbers: Counter[int] = Counter()
    for person, own in enumerate(problem.meetings_of):
        if own and problem.participants[person].most_at_once == 1 and required.issuperset(own):
            choices = tuple(sorted(problem.allowed_slots[meeting] for meeting in own))
            numbers[examples.setdefault(choices, person)] += 1
    return numbers


def _place(
    model: "CpModel", problem: Problem, example: int, number: int, busy: "list[list[IntVar]]"
) -> "IntVar":
    """Let so many participants like the example be busy; returns the least breaks they have."""
    own = problem.meetings_of[example]
    blocks = list(bounds.blocks(problem, example))
    whole = [model.new_int_var(0, number, "") for _ in blocks]
    broken = model.new_int_var(0, number, "")
    model.add(sum(whole) + broken == number)
    for block, many in zip(blocks, whole, strict=True):
        for slot in block:
            busy[slot].append(many)
    slots = {slot for meeting in own for slot in problem.allowed_slots[meeting]}
    there = [model.new_int_var(0, number, "") for _ in slots]
    model.add(sum(there) == len(own) * broken)
    for slot, many in zip(slots, there, strict=True):
        model.add(many <= broken)
        busy[slot].append(many)
    breaks = model.new_int_var(0, number * len(own), "")
    model.add(breaks == max(1, bounds.least_breaks(problem, example)) * broken)
    return breaks
