"""What `make test` leaves to the drills is asked somewhere else in the table."""

import pytest

from tests.support.shares import share_of


@pytest.mark.parametrize("turn", range(7))
def test_no_answer_of_a_line_is_left_out(turn: int) -> None:
    answers = ("200", "403", "403", "200", "200", "200", "404")
    asked = share_of(answers, turn, one_in=3)
    assert {answers[place] for place in asked} == {"200", "403", "404"}
    assert len(asked) < len(answers)


def test_every_place_comes_round() -> None:
    answers = ("no",) * 10
    turns = [share_of(answers, turn, one_in=3) for turn in range(3)]
    assert set().union(*turns) == set(range(10))
    assert sum(map(len, turns)) == 10
