"""Long lists part by part."""

from django.http import QueryDict

from interface.parts import part


def test_a_short_list_is_whole() -> None:
    shown = part("abc", "letters", QueryDict(), 3)
    assert (list(shown), shown.count, shown.parts) == (["a", "b", "c"], 3, 1)
    assert (shown.before, shown.after) == ("", "")


def test_the_address_says_which_part_and_keeps_what_else_it_says() -> None:
    shown = part("abcdefg", "letters", QueryDict("letters=2&day=4"), 3)
    assert (list(shown), shown.number, shown.parts) == (["d", "e", "f"], 2, 3)
    assert (shown.before, shown.after) == ("?letters=1&day=4", "?letters=3&day=4")


def test_what_is_no_part_gives_the_nearest() -> None:
    numbers = {"0": 3, "9": 3, "x": 1, "": 1}
    found = {asked: part("abcdefg", "n", QueryDict(f"n={asked}"), 3).number for asked in numbers}
    assert found == numbers


def test_a_list_without_items_is_nothing() -> None:
    assert not part("", "letters", QueryDict(), 3)


def test_keys_become_what_they_stand_for() -> None:
    shown = part([1, 2, 3], "n", QueryDict("n=2"), 2).of({3: "three"})
    assert (list(shown), shown.count, shown.before) == (["three"], 3, "?n=1")
