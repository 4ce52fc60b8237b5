"""What is to be translated of an event or a call, by language and by what it belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from django.db.models import Model
from django_stubs_ext import StrPromise

from clusters.languages import languages_named
from events.models import Call, Edition
from translations import declaring
from translations.queries import Pair, pairs

Home = Edition | Call


class Show(StrEnum):
    """Which texts the page of a language shows."""

    ALL = "all"
    MISSING = "missing"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Group:
    """The texts of one record."""

    record: Model
    called: str | StrPromise
    pairs: tuple[Pair, ...]

    @property
    def name(self) -> str:
        """What tells it from other records of the event: `events.session-12`."""
        return f"{declaring.label(self.record)}-{self.record.pk}"

    @property
    def written_in(self) -> str:
        return self.pairs[0].original.language


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a language is."""

    language: str
    texts: int
    missing: int
    stale: int


def texts_in(home: Home, language: str) -> list[Group]:
    """All texts of an event or a call that are not written in this language."""
    found = pairs(home, [language])[language]
    grouped = groupby(found, key=lambda pair: (declaring.label(pair.record), pair.record.pk))
    return [_group(tuple(own)) for _key, own in grouped]


def narrowed(groups: Sequence[Group], show: Show) -> list[Group]:
    """Records of which a text is missing, or stale, whole."""
    if show == Show.MISSING:
        return [group for group in groups if any(pair.is_missing for pair in group.pairs)]
    if show == Show.STALE:
        return [group for group in groups if any(pair.is_stale for pair in group.pairs)]
    return list(groups)


def counted(groups: Sequence[Group]) -> dict[Show, int]:
    """How many texts there are of each kind."""
    found = [pair for group in groups for pair in group.pairs]
    return {
        Show.ALL: len(found),
        Show.MISSING: sum(pair.is_missing for pair in found),
        Show.STALE: sum(pair.is_stale for pair in found),
    }


def progress(home: Home) -> list[Progress]:
    """Of each of its languages, the leading one first."""
    found = pairs(home, home.languages)
    return [
        Progress(
            language=language,
            texts=len(own),
            missing=sum(pair.is_missing for pair in own),
            stale=sum(pair.is_stale for pair in own),
        )
        for language, own in found.items()
    ]


def languages_of(home: Home) -> list[dict[str, object]]:
    """The same, each with its name."""
    return [{"progress": row, "name": languages_named([row.language])[0]} for row in progress(home)]


def _group(own: tuple[Pair, ...]) -> Group:
    record = own[0].record
    said = declaring.of(type(record))
    return Group(record, said.called if said else "", own)
