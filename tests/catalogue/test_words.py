"""Topics and figures of the register in words."""

import pytest
from django.utils import translation

from catalogue.queries.facts import Figure, Stated, counted_figure
from catalogue.words.figures import PHRASES, QUALIFIED, in_words, with_its_noun
from catalogue.words.topics import TERMS, TITLES, term_of, title_of
from clusters.models.sources import Qualifier


def test_a_known_topic_has_a_title_and_a_term() -> None:
    assert title_of("rank-in-spain") == "Rank in Spain"
    assert term_of("bilateral-meetings") == "bilateral meetings"


def test_an_unknown_topic_is_its_code_in_words_not_to_be_translated() -> None:
    assert title_of("new-things") == '<span translate="no">New things</span>'
    assert term_of("new-things") == '<span translate="no">new things</span>'


def test_an_unknown_topic_is_escaped() -> None:
    assert "<b>" not in title_of("<b>")


def test_codes_are_slugs() -> None:
    assert all(code == code.lower() and " " not in code for code in (*TITLES, *TERMS, *PHRASES))


def test_every_qualifier_but_exactly_has_words() -> None:
    assert set(QUALIFIED) == set(Qualifier.values) - {Qualifier.EXACTLY}


def test_figures_of_different_sources_are_a_choice_in_the_language_of_the_reader() -> None:
    figure = Figure("delegations", (Stated(7), Stated(8)))
    with translation.override("es"):
        assert in_words(figure) == "7 u 8"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([Stated(2180)], "2,180"),
        ([Stated(50, "about")], "about 50"),
        ([Stated(1200, "more_than")], "more than 1,200"),
        ([Stated(4), Stated(5)], "4 or 5"),
        ([Stated(4), Stated(5), Stated(6, "at_least")], "4, 5 or at least 6"),
    ],
)
def test_figures_keep_their_qualifiers(values: list[Stated], words: str) -> None:
    assert in_words(Figure("partners", tuple(values), agrees=len(values) == 1)) == words


@pytest.mark.parametrize(
    ("topic", "number", "words"),
    [
        ("clusters", 1, "<strong>1</strong> cluster"),
        ("clusters", 1300, "<strong>1,300</strong> clusters"),
        ("cluster-pitches", 1, "<strong>1</strong> cluster pitch"),
        ("meetings", 2, "<strong>2</strong> meetings"),
        ("regions", 3, "<strong>3</strong> regions"),
    ],
)
def test_a_figure_in_a_list_stands_with_its_noun(topic: str, number: int, words: str) -> None:
    assert with_its_noun(counted_figure(topic, number)) == words
