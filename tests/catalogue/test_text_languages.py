"""The public page of an event in the language of who reads it."""

import json
import re

import pytest
from django.test import Client

from events.models import Edition
from tests.factories.events import EditionFactory, SessionFactory
from translations.queries import pair_of
from translations.services import Entry, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    """An event in Spanish, translated into Catalan."""
    edition: Edition = EditionFactory(
        languages=["es", "ca"], name="Jornadas", summary="Dos días de reuniones."
    )
    session = SessionFactory(edition=edition, title="Buenas prácticas")
    for record, field, text in (
        (edition, "summary", "Dos dies de reunions."),
        (session, "title", "Bones pràctiques"),
    ):
        seen = pair_of(record, field, "ca").seen
        write(entries=[Entry(record, field, text, seen)], language="ca")
    return edition


def read(edition: Edition, query: str = "", accepted: str = "") -> str:
    address = edition.get_absolute_url() + query
    return Client().get(address, headers={"accept-language": accepted}).text


def test_a_browser_that_prefers_catalan_reads_catalan(edition: Edition) -> None:
    shown = read(edition, accepted="ca-ES,ca;q=0.9,es;q=0.5")
    assert '<span lang="ca">Dos dies de reunions.</span>' in shown
    assert '<span lang="ca">Bones pràctiques</span>' in shown
    assert '<h1 lang="es">' in shown
    assert '<html lang="en"' in shown


def test_a_reader_of_none_of_its_languages_reads_the_leading_one(edition: Edition) -> None:
    assert '<span lang="es">Buenas prácticas</span>' in read(edition, accepted="fi")
    assert '<span lang="es">Buenas prácticas</span>' in read(edition)


def test_the_chooser_is_links_that_name_each_language_in_its_own_words(edition: Edition) -> None:
    shown = read(edition)
    links = re.findall(r'<a href="\?texts=(\w+)" lang="(\w+)"[^>]*>([^<]+)</a>', shown)
    assert links == [("es", "es", "español"), ("ca", "ca", "català")]
    assert '<span lang="ca">Bones pràctiques</span>' in read(edition, "?texts=ca", accepted="es")


def test_an_event_of_one_language_has_no_chooser_and_is_the_same_for_everybody() -> None:
    edition = EditionFactory()
    answer = Client().get(edition.get_absolute_url(), headers={"accept-language": "ca"})
    assert "?texts=" not in answer.text
    assert "Accept-Language" not in answer.get("Vary", "")


def test_caches_are_told_what_decides_the_language(edition: Edition) -> None:
    answer = Client().get(edition.get_absolute_url())
    assert "Accept-Language" in answer["Vary"]


def test_machines_read_the_original_and_the_languages(edition: Edition) -> None:
    shown = read(edition, "?texts=ca")
    found = re.search(r'<script type="application/ld\+json">(.+?)</script>', shown)
    assert found
    data = json.loads(found[1])
    assert data["inLanguage"] == ["es", "ca"]
    assert data["description"] == "Dos días de reuniones."
