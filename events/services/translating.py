"""Acts on the texts of an event in its languages."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Model

from events.models import Edition
from events.rules import is_open_for_changes
from events.services.locking import locked_edition
from interface.contention import retrying
from translations.services import Entry, keep_originals, mark_original, write


class TextsClosed(Exception):
    """The texts of a finished or cancelled event are not changed."""


class LanguageGone(Exception):
    """The event does not have this language any more."""


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
    if language not in current.languages:
        raise LanguageGone
    count = write(entries=entries, language=language)
    for record, said in written_in.items():
        mark_original(records=[record], language=said)
    return count


def keep_languages_of_originals(*, current: Edition, wished: Edition) -> None:
    """Before other languages are stored: what was written in the one that led stays marked so.

    An event that had one language and gets another one in its place was only said to be in the
    first: then nothing is marked.
    """
    before, after = current.languages, wished.languages
    if before[0] != after[0] and (before[0] in after or after[0] in before):
        keep_originals(home=current, language=before[0])
