"""Texts in other languages, written as an organiser writes them."""

from typing import Any

from translations.queries import pair_of
from translations.services import Entry, write


def translated(record: Any, language: str, **texts: str) -> None:
    """Store texts of a record in a language, by field, made of the originals of now."""
    write(
        entries=[
            Entry(record, field, text, pair_of(record, field, language).seen)
            for field, text in texts.items()
        ],
        language=language,
    )
