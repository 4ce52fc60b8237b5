"""Table assignment against brute force, the bound, and participants' own tables."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import permutations, product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduling import tables
from scheduling.check import violations
from scheduling.check.schedule import Schedule
from scheduling.check.seating import locked_tables, own_tables
from scheduling.control import Limits
from scheduling.local.construct import construct
from scheduling.model.formats import BadFile, read_problem, write_problem
from scheduling.model.problem import Placement, Problem, Slot
from scheduling.model.solution import Code, Cure, Reason, Solution, Status
from scheduling.pipeline import solve
from scheduling.replan import replan
from scheduling.state.board import Board
from scheduling.tables.bound import least_with_all_placed
from scheduling.tables.matching import heaviest
from scheduling.what_if.changes import Change, MoreTables, OtherSlots, changed
from tests.scheduling.problems import all_breaks, all_schedules, make_problem, problems

few = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
many = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def seated(board: Board, wished: Mapping[int, int] | None = None) -> dict[int, int]:
    seats = tables.assign(board, wished=wished, stop=lambda: False)
    assert seats.changes == tables.table_changes(board, seats.table_of)
    return dict(seats.table_of)


def breaches(board: Board, table_of: Mapping[int, int]) -> list[str]:
    placements = tuple(
        Placement(meeting.id, slot, table_of.get(m))
        for m, (meeting, slot) in enumerate(zip(board.problem.meetings, board.slots, strict=True))
        if slot is not None
    )
    solution = Solution("", Status.FEASIBLE, placements)
    schedule = Schedule(board.problem, solution)
    return [*own_tables(schedule), *locked_tables(schedule)]


def all_seatings(board: Board) -> Iterator[dict[int, int]]:
    """Every choice of tables for a small schedule that keeps locks and honours own tables."""
    choices = [
        [
            dict(zip(sorted(inside), some, strict=True))
            for some in permutations(range(most), len(inside))
        ]
        for inside, most in zip(board.inside, board.problem.tables, strict=True)
    ]
    for slots in product(*choices):
        table_of = {meeting: table for slot in slots for meeting, table in slot.items()}
        if not breaches(board, table_of):
            yield table_of


@st.composite
def owners(draw: st.DrawFn) -> Problem:
    problem = draw(problems())
    most = max(problem.tables)
    own = st.one_of(st.none(), st.integers(0, most - 1)) if most else st.none()
    people = tuple(replace(one, table=draw(own)) for one in problem.participants)
    return replace(problem, participants=people)


@many
@given(owners())
def test_own_tables_are_honoured(problem: Problem) -> None:
    board = construct(problem)
    table_of = seated(board)
    assert breaches(board, table_of) == []
    assert all(seated(board, {m: t})[m] == t for m, t in table_of.items())


def lock_sets(problem: Problem) -> Iterator[Problem]:
    """The problem with each set of its meetings locked at each choice of tables, as far as they
    have one: what meets online has none.
    """
    choices = [
        [
            replace(meeting, table=table)
            for table in (None, *range(0 if meeting.online else problem.tables_for(position)))
        ]
        for position, meeting in enumerate(problem.meetings)
    ]
    for meetings in product(*choices):
        yield replace(problem, meetings=meetings)


@few
@given(owners())
def test_every_set_of_locks_is_kept_with_as_few_changes_as_brute_force_finds(
    problem: Problem,
) -> None:
    for locked in lock_sets(problem):
        board = construct(locked)
        seatings = {tables.table_changes(board, seats): seats for seats in all_seatings(board)}
        table_of = seated(board)
        assert breaches(board, table_of) == []
        assert tables.table_changes(board, table_of) == min(seatings)


SMALL = make_problem(
    ["ab", "cd", "ac"], slots=2, tables=2, people={"a": {"table": 1}}, fairness=None
)


def fixed_sets() -> Iterator[Problem]:
    """Three meetings in a small grid, in every choice of locked slots and tables."""
    locks = [*product((None, 0), (None, 0, 1))]
    for chosen in product(locks, repeat=len(SMALL.meetings)):
        yield replace(
            SMALL,
            meetings=tuple(
                replace(meeting, slot=slot, table=table)
                for meeting, (slot, table) in zip(SMALL.meetings, chosen, strict=True)
            ),
        )


def test_with_every_set_of_locks_as_much_is_placed_as_brute_force_finds() -> None:
    for problem in fixed_sets():
        solution = solve(problem, limits=Limits(seconds=30, workers=1))
        best = max(sum(slot is not None for slot in slots) for slots in all_schedules(problem))
        assert violations(problem, solution) == []
        assert solution.status is Status.OPTIMAL
        assert len(solution.placements) == best


def test_two_locked_at_one_table_and_slot_cannot_both_be_placed() -> None:
    problem = make_problem(
        ["ab", "cd"], meetings={0: {"slot": 0, "table": 2}, 1: {"slot": 0, "table": 2}}
    )
    solution = solve(problem, limits=Limits(seconds=30, workers=1))
    assert violations(problem, solution) == []
    (left_out,) = solution.unplaced
    (placed,) = solution.placements
    assert (left_out.reason.code, left_out.reason.meetings) == (Code.LOCKED, (placed.meeting,))
    assert left_out.remedy.code is Cure.UNLOCK


@pytest.mark.parametrize("slot", [0, None])
def test_where_all_must_be_placed_too_many_at_one_table_are_impossible(slot: int | None) -> None:
    lock = {"slot": slot, "table": 2}
    problem = make_problem(["ab", "cd"], slots=1, meetings={0: lock, 1: lock}, place_all=True)
    solution = solve(problem, limits=Limits(seconds=30, workers=1))
    assert solution.status is Status.INFEASIBLE
    assert solution.reason == Reason(Code.LOCKED, (), ("m0", "m1"), (0,))
    assert violations(problem, solution) == []


def test_who_is_locked_at_a_table_keeps_it_from_its_owner() -> None:
    problem = make_problem(
        ["ab", "cd"], slots=1, people={"a": {"table": 1}}, meetings={1: {"table": 1}}
    )
    board = Board(problem, [0, 0])
    assert seated(board)[1] == 1
    assert breaches(board, seated(board)) == []


def test_an_owner_sits_where_its_meeting_is_locked() -> None:
    problem = make_problem(["ab"], people={"a": {"table": 1}}, meetings={0: {"table": 3}})
    board = Board(problem, [0])
    assert seated(board, {0: 2}) == {0: 3}
    assert breaches(board, {0: 3}) == []
    assert len(breaches(board, {0: 1})) == 1


def test_a_replan_parts_those_locked_at_one_table() -> None:
    published = (Placement("m0", 0, 1), Placement("m1", 0, 0))
    meetings = {0: {"table": 1, "slot": 0}, 1: {"table": 1}}
    problem = make_problem(["ab", "cd"], meetings=meetings, published=published)
    solution = replan(problem, limits=Limits(seconds=30, workers=1))
    assert violations(problem, solution) == []
    moved = solution.step("moved")
    assert moved is not None
    assert (moved.value, moved.bound, len(solution.placements)) == (1, 1, 2)


@pytest.mark.parametrize("change", [MoreTables(-3), OtherSlots((Slot(), Slot()), (5, 1))])
def test_what_if_its_table_is_gone_a_meeting_may_sit_elsewhere(change: Change) -> None:
    problem = make_problem(["ab", "cd"], slots=2, meetings={0: {"table": 4}, 1: {"table": 0}})
    assert [meeting.table for meeting in changed(problem, [change]).meetings] == [None, 0]


@many
@given(owners())
def test_few_meetings_have_the_fewest_changes_of_table(problem: Problem) -> None:
    board = construct(problem)
    least = min(tables.table_changes(board, seats) for seats in all_seatings(board))
    assert tables.table_changes(board, seated(board)) == least


@many
@given(problems())
def test_no_schedule_of_all_meetings_has_fewer_changes_than_the_bound(problem: Problem) -> None:
    for slots in all_schedules(problem):
        if None not in slots:
            board = Board(problem, slots)
            least = min(tables.table_changes(board, seats) for seats in all_seatings(board))
            assert least_with_all_placed(problem, sum(all_breaks(problem, slots))) <= least


def test_an_own_table_comes_before_changes_are_counted() -> None:
    problem = make_problem(["ab", "ac", "ad"], slots=3, people={"d": {"table": 4}})
    board = Board(problem, [0, 1, 2])
    table_of = seated(board)
    assert table_of[2] == 4
    assert tables.table_changes(board, table_of) == 0


def test_two_owners_of_one_table_in_one_slot_leave_one_elsewhere() -> None:
    people = {"a": {"table": 1}, "c": {"table": 1}}
    board = Board(make_problem(["ab", "cd"], slots=1, people=people), [0, 0])
    table_of = seated(board)
    assert 1 in table_of.values()
    assert breaches(board, table_of) == []


def test_a_slot_without_the_own_table_seats_elsewhere() -> None:
    problem = make_problem(["ab"], slots=2, tables=[1, 3], people={"a": {"table": 2}})
    assert seated(Board(problem, [0])) == {0: 0}
    assert seated(Board(problem, [1])) == {0: 2}


def test_the_check_names_a_meeting_that_could_sit_at_its_own_table() -> None:
    problem = make_problem(["ab"], people={"a": {"table": 2}})
    assert breaches(Board(problem, [0]), {0: 1}) == [
        "Meeting m0 is at table 1 in slot 0, though table 2 is its participants' own."
    ]


def test_a_published_table_is_kept_but_not_from_its_owner() -> None:
    problem = make_problem(["ab", "cd"], slots=1, people={"a": {"table": 1}})
    assert seated(Board(problem, [0, 0]), {1: 1})[0] == 1
    assert seated(Board(problem, [0, 0]), {1: 3}) == {0: 1, 1: 3}


def test_everybody_meeting_everybody_all_day_changes_no_more_than_the_bound() -> None:
    problem = make_problem(["ab", "cd", "ac", "bd", "ad", "bc"], slots=3, tables=2)
    board = Board(problem, [0, 0, 1, 1, 2, 2])
    changes = tables.table_changes(board, seated(board))
    assert changes == tables.least_changes(board) == 4


def test_tables_of_later_slots_are_exchanged_where_that_saves_changes() -> None:
    problem = make_problem(["ab", "cd", "ab", "cd"], slots=2, tables=2)
    board = Board(problem, [0, 0, 1, 1])
    assert tables.table_changes(board, seated(board, {0: 0, 2: 0})) == 0


@many
@given(
    st.dictionaries(
        st.integers(0, 4), st.dictionaries(st.integers(0, 3), st.integers(1, 5)), max_size=4
    )
)
def test_a_matching_is_as_heavy_as_brute_force_finds(gains: dict[int, dict[int, int]]) -> None:
    found = heaviest(gains)
    assert len(set(found.values())) == len(found)
    alone: list[int | None] = [None] * len(gains)
    best = max(
        sum(
            gains[row].get(column, 0)
            for row, column in zip(gains, choice, strict=True)
            if column is not None
        )
        for choice in permutations([*range(4), *alone], len(gains))
    )
    assert sum(gains[row][column] for row, column in found.items()) == best


def test_a_file_keeps_own_tables_and_needs_none() -> None:
    plain = make_problem(["ab"])
    owned = make_problem(["ab"], people={"a": {"table": 4}})
    assert b'"table"' not in write_problem(plain)
    assert read_problem(write_problem(plain)) == plain
    assert read_problem(write_problem(owned)) == owned


def test_a_file_keeps_locked_tables() -> None:
    locked = make_problem(["ab"], meetings={0: {"table": 4}})
    assert read_problem(write_problem(locked)) == locked


@pytest.mark.parametrize(
    ("lock", "most"),
    [
        ({"table": 4}, 2),
        ({"slot": 1, "table": 3}, 3),
        ({"session": "pm", "table": 3}, 3),
        ({"session": "am", "table": 4}, 2),
        ({"session": "night", "table": 0}, 0),
    ],
)
def test_a_lock_at_a_table_that_is_not_in_every_slot_it_can_be_in_is_refused(
    lock: dict[str, Any], most: int
) -> None:
    slots = [Slot(session="am"), Slot(session="pm"), Slot(session="am")]
    problem = make_problem(["cd", "ab"], slots=slots, tables=[2, 3, 4], meetings={1: lock})
    with pytest.raises(BadFile, match=f"at most {most} are numbered") as refused:
        read_problem(write_problem(problem))
    assert refused.value.place == "meetings[1].table"


@pytest.mark.parametrize("table", ["5", "-1", '"x"', "true"])
def test_a_table_that_no_slot_has_is_refused(table: str) -> None:
    content = write_problem(make_problem(["ab"], people={"a": {"table": 4}}))
    with pytest.raises(BadFile) as refused:
        read_problem(content.replace(b'"table": 4', b'"table": ' + table.encode()))
    assert refused.value.place == "participants[0].table"
