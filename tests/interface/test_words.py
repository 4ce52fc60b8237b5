"""Lists and numbers in words, language by language."""

import pytest
from django.utils import translation

from interface.words import either, labelled, listed, number, percent, trimmed


def test_a_label_and_what_it_says_are_one_text() -> None:
    assert labelled("Name", "Catalonia Water") == "Name: Catalonia Water"


def test_long_lists_are_cut() -> None:
    assert listed([]) == ""
    assert listed(["A"]) == "A"
    assert listed(["A", "B"]) == "A and B"
    assert listed("ABCDEFG") == "A, B, C and 4 others"


@pytest.mark.parametrize(
    ("language", "items", "said"),
    [
        ("en", ["Aragón", "Italia"], "Aragón and Italia"),
        ("es", ["Navarra", "Aragón", "Cataluña"], "Navarra, Aragón y Cataluña"),
        ("es", ["Aragón", "Italia"], "Aragón e Italia"),
        ("es", ["Aragón", "Íñigo"], "Aragón e Íñigo"),
        ("es", ["Acero", "Higiene"], "Acero e Higiene"),
        ("es", ["Agua", "Hielo"], "Agua y Hielo"),
        ("es", ["Agua", "Iones"], "Agua y Iones"),
        ("es", ["Agua", "Yeso"], "Agua y Yeso"),
        ("ca", ["Aragó", "Itàlia"], "Aragó i Itàlia"),
        ("it", ["Lombardia", "Catalogna"], "Lombardia e Catalogna"),
        ("it", ["Lombardia", "Emilia"], "Lombardia ed Emilia"),
        ("it", ["Lombardia", "Aragona"], "Lombardia e Aragona"),
        ("fr", ["Catalogne", "Italie"], "Catalogne et Italie"),
        ("es-mx", ["Aragón", "Italia"], "Aragón e Italia"),
    ],
)
def test_the_word_before_the_last_item(language: str, items: list[str], said: str) -> None:
    with translation.override(language):
        assert listed(items) == said


@pytest.mark.parametrize(
    ("language", "items", "said"),
    [
        ("en", ["Monday", "Tuesday", "Friday"], "Monday, Tuesday or Friday"),
        ("es", ["lunes", "martes"], "lunes o martes"),
        ("es", ["una", "otra"], "una u otra"),
        ("es", ["7", "8"], "7 u 8"),
        ("es", ["10", "11"], "10 u 11"),
        ("es", ["100", "110"], "100 o 110"),
        ("es", ["agua", "hotel"], "agua u hotel"),
        ("ca", ["una", "altra"], "una o altra"),
        ("it", ["acqua", "oro"], "acqua o oro"),
        ("fr", ["lundi", "mardi"], "lundi ou mardi"),
    ],
)
def test_a_choice_of_several(language: str, items: list[str], said: str) -> None:
    with translation.override(language):
        assert either(items) == said


@pytest.mark.parametrize(
    ("language", "small", "thousands", "many", "decimal", "negative"),
    [
        ("en", "171", "2,180", "21,800", "2.5", "-3"),
        ("es", "171", "2180", "21\N{NO-BREAK SPACE}800", "2,5", "−3"),
        ("ca", "171", "2.180", "21.800", "2,5", "−3"),
        ("it", "171", "2180", "21.800", "2,5", "−3"),
        ("fr", "171", "2\N{NO-BREAK SPACE}180", "21\N{NO-BREAK SPACE}800", "2,5", "−3"),
    ],
)
def test_numbers(  # noqa: PLR0917
    language: str, small: str, thousands: str, many: str, decimal: str, negative: str
) -> None:
    with translation.override(language):
        assert number(171) == small
        assert number(2180) == thousands
        assert number(21_800) == many
        assert number(2.5, 1) == decimal
        assert number(-3) == negative


def test_numbers_are_rounded_not_cut() -> None:
    assert number(66.7) == "67"
    assert number(2.96, 1) == "3.0"


@pytest.mark.parametrize(
    ("value", "most", "said"), [(168, 1, "168"), (2.0, 1, "2"), (2.54, 1, "2.5"), (0.04, 3, "0.04")]
)
def test_a_figure_has_no_useless_decimals(value: float, most: int, said: str) -> None:
    assert trimmed(value, most) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "67%"),
        ("es", "67\N{NO-BREAK SPACE}%"),
        ("ca", "67\N{NO-BREAK SPACE}%"),
        ("it", "67%"),
        ("fr", "67\N{NO-BREAK SPACE}%"),
    ],
)
def test_per_cent(language: str, said: str) -> None:
    with translation.override(language):
        assert percent(67) == said
        assert percent(67).replace("67", "0,5") == percent(0.5, 1).replace("0.5", "0,5")
