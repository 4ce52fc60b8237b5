"""A language that nobody speaks, made from English: "[Šávé ñöŵ öñé]".

Letters have accents: a plain word on a page cannot be translated. Brackets show where a text
begins and ends: a sentence glued from parts has several, a cut one does not close. Each text is
longer by two fifths, as French is.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import allauth
import django
from babel.messages import Catalog

from tools.languages.catalogues import SOURCE, read, write_compiled

LANGUAGE = "en_XA"
PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
MARKED = "áƀçđéƒğĥíĵķļɱñöþǫřšţûṽŵẋýžÁɃÇĐÉƑĞĤÍĴĶĻṀÑÖÞǪŘŠŢÛṼŴẊÝŽ"
ACCENTS = str.maketrans(PLAIN, MARKED)
# Placeholders, tags, entities and addresses stay as they are.
KEPT = re.compile(
    r"%\(\w+\)[#0\- +]?[\d.]*[a-z]|%[sdrf%]|\{[\w.!:]*\}|<[^>]*>|&#?\w+;|https?://\S+|\S+@\S+"
)
FILLER = "öñé ţŵö ţĥřéé ƒöûř ƒíṽé šíẋ šéṽéñ éíğĥţ ñíñé ţéñ "
GROWTH = 0.4


def pseudo(words: str) -> str:
    """The words in the made-up language; white space at both ends stays outside."""
    bare = words.strip()
    if not bare:
        return words
    before, after = words[: words.index(bare)], words[words.index(bare) + len(bare) :]
    return f"{before}[{_accented(bare)}{_filling(bare)}]{after}"


def _accented(words: str) -> str:
    pieces, at = [], 0
    for kept in KEPT.finditer(words):
        pieces += [words[at : kept.start()].translate(ACCENTS), kept[0]]
        at = kept.end()
    return "".join([*pieces, words[at:].translate(ACCENTS)])


def _filling(words: str) -> str:
    length = round(len(KEPT.sub("", words)) * GROWTH)
    if not length:
        return ""
    repeated = FILLER * (length // len(FILLER) + 1)
    return f" {repeated[:length].strip()}"


def make(root: Path, target: Path) -> Path:
    """Compile the made-up language from our English and that of Django and allauth."""
    made = Catalog("en", fuzzy=False)
    for path in _english(root):
        for message in read(path, SOURCE):
            if message.id:
                made.add(message.id, string=_said(message.id), context=message.context)
    compiled = target / LANGUAGE / "LC_MESSAGES" / "django.mo"
    write_compiled(made, compiled)
    return compiled


def _said(words: str | Sequence[str]) -> str | tuple[str, ...]:
    return pseudo(words) if isinstance(words, str) else tuple(pseudo(each) for each in words)


def _english(root: Path) -> list[Path]:
    """The English catalogues; ours comes last, so that it wins."""
    brought = [
        path
        for package in (django, allauth)
        for path in sorted(Path(package.__path__[0]).rglob("locale/en/LC_MESSAGES/django.po"))
    ]
    return [*brought, root / "locale" / SOURCE / "LC_MESSAGES" / "django.po"]
