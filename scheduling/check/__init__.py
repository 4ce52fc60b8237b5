"""Does a solution keep every rule, and is it worth what it says? Recomputed from the files alone.

Shares no code with the solver, so that a mistake there is found here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from scheduling.check.claims import CLAIMS, without_answer
from scheduling.check.explanations import EXPLANATIONS
from scheduling.check.rules import HARD_RULES, Rule
from scheduling.check.schedule import Figures, Schedule, figures
from scheduling.model.problem import Problem
from scheduling.model.solution import Solution, Status

__all__ = ["HARD_RULES", "Figures", "Violation", "figures", "violations"]

ANSWERED = (Status.OPTIMAL, Status.FEASIBLE)


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that is broken, by its name, and the case in words."""

    rule: str
    words: str


def violations(problem: Problem, solution: Solution) -> list[Violation]:
    """Everything wrong with the solution, in words; empty if it holds."""
    schedule = Schedule(problem, solution)
    answered = solution.status in ANSWERED
    rules = {**HARD_RULES, **CLAIMS} if answered else {"status": without_answer}
    found = _broken(rules, schedule)
    # Why a schedule leaves meetings out can be asked only of one that keeps the rules.
    return found or _broken(EXPLANATIONS, schedule)


def _broken(rules: Mapping[str, Rule], schedule: Schedule) -> list[Violation]:
    return [Violation(name, words) for name, rule in rules.items() for words in rule(schedule)]
