"""A fact keeps its row when its words are corrected: its name stands in the file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from archive.loader.load import load
from archive.loader.problems import Refused
from archive.models import EditionFact, RegisterEntry

pytestmark = pytest.mark.django_db

Edit = Callable[[str, str], None]
SECOND = """      - topic: clusters
        {key}statement: Twelve clusters took part.
        figure: exactly 12
        passage: twelve of them
      - topic: place
        statement: It took place in Barcelona.
"""
PLACE = """      - topic: place
        statement: It took place in Barcelona.
"""


def test_a_fact_whose_words_are_corrected_stays_the_same_fact(folder: Path, edit: Edit) -> None:
    load([folder])
    before = EditionFact.objects.get(topic="place")
    edit("statement: It took place in Barcelona.", "statement: It was held in Barcelona.")

    loaded = load([folder])

    after = EditionFact.objects.get(topic="place")
    assert (after.pk, after.statement) == (before.pk, "It was held in Barcelona.")
    assert loaded.counts == {"updated": 1, "unchanged": 12}


def test_two_facts_of_one_topic_and_source_need_a_key(folder: Path, edit: Edit) -> None:
    edit(PLACE, SECOND.format(key=""))

    with pytest.raises(Refused, match="give one of them a key: of its own"):
        load([folder])


def test_facts_with_keys_stand_side_by_side_and_are_corrected_one_by_one(
    folder: Path, edit: Edit
) -> None:
    edit(PLACE, SECOND.format(key="key: second-count\n        "))
    load([folder])
    counts = {fact.number: fact.pk for fact in EditionFact.objects.filter(topic="clusters")}
    edit("statement: Twelve clusters took part.", "statement: 12 clusters came.")

    load([folder])

    fact = EditionFact.objects.get(statement="12 clusters came.")
    assert fact.pk == counts[12]
    assert EditionFact.objects.get(number=13).pk == counts[13]


def test_a_fact_that_is_given_a_key_later_stays_the_same_fact(folder: Path, edit: Edit) -> None:
    load([folder])
    before = EditionFact.objects.get(topic="place")
    edit("      - topic: place\n", "      - topic: place\n        key: town\n")

    loaded = load([folder])

    assert not loaded.is_change
    assert EditionFact.objects.get(topic="place").pk == before.pk


def test_a_register_loaded_before_facts_had_names_keeps_its_facts(folder: Path, edit: Edit) -> None:
    load([folder])
    before = list(EditionFact.objects.order_by("pk").values_list("pk", flat=True))
    for entry in RegisterEntry.objects.filter(kind="edition fact"):
        words = (entry.content["topic"], entry.content["source"], entry.content["statement"])
        entry.key = " · ".join(["meeting-2018", *words])
        entry.save()
    edit("statement: 13 clusters took part.", "statement: 13 clusters came.")

    loaded = load([folder])

    assert loaded.counts == {"updated": 1, "unchanged": 12}
    assert list(EditionFact.objects.order_by("pk").values_list("pk", flat=True)) == before
