"""What words mean, whatever their form and whichever of the five languages."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaking.recommending.wording import KEYWORDS, LANGUAGES, SMALL_WORDS, marks, words


def mean_the_same(one: str, other: str) -> bool:
    return not marks(one).isdisjoint(marks(other))


@pytest.mark.parametrize(
    "forms",
    [
        "battery batteries",
        "recycle recycled recycling",
        "batería baterías bateria",
        "energético energética energéticos",
        "clústers clúster",
        "dades dada",
        "fotònica fotònics",
        "materiale materiali",
        "numérique numériques numerique",
        "système systèmes",
    ],
)
def test_forms_of_a_word_mean_the_same(forms: str) -> None:
    first, *others = forms.split()
    assert all(mean_the_same(first, other) for other in others)


@pytest.mark.parametrize(
    "meaning",
    [
        "sensors sensores sensori capteurs",
        "packaging envases envasos imballaggi emballages",
        "wood madera fusta legno bois",
        "waste residuos residus rifiuti déchets",
        "health salud salut salute santé",
        "wind eólica eòlica vento éolien",
    ],
)
def test_words_of_five_languages_mean_the_same(meaning: str) -> None:
    first, *others = meaning.split()
    assert all(mean_the_same(first, other) for other in others)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("organic", "organisation"),
        ("national", "nature"),
        ("port", "portable"),
        ("sensor", "senate"),
        ("formación", "platform"),
        ("marble", "market"),
        ("sol", "solar"),
    ],
)
def test_other_words_mean_something_else(one: str, other: str) -> None:
    assert not mean_the_same(one, other)


def test_small_words_of_every_language_say_nothing() -> None:
    said = "the of for de la y para amb els della dello et les pour avec our clusters"
    assert words(said) == ()


def test_catalan_doubled_letters_and_apostrophes_are_read() -> None:
    assert words("Intel·ligència d'hidrogen") == ("intelligència", "hidrogen")


def test_every_keyword_has_words_in_all_languages() -> None:
    with KEYWORDS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(set(row) == set(LANGUAGES) and all(row.values()) for row in rows)
    firsts = [row["en"] for row in rows]
    assert firsts == sorted(set(firsts)), "each once, by the alphabet"


@given(st.text(max_size=60))
def test_any_text_gives_words_without_small_ones_that_mean_something(text: str) -> None:
    assert all(marks(word) for word in words(text))
    assert SMALL_WORDS.isdisjoint(words(text))
