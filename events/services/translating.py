"""Acts on the texts of an event in its languages."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Model

from events.models import Call, Edition
from events.rules import is_open_for_changes
from events.rules.calls import is_changeable_call
from events.services.calls.scene import locked_call
from events.services.locking import locked_edition
from interface.contention import retrying
from translations.services import Entry, keep_originals, mark_original, write


class TextsClosed(Exception):
    """The texts of a finished or cancelled event, or of a decided call, are not changed."""


class LanguageGone(Exception):
    """The event, or call, does not have this language any more."""


@retrying
def translate(
    *,
    edition: Edition,
    language: str,
    entries: Sequence[Entry],
    written_in: Mapping[Model, str],
    now: datetime,
) -> int:
    """Store texts of the event's records in this language; how many are others now.

    `written_in` are records of which somebody says in which language their originals are. Raises
    `TextsClosed`, `LanguageGone`, `TextsChanged`, `AlreadyTranslated`, `Busy`.
    """
    current = locked_edition(edition.pk)
    if not is_open_for_changes(current, now):
        raise TextsClosed
    return _store(current, language, entries, written_in)


@retrying
def translate_call(
    *,
    call: Call,
    language: str,
    entries: Sequence[Entry],
    written_in: Mapping[Model, str],
    now: datetime,
) -> int:
    """The same of a call's texts and criteria."""
    current = locked_call(call.pk)
    if not is_changeable_call(current, now):
        raise TextsClosed
    return _store(current, language, entries, written_in)


def _store(
    home: Edition | Call, language: str, entries: Sequence[Entry], written_in: Mapping[Model, str]
) -> int:
    if language not in home.languages:
        raise LanguageGone
    count = write(entries=entries, language=language)
    for record, said in written_in.items():
        mark_original(records=[record], language=said)
    return count


def keep_languages_of_originals(*, current: Edition | Call, wished: Edition | Call) -> None:
    """Before other languages are stored: what was written in the one that led stays marked so.

    What had one language and gets another one in its place was only said to be in the
    first: then nothing is marked.
    """
    before, after = current.languages, wished.languages
    if before[0] != after[0] and (before[0] in after or after[0] in before):
        keep_originals(home=current, language=before[0])
