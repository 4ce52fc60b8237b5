"""Catalogues follow the texts, are checked as `msgfmt --check` would, and compile."""

import gettext
from pathlib import Path

import pytest
from django.conf import settings

from interface.states import WORDS
from tools.languages.catalogues import (
    compile_all,
    folder,
    follow,
    new,
    read,
    source_of,
    write,
    written,
)
from tools.languages.checking import faults, of_catalogue
from tools.languages.collecting import Text, texts

SAVE = Text(("Save",), None, "a.html", 3)
DAYS = Text(("%(n)s day", "%(n)s days"), None, "a.html", 4)
SOURCE = source_of([SAVE, DAYS])


@pytest.fixture
def spanish(tmp_path: Path) -> Path:
    """A Spanish catalogue in which all is well."""
    catalog = new(SOURCE, "es")
    catalog["Save"].string = "Guardar"
    catalog["%(n)s day"].string = ("%(n)s día", "%(n)s días")
    path = folder(tmp_path, "es") / "django.po"
    write(catalog, path)
    return path


def test_the_catalogue_of_the_repository_is_what_the_code_says() -> None:
    assert list(faults(settings.BASE_DIR)) == []


def test_the_word_of_a_state_stands_with_its_noun() -> None:
    """Other languages inflect it; a text without a context is one for all that bear it."""
    states = {str(word) for word in WORDS.values()}
    alone = {text.words[0] for text in texts(settings.BASE_DIR) if text.context is None}
    assert states & alone == set()


def test_the_same_texts_make_the_same_file() -> None:
    assert written(source_of([SAVE, DAYS])) == written(SOURCE)
    assert "POT-Creation-Date" not in written(SOURCE)


def test_a_catalogue_follows_the_texts(spanish: Path) -> None:
    later = source_of([SAVE, Text(("Send",), None, "b.html", 1)])
    catalog = follow(read(spanish, "es"), later)
    assert catalog["Save"].string == "Guardar"
    assert not catalog["Send"].string
    assert '#~ msgid "%(n)s day"' in written(catalog)


def test_where_all_is_well_nothing_is_told(spanish: Path) -> None:
    assert list(of_catalogue(spanish, "es", SOURCE)) == []


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ('"Guardar"', '""', "has no translation"),
        ('"%(n)s días"', '""', "has no translation"),
        ('"%(n)s días"', '"%(m)s días"', "does not have"),
        ('"%(n)s días"', '"días"', "leaves out n"),
        ('"Guardar"', '"Guardar\\n"', "new line"),
        ("nplurals=2", "nplurals=3", "plural forms"),
        ("charset=utf-8", "charset=latin-1", "charset"),
        ('msgid "Save"', '#, fuzzy\nmsgid "Save"', "fuzzy"),
        ('msgid "Save"', 'msgid "Safe"', "1 texts are missing"),
    ],
)
def test_what_is_wrong_is_told(spanish: Path, right: str, wrong: str, told: str) -> None:
    text = spanish.read_text(encoding="utf-8")
    assert right in text
    spanish.write_text(text.replace(right, wrong), encoding="utf-8")
    assert any(told in fault for fault in of_catalogue(spanish, "es", SOURCE))


def test_a_form_for_one_thing_may_leave_its_figure_out(spanish: Path) -> None:
    text = spanish.read_text(encoding="utf-8")
    spanish.write_text(text.replace('"%(n)s día"', '"un día"'), encoding="utf-8")
    assert list(of_catalogue(spanish, "es", SOURCE)) == []


@pytest.mark.parametrize(
    ("language", "singular"), [("es", [1]), ("ca", [1]), ("it", [1]), ("fr", [0, 1])]
)
def test_our_languages_have_two_forms(tmp_path: Path, language: str, singular: list[int]) -> None:
    catalog = new(SOURCE, language)
    catalog["%(n)s day"].string = ("one", "more")
    path = folder(tmp_path, language) / "django.po"
    write(catalog, path)
    compile_all(tmp_path)
    with path.with_suffix(".mo").open("rb") as file:
        said = gettext.GNUTranslations(file).ngettext
    assert [n for n in (0, 1, 2, 1_000_000) if said("%(n)s day", "", n) == "one"] == singular


def test_catalogues_compile_once(spanish: Path, tmp_path: Path) -> None:
    assert compile_all(tmp_path) == ["es"]
    assert compile_all(tmp_path) == []
    with spanish.with_suffix(".mo").open("rb") as file:
        said = gettext.GNUTranslations(file)
    assert said.gettext("Save") == "Guardar"
    assert said.ngettext("%(n)s day", "%(n)s days", 2) == "%(n)s días"
