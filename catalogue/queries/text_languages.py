"""In which languages the texts of a page can be read."""

from collections.abc import Sequence
from dataclasses import dataclass

from clusters.languages import own_name
from events.models import Call, Edition


@dataclass(frozen=True, slots=True)
class TextLanguage:
    """A language of the texts, in its own words."""

    code: str
    name: str
    is_shown: bool


def text_languages(home: Edition | Call, wished: Sequence[str]) -> tuple[TextLanguage, ...]:
    """What a reader chooses among; nothing where there is one language."""
    if len(home.languages) == 1:
        return ()
    shown = next((code for code in wished if code in home.languages), home.languages[0])
    return tuple(
        TextLanguage(code, own_name(code), is_shown=code == shown) for code in home.languages
    )
