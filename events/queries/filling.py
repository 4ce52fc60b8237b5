"""What an organiser writes to several clusters, as each of them reads it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol

from clusters.models import Organisation
from events.models import Edition
from events.models.wordings import InOtherLanguage
from events.queries.about import called
from notifications.texts import Texts, Wording, changed, worded
from translations.queries import Text

# What stands in a text for each reader's own.
CLUSTER, EVENT = "{cluster}", "{event}"


class Addressed(Protocol):
    """A cluster at an edition to which a text goes: registered, or invited."""

    edition: Edition
    cluster: Organisation
    cluster_id: int


def filled(text: str, to: Addressed) -> str:
    """The text as this cluster reads it."""
    return _filled(text, to.cluster.called, to.edition.name)


def by_language(rows: Iterable[InOtherLanguage]) -> dict[str, str]:
    """Texts in other languages, without those that are erased."""
    return {row.language: row.text for row in rows if row.text}


def wording_for(text: str, texts: Mapping[str, str], to: Addressed) -> Wording:
    """The text, written in the leading language, and what it is in others (`texts`), filled in.

    Where it is in no other language, the event's name in it is in the reader's all the same.
    """
    cluster = to.cluster.called
    name = called(to.edition) if any(EVENT in one for one in (text, *texts.values())) else ""
    if not texts:
        only = changed(name, partial(_filled, text, cluster))
        return only if isinstance(only, str) else replace(only, is_mixed=True)
    leading: str = to.edition.languages[0]
    words = {leading: text, **texts}
    known = tuple((code, _filled(words[code], cluster, worded(name, code))) for code in words)
    return Texts(known[0][1], leading, known)


def filled_wording(words: Wording, to: Addressed) -> Wording:
    """The same of what is in several languages already, whichever those are."""
    if isinstance(words, str):
        return wording_for(words, {}, to)
    cluster, name = to.cluster.called, called(to.edition)
    known = tuple((code, _filled(one, cluster, worded(name, code))) for code, one in words.known)
    otherwise = _filled(words.otherwise, cluster, worded(name, words.language))
    return replace(words, otherwise=otherwise, known=known)


def read_in(text: str, texts: Mapping[str, str], to: Addressed, reads: Sequence[str]) -> Text:
    """The same for a page, in the first of the reader's languages that there is."""
    found = wording_for(text, texts, to)
    if isinstance(found, str):
        return Text(found, "")
    words, language = found.said_in(*reads)
    return Text(words, "" if found.is_mixed else language)


def _filled(text: str, cluster: str, event: str) -> str:
    return text.replace(CLUSTER, cluster).replace(EVENT, event)
