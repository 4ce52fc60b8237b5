"""Acts on translations. Who may, and whether it is the time, is asked by who has the record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model

from translations import declaring
from translations.models import Translation
from translations.queries import Pair, made_of, pair_of, records_within


class TextsChanged(Exception):
    """The original, or its translation, is another one than the one that was seen."""


class AlreadyTranslated(Exception):
    """A text is said to be written in a language in which it has a translation: `field`."""

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field


@dataclass(frozen=True, slots=True)
class Entry:
    """A text in a language, as it was written beside what was `seen`; empty: none any more.

    A stale one that is as it was stays stale, unless somebody says that it `still_holds`.
    """

    record: Model
    field: str
    text: str
    seen: str
    still_holds: bool = False


@transaction.atomic
def write(*, entries: Iterable[Entry], language: str) -> int:
    """Store the texts in this language; how many are others now, or made of another original.

    Within a transaction that holds the home of the records. What is stored already is an answer.
    Raises `TextsChanged`.
    """
    return sum(_write(entry, language) for entry in entries)


def _write(entry: Entry, language: str) -> bool:
    fresh = type(entry.record)._default_manager.filter(pk=entry.record.pk).first()
    if fresh is None:
        raise TextsChanged
    there = pair_of(fresh, entry.field, language)
    if entry.text == there.text and not (there.is_stale and entry.still_holds):
        return False
    if entry.seen != there.seen or there.original.language == language:
        raise TextsChanged
    row = {**_row(fresh, entry.field), "language": language}
    values = {"text": entry.text, "made_of": made_of(there.original.text), "about": _about(fresh)}
    _store(there, row, values)
    return True


def _store(there: Pair, row: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Put the text in the place of the one that is there, and of no other.

    The lock of the home lets no two come here at once; without it nothing is overwritten either.
    """
    known = Translation.objects.texts().filter(**row, text=there.text)
    if there.is_missing:
        try:
            with transaction.atomic():
                Translation.objects.create(**row, **values)
        except IntegrityError:
            raise TextsChanged from None
    elif not (known.update(**values) if values["text"] else known.delete()[0]):
        raise TextsChanged


@transaction.atomic
def mark_original(*, records: Iterable[Model], language: str) -> None:
    """Say that the texts in the records' own columns are written in this language.

    Raises `AlreadyTranslated`.
    """
    for record in records:
        said = declaring.of(type(record))
        for field in said.fields if said else ():
            row = _row(record, field)
            if Translation.objects.texts().filter(**row, language=language).exists():
                raise AlreadyTranslated(field)
            Translation.objects.filter(**row, is_original=True).delete()
            Translation.objects.create(
                **row, language=language, is_original=True, about=_about(record)
            )


def keep_originals(*, home: Model, language: str) -> None:
    """Mark what no row says the language of, before another one leads: all was written in this."""
    known = set(
        Translation.objects.filter(about=declaring.told_of(home), is_original=True).values_list(
            "model", "record", "field"
        )
    )
    Translation.objects.bulk_create(
        Translation(**row, language=language, is_original=True, about=declaring.told_of(home))
        for record in records_within(home)
        for row in _unmarked(record, known)
    )


def kept_of(record: Model) -> list[dict[str, Any]]:
    """The rows of a record that is about to be deleted, so that `put_back` can bring them back."""
    rows = Translation.objects.filter(model=declaring.label(record), record=record.pk)
    names = ("field", "language", "is_original", "text", "made_of")
    return [dict(row) for row in rows.values(*names)]


def put_back(*, record: Model, kept: Iterable[Mapping[str, Any]]) -> None:
    """Give a record that was made again what `kept_of` found."""
    Translation.objects.bulk_create(
        Translation(model=declaring.label(record), record=record.pk, about=_about(record), **row)
        for row in kept
    )


def copy(*, pairs: Sequence[tuple[Model, Model]]) -> None:
    """Give each second record the translations of the first, of texts that are the same in both."""
    made = {(declaring.label(old), old.pk): (old, new) for old, new in pairs}
    if not made:
        return
    homes = {declaring.told_of(old) for old, _new in pairs}
    copies = []
    for row in Translation.objects.filter(about__in=homes):
        old, new = made.get((row.model, row.record), (None, None))
        if old and new and getattr(old, row.field) == getattr(new, row.field):
            row.pk, row.record, row.about = None, new.pk, _about(new)
            copies.append(row)
    Translation.objects.bulk_create(copies)


def _unmarked(record: Model, known: set[tuple[str, int, str]]) -> Iterable[dict[str, Any]]:
    said = declaring.of(type(record))
    for field in said.fields if said else ():
        row = _row(record, field)
        if getattr(record, field) and tuple(row.values()) not in known:
            yield row


def _row(record: Model, field: str) -> dict[str, Any]:
    return {"model": declaring.label(record), "record": record.pk, "field": field}


def _about(record: Model) -> str:
    return declaring.told_of(record)
