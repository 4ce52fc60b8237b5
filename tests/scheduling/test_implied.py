"""What is said aloud in the model forbids no schedule."""

from collections.abc import Sequence

import pytest

from scheduling.exact.constraints import constrained
from scheduling.exact.implied import imply
from scheduling.exact.search import minimise
from scheduling.model.problem import Problem
from tests.scheduling.problems import make_problem

PENTAGON = ["ab", "bc", "cd", "de", "ea"]


@pytest.mark.parametrize(
    ("pairs", "schedule"),
    [
        (["ab", "bc", "ac"], (0, 1, 2)),
        (["ab", "bc", "ac"], (0, 1, 3)),
        (["ab", "ac", "ad", "bc"], (0, 1, 2, 3)),
        (PENTAGON, (0, 1, 0, 1, 2)),
        (PENTAGON, (3, 1, 3, 1, 0)),
        (["ab", "cd", "ac", "bd"], (0, 0, 2, 2)),
    ],
)
def test_a_schedule_that_keeps_the_rules_stays_possible(
    pairs: list[str], schedule: tuple[int, ...]
) -> None:
    assert stays_possible(make_problem(pairs, tables=2, place_all=True), schedule)


def test_a_schedule_that_leaves_one_place_stays_possible() -> None:
    """Seven people, all meet all: three tables in each of seven rounds; the last comes later."""
    rounds = [(slot, there) for slot in range(7) for there in (1, 2, 3)]
    pairs = ["abcdefg"[(slot + there) % 7] + "abcdefg"[slot - there] for slot, there in rounds]
    schedule = [*(slot for slot, _there in rounds[:-1]), 7]
    tables = [3] * 7 + [1]
    assert stays_possible(make_problem(pairs, slots=8, tables=tables, place_all=True), schedule)


def stays_possible(problem: Problem, schedule: Sequence[int]) -> bool:
    variables = constrained(problem, required=range(len(schedule)))
    imply(problem, variables)
    variables.model.add_bool_and(at[slot] for at, slot in zip(variables.at, schedule, strict=True))
    found = minimise(
        variables, [], seconds=20, workers=1, seed=1, watch=lambda _value, _bound: False
    )
    return found.slots == [*schedule]
