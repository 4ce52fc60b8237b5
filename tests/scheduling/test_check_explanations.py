"""What is said of meetings left out is confirmed by `check`, and what is false is refuted."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduling.check import violations
from scheduling.check.schedule import Schedule
from scheduling.check.standing import Standing
from scheduling.model.problem import Placement, Problem, Rules, Slot
from scheduling.model.solution import Code, Cure, Reason, Remedy, Solution, Status, Step, Unplaced
from tests.scheduling.problems import (
    Slots,
    make_problem,
    placements,
    places,
    problems,
    single_changes,
    valid_schedules,
)

NONE = Remedy(Cure.NONE)
any_speed = list(HealthCheck)
HALVES = [Slot(session="am"), Slot(session="am"), Slot(session="pm")]


def away(*slots: int) -> dict[str, Any]:
    return {"unavailable": frozenset(slots)}


def told(
    problem: Problem,
    slots: Sequence[int | None],
    reason: Reason,
    remedy: Remedy = NONE,
    *steps: Step,
) -> set[str]:
    """The kinds of violation where this is said of the only meeting left out."""
    name = problem.meetings[list(slots).index(None)].id
    solution = Solution(
        problem.name,
        Status.FEASIBLE,
        placements(problem, tuple(slots)),
        (Unplaced(name, reason, remedy),),
        steps=steps,
    )
    found = violations(problem, solution)
    assert all(violation.words.endswith(".") for violation in found)
    return {violation.rule for violation in found}


APART = make_problem(["abc"], slots=HALVES, people={"a": away(0, 1), "b": away(2)})
FIXED = make_problem(["ab"], slots=2, people={"a": away(0)}, meetings={0: {"slot": 0}})
LOCK = {"slot": 0, "table": 1}
ONE_TABLE = make_problem(["ab", "cd", "ef"], meetings={0: LOCK, 1: LOCK, 2: {"slot": 0}})
OUT = make_problem(["ab", "ac"], slots=2, people={"c": away(1)}, meetings={0: {"slot": 0}})
LATE = make_problem(["ab", "cd", "ef"], slots=2, meetings={2: {"after": (0,)}})
LIMIT = make_problem(["ab", "ac"], slots=2, people={"a": {"max_meetings": 1}})
BUSY = make_problem(["ab", "ac", "ad"], slots=3, people={"a": away(2)})
ROOM = make_problem(["ab", "cd"], slots=2, tables=[1, 0])
TAKEN = make_problem(
    ["ab", "cd", "ac"], slots=2, people={"a": away(1)}, meetings={1: {"priority": 3}}
)
TORN = make_problem(["abc"], apart=["ac"])
ELSEWHERE = make_problem(["cd", "ab", "ae"], slots=2, people={"d": away(1)}, apart=["ac"])
GONE_TOO = make_problem(
    ["cd", "ef", "ab"], slots=2, meetings={2: {"priority": 2}}, apart=["ac", "ae"]
)
SPARED = make_problem(["cd", "ab"], slots=2, people={"b": away(1)}, apart=["ac"])
HELD = make_problem(
    ["cd", "ab"], slots=1, meetings={0: {"slot": 0}}, people={"e": {}}, apart=["bc"]
)

UNFAIR = make_problem(["ab", "ac"], slots=3, people={"b": away(0, 1), "c": away(1, 2)}, fairness=0)

TRUE = [
    (APART, (None,), Reason(Code.NO_COMMON_SLOT, ("a", "b"))),
    (FIXED, (None,), Reason(Code.LOCKED, ("a",), ("m0",), (0,))),
    (OUT, (0, None), Reason(Code.LOCKED, (), ("m0",), (0,))),
    (ONE_TABLE, (0, None, 0), Reason(Code.LOCKED, (), ("m0",), (0,))),
    (LATE, (1, 0, None), Reason(Code.PRECEDENCE, (), ("m0",))),
    (LIMIT, (0, None), Reason(Code.PARTICIPANT_FULL, ("a",))),
    (BUSY, (0, 1, None), Reason(Code.PARTICIPANT_FULL, ("a",), (), (0, 1))),
    (TORN, (None,), Reason(Code.APART, ("a", "c"))),
    (TORN, (None,), Reason(Code.APART, ("c", "a"))),
    (ELSEWHERE, (0, None, 1), Reason(Code.APART, ("a", "c"), (), (0, 1))),
    (GONE_TOO, (0, 1, None), Reason(Code.APART, ("a", "c", "e"), (), (0, 1))),
    (SPARED, (0, None), Reason(Code.DISPLACED, (), ("m0",), (0,))),
    (HELD, (0, None), Reason(Code.LOCKED, (), ("m0",), (0,))),
    (ROOM, (0, None), Reason(Code.TABLES_FULL, slots=(0, 1))),
    (TAKEN, (0, 0, None), Reason(Code.DISPLACED, (), ("m0",), (0,))),
    (TAKEN, (0, 0, None), Reason(Code.DISPLACED, (), ("m1",), (0,))),
    (UNFAIR, (2, None), Reason(Code.FAIRNESS, slots=(0,))),
    (UNFAIR, (2, None), Reason(Code.NOT_REACHED)),
]


@pytest.mark.parametrize(("problem", "slots", "reason"), TRUE)
def test_a_true_reason_is_confirmed(problem: Problem, slots: Slots, reason: Reason) -> None:
    assert "reason" not in told(problem, slots, reason)


@pytest.mark.parametrize(
    ("problem", "slots", "reason"),
    [
        (APART, (None,), Reason(Code.NO_COMMON_SLOT, ("a", "b", "c"))),
        (APART, (None,), Reason(Code.NO_COMMON_SLOT, ("a",))),
        (APART, (None,), Reason(Code.NO_COMMON_SLOT, ("a", "x"))),
        (APART, (None,), Reason(Code.PARTICIPANT_FULL, ("a",))),
        (APART, (None,), Reason(Code.TABLES_FULL)),
        (APART, (None,), Reason(Code.DISPLACED)),
        (APART, (None,), Reason(Code.FAIRNESS)),
        (APART, (None,), Reason(Code.PRECEDENCE)),
        (FIXED, (None,), Reason(Code.LOCKED, ("b",), ("m0",), (0,))),
        (FIXED, (None,), Reason(Code.LOCKED, (), ("m0",), (0,))),
        (FIXED, (None,), Reason(Code.LOCKED, ("a",), ("m0",), (1,))),
        (FIXED, (None,), Reason(Code.NO_COMMON_SLOT, ("a",))),
        (OUT, (0, None), Reason(Code.LOCKED, (), (), (0,))),
        (ONE_TABLE, (0, None, 0), Reason(Code.LOCKED, (), ("m2",), (0,))),
        (OUT, (0, None), Reason(Code.LOCKED, (), ("m0",), ())),
        (OUT, (0, None), Reason(Code.LOCKED, (), ("m0",), (9,))),
        (OUT, (0, None), Reason(Code.LOCKED, (), ("m1", "m0"), (0,))),
        (LATE, (1, 0, None), Reason(Code.PRECEDENCE, (), ("m1",))),
        (LATE, (0, 0, None), Reason(Code.PRECEDENCE, (), ("m0",))),
        (LIMIT, (0, None), Reason(Code.PARTICIPANT_FULL, ("c",))),
        (LIMIT, (0, None), Reason(Code.PARTICIPANT_FULL, ("b",))),
        (LIMIT, (0, None), Reason(Code.PARTICIPANT_FULL, ("a",), (), (0, 1))),
        (BUSY, (0, 1, None), Reason(Code.PARTICIPANT_FULL, ("a",))),
        (BUSY, (0, 1, None), Reason(Code.PARTICIPANT_FULL, ("a",), (), (0,))),
        (TORN, (None,), Reason(Code.APART, ("a", "b"))),
        (TORN, (None,), Reason(Code.APART, ("a",))),
        (TORN, (None,), Reason(Code.APART)),
        (ELSEWHERE, (0, None, 1), Reason(Code.APART, ("b", "c"), (), (0, 1))),
        (ELSEWHERE, (0, None, 1), Reason(Code.APART, ("a", "e"), (), (0, 1))),
        (ELSEWHERE, (0, None, 1), Reason(Code.APART, ("a", "c"))),
        (ELSEWHERE, (0, None, 1), Reason(Code.APART, ("a", "c"), (), (0,))),
        (ELSEWHERE, (None, 0, 1), Reason(Code.APART, ("d", "a"), (), (0,))),
        (SPARED, (0, None), Reason(Code.APART, ("a", "c"), (), (0, 1))),
        (GONE_TOO, (0, 1, None), Reason(Code.APART, ("a", "c"), (), (0, 1))),
        (GONE_TOO, (1, 1, None), Reason(Code.APART, ("a", "c", "e"), (), (0, 1))),
        (SPARED, (0, None), Reason(Code.TABLES_FULL, slots=(0,))),
        (ROOM, (0, None), Reason(Code.TABLES_FULL, slots=(0,))),
        (ROOM, (1, None), Reason(Code.TABLES_FULL, slots=(0, 1))),
        (TAKEN, (0, 0, None), Reason(Code.DISPLACED, (), (), (0,))),
        (TAKEN, (0, 1, None), Reason(Code.DISPLACED, (), ("m1",), (0,))),
        (TAKEN, (0, 0, None), Reason(Code.FAIRNESS, slots=(0,))),
        (UNFAIR, (2, None), Reason(Code.FAIRNESS, slots=(0, 1))),
        (UNFAIR, (2, None), Reason(Code.FAIRNESS, (), ("m0",), (0,))),
        (replace(UNFAIR, rules=Rules(fairness=1)), (2, None), Reason(Code.FAIRNESS, slots=(0,))),
    ],
)
def test_a_false_reason_is_refuted(problem: Problem, slots: Slots, reason: Reason) -> None:
    found = told(problem, slots, reason)
    assert found & {"reason", "tables"}


def test_a_heavier_meeting_is_not_displaced_by_a_lighter_one() -> None:
    heavy = make_problem(["ab", "ac"], slots=1, people={"c": {"capacity": 2}})
    heavy = replace(heavy, meetings=(heavy.meetings[0], replace(heavy.meetings[1], priority=2)))
    assert "reason" in told(heavy, (0, None), Reason(Code.DISPLACED, (), ("m0",), (0,)))


def test_nothing_is_out_of_reach_once_the_placed_meetings_are_proven() -> None:
    reached, bound = Step("placed", 1, 2), Step("placed", 1, 1)
    not_reached = Reason(Code.NOT_REACHED)
    assert "reason" not in told(LIMIT, (0, None), not_reached, NONE, reached)
    assert "reason" in told(LIMIT, (0, None), not_reached, NONE, bound)


@pytest.mark.parametrize(
    "remedy",
    [
        Remedy(Cure.RAISE_LIMIT, participant="a"),
        Remedy(Cure.RAISE_LIMIT, participant="a", slot=1),
        Remedy(Cure.DROP, meeting="m0", slot=0),
    ],
)
def test_a_remedy_that_places_its_meeting_is_confirmed(remedy: Remedy) -> None:
    assert told(LIMIT, (0, None), Reason(Code.PARTICIPANT_FULL, ("a",)), remedy) == set()


@pytest.mark.parametrize(
    "remedy",
    [
        Remedy(Cure.NONE),
        Remedy(Cure.RAISE_LIMIT),
        Remedy(Cure.RAISE_LIMIT, participant="b"),
        Remedy(Cure.RAISE_LIMIT, participant="x"),
        Remedy(Cure.RAISE_LIMIT, participant="a", slot=0),
        Remedy(Cure.RAISE_LIMIT, participant="a", slot=9),
        Remedy(Cure.RAISE_CAPACITY, participant="a"),
        Remedy(Cure.FREE_SLOT, participant="a", slot=1),
        Remedy(Cure.ADD_TABLE),
        Remedy(Cure.ADD_TABLE, slot=1),
        Remedy(Cure.UNLOCK, meeting="m1"),
        Remedy(Cure.DROP),
        Remedy(Cure.DROP, meeting="m1"),
        Remedy(
            Cure.RAISE_LIMIT, participant="a", slot=1, also=(Remedy(Cure.UNLOCK, meeting="m0"),)
        ),
    ],
)
def test_a_remedy_that_does_not_place_its_meeting_is_refuted(remedy: Remedy) -> None:
    reason = Reason(Code.PARTICIPANT_FULL, ("a",))
    assert told(LIMIT, (0, None), reason, remedy) == {"remedy"}


def test_a_meeting_cannot_be_dropped_from_before_those_that_follow_it() -> None:
    problem = make_problem(["ab", "cd", "ab"], slots=2, meetings={1: {"after": (0,)}})
    problem = replace(problem, tables=(1, 1))
    reason = Reason(Code.TABLES_FULL, slots=(1,))
    drop = Remedy(Cure.DROP, meeting="m0", slot=0)
    assert "remedy" in told(problem, (0, 1, None), reason, drop)


def test_a_remedy_may_place_what_the_meeting_follows_too() -> None:
    problem = make_problem(
        ["ab", "cd"], people={"a": away(0, 1, 2, 3)}, meetings={1: {"after": (0,)}}
    )
    solution = Solution(
        problem.name,
        Status.FEASIBLE,
        unplaced=(
            Unplaced(
                "m0", Reason(Code.NO_COMMON_SLOT, ("a",)), Remedy(Cure.FREE_SLOT, "a", None, 3)
            ),
            Unplaced(
                "m1", Reason(Code.PRECEDENCE, (), ("m0",)), Remedy(Cure.FREE_SLOT, "a", None, 2)
            ),
        ),
    )
    assert violations(problem, solution) == []
    too_late = replace(solution.unplaced[1], remedy=Remedy(Cure.FREE_SLOT, "a", None, 3))
    found = violations(problem, replace(solution, unplaced=(solution.unplaced[0], too_late)))
    assert [violation.rule for violation in found] == ["remedy"]


@settings(max_examples=60, deadline=None, suppress_health_check=any_speed)
@given(problems().flatmap(lambda problem: st.tuples(st.just(problem), valid_schedules(problem))))
def test_a_single_change_is_confirmed_exactly_if_brute_force_says_so(
    case: tuple[Problem, Slots],
) -> None:
    problem = replace(case[0], rules=replace(case[0].rules, place_all=False))
    slots = case[1]
    for position, meeting in enumerate(problem.meetings):
        if slots[position] is None and not meeting.after:
            for change in single_changes(problem, slots, position):
                others = tuple(
                    Unplaced(other.id, Reason(Code.NOT_REACHED), change)
                    for other, slot in zip(problem.meetings, slots, strict=True)
                    if slot is None
                )
                solution = Solution("", Status.FEASIBLE, placements(problem, slots), others)
                found = [
                    violation.words
                    for violation in violations(problem, solution)
                    if violation.words.startswith(f"The remedy of meeting {meeting.id}")
                ]
                assert (found == []) == places(problem, slots, position, change)


def test_only_a_replan_keeps_what_was_published() -> None:
    """A schedule that is made afresh may have such a meeting where it was: nothing keeps it there,
    so that a lighter one may leave for a weightier.
    """
    problem = make_problem(["ab", "cd"], published=[Placement("m0", 0, 0), Placement("m1", 1, 0)])
    here = (Placement("m0", 0, 0), Placement("m1", 2, 0))
    fresh = Solution(problem.name, Status.FEASIBLE, here, steps=(Step("placed", 2),))
    again = replace(fresh, steps=(Step("moved", 1), *fresh.steps))
    assert Standing(Schedule(problem, fresh)).kept == set()
    assert Standing(Schedule(problem, again)).kept == {0}
