"""A text that a mail says in the language in which its reader reads what others wrote."""

from collections.abc import Callable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Texts:
    """One text in several languages, as plain data: which one is said the reader decides.

    `known` are pairs of a language (ISO 639-1) and the text in it; `otherwise`, in `language`, is
    for who reads in none of them. One that mixes languages `is_mixed`: it is marked with none.
    """

    otherwise: str
    language: str = ""
    known: tuple[tuple[str, str], ...] = ()
    is_mixed: bool = False

    def said_in(self, *languages: str) -> tuple[str, str]:
        """The text for who reads in these languages, the best one first, and in which it is."""
        known = dict(self.known)
        found = next((code for code in languages if code in known), None)
        return (self.otherwise, self.language) if found is None else (known[found], found)

    def through(self, change: Callable[[str], str]) -> "Texts":
        """The same with each text changed."""
        known = tuple((language, change(text)) for language, text in self.known)
        return replace(self, otherwise=change(self.otherwise), known=known)


Wording = str | Texts


def worded(text: Wording, *languages: str) -> str:
    """The words for who reads in these languages."""
    return text if isinstance(text, str) else text.said_in(*languages)[0]


def changed(text: Wording, change: Callable[[str], str]) -> Wording:
    """The same, changed in each language that it has."""
    return change(text) if isinstance(text, str) else text.through(change)
