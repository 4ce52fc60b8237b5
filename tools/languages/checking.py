"""What is wrong with the catalogues: what `msgfmt --check` would find, and texts left out."""

import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import shorten

from babel.messages import Catalog
from babel.messages.catalog import Message

from tools.languages.catalogues import (
    SOURCE,
    folder,
    languages,
    plural_forms,
    read,
    source_of,
    written,
)
from tools.languages.collecting import texts, uncollected

PLACEHOLDER = re.compile(r"%\((\w+)\)")


def faults(root: Path) -> Iterator[str]:
    """One line a fault; none when every catalogue holds every text rightly."""
    yield from uncollected(root)
    source = source_of(texts(root))
    path = folder(root, SOURCE) / "django.po"
    if not path.exists() or path.read_text(encoding="utf-8") != written(source):
        yield f"{path.relative_to(root)}: not what the code says now; run make messages"
    for language in languages(root):
        path = folder(root, language) / "django.po"
        for fault in of_catalogue(path, language, source):
            yield f"{path.relative_to(root)}: {fault}"


def of_catalogue(path: Path, language: str, source: Catalog) -> Iterator[str]:
    """What is wrong with one language's catalogue."""
    yield from _of_header(path.read_text(encoding="utf-8"), language)
    catalog = read(path, language)
    if missing := [message for message in source if message.id and not _has(catalog, message)]:
        yield f"{len(missing)} texts are missing, the first {_named(missing[0])}"
    for message in catalog:
        if message.id:
            yield from (f"{_named(message)}: {fault}" for fault in _of_message(message, catalog))


def _of_header(text: str, language: str) -> Iterator[str]:
    if "charset=utf-8" not in text.lower():
        yield "the header does not say charset=utf-8"
    wanted = plural_forms(language)
    if f"Plural-Forms: {wanted}" not in text.replace('"\n"', ""):
        yield f"the header's plural forms are not {wanted}"


def _of_message(message: Message, catalog: Catalog) -> Iterator[str]:
    if message.fuzzy:
        yield "is marked fuzzy"
    said = [message.string] if isinstance(message.string, str) else list(message.string or [])
    if not all(said):
        yield "has no translation, or not for every plural form"
        return
    yield from (str(error) for error in message.check(catalog))
    asked = [message.id] if isinstance(message.id, str) else list(message.id)
    yield from _of_placeholders(asked, said)
    for edge, has in (("begin", str.startswith), ("end", str.endswith)):
        if len({has(words, "\n") for words in (*asked, *said)}) > 1:
            yield f"does not {edge} with a new line in both"


def _of_placeholders(asked: list[str], said: list[str]) -> Iterator[str]:
    """A form for one thing may leave the figure out ("one meeting"); the last form may not."""
    known = set(PLACEHOLDER.findall(asked[-1])) | set(PLACEHOLDER.findall(asked[0]))
    wanted = set(PLACEHOLDER.findall(asked[-1]))
    if any(set(PLACEHOLDER.findall(words)) - known for words in said):
        yield "names a placeholder that the text does not have"
    if lost := sorted(wanted - set(PLACEHOLDER.findall(said[-1]))):
        yield f"leaves out {', '.join(lost)}"


def _has(catalog: Catalog, message: Message) -> bool:
    return catalog.get(message.id, message.context) is not None


def _named(message: Message) -> str:
    words = message.id if isinstance(message.id, str) else message.id[0]
    return repr(shorten(words, 60, placeholder="…"))
