"""Each hard rule three ways: a schedule keeps it, a broken one is found, an allowed case stays."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from scheduling.check import HARD_RULES, violations
from scheduling.control import Limits
from scheduling.explain import unplaced
from scheduling.model.problem import Interpreter, Placement, Problem, Slot
from scheduling.model.solution import Solution, Status
from scheduling.pipeline import solve
from scheduling.state.board import Board
from tests.scheduling.problems import make_problem

# Meeting, slot, table, and the interpreter if there is one.
Place = tuple[str, int, int | None] | tuple[str, int, int | None, str]
HALVES = [Slot(session="am"), Slot(session="am"), Slot(session="pm"), Slot(session="pm")]


@dataclass(frozen=True)
class Case:
    """A problem, slots and tables that break the rule, and others that just keep it."""

    rule: str
    problem: Problem
    broken: Sequence[Place]
    allowed: Sequence[Place]


CASES = [
    Case(
        "capacity",
        make_problem(["ab", "ac", "ad"], slots=2, people={"a": {"capacity": 2}}),
        broken=[("m0", 0, 0), ("m1", 0, 1), ("m2", 0, 2)],
        allowed=[("m0", 0, 0), ("m1", 0, 1), ("m2", 1, 0)],
    ),
    Case(
        "capacity",
        make_problem(["ab", "ac", "ad"], slots=2, people={"a": {"capacity": (1, 2)}}),
        broken=[("m0", 0, 0), ("m1", 0, 1), ("m2", 1, 0)],
        allowed=[("m0", 0, 0), ("m1", 1, 1), ("m2", 1, 0)],
    ),
    Case(
        "capacity",
        make_problem(["abc", "cd"]),
        broken=[("m0", 0, 0), ("m1", 0, 1)],
        allowed=[("m0", 0, 0), ("m1", 1, 0)],
    ),
    Case(
        "apart",
        make_problem(["ab", "cd"], people={"a": {"capacity": 2}}, apart=["ac"]),
        broken=[("m0", 0, 0), ("m1", 0, 1)],
        allowed=[("m0", 0, 0), ("m1", 1, 0)],
    ),
    Case(
        "apart",
        make_problem(["ab", "cd", "bd"], apart=["ac"]),
        broken=[("m0", 1, 0), ("m1", 1, 1), ("m2", 0, 0)],
        allowed=[("m0", 1, 0), ("m1", 2, 0), ("m2", 0, 0)],
    ),
    Case(
        "apart",
        make_problem(["abc", "cd"], apart=["bc"]),
        broken=[("m0", 0, 0), ("m1", 1, 0)],
        allowed=[("m1", 0, 0)],
    ),
    Case(
        "interpreters",
        make_problem(
            ["ab", "cd"],
            slots=2,
            meetings={0: {"interpreters": (0,)}, 1: {"interpreters": (0, 1)}},
            interpreters=[Interpreter("i"), Interpreter("j", frozenset({0}))],
        ),
        broken=[("m0", 0, 0, "i"), ("m1", 0, 1, "i")],
        allowed=[("m0", 1, 0, "i"), ("m1", 1, 1, "j")],
    ),
    Case(
        "interpreters",
        make_problem(
            ["ab", "cd"],
            slots=2,
            meetings={1: {"interpreters": (1,)}},
            interpreters=[Interpreter("i"), Interpreter("j", frozenset({0}))],
        ),
        broken=[("m0", 0, 0, "i"), ("m1", 0, 1, "j")],
        allowed=[("m0", 0, 0), ("m1", 1, 0, "j")],
    ),
    Case(
        "interpreters",
        make_problem(["ab"], meetings={0: {"interpreters": (0,)}}, interpreters=[Interpreter("i")]),
        broken=[("m0", 0, 0)],
        allowed=[("m0", 0, 0, "i")],
    ),
    Case(
        "tables",
        make_problem(["ab", "cd", "ef"], slots=2, tables=[1, 2]),
        broken=[("m0", 0, 0), ("m1", 0, 0), ("m2", 1, 0)],
        allowed=[("m0", 0, 0), ("m1", 1, 0), ("m2", 1, 1)],
    ),
    Case(
        "tables",
        make_problem(["ab"], tables=[1, 2, 2, 2]),
        broken=[("m0", 0, 1)],
        allowed=[("m0", 1, 1)],
    ),
    Case(
        "tables",
        make_problem(["ab", "cd", "ef"], slots=1, tables=1, meetings={0: {"online": True}}),
        broken=[("m0", 0, None), ("m1", 0, 0), ("m2", 0, 1)],
        allowed=[("m0", 0, None), ("m1", 0, 0)],
    ),
    Case(
        "online",
        make_problem(["ab"], slots=1, tables=1, meetings={0: {"online": True}}),
        broken=[("m0", 0, 0)],
        allowed=[("m0", 0, None)],
    ),
    Case(
        "online",
        make_problem(["ab"], slots=1, tables=1),
        broken=[("m0", 0, None)],
        allowed=[("m0", 0, 0)],
    ),
    Case(
        "locked_tables",
        make_problem(["ab", "cd"], slots=2, tables=2, meetings={0: {"table": 1}}),
        broken=[("m0", 1, 0), ("m1", 0, 1)],
        allowed=[("m0", 1, 1), ("m1", 0, 1)],
    ),
    Case(
        "locked_tables",
        make_problem(
            ["ab", "cd"],
            slots=2,
            tables=2,
            people={"c": {"table": 1}},
            meetings={0: {"slot": 0, "table": 1}, 1: {"slot": 0}},
        ),
        broken=[("m0", 0, 0), ("m1", 0, 1)],
        allowed=[("m0", 0, 1), ("m1", 0, 0)],
    ),
    Case(
        "own_tables",
        make_problem(["ab", "cd"], people={"a": {"table": 3}}),
        broken=[("m0", 0, 0), ("m1", 1, 3)],
        allowed=[("m0", 0, 3), ("m1", 1, 3)],
    ),
    Case(
        "unavailable",
        make_problem(["ab"], slots=2, people={"b": {"unavailable": frozenset({0})}}),
        broken=[("m0", 0, 0)],
        allowed=[("m0", 1, 0)],
    ),
    Case(
        "session",
        make_problem(["ab"], slots=HALVES, meetings={0: {"session": "pm"}}),
        broken=[("m0", 1, 0)],
        allowed=[("m0", 2, 0)],
    ),
    Case(
        "windows",
        make_problem(
            ["ab"],
            slots=[Slot(window=0), Slot(window=1), Slot(window=2)],
            meetings={0: {"windows": frozenset({1, 2})}},
        ),
        broken=[("m0", 0, 0)],
        allowed=[("m0", 2, 0)],
    ),
    Case(
        "fixed",
        make_problem(["ab"], meetings={0: {"slot": 2}}),
        broken=[("m0", 1, 0)],
        allowed=[("m0", 2, 0)],
    ),
    Case(
        "precedence",
        make_problem(["ab", "cd"], meetings={1: {"after": (0,)}}),
        broken=[("m0", 1, 0), ("m1", 1, 1)],
        allowed=[("m0", 1, 0), ("m1", 2, 0)],
    ),
    Case(
        "precedence",
        make_problem(["ab", "cd"], meetings={1: {"after": (0,)}}),
        broken=[("m1", 1, 0)],
        allowed=[("m0", 1, 0)],
    ),
    Case(
        "max_meetings",
        make_problem(["ab", "ac", "ad"], people={"a": {"max_meetings": 2}}),
        broken=[("m0", 0, 0), ("m1", 1, 0), ("m2", 2, 0)],
        allowed=[("m0", 0, 0), ("m1", 1, 0)],
    ),
    Case(
        "fairness",
        make_problem(["ab", "ac"], people={"d": {}}, fairness=0),
        broken=[("m0", 0, 0), ("m1", 2, 0)],
        allowed=[("m0", 0, 0), ("m1", 1, 0)],
    ),
    Case(
        "place_all",
        make_problem(["ab", "cd"], place_all=True),
        broken=[("m0", 0, 0)],
        allowed=[("m0", 0, 0), ("m1", 0, 1)],
    ),
    Case("known", make_problem(["ab"]), broken=[("m9", 0, 0)], allowed=[("m0", 0, 0)]),
    Case("known", make_problem(["ab"]), broken=[("m0", 4, 0)], allowed=[("m0", 3, 0)]),
    Case("once", make_problem(["ab"]), broken=[("m0", 0, 0), ("m0", 1, 0)], allowed=[]),
]
names = [f"{case.rule}-{number}" for number, case in enumerate(CASES)]


def made_of(problem: Problem, placements: Sequence[Place]) -> Solution:
    """These placements as a solution that accounts for all meetings and claims nothing else."""
    slots = {name: slot for name, slot, *_ in placements if slot < len(problem.slots)}
    return Solution(
        problem=problem.name,
        status=Status.FEASIBLE,
        placements=tuple(Placement(*placed) for placed in placements),
        unplaced=unplaced(Board(problem, [slots.get(one.id) for one in problem.meetings])),
    )


def test_every_rule_has_its_case() -> None:
    assert {case.rule for case in CASES} == set(HARD_RULES)


@pytest.mark.parametrize("case", CASES, ids=names)
def test_a_schedule_that_keeps_the_rule_is_found(case: Case) -> None:
    solution = solve(case.problem, limits=Limits(seconds=20, workers=1))
    assert solution.status is Status.OPTIMAL
    assert violations(case.problem, solution) == []
    assert len(solution.placements) >= len(case.allowed)


@pytest.mark.parametrize("case", CASES, ids=names)
def test_a_broken_rule_is_found_and_told_in_words(case: Case) -> None:
    found = violations(case.problem, made_of(case.problem, case.broken))
    assert {violation.rule for violation in found} >= {case.rule}
    assert all(violation.words.endswith(".") for violation in found)


@pytest.mark.parametrize("case", CASES, ids=names)
def test_an_allowed_case_is_kept(case: Case) -> None:
    assert violations(case.problem, made_of(case.problem, case.allowed)) == []
