"""The catalogue files: `locale/<language>/LC_MESSAGES/django.po`, English being the source."""

import io
from collections.abc import Iterable
from copy import deepcopy
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tools.languages.collecting import Text

SOURCE = "en"
HEADER = """\
# The texts of clustermeet in {language}, collected by `make messages` (docs/languages.md)."""
# What changes with each run or names a person or a program says nothing that git does not.
LEFT_OUT = (
    *('"POT-Creation-Date', '"PO-Revision-Date', '"Last-Translator', '"Language-Team'),
    *('"Report-Msgid-Bugs-To', '"Generated-By'),
)
WIDTH = 100
# Plural forms. CLDR, and Babel after it, has a third one for 1,000,000, 2,000,000 and so on; no
# count here reaches a million, and a form that nobody can check stays untranslated.
TWO = "nplurals=2; plural=(n != 1);"
TWO_WITH_NONE = "nplurals=2; plural=(n > 1);"
PLURALS = {"es": TWO, "ca": TWO, "it": TWO, "fr": TWO_WITH_NONE}


def folder(root: Path, language: str) -> Path:
    return root / "locale" / language / "LC_MESSAGES"


def languages(root: Path) -> list[str]:
    """Those that have a catalogue, but the source."""
    found = (root / "locale").glob("*/LC_MESSAGES/django.po")
    return sorted({path.parts[-3] for path in found} - {SOURCE})


def source_of(texts: Iterable[Text]) -> Catalog:
    """The catalogue that all others follow: every text once, with the files it stands in."""
    catalog = _empty(SOURCE)
    for text in texts:
        words = text.words if len(text.words) > 1 else text.words[0]
        catalog.add(
            words,
            context=text.context,
            locations=[(text.file, text.line)],
            auto_comments=text.comments,
        )
    return catalog


def _empty(language: str) -> Catalog:
    header = HEADER.format(language=language)
    catalog = Catalog(language, project="clustermeet", header_comment=header, fuzzy=False)
    if language in PLURALS:
        catalog.mime_headers = [("Plural-Forms", PLURALS[language])]
    return catalog


def plural_forms(language: str) -> str:
    """How many forms a text with a count has in this language, and which count takes which."""
    return _empty(language).plural_forms


def new(source: Catalog, language: str) -> Catalog:
    """A catalogue without translations, with the plural forms of the language."""
    return follow(_empty(language), source)


def follow(catalog: Catalog, source: Catalog) -> Catalog:
    """`catalog` with the texts of the source: new ones empty, those gone kept as obsolete."""
    # Babel takes new texts over as they are: two catalogues must not share them.
    catalog.update(deepcopy(source), no_fuzzy_matching=True, update_header_comment=False)
    catalog.header_comment = HEADER.format(language=catalog.locale)
    return catalog


def read(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def written(catalog: Catalog) -> str:
    """The text of the file: the same texts give the same file on every day and machine."""
    file = io.BytesIO()
    write_po(file, catalog, width=WIDTH, include_lineno=False)
    lines = file.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(LEFT_OUT))


def write(catalog: Catalog, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(written(catalog), encoding="utf-8")


def write_compiled(catalog: Catalog, path: Path) -> None:
    """The file that Django reads; whoever reads it meanwhile finds the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".half")
    with half.open("wb") as file:
        write_mo(file, catalog)
    half.replace(path)


def compile_all(root: Path) -> list[str]:
    """Compile what is not compiled or older than its texts; the languages that were."""
    stale = []
    for language in languages(root):
        texts = folder(root, language) / "django.po"
        compiled = texts.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < texts.stat().st_mtime:
            write_compiled(read(texts, language), compiled)
            stale.append(language)
    return stale
