"""The first schedule: at once, with every hard rule kept, and all placed where that is easy."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.generator import generate
from scheduling.exact import bounds
from scheduling.local.construct import construct, restore_fairness, resume
from scheduling.model.problem import Placement, Problem
from scheduling.state.board import Board
from scheduling.state.fairness import Fairness
from tests.scheduling.problems import (
    is_valid,
    make_problem,
    placements,
    problems,
    valid_schedules,
    worth,
)

many = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def relaxed(problem: Problem) -> Problem:
    """The problem in which meetings may be left out, and breaks may differ."""
    return replace(problem, rules=replace(problem.rules, place_all=False))


@many
@given(problems())
def test_a_first_schedule_made_fair_keeps_every_rule(problem: Problem) -> None:
    problem = relaxed(problem)
    board = construct(problem)
    loose = replace(problem, rules=replace(problem.rules, fairness=None))
    assert is_valid(loose, tuple(board.slots))
    restore_fairness(board)
    assert is_valid(problem, tuple(board.slots))


@many
@given(problems(), st.data())
def test_after_settling_nothing_left_out_simply_fits(problem: Problem, data: st.DataObject) -> None:
    problem = relaxed(problem)
    board = Board(problem, data.draw(valid_schedules(problem)))
    restore_fairness(board)
    for meeting in board.unplaced():
        for slot in problem.allowed_slots[meeting]:
            if board.fits(meeting, slot):
                board.place(meeting, slot)
                assert not Fairness(board).holds()
                board.remove(meeting)


@many
@given(problems())
def test_a_slot_told_to_be_spoilt_is_unfair(problem: Problem) -> None:
    board = construct(relaxed(problem))
    restore_fairness(board)
    fairness = Fairness(board)
    for meeting in board.unplaced():
        people = problem.meetings[meeting].participants
        for slot in board.calendar.slots(fairness.surely_unfair(people)):
            board.place(meeting, slot)
            assert not fairness.holds(people)
            board.remove(meeting)


def test_a_meeting_that_fits_nowhere_is_inserted_by_moving_another() -> None:
    people = {"c": {"unavailable": frozenset({1})}}
    problem = make_problem(["ab", "ac"], slots=2, people=people)
    assert construct(problem).slots == [1, 0]


def test_a_meeting_is_inserted_by_moving_one_after_another() -> None:
    people = {"c": {"unavailable": frozenset({1, 2})}, "d": {"unavailable": frozenset({2})}}
    problem = make_problem(["ab", "ad", "ac"], slots=3, people=people)
    assert construct(problem).slots == [2, 1, 0]


def test_every_meeting_of_a_full_event_is_placed() -> None:
    for windows in (1, 4):
        problem = generate(300, 1200, windows=windows, seed=windows)
        board = construct(problem)
        assert board.unplaced() == []


def test_where_more_is_asked_than_fits_the_heaviest_are_placed() -> None:
    problem = generate(300, 1380, fill=1.15)
    assert construct(problem).worth() >= 0.999 * bounds.most_placed(problem)


def test_a_stop_ends_the_construction_with_what_there_is() -> None:
    problem = generate(100, 300)
    board = construct(problem, should_stop=lambda: True)
    assert is_valid(problem, tuple(board.slots))
    assert len(board.unplaced()) > 0


@many
@given(st.data())
def test_a_schedule_that_is_resumed_stays_valid_and_loses_nothing(data: st.DataObject) -> None:
    problem = relaxed(data.draw(problems()))
    before = data.draw(valid_schedules(problem))
    after = tuple(resume(problem, placements(problem, before)).slots)
    assert is_valid(problem, after)
    assert worth(problem, after) <= worth(problem, before)


def test_a_resumed_schedule_leaves_out_what_is_gone_and_keeps_the_heaviest_of_a_full_slot() -> None:
    pairs, heavy = ["ab", "cd", "ef"], {1: {"priority": 10}, 2: {"slot": 1}}
    problem = make_problem(pairs, slots=2, tables=[1, 1], meetings=heavy)
    known = [Placement("gone", 0, 0), *(Placement(f"m{m}", m // 2, 0) for m in range(3))]
    assert resume(problem, known).slots == [None, 0, 1]


def test_a_slot_that_is_gone_is_no_slot() -> None:
    problem = make_problem(["ab"], slots=2)
    assert resume(problem, [Placement("m0", 2, 0)]).slots == [0]
