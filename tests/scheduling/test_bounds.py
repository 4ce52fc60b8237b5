"""What is known without search: never more than the best of all schedules, and often as much."""

from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings

from scheduling.exact import relaxation
from scheduling.exact.bounds import blocks, fewest_breaks
from scheduling.model.problem import Problem, Slot
from scheduling.state.board import Board
from tests.scheduling.problems import all_schedules, make_problem, problems

some = settings(
    max_examples=60, deadline=None, suppress_health_check=[*HealthCheck], derandomize=True
)
TRIANGLE = ["ab", "bc", "ac"]


def least(problem: Problem) -> tuple[int, int]:
    """The two bounds on breaks if everything is placed."""
    everything = range(len(problem.meetings))
    return fewest_breaks(problem, everything), relaxation.fewest_breaks(
        problem, everything, seconds=20
    )


@some
@given(problems())
def test_no_schedule_has_fewer_breaks_than_the_bounds(problem: Problem) -> None:
    whole = [slots for slots in all_schedules(problem) if None not in slots]
    for slots in whole:
        assert sum(Board(problem, slots).all_breaks()) >= max(least(problem))


@some
@given(problems())
def test_blocks_are_all_the_rows_of_slots_that_meetings_fit_in(problem: Problem) -> None:
    for participant, own in enumerate(problem.meetings_of):
        rows = [
            range(start, start + len(own)) for start in range(len(problem.slots) - len(own) + 1)
        ]
        fitting = [
            row
            for row in rows
            if any(
                all(slot in problem.allowed_slots[meeting] for meeting, slot in zip(own, order))  # noqa: B905 - as long
                for order in permutations(row)
            )
        ]
        assert list(blocks(problem, participant)) == fitting


def test_who_cannot_have_all_meetings_in_a_row_has_a_break() -> None:
    """Both could be in slots 0 and 1, but then no meeting is left for slot 1."""
    days = [Slot(session=None), Slot(session="am"), Slot(session="pm")]
    problem = make_problem(
        ["ab", "ac"],
        slots=days,
        people={"b": {"unavailable": frozenset({1})}, "c": {"unavailable": frozenset({1})}},
    )
    assert least(problem)[0] == 1


def test_where_columns_are_full_somebody_must_have_a_break() -> None:
    crowded = make_problem(TRIANGLE, slots=3, tables=1)
    assert least(crowded) == (0, 1)
    roomy = make_problem(TRIANGLE, slots=3, tables=2)
    assert least(roomy) == (0, 0)


@pytest.mark.parametrize("windows", [(0, 0, 1), (0, 1, 2)])
def test_meetings_spread_over_windows_need_no_break(windows: tuple[int, ...]) -> None:
    days = [Slot(window=window) for window in windows]
    assert least(make_problem(TRIANGLE, slots=days, tables=1)) == (0, 0)
