"""Interpreters for the meetings of one slot, kept up to date, against counting every choice."""

from collections.abc import Collection
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduling.check.interpreting import missing
from scheduling.model.problem import Interpreter, Problem
from scheduling.state.board import Board
from scheduling.state.interpreting import instead, lacking
from tests.scheduling.problems import make_problem

LAST = 1_500
few = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
able = st.lists(st.integers(0, 2), max_size=3, unique=True)


def in_one_slot(choices: Collection[Collection[int]], interpreters: int) -> Problem:
    return make_problem(
        ["ab"] * len(choices),
        slots=1,
        meetings={m: {"interpreters": tuple(own)} for m, own in enumerate(choices)},
        interpreters=[Interpreter(f"i{one}") for one in range(interpreters)],
    )


def counted(problem: Problem, meetings: Collection[int]) -> int:
    """How many of them have none, at the least, by trying every choice."""
    wishes = [(None, *(problem.meetings[meeting].interpreters or ())) for meeting in meetings]
    ways = ([one for one in way if one is not None] for way in product(*wishes))
    return len(meetings) - max(len(way) for way in ways if len(way) == len(set(way)))


@few
@given(st.lists(able, min_size=1, max_size=5), st.lists(st.integers(0, 4), max_size=8))
def test_a_board_on_which_meetings_come_and_go_knows_for_whom_somebody_is_left(
    choices: list[list[int]], turns: list[int]
) -> None:
    problem = in_one_slot(choices, 3)
    board = Board(problem)
    for turn in turns:
        meeting = turn % len(choices)
        if board.slots[meeting] is None:
            board.place(meeting, 0)
        else:
            board.remove(meeting)
        there = board.interpreted[0]
        before = counted(problem, there)
        assert len(board.served[0].waiting) == before
        assert lacking(problem, 0, there) == missing(problem, there, 0) == before
        for other in set(range(len(choices))) - there:
            after = counted(problem, [*there, other])
            for more in range(3):
                assert board.has_interpreter(other, 0, more) == (after <= max(more, before))
            assert instead(problem, 0, there, other) == [
                gone
                for gone in sorted(there)
                if after > before and counted(problem, [*(there - {gone}), other]) <= before
            ]


@pytest.mark.parametrize("away", [frozenset(), frozenset({0})])
def test_a_slot_holds_more_meetings_than_a_recursion_would_bear(away: frozenset[int]) -> None:
    """The last meeting can have but the first interpreter: each other one would take the next."""
    problem = in_one_slot([*((m, m + 1) for m in range(LAST)), (0,)], LAST + 1)
    problem = replace(
        problem, interpreters=(*problem.interpreters[:-1], Interpreter("the last", away))
    )
    board = Board(problem, [0] * LAST)
    assert board.has_interpreter(LAST, 0) == (not away)
    assert lacking(problem, 0, range(LAST + 1)) == len(away)
    assert missing(problem, range(LAST + 1), 0) == len(away)
