"""Exact search: both attacks, alone and side by side, find and prove the same."""

from itertools import combinations
from math import inf
from random import Random
from threading import Event

import pytest

from scheduling.exact.constraints import constrained
from scheduling.exact.implied import imply
from scheduling.exact.objectives import breaks
from scheduling.exact.search import Outcome, Search, minimise
from scheduling.model.problem import Problem
from tests.scheduling.problems import make_problem

# Seven people, two tables: at any time three wait, or five.
TABLES, MEETINGS, SLOTS = 2, 14, 7


def crowded(seed: int) -> Problem:
    """Seven people of whom most meet most, in hardly more places than meetings."""
    pairs = ["".join(pair) for pair in combinations("abcdefg", 2)]
    some = Random(seed).sample(pairs, MEETINGS - seed % 2)
    return make_problem(some, slots=SLOTS, tables=TABLES, place_all=True)


def searching(problem: Problem) -> Search:
    variables = constrained(problem, required=range(len(problem.meetings)))
    return Search(variables, breaks(problem, variables), 0, seconds=20, seed=1)


def fewest_breaks(
    problem: Problem, *, least: int | None = None, workers: int = 1, implied: bool = True
) -> Outcome:
    variables = constrained(problem, required=range(len(problem.meetings)))
    if implied:
        imply(problem, variables)
    return minimise(
        variables,
        breaks(problem, variables),
        least=least,
        seconds=600,
        workers=workers,
        seed=1,
        watch=lambda _value, _bound: False,
    )


@pytest.mark.parametrize("seed", range(6))
def test_all_ways_prove_the_same(seed: int) -> None:
    problem = crowded(seed)
    plain = fewest_breaks(problem, implied=False)
    assert plain.infeasible or plain.slots is not None
    for workers, least in [(1, None), (1, 0), (2, None), (2, 0), (3, 0)]:
        found = fewest_breaks(problem, least=least, workers=workers)
        assert found.infeasible == plain.infeasible
        assert (found.slots is None) == plain.infeasible
        if not plain.infeasible:
            assert found.bound == plain.bound


@pytest.mark.parametrize("workers", [1, 2])
def test_without_any_schedule_it_says_so(workers: int) -> None:
    problem = make_problem(["ab", "ac", "bc"], slots=2, place_all=True)
    found = fewest_breaks(problem, least=0, workers=workers)
    assert found.infeasible
    assert found.slots is None


@pytest.mark.parametrize("workers", [1, 2])
def test_a_bound_that_cannot_be_reached_rises(workers: int) -> None:
    away = {"a": {"unavailable": frozenset({1, 2})}}
    problem = make_problem(["ab", "ac"], slots=4, people=away, place_all=True)
    found = fewest_breaks(problem, least=0, workers=workers, implied=False)
    assert found.bound == 1
    assert found.slots is not None
    assert sorted(found.slots, key=str) == [0, 3]


@pytest.mark.parametrize("workers", [1, 2])
def test_no_bound_is_claimed_when_it_is_stopped(workers: int) -> None:
    problem = crowded(1)
    variables = constrained(problem, required=range(len(problem.meetings)))
    found = minimise(
        variables,
        breaks(problem, variables),
        least=0,
        seconds=0,
        workers=workers,
        seed=1,
        watch=lambda _value, _bound: True,
    )
    assert (found.slots, found.bound, found.infeasible) == (None, 0, False)


def test_a_worse_schedule_that_comes_later_replaces_nothing() -> None:
    search = searching(make_problem(["ab", "ac"], slots=4, tables=1))
    worse = search._solver(inf)
    at, apart = search._variables.at, search._variables.model.clone()
    apart.add_bool_and(at[0][0], at[1][3])
    search._solve(worse, apart)
    search.from_below()
    best = search.slots
    search._see(1)
    search._take(worse, 1)
    assert (search.slots, search.value, search.bound) == (best, 0, 0)


def test_an_end_is_not_forgotten_while_the_caller_looks() -> None:
    search = searching(make_problem(["ab"]))
    looking, ended, looked, seen = Event(), Event(), Event(), list[bool]()

    def attack() -> None:
        looking.wait(20)
        search.over = True
        ended.set()

    def other() -> None:
        looked.wait(20)
        seen.append(search.over)

    def watch(_value: int | None, _bound: int) -> bool:
        if looking.is_set():
            looked.set()
        looking.set()
        ended.wait(20)
        return False

    search.run([attack, other], watch)
    assert seen == [True]


def test_a_schedule_offered_at_the_bound_ends_the_search() -> None:
    search = searching(make_problem(["ab"]))
    search.offer([1], 2)
    assert (search.slots, search.value, search.over) == ([1], 2, False)
    search.offer([2], 3)
    assert (search.slots, search.value, search.over) == ([1], 2, False)
    search.offer([0], 0)
    assert (search.slots, search.value, search.over, search.left()) == ([0], 0, True, 0)


def test_something_else_is_tried_where_it_takes_long_from_below() -> None:
    spread = {meeting: {"slot": 2 * meeting} for meeting in range(4)}
    seen: list[Search] = []
    search = searching(make_problem(["ab", "ac", "ad", "ae"], slots=7, meetings=spread))
    search.from_below_then(seen.append)
    assert (seen, search.bound) == ([search], 2)
    searching(make_problem(["ab"])).from_below_then(seen.append)
    assert len(seen) == 1
