"""Which published meetings cannot all stay after a change, and how few of them must move.

Their slot is not allowed any more, or too many meetings share a slot's tables, a locked table, a
participant's time or its limit, or a slot's interpreters, or two are of those who are kept apart.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import ceil

from scheduling.model.problem import Problem
from scheduling.state.interpreting import lacking, too_many

# A conflict set: these meetings cannot all stay, and so many of them must go.
ConflictSet = tuple[frozenset[int], int]


@dataclass(frozen=True, slots=True)
class Conflicts:
    """`least` moves are certain, those of all that are `gone` and some of each conflict set."""

    least: int
    gone: frozenset[int]
    conflict_sets: tuple[ConflictSet, ...]

    @property
    def movable(self) -> frozenset[int]:
        """The meetings (positions) that the certain moves are among."""
        return self.gone.union(*(together for together, _ in self.conflict_sets))


def conflicts(problem: Problem, published: Mapping[int, int]) -> Conflicts:
    """What cannot stay as `published` (slots by meeting), looking at nothing but who stays."""
    allowed = problem.allowed_slots
    gone = frozenset(m for m, slot in published.items() if slot not in allowed[m])
    conflict_sets = tuple(
        _conflict_sets(problem, {m: s for m, s in published.items() if m not in gone})
    )
    return Conflicts(len(gone) + _fewest_out(conflict_sets), gone, conflict_sets)


def _conflict_sets(problem: Problem, stays: Mapping[int, int]) -> Iterator[ConflictSet]:
    """Meetings that cannot all stay, and how many of them must go."""
    times: dict[tuple[int, int], set[int]] = {}
    agendas: dict[int, set[int]] = {}
    locked: dict[tuple[int, int], set[int]] = {}
    for meeting, slot in stays.items():
        for person in problem.meetings[meeting].participants:
            times.setdefault((person, slot), set()).add(meeting)
            agendas.setdefault(person, set()).add(meeting)
        for earlier in problem.meetings[meeting].after:
            if earlier in stays and stays[earlier] >= slot:
                yield frozenset((earlier, meeting)), 1
        if (table := problem.meetings[meeting].table) is not None:
            locked.setdefault((table, slot), set()).add(meeting)
    yield from _of_those_apart(problem, times)
    yield from _of_interpreters(problem, stays)
    people = problem.participants
    limits = [
        *((inside, problem.tables[slot]) for slot, inside in _at_tables(problem, stays).items()),
        *((together, 1) for together in locked.values()),
        *((own, people[person].at_once(slot)) for (person, slot), own in times.items()),
        *((own, people[person].max_meetings) for person, own in agendas.items()),
    ]
    for together, most in limits:
        if most is not None and len(together) > most:
            yield frozenset(together), len(together) - most


def _at_tables(problem: Problem, stays: Mapping[int, int]) -> dict[int, set[int]]:
    """The meetings of each slot that take a table."""
    slots: dict[int, set[int]] = {}
    for meeting, slot in stays.items():
        if not problem.meetings[meeting].online:
            slots.setdefault(slot, set()).add(meeting)
    return slots


def _of_those_apart(
    problem: Problem, times: Mapping[tuple[int, int], set[int]]
) -> Iterator[ConflictSet]:
    """Two meetings in one slot, of two kept apart; `times` is by participant and slot."""
    for left, right in problem.apart:
        for slot in range(len(problem.slots)):
            both = product(times.get((left, slot), ()), times.get((right, slot), ()))
            yield from ((frozenset(pair), 1) for pair in both)


def _of_interpreters(problem: Problem, stays: Mapping[int, int]) -> Iterator[ConflictSet]:
    """Meetings in one slot that vie for too few interpreters."""
    slots: dict[int, list[int]] = {}
    for meeting in problem.interpreted:
        if meeting in stays:
            slots.setdefault(stays[meeting], []).append(meeting)
    for slot, meetings in slots.items():
        if together := too_many(problem, slot, meetings):
            yield together, lacking(problem, slot, together)


def _fewest_out(conflict_sets: Collection[ConflictSet]) -> int:
    """The fewest meetings that must go so that each of these sets loses as many as it must."""
    members = Counter(meeting for together, _ in conflict_sets for meeting in together)
    if all(times == 1 for times in members.values()):
        return sum(excess for _, excess in conflict_sets)
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    goes = {meeting: model.new_bool_var("") for meeting in sorted(members)}
    for together, excess in conflict_sets:
        model.add(sum(goes[meeting] for meeting in sorted(together)) >= excess)
    model.minimize(sum(goes.values()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = 1.0
    solver.solve(model)
    return max(0, ceil(solver.best_objective_bound - 1e-6))
