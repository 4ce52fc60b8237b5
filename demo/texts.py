"""The demonstration's texts in the event's other languages."""

from collections.abc import Mapping
from datetime import datetime

from events.models import Edition
from events.services.translating import translate
from translations.queries import pairs
from translations.services import Entry


def translate_texts(
    edition: Edition, texts: Mapping[str, Mapping[str, str]], now: datetime
) -> None:
    """Store what `texts` says, by language and original; what it does not say stays as it is."""
    edition.refresh_from_db()
    for language, said in texts.items():
        entries = [
            Entry(pair.record, pair.field, said[pair.original.text], pair.seen)
            for pair in pairs(edition, [language])[language]
            if pair.original.text in said
        ]
        translate(edition=edition, language=language, entries=entries, written_in={}, now=now)
