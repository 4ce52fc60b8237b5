"""The languages in which clusters and their people meet others, by the names readers know."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf.locale import LANG_INFO
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
    return sorted(_named(code) for code in codes)


def choices() -> list[tuple[str, str]]:
    """Every language that can be chosen, with its name."""
    return sorted(((code, _named(code)) for code in SPOKEN), key=lambda one: one[1])


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
