"""What is said aloud in the model forbids no schedule."""

import pytest

from matchmaking.scheduling.constraints import constrained
from matchmaking.scheduling.implied import imply
from matchmaking.scheduling.search import minimise
from tests.matchmaking.scheduling.problems import make_problem

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
    problem = make_problem(pairs, tables=2, place_all=True)
    variables = constrained(problem, required=range(len(pairs)))
    imply(problem, variables)
    variables.model.add_bool_and(at[slot] for at, slot in zip(variables.at, schedule, strict=True))
    found = minimise(
        variables, [], seconds=20, workers=1, seed=1, watch=lambda _value, _bound: False
    )
    assert found.slots == [*schedule]
