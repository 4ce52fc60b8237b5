"""Why a meeting cannot be at a time, in words."""

import pytest

from matchmaking.queries.names import Party
from matchmaking.queries.possible import Absence, Obstacle
from organise.words.board import why_not

WATER, ENERGY = (Party(pk, name, name.lower(), "a") for pk, name in ((1, "Water"), (2, "Energy")))


@pytest.mark.parametrize(
    ("obstacle", "words"),
    [
        (Obstacle(away=(Absence(WATER),)), "Water is not available"),
        (
            Obstacle(away=(Absence(WATER, "Opening"), Absence(ENERGY))),
            "Water (Opening) and Energy are not available",
        ),
        (Obstacle(busy=(WATER,)), "Water is busy"),
        (Obstacle(busy=(WATER, ENERGY)), "Water and Energy are busy"),
        (Obstacle(away=(Absence(WATER),), busy=(ENERGY,)), "Water is not available"),
    ],
)
def test_who_is_away_or_busy_is_said_by_name(obstacle: Obstacle, words: str) -> None:
    assert why_not(obstacle) == words
