"""The demonstration's texts in the event's other languages."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial

from events.models import Call, Edition
from events.services.translating import translate, translate_call
from translations.queries import pairs
from translations.services import Entry


def translate_texts(
    home: Edition | Call, texts: Mapping[str, Mapping[str, str]], now: datetime
) -> None:
    """Store what `texts` says, by language and original; what it does not say stays as it is."""
    home.refresh_from_db()
    act = (
        partial(translate_call, call=home)
        if isinstance(home, Call)
        else partial(translate, edition=home)
    )
    for language, said in texts.items():
        entries = [*_entries(home, language, said)]
        act(language=language, entries=entries, written_in={}, now=now)


def _entries(home: Edition | Call, language: str, said: Mapping[str, str]) -> Iterator[Entry]:
    for pair in pairs(home, [language])[language]:
        if pair.original.text in said:
            yield Entry(pair.record, pair.field, said[pair.original.text], pair.seen)
