"""The hard rules: one function each, with a label for people.

Availability, session, windows and fixed slot are not here: `variables` makes no variable that
would break them. That a placed meeting has exactly one slot is what `placed` means there.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduling.exact.variables import Variables
from scheduling.model.problem import Problem
from scheduling.model.solution import Code

if TYPE_CHECKING:
    from ortools.sat.python.cp_model_helper import Literal


def capacity(problem: Problem, variables: Variables) -> None:
    """At any time, a participant's meetings are at most its capacity."""
    for participant, own in zip(problem.participants, problem.meetings_of, strict=True):
        for slot in range(len(problem.slots)):
            there = [variables.at[m][slot] for m in own if slot in variables.at[m]]
            most = participant.at_once(slot)
            if most == 1:
                variables.model.add_at_most_one(there)
            elif len(there) > most:
                variables.model.add(sum(there) <= most)


def tables(problem: Problem, variables: Variables) -> None:
    """A slot has at most as many meetings as tables, those online aside."""
    for slot, number in enumerate(problem.tables):
        there = {
            m for m, at in enumerate(variables.at) if slot in at and not problem.meetings[m].online
        }
        sure = {m for m in there if variables.at[m][slot] is variables.true}
        there -= sure
        limit = number - len(sure)
        groups = _groups(variables, there)
        if limit < 0:
            variables.model.add_bool_or([])
        elif len(groups) > limit:
            merged = [variables.any([variables.at[m][slot] for m in group]) for group in groups]
            variables.model.add(sum(merged) <= limit)


def _groups(variables: Variables, meetings: set[int]) -> list[list[int]]:
    """The meetings in groups of which only one can be at a time: they share a participant."""
    problem, left = variables.problem, set(meetings)
    groups: list[list[int]] = []
    single = [
        own
        for participant, own in zip(problem.participants, problem.meetings_of, strict=True)
        if variables.one_at_a_time and participant.most_at_once == 1
    ]
    while shared := max((left.intersection(own) for own in single), key=len, default=set()):
        groups.append(sorted(shared))
        left -= shared
    return groups + [[meeting] for meeting in sorted(left)]


def locked_tables(problem: Problem, variables: Variables) -> None:
    """Of the meetings locked at a table, a slot has at most one."""
    for meeting, others in enumerate(problem.at_same_table):
        if others and meeting < others[0]:
            for slot in range(len(problem.slots)):
                at = (variables.at[m].get(slot) for m in (meeting, *others))
                variables.model.add_at_most_one(there for there in at if there is not None)


def apart(problem: Problem, variables: Variables) -> None:
    """Of two who are kept apart, one is idle at any time."""
    for left, right in problem.apart:
        for slot, is_busy in variables.busy[left].items():
            if slot in variables.busy[right]:
                variables.model.add_at_most_one(is_busy, variables.busy[right][slot])


def interpreters(problem: Problem, variables: Variables) -> None:
    """A meeting that needs an interpreter has one, who is in no other meeting then."""
    for slot in range(len(problem.slots)):
        work: dict[int, list[Literal]] = {}
        for meeting in problem.interpreted:
            if slot in variables.at[meeting]:
                able = problem.interpreters_in(meeting, slot)
                has = [variables.model.new_bool_var("") for _ in able]
                variables.model.add_exactly_one([*has, ~variables.at[meeting][slot]])
                for one, literal in zip(able, has, strict=True):
                    work.setdefault(one, []).append(literal)
        for meetings in work.values():
            variables.model.add_at_most_one(meetings)


def max_meetings(problem: Problem, variables: Variables) -> None:
    """A participant has at most as many meetings in all as it allows."""
    for participant, own in zip(problem.participants, problem.meetings_of, strict=True):
        limit = participant.max_meetings
        if limit is not None and len(own) > limit:
            variables.model.add(sum(variables.placed[m] for m in own) <= limit)


def precedence(problem: Problem, variables: Variables) -> None:
    """A meeting in a slot has each one it follows in an earlier slot."""
    for later, meeting in enumerate(problem.meetings):
        for earlier in meeting.after:
            for slot, literal in variables.at[later].items():
                before = [at for s, at in variables.at[earlier].items() if s < slot]
                variables.model.add_bool_or([*before, ~literal])


def fairness(problem: Problem, variables: Variables) -> None:
    """Everybody's number of breaks is at most *d* above the least one."""
    distance = problem.rules.fairness
    if distance is None or not variables.breaks:
        return
    least = variables.model.new_int_var(0, len(problem.slots), "")
    for own in variables.breaks:
        variables.model.add(own >= least)
        variables.model.add(own <= least + distance)


@dataclass(frozen=True, slots=True)
class Rule:
    """A hard rule: how it constrains, what people call it, and the code of what it refuses."""

    constrain: Callable[[Problem, Variables], None]
    label: str
    code: Code


HARD_RULES = (
    Rule(fairness, "Nobody has many more breaks than others", Code.FAIRNESS),
    Rule(precedence, "Meetings that follow others come later", Code.PRECEDENCE),
    Rule(locked_tables, "A table has one meeting at a time", Code.LOCKED),
    Rule(tables, "A slot has no more meetings than tables", Code.TABLES_FULL),
    Rule(apart, "Those kept apart are not busy at one time", Code.APART),
    Rule(interpreters, "An interpreter is in one meeting at a time", Code.NO_INTERPRETER),
    Rule(max_meetings, "Nobody has more meetings than they allow", Code.PARTICIPANT_FULL),
    Rule(capacity, "Nobody is in two places at a time", Code.PARTICIPANT_FULL),
)


def constrained(
    problem: Problem, *, required: Collection[int] = (), without: Rule | None = None
) -> Variables:
    """The variables of the problem under all hard rules, or under all but one."""
    one_at_a_time = without is None or without.constrain is not capacity
    variables = Variables(problem, required=required, one_at_a_time=one_at_a_time)
    for rule in HARD_RULES:
        if rule is not without:
            rule.constrain(problem, variables)
    return variables
