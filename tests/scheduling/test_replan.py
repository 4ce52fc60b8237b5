"""Re-planning: only what must move moves, and what is proven of the part is true of the whole."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from benchmarks import disturbances
from benchmarks.disturbances import DISTURBANCES
from scheduling.check import violations
from scheduling.control import Limits, Progress
from scheduling.model.problem import Interpreter, Placement, Problem
from scheduling.model.solution import Solution, Status
from scheduling.replan import replan
from scheduling.replan.conflicts import conflicts
from scheduling.replan.part import part
from scheduling.replan.repair import make_fair
from scheduling.state.board import Board
from scheduling.state.fairness import Fairness
from tests.scheduling.problems import all_schedules, make_problem, moves, problems

ONE = Limits(seconds=30, workers=1, seed=1)
few = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def at(*slots: int | None, tables: Sequence[int] = ()) -> list[Placement]:
    """Meeting m0 in the first slot given, m1 in the second, …; tables 0 unless given."""
    seats = [*tables, *(0 for _ in slots)]
    return [Placement(f"m{i}", s, seats[i]) for i, s in enumerate(slots) if s is not None]


def slots_of(solution: Solution) -> dict[str, int]:
    return {placed.meeting: placed.slot for placed in solution.placements}


def value(solution: Solution, name: str) -> tuple[int, int | None]:
    step = solution.step(name)
    assert step is not None
    return step.value, step.bound


@few
@given(problems())
def test_conflicts_are_certain_moves_among_the_movable(problem: Problem) -> None:
    positions = {meeting.id: position for position, meeting in enumerate(problem.meetings)}
    published = {positions[was.meeting]: was.slot for was in problem.published}
    found = conflicts(problem, published)
    for slots in all_schedules(problem):
        count = moves(problem, slots)
        assert count >= found.least
        if count == found.least:
            assert found.movable.issuperset(m for m, was in published.items() if slots[m] != was)


def test_a_cancellation_moves_nobody() -> None:
    problem = make_problem(["ab", "ac", "bc"], published=at(0, 1, 3))
    solution = replan(disturbances.without(problem, {"m1"}), limits=ONE)
    assert slots_of(solution) == {"m0": 0, "m2": 3}
    assert value(solution, "moved") == (0, 0)


def test_a_locked_meeting_stays_and_the_other_moves() -> None:
    problem = make_problem(
        ["ab", "cd"], tables=1, meetings={0: {"slot": 2}}, published=at(2, 2), fairness=None
    )
    solution = replan(problem, limits=ONE)
    assert slots_of(solution)["m0"] == 2
    assert value(solution, "moved") == (1, 1)


def test_of_two_who_are_kept_apart_from_now_on_one_moves() -> None:
    problem = make_problem(["ab", "cd", "ef"], published=at(1, 1, 1), apart=["ac", "ce"])
    solution = replan(problem, limits=ONE)
    assert value(solution, "moved") == (1, 1)
    assert slots_of(solution)["m1"] != 1
    assert violations(problem, solution) == []


def test_of_two_with_one_interpreter_left_one_moves_and_the_other_keeps_who_interprets() -> None:
    both = {"interpreters": (0, 1)}
    problem = make_problem(
        ["ab", "cd", "ef"],
        meetings={0: both, 1: both},
        interpreters=[Interpreter("i", frozenset({1})), Interpreter("j")],
        published=[Placement(f"m{i}", 1, i, "j" if i == 1 else None) for i in range(3)],
    )
    solution = replan(problem, limits=ONE)
    assert value(solution, "moved") == (1, 1)
    assert slots_of(solution)["m2"] == 1
    assert violations(problem, solution) == []
    there = {placed.meeting: placed.interpreter for placed in solution.placements}
    assert there["m2"] is None
    assert there["m1"] == "j" or slots_of(solution)["m1"] != 1


def test_in_a_part_those_who_are_kept_apart_from_its_people_stay_where_they_are() -> None:
    problem = make_problem(["ab", "cd", "ef"], slots=2, apart=["ac"])
    some = part(Board(problem, [None, 0, 1]), {0})
    names = [participant.id for participant in some.problem.participants]
    assert [[names[left], names[right]] for left, right in some.problem.apart] == [["a", "c"]]
    assert [meeting.id for meeting in some.problem.meetings] == ["m0", "m1"]
    assert some.problem.meetings[1].slot == 0


def test_a_late_participant_is_met_later_and_nobody_else_moves() -> None:
    late = {"a": {"unavailable": frozenset({0, 1})}}
    problem = make_problem(["ab", "cd", "ac", "bd"], people=late, published=at(0, 0, 2, 1))
    solution = replan(problem, limits=ONE)
    assert value(solution, "moved") == (1, 1)
    assert slots_of(solution) == {"m0": 3, "m1": 0, "m2": 2, "m3": 1}


def test_of_the_meetings_at_a_lost_table_one_moves_that_costs_no_break() -> None:
    problem = make_problem(
        ["ab", "cd", "cd"],
        slots=3,
        tables=[2, 2, 1],
        published=at(2, 2, 0),
        fairness=None,
    )
    solution = replan(problem, limits=ONE)
    assert value(solution, "moved") == (1, 1)
    assert value(solution, "breaks") == (0, 0)
    assert slots_of(solution)["m1"] == 1


def test_a_new_request_takes_a_free_slot() -> None:
    problem = make_problem(["ab", "cd", "ac"], published=at(0, 0))
    solution = replan(problem, limits=ONE)
    assert value(solution, "moved") == (0, 0)
    assert value(solution, "placed") == (3, 3)


def test_a_new_request_that_must_be_placed_moves_as_few_as_make_room() -> None:
    pairs = ["ab", "cd", "ac", "bd", "ad"]
    problem = make_problem(pairs, slots=3, published=at(0, 1, 2, 2), place_all=True)
    solution = replan(problem, limits=ONE)
    assert len(solution.placements) == 5
    assert value(solution, "moved") == (1, 1)


def test_those_who_stay_keep_their_tables() -> None:
    problem = make_problem(
        ["ab", "cd", "ac"], tables=3, published=at(0, 0, 1, tables=[2, 1, 0]), fairness=None
    )
    solution = replan(problem, limits=ONE)
    assert set(solution.placements) == set(problem.published)


def test_nothing_published_is_an_ordinary_plan() -> None:
    solution = replan(make_problem(["ab", "ac"]), limits=ONE)
    assert solution.status is Status.OPTIMAL
    assert value(solution, "moved") == (0, 0)


def test_of_many_new_requests_none_is_placed_before_the_one_it_follows() -> None:
    away = {"a": {"unavailable": frozenset(range(4))}}
    meetings: dict[int, dict[str, Any]] = {i: {"priority": 5} for i in range(2, 70)}
    meetings[1] = {"priority": 9, "after": (0,)}
    problem = make_problem(["ab", "cd", *["ef"] * 68], people=away, meetings=meetings)
    solution = replan(problem, limits=ONE)
    assert violations(problem, solution) == []
    assert "m1" not in slots_of(solution)


def test_no_schedule_is_said_where_all_must_be_placed_and_cannot() -> None:
    problem = make_problem(["ab", "ac"], slots=1, published=at(0), place_all=True)
    assert replan(problem, limits=ONE).status is Status.INFEASIBLE


def test_progress_begins_with_the_moves_that_are_certain() -> None:
    told: list[Progress] = []
    problem = make_problem(["ab"], published=at(0), people={"a": {"unavailable": frozenset({0})}})
    replan(problem, limits=ONE, on_progress=told.append)
    assert (told[0].step, told[0].bound) == ("moved", 1)


def test_a_part_has_the_free_meetings_and_what_is_bound_to_them() -> None:
    problem = make_problem(["ab", "ac", "de", "df"], meetings={3: {"after": (0,)}})
    board = Board(problem, [0, 2, 0, 1])
    some = part(board, {0})
    assert [problem.meetings[meeting].id for meeting in some.meetings][:2] == ["m0", "m1"]
    assert 3 in some.meetings
    assert some.problem.meetings[1].slot == 2
    assert some.back(board, some.board(board)).slots == board.slots


def test_a_participant_without_breaks_beside_many_with_some_gets_one() -> None:
    pairs = ["ab", "ab", "cd", "cd"]
    board = Board(make_problem(pairs, slots=5, fairness=0), [0, 2, 0, 1])
    make_fair(board)
    assert Fairness(board).holds()


def busy_day() -> Problem:
    """Forty participants, who fill most of the tables of a day."""
    random = Random(5)
    everybody = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN"
    pairs = {tuple(sorted(random.sample(everybody, 2))) for _ in range(130)}
    return make_problem(["".join(pair) for pair in sorted(pairs)], slots=14, tables=11)


@pytest.mark.parametrize("kind", DISTURBANCES)
def test_a_disturbance_moves_only_what_it_makes_impossible(kind: str) -> None:
    problem = replace(busy_day(), rules=replace(busy_day().rules, fairness=None))
    # Stopped at once: what the clock ends would be another schedule on another machine.
    placements = replan(problem, limits=ONE, should_stop=lambda: True).placements
    random = Random(1)
    disturbed = DISTURBANCES[kind](disturbances.published(problem, placements), random)
    solution = replan(disturbed, limits=ONE)
    assert violations(disturbed, solution) == []
    moved, least = value(solution, "moved")
    assert moved == least
