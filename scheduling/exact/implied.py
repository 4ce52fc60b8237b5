"""What follows from the rules anyway, said aloud because it shortens the proof of breaks.

Each lets the solver reason about who is busy when, long before it decides which meeting is where.
"""

from collections.abc import Collection
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from scheduling.exact import bounds
from scheduling.exact.pairs import strangers
from scheduling.exact.variables import Variables
from scheduling.model.problem import Problem

if TYPE_CHECKING:
    from ortools.sat.python.cp_model_helper import Literal

# Where meetings need more than this part of all the places, columns are counted by clauses too.
TIGHT = 0.93
# So many more idle people than there must be are told from none.
MARGIN = 4
TWO = 2


def imply(problem: Problem, variables: Variables) -> None:
    """Add all of them to the model."""
    for participant in range(len(problem.participants)):
        if variables.is_certain(participant):
            _count_busy_slots(problem, variables, participant)
            variables.model.add(
                variables.breaks[participant] >= bounds.least_breaks(problem, participant)
            )
            if len(problem.windows) == 1:
                _block_or_break(problem, variables, participant)
    is_tight = len(variables.required) > TIGHT * sum(problem.tables)
    outsiders = cache(lambda meetings: strangers(problem, meetings))
    for slot, tables in enumerate(problem.tables):
        there = frozenset(m for m, at in enumerate(variables.at) if slot in at)
        if _are_pairs(problem, there):
            busy = {person: at[slot] for person, at in enumerate(variables.busy) if slot in at}
            at_once = tables + sum(problem.meetings[meeting].online for meeting in there)
            _two_at_a_table(variables, list(busy.values()), at_once, is_tight=is_tight)
            inside = [m for m in there if outsiders(there).isdisjoint(_people(problem, m))]
            inner = sum(variables.at[m][slot] for m in inside)
            signs = (-at if person in outsiders(there) else at for person, at in busy.items())
            variables.model.add(sum(signs) == 2 * inner)


def _people(problem: Problem, meeting: int) -> tuple[int, ...]:
    return problem.meetings[meeting].participants


def _are_pairs(problem: Problem, meetings: Collection[int]) -> bool:
    """Whether each is of two who are in one meeting at a time."""
    pairs = (_people(problem, meeting) for meeting in meetings)
    return all(len(pair) == TWO for pair in pairs) and all(
        problem.participants[person].most_at_once == 1
        for meeting in meetings
        for person in _people(problem, meeting)
    )


def _count_busy_slots(problem: Problem, variables: Variables, participant: int) -> None:
    """With *n* meetings it is busy in exactly *n* slots; and in each meeting's slots, in enough."""
    busy, own = variables.busy[participant], problem.meetings_of[participant]
    variables.model.add(sum(busy.values()) == len(own))
    for slots in {problem.allowed_slots[meeting] for meeting in own}:
        inside = [m for m in own if set(problem.allowed_slots[m]) <= set(slots)]
        if len(slots) < len(busy):
            variables.model.add(sum(busy[slot] for slot in slots) >= len(inside))


def _two_at_a_table(
    variables: Variables, busy: "list[Literal]", tables: int, *, is_tight: bool
) -> None:
    """In any slot an even number of people is busy, and at most two for each table.

    Where places are short the clauses count who is idle, which are few, and only as far as it
    matters that they are enough.
    """
    count = variables.model.new_int_var(0, tables, "")
    variables.model.add(sum(busy) == 2 * count)
    least = len(busy) - 2 * tables
    if is_tight and least >= 0:
        idle = [~literal for literal in busy if literal is not variables.true]
        counted = variables.count(idle, least + MARGIN)
        variables.model.add_bool_and(counted[:least])
        for odd, even in zip(counted[least::2], counted[least + 1 :: 2], strict=False):
            variables.model.add_implication(odd, even)


def _block_or_break(problem: Problem, variables: Variables, participant: int) -> None:
    """In one window: its *n* meetings begin at some slot and end *n* later, or there is a break.

    ``begun[t]``: begun at *t* or before. Without a break, it is busy at *t* exactly if it has begun
    by *t* and had not begun *n* slots before.
    """
    meetings, busy = len(problem.meetings_of[participant]), variables.busy[participant]
    if meetings == 1:
        return
    model, some = variables.model, variables.model.new_bool_var("")
    model.add(variables.breaks[participant] >= 1).only_enforce_if(some)
    model.add(variables.breaks[participant] == 0).only_enforce_if(~some)
    last = len(problem.slots) - meetings
    begun = [model.new_bool_var("") for _ in range(last)] + [variables.true] * meetings
    for earlier, later in pairwise(begun[:last]):
        model.add_implication(earlier, later)
    for slot in range(len(problem.slots)):
        now = busy.get(slot, variables.false)
        ended = begun[slot - meetings] if slot >= meetings else variables.false
        model.add_bool_or([some, ~now, begun[slot]])
        model.add_bool_or([some, ~now, ~ended])
        model.add_bool_or([some, ~begun[slot], ended, now])
