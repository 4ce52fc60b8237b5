"""Why not everything can be placed: facts that `check` confirms and brute force agrees with."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.generator import generate
from scheduling.check import violations
from scheduling.exact.matching import Shortage, shortage
from scheduling.explain.infeasible import plain_fact
from scheduling.model.problem import Interpreter, Problem, Rules
from scheduling.model.solution import Code, Reason, Solution, Status
from scheduling.pipeline import Limits, solve
from tests.scheduling.problems import all_schedules, make_problem, problems

many = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))


def answer(reason: Reason) -> Solution:
    return Solution("by hand", Status.INFEASIBLE, reason=reason)


@many
@given(problems())
def test_a_fact_is_confirmed_and_there_is_no_schedule_then(problem: Problem) -> None:
    problem = replace(problem, rules=replace(problem.rules, place_all=True))
    fact = plain_fact(problem)
    if fact is not None:
        assert violations(problem, answer(fact)) == []
        assert next(all_schedules(problem), None) is None


AWAY = {"unavailable": frozenset({0, 1})}
FACTS = [
    (
        make_problem(["ab"], slots=2, people={"b": AWAY}),
        Reason(Code.NO_COMMON_SLOT, ("b",), ("m0",)),
    ),
    (
        make_problem(["ab"], people={"b": AWAY}, meetings={0: {"slot": 1}}),
        Reason(Code.LOCKED, ("b",), ("m0",), (1,)),
    ),
    (
        make_problem(
            ["ab", "cd", "ef"], slots=2, meetings={1: {"after": (0,)}, 2: {"after": (1,)}}
        ),
        Reason(Code.PRECEDENCE, (), ("m0", "m1", "m2")),
    ),
    (
        make_problem(["ab", "ac"], people={"a": {"max_meetings": 1}}),
        Reason(Code.PARTICIPANT_FULL, ("a",)),
    ),
    (
        make_problem(["ab", "ac", "ad", "ae"], slots=4, people=dict.fromkeys("bcd", AWAY)),
        Reason(Code.PARTICIPANT_FULL, ("a",), ("m0", "m1", "m2"), (2, 3)),
    ),
    (
        make_problem(["abc"], apart=["ac"]),
        Reason(Code.APART, ("a", "c"), ("m0",)),
    ),
    (
        make_problem(
            ["ab", "cd", "ce"],
            slots=3,
            people={"a": {"unavailable": frozenset({0})}, "c": {"unavailable": frozenset({0})}},
            apart=["ac"],
        ),
        Reason(Code.APART, ("a", "c"), ("m0", "m1", "m2"), (1, 2)),
    ),
    (
        make_problem(["ab", "cd", "ef", "gh"], slots=2, tables=[1, 2]),
        Reason(Code.TABLES_FULL, (), ("m0", "m1", "m2", "m3"), (0, 1)),
    ),
    (
        make_problem(
            ["ab", "cd"],
            slots=3,
            people={"a": {"unavailable": frozenset({0})}},
            meetings={0: {"interpreters": (0,)}},
            interpreters=[Interpreter("i", frozenset({1, 2}))],
        ),
        Reason(Code.NO_INTERPRETER, (), ("m0",), (1, 2)),
    ),
]
NOBODY_AT_ALL = make_problem(
    ["ab"], slots=2, people={"b": AWAY}, meetings={0: {"interpreters": ()}}
)


@pytest.mark.parametrize(("problem", "fact"), FACTS)
def test_each_fact_names_what_it_speaks_of(problem: Problem, fact: Reason) -> None:
    problem = replace(problem, rules=Rules(place_all=True))
    assert plain_fact(problem) == fact
    assert violations(problem, answer(fact)) == []


@pytest.mark.parametrize(
    ("problem", "fact"),
    [
        (FACTS[0][0], Reason(Code.PARTICIPANT_FULL, ("a",))),
        (FACTS[0][0], Reason(Code.NO_COMMON_SLOT, ("z",), ("m0",))),
        (FACTS[1][0], Reason(Code.LOCKED, ("b",), ("m7",), (1,))),
        (FACTS[2][0], Reason(Code.PRECEDENCE, (), ("m0", "m1"))),
        (FACTS[2][0], Reason(Code.PRECEDENCE, (), ("m0", "m2", "m1"))),
        (FACTS[3][0], Reason(Code.PARTICIPANT_FULL, ("b",))),
        (FACTS[3][0], Reason(Code.NO_COMMON_SLOT, (), ("m0",))),
        (FACTS[4][0], Reason(Code.PARTICIPANT_FULL, ("a",), ("m0", "m1", "m2"), (1, 2, 3))),
        (FACTS[4][0], Reason(Code.PARTICIPANT_FULL, ("a",), ("m0", "m1", "m2"), (2,))),
        (FACTS[4][0], Reason(Code.PARTICIPANT_FULL, ("b",), ("m0", "m1", "m2"), (2, 3))),
        (FACTS[4][0], Reason(Code.PARTICIPANT_FULL, ("a",), ("m0", "m0", "m1"), (2, 3))),
        (FACTS[5][0], Reason(Code.APART, ("a", "b"), ("m0",))),
        (FACTS[5][0], Reason(Code.APART, ("a",), ("m0",))),
        (FACTS[6][0], Reason(Code.APART, ("a", "c"), ("m0",))),
        (FACTS[6][0], Reason(Code.APART, ("a", "c"), ("m0", "m1"), (1, 2))),
        (FACTS[6][0], Reason(Code.APART, ("a", "c"), ("m0", "m1", "m2"), (1,))),
        (FACTS[6][0], Reason(Code.APART, ("a", "b"), ("m0", "m1", "m2"), (1, 2))),
        (FACTS[7][0], Reason(Code.TABLES_FULL, (), ("m0", "m1", "m2"), (0, 1))),
        (FACTS[7][0], Reason(Code.TABLES_FULL, slots=(0, 9))),
        (FACTS[8][0], Reason(Code.NO_COMMON_SLOT, (), ("m0",))),
        (FACTS[8][0], Reason(Code.LOCKED, (), ("m0",), (1,))),
        (FACTS[8][0], Reason(Code.NO_INTERPRETER, (), ("m0",))),
        (FACTS[8][0], Reason(Code.NO_INTERPRETER, (), ("m0",), (1,))),
        (FACTS[8][0], Reason(Code.NO_INTERPRETER, (), ("m1",), (0, 1, 2))),
        (FACTS[0][0], Reason(Code.NO_INTERPRETER, (), ("m0",), (0, 1))),
        (NOBODY_AT_ALL, Reason(Code.NO_INTERPRETER, (), ("m0",))),
    ],
)
def test_what_is_no_fact_is_refuted(problem: Problem, fact: Reason) -> None:
    problem = replace(problem, rules=Rules(place_all=True))
    found = violations(problem, answer(fact))
    assert [violation.rule for violation in found] == ["infeasible"]


@many
@given(
    st.dictionaries(
        st.integers(0, 4), st.lists(st.integers(0, 3), max_size=3, unique=True), max_size=5
    ),
    st.lists(st.integers(0, 2), min_size=4, max_size=4),
)
def test_there_is_a_shortage_exactly_if_no_choice_fits(
    choices: dict[int, list[int]], room: list[int]
) -> None:
    found = shortage(choices, room)
    assert (found is None) == any(
        all(way.count(place) <= room[place] for place in range(4))
        for way in product(*choices.values())
    )
    if found is not None:
        assert is_short(found, choices, room)


def is_short(found: Shortage, choices: Mapping[int, Sequence[int]], room: Sequence[int]) -> bool:
    """More things than room, and none of them could go elsewhere."""
    return len(found.things) > sum(room[place] for place in found.places) and all(
        set(choices[thing]) <= set(found.places) for thing in found.things
    )


def test_three_who_meet_each_other_need_three_slots() -> None:
    """No simple fact says so: each has two slots for two meetings, and each slot has room."""
    problem = make_problem(["ab", "bc", "ac"], slots=2, place_all=True)
    found = solve(problem, limits=Limits(seconds=20, workers=1))
    assert (found.status, found.reason) == (Status.INFEASIBLE, Reason(Code.PARTICIPANT_FULL))


def test_three_who_are_kept_apart_need_three_slots() -> None:
    """No simple fact says so: each two of them have two slots for two meetings."""
    apart = ["ac", "ae", "ce"]
    problem = make_problem(["ab", "cd", "ef"], slots=2, apart=apart, place_all=True)
    found = solve(problem, limits=Limits(seconds=20, workers=1))
    assert (found.status, found.reason) == (Status.INFEASIBLE, Reason(Code.APART))


def test_two_who_meet_one_after_the_other_need_more_than_time() -> None:
    """Who could be in two places at a time would still find a table too few."""
    follow = {1: {"after": (0,)}, 2: {"after": (0,)}}
    problem = make_problem(["bc", "ab", "ac"], slots=2, tables=[2, 1], meetings=follow)
    problem = replace(problem, rules=Rules(place_all=True, fairness=None))
    found = solve(problem, limits=Limits(seconds=20, workers=1))
    assert (found.status, found.reason) == (Status.INFEASIBLE, Reason(Code.NOT_REACHED))


def test_a_plain_fact_ends_a_search_that_is_too_large_for_proofs() -> None:
    problem = generate(400, 2000)
    nowhere = replace(problem.participants[0], unavailable=frozenset(range(len(problem.slots))))
    problem = replace(
        problem,
        participants=(nowhere, *problem.participants[1:]),
        rules=Rules(place_all=True),
    )
    found = solve(problem, limits=Limits(seconds=3600, workers=1))
    assert found.status is Status.INFEASIBLE
    assert found.reason is not None
    assert found.reason.code is Code.NO_COMMON_SLOT
