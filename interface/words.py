"""Lists and numbers in words, as the reader's language writes them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import get_language, gettext, ngettext
from django_stubs_ext import StrOrPromise

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Joint:
    """The word before a list's last item; `other` stands where that item begins as `before`."""

    word: str
    other: str = ""
    before: re.Pattern[str] | None = None

    def to(self, item: str) -> str:
        return self.other if self.before and self.before.match(item) else self.word


def _beginning(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# Spanish changes y and o before their own sound: "Aragón e Italia", but "agua y hielo"; "siete u
# ocho". Italian writes ed before e alone. English, and what has no entry, takes its catalogue's.
AND = {
    "es": Joint("y", "e", _beginning(r"h?[ií](?![aeoáéó])|y(?![aeiouáéíóú])")),
    "ca": Joint("i"),
    "it": Joint("e", "ed", _beginning("[eèé]")),
    "fr": Joint("et"),
}
OR = {
    "es": Joint("o", "u", _beginning(r"h?[oó]|8|11(?!\d)")),
    "ca": Joint("o"),
    "it": Joint("o"),
    "fr": Joint("ou"),
}


def language() -> str:
    """The reader's language without its country: "es" of "es-MX"."""
    return (get_language() or "en").split("-")[0]


def listed(items: Iterable[StrOrPromise], *, most: int = 4) -> str:
    """ "Water", "Water and Energy", "Water, Energy and 3 others"."""
    words = [str(item) for item in items]
    if len(words) > most:
        left = len(words) - most + 1
        others = ngettext("%(count)s other", "%(count)s others", left) % {"count": number(left)}
        words = [*words[: most - 1], others]
    # Translators: the end of a list; the items are names
    return _joined(words, AND, gettext("%(items)s and %(last)s"))


def either(items: Iterable[StrOrPromise]) -> str:
    """ "Monday", "Monday or Tuesday", "Monday, Tuesday or Friday"."""
    # Translators: the end of a list of choices; the items are names
    return _joined([str(item) for item in items], OR, gettext("%(items)s or %(last)s"))


def labelled(label: StrOrPromise, said: StrOrPromise) -> str:
    """ "Name: Catalonia Water"."""
    # Translators: what a field or a bar is called, and what it says
    return gettext("%(label)s: %(said)s") % {"label": label, "said": said}


def _joined(words: list[str], joints: dict[str, Joint], pattern: str) -> str:
    *first, last = words or [""]
    if not first:
        return last
    items = ", ".join(first)
    if joint := joints.get(language()):
        return f"{items} {joint.to(last)} {last}"
    return pattern % {"items": items, "last": last}


def number(value: float, places: int = 0) -> str:
    """ "2,180", rounded to so many decimal places.

    Spanish and Italian leave four digits together: 2180, but 21 800 and 21.800.
    """
    whole, _, decimals = f"{value:,.{places}f}".partition(".")
    if language() in {"es", "it"} and len(whole.lstrip("-")) == len("1,000"):
        whole = whole.replace(",", "")
    whole = whole.replace(",", str(formats.get_format("THOUSAND_SEPARATOR")))
    if language() != "en":
        whole = whole.replace("-", MINUS)
    return f"{whole}{formats.get_format('DECIMAL_SEPARATOR')}{decimals}" if decimals else whole


def trimmed(value: float, most: int) -> str:
    """A figure with as many decimals as it needs, `most` of them at the most: "171", "2.5"."""
    decimals = f"{value:.{most}f}".partition(".")[2].rstrip("0")
    return number(value, len(decimals))


def percent(value: float, places: int = 0) -> str:
    """ "67%" of 67."""
    space = NO_BREAK_SPACE if language() in {"es", "ca", "fr"} else ""
    return f"{number(value, places)}{space}%"
