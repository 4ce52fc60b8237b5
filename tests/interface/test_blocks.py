"""A long list in blocks: the one that the address asks for, or the first."""

import pytest

from interface.blocks import MOST, side

NUMBERS = list(range(MOST + 5))


def test_a_short_list_is_shown_whole() -> None:
    whole = side("rows", NUMBERS[:MOST], str, {})
    assert (whole.is_part, whole.items) == (False, tuple(NUMBERS[:MOST]))


def test_a_block_is_named_for_its_first_and_its_last() -> None:
    second = side("rows", NUMBERS, str, {"rows": "2", "columns": "1"})
    assert second.is_part
    assert second.items == tuple(NUMBERS[MOST:])
    assert [(block.first, block.last) for block in second.blocks] == [("0", "19"), ("20", "24")]


@pytest.mark.parametrize("asked", ["", "0", "3", "-1", "x", "²", "9" * 5_000])
def test_a_number_that_is_none_gives_the_first(asked: str) -> None:
    assert side("rows", NUMBERS, str, {"rows": asked}).shown.number == 1


def test_of_nothing_there_is_nothing_to_show() -> None:
    assert side("rows", [], str, {}).items == ()
