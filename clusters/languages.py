"""The languages in which clusters and their people meet others, by the names readers know."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.conf.locale import LANG_INFO
from django.utils import translation
from django.utils.translation import get_language_info, pgettext

# ISO 639-1: the official languages of the Union, those of its regions and of its neighbours that
# have one in common with them, and those of partners overseas.
SPOKEN = (
    *("bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt"),
    *("lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv", "ca", "cy", "eu", "gl", "lb", "is"),
    *("no", "bs", "mk", "sq", "sr", "tr", "uk", "ar", "ja", "zh"),
)


def languages_named(codes: Iterable[str]) -> list[str]:
    """Languages by name, in the reader's language and its order: "Catalan", "catalán"."""
    return sorted((_named(code) for code in codes), key=_plain)


def choices() -> list[tuple[str, str]]:
    """Every language that can be chosen, with its name."""
    return sorted(((code, _named(code)) for code in SPOKEN), key=lambda one: _plain(one[1]))


def own_name(code: str) -> str:
    """A language in its own words: "català"."""
    return str(LANG_INFO[code]["name_local"]) if "name_local" in LANG_INFO.get(code, {}) else code


def _named(code: str) -> str:
    """By Django's own catalogues, which have all but three of them."""
    others = {
        "mt": pgettext("language", "Maltese"),
        "no": pgettext("language", "Norwegian"),
        "zh": pgettext("language", "Chinese"),
    }
    if code in others or code not in LANG_INFO:
        return others.get(code, code)
    return str(get_language_info(code)["name_translated"])


@dataclass(frozen=True, slots=True)
class Spoken:
    """The languages in which two clusters can meet, by code."""

    ours: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def theirs(self) -> list[str]:
        return languages_named(self.others)

    @property
    def is_apart(self) -> bool:
        """Whether both name languages, and none in common."""
        return bool(self.ours and self.others) and set(self.ours).isdisjoint(self.others)


# Languages in which names of languages are read, beside each one's own.
READ_IN = ("en", "es", "ca", "it", "fr", "de", "pt")
_WORD = re.compile(r"[^\W\d_]+")


def spoken_in(words: str) -> frozenset[str]:
    """The languages (codes) that somebody names in words: "English, italiano", "EN / IT".

    What is no name of a language says nothing. Codes count in capitals alone.
    """
    known = _names()
    found = {
        word.lower() if word.isupper() and word.lower() in SPOKEN else known.get(_plain(word))
        for word in _WORD.findall(words)
    }
    return frozenset(code for code in found if code)


@cache
def _names() -> dict[str, str]:
    """The code of each language by the names it has, in small letters without accents."""
    found: dict[str, str] = {}
    for reader in READ_IN:
        with translation.override(reader):
            found |= {_plain(_named(code)): code for code in SPOKEN}
    own = ((LANG_INFO[code]["name_local"], code) for code in SPOKEN if code in LANG_INFO)
    return found | {_plain(name): code for name, code in own}


def _plain(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))
