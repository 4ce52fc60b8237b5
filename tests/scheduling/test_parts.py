"""The first schedule, its improvement, the bounds and the tables: each by itself."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from scheduling import control, tables
from scheduling.check import figures
from scheduling.control import QUIET_SECONDS, Control, Limits, Progress
from scheduling.exact import bounds
from scheduling.exact.variables import Variables
from scheduling.local.construct import construct
from scheduling.model.problem import Placement, Problem, Slot
from scheduling.model.solution import Solution, Status
from scheduling.state.board import Board
from tests.scheduling.problems import all_breaks, all_schedules, make_problem, problems, worth

many = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))


def relaxed(problem: Problem) -> Problem:
    """The problem in which meetings may be left out."""
    return replace(problem, rules=replace(problem.rules, place_all=False))


def seated(board: Board, wished: dict[int, int] | None = None) -> dict[int, int]:
    return dict(tables.assign(board, wished=wished or {}, stop=lambda: False).table_of)


@many
@given(problems())
def test_nothing_places_more_than_the_bound(problem: Problem) -> None:
    problem = relaxed(problem)
    everything = sum(meeting.priority for meeting in problem.meetings)
    missed = min(worth(problem, slots)[0] for slots in all_schedules(problem))
    assert everything - missed <= bounds.most_placed(problem)


@many
@given(problems())
def test_the_board_counts_as_brute_force_does(problem: Problem) -> None:
    board = construct(relaxed(problem))
    assert board.all_breaks() == all_breaks(problem, tuple(board.slots))
    assert (
        board.worth()
        == sum(m.priority for m in problem.meetings) - worth(problem, tuple(board.slots))[0]
    )


@many
@given(problems())
def test_tables_are_distinct_exist_and_changes_are_counted_as_the_check_does(
    problem: Problem,
) -> None:
    board = construct(relaxed(problem))
    table_of = seated(board)
    placements = tuple(
        Placement(meeting.id, slot, table_of.get(position))
        for position, (meeting, slot) in enumerate(zip(problem.meetings, board.slots, strict=True))
        if slot is not None
    )
    at_tables = [(placed.slot, placed.table) for placed in placements if placed.table is not None]
    assert len(set(at_tables)) == len(at_tables)
    assert all(table < problem.tables[slot] for slot, table in at_tables)
    online = {meeting.id for meeting in problem.meetings if meeting.online}
    assert {placed.meeting for placed in placements if placed.table is None} <= online
    found = figures(problem, Solution("", Status.FEASIBLE, placements))
    assert tables.table_changes(board, table_of) == found.table_changes
    assert board.idle_slots() == found.idle_slots


def test_somebody_who_meets_all_day_keeps_the_table() -> None:
    problem = make_problem(["ab", "cd", "ac", "bd", "ad", "bc"], slots=3)
    board = Board(problem, [0, 0, 1, 1, 2, 2])
    assert tables.table_changes(board, seated(board)) == 4


def test_a_wished_table_is_kept_where_it_still_exists() -> None:
    problem = make_problem(["ab", "cd"], slots=1, tables=2)
    board = Board(problem, [0, 0])
    assert seated(board, {0: 1}) == {0: 1, 1: 0}
    assert seated(board, {0: 7}) == {0: 0, 1: 1}


@pytest.mark.parametrize("true", range(6))
@pytest.mark.parametrize("most", [1, 3, 9])
def test_a_count_says_exactly_how_many_are_true_up_to_its_cut(true: int, most: int) -> None:
    from ortools.sat.python.cp_model import CpSolver

    variables = Variables(make_problem([]))
    literals = [variables.model.new_bool_var(f"{i}") for i in range(5)]
    for position, literal in enumerate(literals):
        variables.model.add(literal == int(position < true))
    counted = variables.count(list(literals), most)
    solver = CpSolver()
    solver.parameters.num_workers = 1
    solver.solve(variables.model)
    expected = [passed < min(true, 5) for passed in range(min(most, 5))]
    assert [solver.boolean_value(one) for one in counted] == expected


class Clock:
    """A clock that stands unless it is moved."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(control, "monotonic", clock)
    return clock


def test_progress_is_told_at_once_when_better_and_else_seldom(clock: Clock) -> None:
    told: list[Progress] = []
    control = Control(Limits(), told.append)
    for value in (5, 5, 5, 4, 4):
        control.tell("breaks", value, 0)
    for _ in range(3):
        clock.seconds += QUIET_SECONDS / 2
        control.tell("breaks", 4, 0)
    assert [(progress.value, progress.seconds) for progress in told] == [
        (5, 0),
        (4, 0),
        (4, QUIET_SECONDS),
    ]


def test_what_is_reserved_for_the_end_is_not_left(clock: Clock) -> None:
    control = Control(Limits(seconds=100))
    assert control.left(0.75) == 75
    control.reserve(30)
    clock.seconds += 10
    assert (control.left(1), control.left(0.75)) == (60, 60)
    assert control.left(0.5) == 40
    clock.seconds += 74
    assert not control.late()
    clock.seconds += 1
    assert control.late()
    assert control.left(1) == 0
    control.reserve(200)
    assert control.left(0.75) == 0


def test_a_wish_to_stop_is_remembered() -> None:
    answers = iter([False, True])
    control = Control(Limits(), should_stop=lambda: next(answers))
    assert not control.stopped()
    assert control.stopped()
    assert control.left(1) == 0


def test_slots_of_one_window_need_not_stand_together() -> None:
    problem = make_problem(["ab", "ab"], slots=[Slot(window=w) for w in (0, 1, 0, 1, 0)])
    board = Board(problem, [0, 4])
    assert board.all_breaks() == [1, 1]
    assert board.idle_slots() == 2
    placements = (Placement("m0", 0, 0), Placement("m1", 4, 0))
    found = figures(problem, Solution("", Status.FEASIBLE, placements))
    assert (found.breaks, found.idle_slots) == (2, 2)
