"""Every code of a reason and of a remedy, each by the smallest problem that calls for it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from benchmarks.generator import generate
from scheduling.check import violations
from scheduling.control import Limits
from scheduling.explain import unplaced
from scheduling.explain.trial import COST, Lift, Trial
from scheduling.local.construct import construct, restore_fairness
from scheduling.model.problem import Interpreter, Placement, Problem, Rules, Slot
from scheduling.model.solution import Code, Cure, Reason, Remedy, Solution, Status, Unplaced
from scheduling.pipeline import solve
from scheduling.replan import replan
from scheduling.state.board import Board
from tests.scheduling.problems import make_problem, placements, problems

many = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


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
    "no slot is of the windows": (
        make_problem(["ab"], slots=2, meetings={0: {"windows": frozenset({1})}}),
        Reason(Code.NO_COMMON_SLOT),
        Remedy(Cure.NONE),
    ),
    "one is away in all slots of the windows": (
        make_problem(
            ["ab"],
            slots=[Slot(window=0), Slot(window=1)],
            people={"b": away(1)},
            meetings={0: {"windows": frozenset({1})}},
        ),
        Reason(Code.NO_COMMON_SLOT, ("b",)),
        Remedy(Cure.FREE_SLOT, participant="b", slot=1),
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
        Remedy(Cure.RAISE_LIMIT, participant="a", slot=1),
    ),
    "all slots of one are taken": (
        make_problem(["ab", "ac"], slots=1, meetings={0: {"priority": 2}}),
        Reason(Code.PARTICIPANT_FULL, ("a",), slots=(0,)),
        Remedy(Cure.RAISE_CAPACITY, participant="a", slot=0),
    ),
    "those kept apart are busy whenever it has time": (
        make_problem(
            ["ab", "cd"],
            slots=2,
            people={"c": {"unavailable": frozenset({0})}, "a": {"unavailable": frozenset({0})}},
            meetings={0: {"priority": 2}},
            apart=["ac"],
        ),
        Reason(Code.APART, ("c", "a"), slots=(1,)),
        Remedy(Cure.FREE_SLOT, participant="c", slot=0),
    ),
    "two of its participants are kept apart": (
        make_problem(["abc"], apart=["bc"]),
        Reason(Code.APART, ("b", "c")),
        Remedy(Cure.LIFT_APART, participant="b", slot=0),
    ),
    "one is kept apart from two of its participants": (
        make_problem(
            ["ab", "cd"],
            slots=1,
            meetings={0: {"priority": 2}},
            apart=["ac", "ad"],
        ),
        Reason(Code.APART, ("c", "a"), slots=(0,)),
        Remedy(Cure.LIFT_APART, participant="a", slot=0),
    ),
    "nobody who can interpret is there": (
        make_problem(
            ["ab"],
            slots=1,
            meetings={0: {"interpreters": (1,)}},
            interpreters=[Interpreter("i"), Interpreter("j", frozenset({0}))],
        ),
        Reason(Code.NO_INTERPRETER, slots=(0,)),
        Remedy(Cure.ADD_INTERPRETER, slot=0),
    ),
    "whoever interprets is needed by others": (
        make_problem(
            ["ab", "cd"],
            slots=1,
            meetings={0: {"interpreters": (0,), "priority": 2}, 1: {"interpreters": (0,)}},
            interpreters=[Interpreter("i")],
        ),
        Reason(Code.NO_INTERPRETER, slots=(0,)),
        Remedy(Cure.ADD_INTERPRETER, slot=0),
    ),
    "all tables are taken": (
        make_problem(["ab", "cd"], slots=1, tables=1, meetings={0: {"priority": 2}}),
        Reason(Code.TABLES_FULL, (), (), (0,)),
        Remedy(Cure.ADD_TABLE, slot=0),
    ),
    "those it follows are not placed": (
        make_problem(["ab", "cd"], people={"a": away(0, 1, 2, 3)}, meetings={1: {"after": (0,)}}),
        Reason(Code.PRECEDENCE, (), ("m0",)),
        Remedy(Cure.FREE_SLOT, participant="a", slot=0),
    ),
    "those it follows come too late": (
        make_problem(
            ["ab", "cd"],
            slots=2,
            people={"a": away(0)},
            meetings={0: {"priority": 2}, 1: {"after": (0,)}},
        ),
        Reason(Code.PRECEDENCE, (), ("m0",)),
        Remedy(Cure.FREE_SLOT, participant="a", slot=0),
    ),
    "one change is not enough": (
        make_problem(
            ["ab", "ab"],
            people={"a": {"max_meetings": 1}, "b": {"max_meetings": 1}},
            meetings={0: {"priority": 2}},
        ),
        Reason(Code.PARTICIPANT_FULL, ("a", "b")),
        Remedy(
            Cure.RAISE_LIMIT,
            participant="a",
            slot=1,
            also=(Remedy(Cure.RAISE_LIMIT, participant="b", slot=1),),
        ),
    ),
    "a meeting that weighs as much has the place": (
        make_problem(
            ["ab", "ab"],
            slots=1,
            people={"a": {"max_meetings": 1}, "b": {"max_meetings": 1}},
        ),
        Reason(Code.PARTICIPANT_FULL, ("a", "b")),
        Remedy(Cure.DROP, meeting="m0", slot=0),
    ),
}


def last_unplaced(problem: Problem) -> Unplaced:
    return solve(problem, limits=Limits(seconds=20, workers=1)).unplaced[-1]


@pytest.mark.parametrize("name", CASES)
def test_a_meeting_not_placed_has_its_reason_and_remedy(name: str) -> None:
    problem, reason, remedy = CASES[name]
    found = last_unplaced(problem)
    assert (found.reason, found.remedy) == (reason, remedy)


def left_out(problem: Problem, *slots: int | None) -> Unplaced:
    """What is said of the only meeting left out of this schedule, which check confirms."""
    (found,) = unplaced(Board(problem, slots))
    standing = placements(problem, slots)
    solution = Solution(problem.name, Status.FEASIBLE, standing, (found,))
    assert violations(problem, solution) == []
    return found


def test_meetings_that_weigh_as_much_displace_another() -> None:
    problem = make_problem(["ab", "cd", "ac"], slots=3, people={"a": away(2), "c": away(0)})
    found = left_out(problem, 1, 1, None)
    assert found.reason == Reason(Code.DISPLACED, (), ("m0",), (1,))
    assert found.remedy == Remedy(Cure.FREE_SLOT, participant="c", slot=0)


def test_where_a_lighter_meeting_of_one_kept_apart_is_in_the_way_that_may_go() -> None:
    problem = make_problem(["ab", "cd"], slots=1, meetings={1: {"priority": 2}}, apart=["ac"])
    found = left_out(problem, 0, None)
    assert found.reason == Reason(Code.APART, ("c", "a"), (), (0,))
    assert found.remedy == Remedy(Cure.LIFT_APART, participant="c", slot=0)
    kept = make_problem(["ab", "cd", "ef"], slots=1, people={"c": away(0)}, apart=["ac"])
    found = left_out(kept, 0, None, 0)
    assert [change.code for change in found.remedy.changes] == [Cure.FREE_SLOT, Cure.LIFT_APART]


def test_the_fewest_meetings_that_explain_it_are_named() -> None:
    people = {"a": away(2), "c": away(0)}
    problem = make_problem(
        ["ab", "cd", "ac"],
        slots=3,
        people=people,
        meetings={0: {"priority": 2}, 2: {"priority": 2}},
    )
    assert left_out(problem, 1, 1, None).reason.meetings == ("m0",)
    heavy = make_problem(["ab", "cd", "ac"], slots=3, people=people, meetings={2: {"priority": 2}})
    assert left_out(heavy, 1, 1, None).reason.meetings == ("m0", "m1")


def test_a_heavier_meeting_is_dropped_only_where_more_changes_are_no_way_out() -> None:
    meetings = {0: {"priority": 3}}
    problem = make_problem(["ab", "ab"], slots=1, tables=1, meetings=meetings)
    found = left_out(problem, 0, None)
    cures = [change.code for change in found.remedy.changes]
    assert cures == [Cure.ADD_TABLE, Cure.RAISE_CAPACITY, Cure.RAISE_CAPACITY]
    lighter = make_problem(["ab", "ab"], slots=1, tables=1, meetings={1: {"priority": 3}})
    assert left_out(lighter, 0, None).remedy == Remedy(Cure.DROP, meeting="m0", slot=0)


def test_fixed_meetings_in_the_way_are_a_lock() -> None:
    problem = make_problem(
        ["ab", "ac"],
        slots=2,
        people={"c": away(1)},
        meetings={0: {"slot": 0, "priority": 3}},
    )
    found = left_out(problem, 0, None)
    assert found.reason == Reason(Code.LOCKED, (), ("m0",), (0,))
    assert found.remedy == Remedy(Cure.FREE_SLOT, participant="c", slot=1)


def test_a_meeting_that_would_be_unfair_says_so() -> None:
    people = {"b": away(0, 1), "c": away(1, 2)}
    problem = make_problem(["ab", "ac"], slots=3, people=people, fairness=0)
    found = left_out(problem, 2, None)
    assert found.reason == Reason(Code.FAIRNESS, slots=(0,))
    assert found.remedy == Remedy(Cure.FREE_SLOT, participant="c", slot=1)


def test_a_fixed_meeting_that_fits_elsewhere_can_be_unlocked() -> None:
    problem = make_problem(
        ["ab"], slots=2, people={"a": away(0), "b": away(0)}, meetings={0: {"slot": 0}}
    )
    found = left_out(problem, None)
    assert found.reason == Reason(Code.LOCKED, ("a", "b"), ("m0",), (0,))
    assert found.remedy == Remedy(Cure.UNLOCK, meeting="m0", slot=1)


def test_a_fixed_meeting_in_the_way_can_be_unlocked_and_goes_elsewhere() -> None:
    problem = make_problem(
        ["abd", "ace"],
        slots=2,
        people={"c": away(1), "e": away(1)},
        meetings={0: {"slot": 0, "priority": 3}},
    )
    found = left_out(problem, 0, None)
    assert found.reason.code is Code.LOCKED
    assert found.remedy == Remedy(Cure.RAISE_CAPACITY, participant="a", slot=0)
    alone = make_problem(
        ["abc", "abd"], slots=2, people={"d": away(1)}, meetings={0: {"slot": 0, "priority": 3}}
    )
    assert left_out(alone, 0, None).remedy == Remedy(Cure.FREE_SLOT, participant="d", slot=1)
    two = make_problem(
        ["abc", "abde"],
        slots=2,
        people={"d": away(1), "e": away(1)},
        meetings={0: {"slot": 0, "priority": 3}},
    )
    assert left_out(two, 0, None).remedy == Remedy(Cure.UNLOCK, meeting="m0", slot=0)


def test_a_chain_of_placed_meetings_moves_where_only_that_is_fair() -> None:
    slots = (Slot(), Slot(), Slot(), Slot(window=1))
    limited = {"max_meetings": 1}
    problem = make_problem(
        ["abcd", "abde", "bcde"],
        slots=slots,
        tables=(2, 0, 1, 3),
        people={"c": {**away(0, 1), **limited}, "e": limited},
        meetings={1: {"after": (0,)}, 2: {"after": (0, 1), "priority": 3}},
        fairness=0,
    )
    found = left_out(problem, 2, 3, None)
    assert found.reason == Reason(Code.PRECEDENCE, (), ("m1",))
    assert [change.code for change in found.remedy.changes] == [
        Cure.FREE_SLOT,
        Cure.ADD_TABLE,
        Cure.RAISE_LIMIT,
        Cure.RAISE_LIMIT,
    ]


def test_a_chain_moves_past_others_that_follow_it_if_those_are_dropped() -> None:
    problem = make_problem(
        ["ab", "ab", "bc", "bd"],
        slots=(Slot(), Slot(), Slot(session="am"), Slot()),
        people={"e": {}},
        meetings={1: {"session": "am"}, 2: {"after": (0,)}, 3: {"after": (0, 1)}},
        fairness=0,
    )
    slots = (0, None, 1, None)
    found = unplaced(Board(problem, slots))
    standing = placements(problem, slots)
    assert violations(problem, Solution("", Status.FEASIBLE, standing, found)) == []
    assert found[-1].meeting == "m3"
    assert Remedy(Cure.DROP, meeting="m2", slot=3) in found[-1].remedy.changes


def test_where_those_it_follows_need_only_move_there_is_nothing_to_change() -> None:
    people, meetings = {"a": {"capacity": 2}, "e": {}}, {2: {"after": (0, 1)}}
    problem = make_problem(["ab", "ac", "ad"], people=people, meetings=meetings, fairness=0)
    assert left_out(problem, 2, 3, None).remedy == Remedy(Cure.NONE)


def test_one_meeting_dropped_for_fairness_is_cheaper_than_two_changes() -> None:
    people = {"b": away(2), "c": {}}
    problem = make_problem(["ab", "ab"], people=people, meetings={1: {"slot": 0}}, fairness=0)
    assert left_out(problem, 3, None).remedy == Remedy(Cure.DROP, meeting="m0", slot=0)
    heavy = make_problem(
        ["ab", "ab"],
        people=people,
        meetings={0: {"priority": 2}, 1: {"slot": 0}},
        fairness=0,
    )
    cures = [change.code for change in left_out(heavy, 3, None).remedy.changes]
    assert cures == [Cure.FREE_SLOT, Cure.UNLOCK]


def test_what_nothing_explains_was_not_reached() -> None:
    problem = make_problem(["ab", "cd"])
    found = left_out(problem, 0, None)
    assert (found.reason, found.remedy) == (Reason(Code.NOT_REACHED), Remedy(Cure.NONE))


def test_what_a_re_plan_keeps_is_in_the_way_whatever_it_weighs() -> None:
    problem = make_problem(
        ["ab", "ac"], slots=2, people={"a": away(1)}, meetings={1: {"priority": 5}}
    )
    problem = replace(problem, published=(Placement("m0", 0, 0),))
    solution = replan(problem, limits=Limits(seconds=20, workers=1))
    assert [placed.meeting for placed in solution.placements] == ["m0"]
    assert violations(problem, solution) == []


@pytest.mark.parametrize("late", [False, True])
def test_every_meeting_left_out_of_a_crowded_event_is_placed_by_few_changes(late: bool) -> None:
    problem = generate(400, 2000, fill=1.15)
    board = construct(problem)
    restore_fairness(board)
    left_out = unplaced(board, late=lambda: late)
    standing = placements(problem, tuple(board.slots))
    solution = Solution(problem.name, Status.FEASIBLE, standing, left_out)
    assert violations(problem, solution) == []
    assert len(left_out) > 200
    assert max(len(found.remedy.also) for found in left_out) <= (10 if late else 3)
    assert {found.remedy.code for found in left_out} >= {Cure.ADD_TABLE, Cure.RAISE_CAPACITY}


@many
@given(problems())
def test_slots_with_the_fewest_and_mildest_obstacles_come_first(problem: Problem) -> None:
    board = construct(replace(problem, rules=Rules(place_all=False, fairness=None)))
    trial = Trial(board)

    def kinds(meeting: int, slot: int) -> tuple[int, list[int]]:
        found = [COST[change.cure] for change in trial.obstacles(meeting, slot)]
        return len(found), sorted(found, reverse=True)

    for meeting in board.unplaced():
        slots = problem.asked_slots[meeting]
        told = list(trial.cheapest_first(meeting, board.calendar.mask(slots)))
        assert told == sorted(slots, key=lambda slot: (kinds(meeting, slot), slot))
        with trial.made([Lift(Cure.ADD_TABLE, 0)]):
            told = list(trial.cheapest_first(meeting, board.calendar.mask(slots)))
            assert told == sorted(slots, key=lambda slot: (kinds(meeting, slot), slot))
