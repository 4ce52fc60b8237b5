"""Every code of a reason and of a remedy, each by the smallest problem that calls for it."""

from typing import Any

import pytest

from matchmaking.scheduling.board import Board
from matchmaking.scheduling.control import Limits
from matchmaking.scheduling.explain import unplaced
from matchmaking.scheduling.problem import Problem, Slot
from matchmaking.scheduling.solution import Code, Cure, Reason, Remedy, Unplaced
from matchmaking.scheduling.solver import solve
from tests.matchmaking.scheduling.problems import make_problem


def away(*slots: int) -> dict[str, Any]:
    return {"unavailable": frozenset(slots)}


CASES = {
    "two are never free together": (
        make_problem(["abc"], slots=2, people={"a": away(0), "c": away(1)}),
        Reason(Code.NO_COMMON_SLOT, ("a", "c")),
        Remedy(Cure.FREE_SLOT, participant="a", slot=0),
    ),
    "no slot is of the session": (
        make_problem(["ab"], slots=[Slot(session="am")], meetings={0: {"session": "pm"}}),
        Reason(Code.NO_COMMON_SLOT),
        Remedy(Cure.NONE),
    ),
    "fixed where one is away": (
        make_problem(["ab"], people={"b": away(2)}, meetings={0: {"slot": 2}}),
        Reason(Code.LOCKED, ("b",), ("m0",), (2,)),
        Remedy(Cure.FREE_SLOT, participant="b", slot=2),
    ),
    "a limit is reached": (
        make_problem(
            ["ab", "ac"], people={"a": {"max_meetings": 1}}, meetings={0: {"priority": 2}}
        ),
        Reason(Code.PARTICIPANT_FULL, ("a",)),
        Remedy(Cure.RAISE_LIMIT, participant="a"),
    ),
    "all slots of one are taken": (
        make_problem(["ab", "ac"], slots=1, meetings={0: {"priority": 2}}),
        Reason(Code.PARTICIPANT_FULL, ("a",)),
        Remedy(Cure.RAISE_CAPACITY, participant="a"),
    ),
    "all tables are taken": (
        make_problem(["ab", "cd"], slots=1, tables=1, meetings={0: {"priority": 2}}),
        Reason(Code.TABLES_FULL, (), (), (0,)),
        Remedy(Cure.ADD_TABLE, slot=0),
    ),
    "those it follows are not placed": (
        make_problem(["ab", "cd"], people={"a": away(0, 1, 2, 3)}, meetings={1: {"after": (0,)}}),
        Reason(Code.PRECEDENCE, (), ("m0",)),
        Remedy(Cure.NONE),
    ),
}


def last_unplaced(problem: Problem) -> Unplaced:
    return solve(problem, limits=Limits(seconds=20, workers=1)).unplaced[-1]


@pytest.mark.parametrize("name", CASES)
def test_a_meeting_not_placed_has_its_reason_and_remedy(name: str) -> None:
    problem, reason, remedy = CASES[name]
    found = last_unplaced(problem)
    assert (found.reason, found.remedy) == (reason, remedy)


def test_meetings_that_weigh_as_much_displace_another() -> None:
    problem = make_problem(["ab", "cd", "ac"], slots=3, people={"a": away(2), "c": away(0)})
    (found,) = unplaced(Board(problem, [1, 1, None]))
    assert found.reason == Reason(Code.DISPLACED, (), ("m0", "m1"), (1,))


def test_fixed_meetings_in_the_way_are_a_lock() -> None:
    problem = make_problem(
        ["ab", "ac"],
        slots=2,
        people={"c": away(1)},
        meetings={0: {"slot": 0, "priority": 3}},
    )
    (found,) = unplaced(Board(problem, [0, None]))
    assert found.reason == Reason(Code.LOCKED, (), ("m0",), (0,))
    assert found.remedy == Remedy(Cure.FREE_SLOT, participant="c", slot=1)


def test_a_meeting_that_would_be_unfair_says_so() -> None:
    people = {"b": away(0, 1), "c": away(1, 2)}
    problem = make_problem(["ab", "ac"], slots=3, people=people, fairness=0)
    (found,) = unplaced(Board(problem, [2, None]))
    assert found.reason == Reason(Code.FAIRNESS, slots=(0,))
    assert found.remedy == Remedy(Cure.FREE_SLOT, participant="c", slot=1)


def test_a_fixed_meeting_that_fits_elsewhere_can_be_unlocked() -> None:
    problem = make_problem(
        ["ab"], slots=2, people={"a": away(0), "b": away(0)}, meetings={0: {"slot": 0}}
    )
    (found,) = unplaced(Board(problem, [None]))
    assert found.reason == Reason(Code.LOCKED, ("a", "b"), ("m0",), (0,))
    assert found.remedy == Remedy(Cure.UNLOCK, meeting="m0")


def test_where_the_only_other_way_is_to_drop_a_meeting_the_lightest_is_named() -> None:
    people = {"a": {"max_meetings": 1}, "b": {"max_meetings": 1}}
    problem = make_problem(["ab", "ab"], people=people, meetings={0: {"priority": 2}})
    assert last_unplaced(problem).remedy == Remedy(Cure.DROP, meeting="m0")


def test_what_nothing_explains_was_not_reached() -> None:
    problem = make_problem(["ab", "cd"])
    (found,) = unplaced(Board(problem, [0, None]))
    assert found.reason == Reason(Code.NOT_REACHED)
