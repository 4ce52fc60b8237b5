"""The paper's MaxSAT encoding of the published form, with its implied constraints.

Bofill, Coll, Garcia, Giráldez-Cru, Pesant, Suy, Villaret: Constraint Solving Approaches to the
Business-to-Business Meeting Scheduling Problem, JAIR 2022 (article 12670). Their names in
brackets. Written anew from the formulas, for comparison only; the scheduler knows nothing of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from benchmarks.peers.counting import Formula, Sorter, sorting_network
from scheduling.model.problem import Problem


@dataclass(frozen=True, slots=True)
class Encoding:
    """Hard clauses, literals each of whose truth costs one break, and what to read back."""

    formula: Formula
    costs: Sequence[int]
    held: Sequence[Mapping[int, int]]

    def slots(self, model: Sequence[int]) -> tuple[int, ...]:
        """The slot of each meeting in a model."""
        true = {literal for literal in model if literal > 0}
        return tuple(
            next(slot for slot, held in slots.items() if held in true) for slots in self.held
        )


def encode(problem: Problem, *, sort: Sorter = sorting_network) -> Encoding:
    """The published form: one window, pairs, all placed, the fewest breaks within fairness."""
    formula = Formula()
    held = [{slot: formula.new() for slot in slots} for slots in problem.allowed_slots]
    _meetings_in_slots(problem, formula, held, sort)
    _precedences(problem, formula, held)
    used = _used_slots(problem, formula, held, sort)
    breaks = [
        _sorted_breaks(formula, row, len(own), sort)
        for row, own in zip(used, problem.meetings_of, strict=True)
    ]
    if problem.rules.fairness is not None:
        _fairness(formula, breaks, problem.rules.fairness)
    return Encoding(formula, [cost for own in breaks for cost in own], held)


def _meetings_in_slots(
    problem: Problem, formula: Formula, held: Sequence[Mapping[int, int]], sort: Sorter
) -> None:
    """Each meeting [schedule] once, each participant at one at a time, tables for all."""
    for slots in held:
        formula.exactly_one(list(slots.values()))
    for slot, tables in enumerate(problem.tables):
        for own in problem.meetings_of:
            formula.at_most_one([held[meeting][slot] for meeting in own if slot in held[meeting]])
        formula.at_most(tables, [slots[slot] for slots in held if slot in slots], sort)


def _precedences(problem: Problem, formula: Formula, held: Sequence[Mapping[int, int]]) -> None:
    for later, meeting in enumerate(problem.meetings):
        for earlier in meeting.after:
            for slot, here in held[later].items():
                for before, there in held[earlier].items():
                    if before >= slot:
                        formula.add(-here, -there)


def _used_slots(
    problem: Problem, formula: Formula, held: Sequence[Mapping[int, int]], sort: Sorter
) -> list[list[int]]:
    """[usedSlot] by participant and slot, with the implied constraints on their numbers."""
    used = [[formula.new() for _ in problem.slots] for _ in problem.participants]
    for row, own in zip(used, problem.meetings_of, strict=True):
        for slot, here in enumerate(row):
            meetings = [held[meeting][slot] for meeting in own if slot in held[meeting]]
            formula.add(-here, *meetings)
            for meeting in meetings:
                formula.add(-meeting, here)
        formula.exactly(len(own), row, sort)
    for slot, tables in enumerate(problem.tables):
        formula.at_most(2 * tables, [row[slot] for row in used], sort)
    return used


def _sorted_breaks(formula: Formula, row: Sequence[int], meetings: int, sort: Sorter) -> list[int]:
    """[sortedHole]: the k-th is true if the participant has more than k breaks.

    [fromSlot] says that the participant has met by that slot, [endHole] that a break ends there.
    """
    most = min(meetings - 1, (len(row) - 1) // 2)
    if most < 1:
        return []
    ends, begun = [], row[0]
    for here, following in pairwise(row[1:]):
        before, begun = begun, formula.new()
        formula.clauses += [[before, here, -begun], [-before, begun], [-here, begun]]
        end = formula.new()
        formula.clauses += [[-end, -here], [-end, begun], [-end, following]]
        formula.add(here, -begun, -following, end)
        ends.append(end)
    counted = sort(formula, ends, most + 1)
    if most < len(counted):
        formula.add(-counted[most])
    return counted[:most]


def _fairness(formula: Formula, breaks: Sequence[Sequence[int]], fairness: int) -> None:
    """[max], [min]: the number of k for which some but not all have more than k breaks."""
    differing = []
    for k in range(max((len(own) for own in breaks), default=0)):
        largest, smallest, differs = formula.new(), formula.new(), formula.new()
        for own in breaks:
            if k < len(own):
                formula.add(-own[k], largest)
                formula.add(own[k], -smallest)
            else:
                formula.add(-smallest)
        formula.add(-largest, smallest, differs)
        differing.append(differs)
    formula.at_most(fairness, differing, sorting_network)
