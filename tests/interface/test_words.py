"""Lists and numbers in words."""

from interface.words import listed


def test_long_lists_are_cut() -> None:
    assert listed([]) == ""
    assert listed(["A"]) == "A"
    assert listed(["A", "B"]) == "A and B"
    assert listed("ABCDEFG") == "A, B, C and 4 others"
