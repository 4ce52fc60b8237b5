"""What entries say, in the languages of their events.

An entry, and what was told of it, keep what was written. A translation stands for it where it was
made of just these words: who is told of a change never reads what was so before.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

from events.models import Edition, Session
from matchmaking.models import AgendaEntry
from notifications.texts import Texts, Wording, worded
from translations import declaring
from translations.models import Translation
from translations.queries import wording_of

EDITION, SESSION = declaring.label(Edition), declaring.label(Session)
# The columns that entries say, by what they call them.
OF_EDITION = {"event": "name", "venue": "venue"}
OF_SESSION = {"title": "title", "place": "place"}


class Wordings:
    """The texts of editions and their sessions, in each language that they have; one query, none
    where each has one.
    """

    def __init__(self, editions: Iterable[Edition]) -> None:
        self._languages = {row.pk: row.languages for row in editions if len(row.languages) > 1}
        self._rows = defaultdict[tuple[str, int, str], list[Translation]](list)
        self._known: dict[tuple[str, int, str, str], Wording] = {}
        if self._languages:
            keys = [f"{Edition._meta.model_name}:{pk}" for pk in self._languages]
            for row in Translation.objects.filter(about__in=keys, model__in=(EDITION, SESSION)):
                self._rows[row.model, row.record, row.field].append(row)

    def of(self, edition: int, model: str, record: int, field: str, text: str) -> Wording:
        """A text that this column says, or said once."""
        if edition not in self._languages:
            return text
        key = (model, record, field, text)
        if key not in self._known:
            rows = self._rows.get(key[:3], [])
            self._known[key] = wording_of(text, rows, self._languages[edition])
        return self._known[key]

    def said(self, edition: int, about: str, key: int, says: Mapping[str, Any]) -> dict[str, Any]:
        """What an entry says, or was told of it."""
        found = dict(says)
        for name, field in OF_EDITION.items():
            if says.get(name):
                found[name] = self.of(edition, EDITION, edition, field, says[name])
        for name, field in OF_SESSION.items() if about == AgendaEntry.About.SESSION else ():
            if says.get(name):
                found[name] = self.of(edition, SESSION, key, field, says[name])
        return found


def read(says: Mapping[str, Any], *languages: str) -> dict[str, Any]:
    """The same for who reads in these languages."""
    return {
        name: worded(said, *languages) if isinstance(said, Texts) else said
        for name, said in says.items()
    }


class Reader:
    """How somebody who reads in these languages reads what entries of editions say."""

    def __init__(self, editions: Iterable[Edition], languages: Sequence[str]) -> None:
        self._languages = languages
        self._wordings = Wordings(editions)

    @classmethod
    def of_originals(cls) -> Self:
        return cls([], [])

    def name(self, edition: Edition) -> str:
        return self._read(edition.pk, EDITION, edition.pk, "name", edition.name)

    def description(self, session: int, edition: int, text: str) -> str:
        return self._read(edition, SESSION, session, "description", text)

    def said(self, row: AgendaEntry) -> dict[str, Any]:
        said = self._wordings.said(row.edition_id, row.about, row.key, row.says)
        return read(said, *self._languages)

    def _read(self, edition: int, model: str, record: int, field: str, text: str) -> str:
        return worded(self._wordings.of(edition, model, record, field, text), *self._languages)
