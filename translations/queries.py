"""Texts in the language of who reads them, and what is to be translated."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef, Q
from django.db.models.functions import JSONObject
from django.http import HttpRequest

from interface.marks import mark_of
from notifications.texts import Texts, Wording
from translations import declaring
from translations.languages import note_choice, wished
from translations.models import Translation

# Where a record keeps what `bring` found for it.
KEPT = "_texts_shown"
# Where it has its rows if they were loaded with it.
LOADED = "texts_loaded"


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it is shown; `language` is empty where it is not known."""

    text: str
    language: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Pair:
    """A text in the original and in one other language; `seen` is the mark of both."""

    record: Model
    field: str
    original: Text
    language: str
    text: str
    is_stale: bool
    seen: str

    @property
    def name(self) -> str:
        """What tells it from all others: `events.session-12-title`."""
        return f"{declaring.label(self.record)}-{self.record.pk}-{self.field}"

    @property
    def is_missing(self) -> bool:
        return not self.text


Known = dict[tuple[str, int, str], list[Translation]]


def column(model: type[Model], of: str = "pk") -> ArraySubquery:
    """The texts of a record of this model, for the query that loads it or (`of`, the column that
    refers to it) another one with it: named `LOADED` on the record, they spare `bring` its query.
    """
    rows = Translation.objects.filter(model=declaring.label(model), record=OuterRef(of))
    names = ("field", "language", "is_original", "text", "made_of")
    return ArraySubquery(rows.order_by().values(row=JSONObject(**{name: name for name in names})))


def bring(records: Iterable[Model | None], wished: Sequence[str]) -> None:
    """Let each record know its texts in the first of the wished languages that there is.

    After these comes the leading language of its home, then the original. One query, however many
    records of however many models; `text_of` and the tag `text` read what is found.
    """
    shown = _translatable(records)
    known = _known(shown)
    for record in shown:
        languages = declaring.home(record).languages
        order = [*(code for code in wished if code in languages), *languages[:1]]
        vars(record)[KEPT] = {
            field: _chosen(_original(record, field, known), known, record, field, order)
            for field in _fields(record)
        }


def bring_for(request: HttpRequest, records: Iterable[Model | None]) -> None:
    """The same for whoever reads a page; its answer varies where one of them has a choice."""
    shown = _translatable(records)
    bring(shown, wished(request))
    if any(len(declaring.home(record).languages) > 1 for record in shown):
        note_choice(request)


def bring_late(request: HttpRequest, record: Model) -> None:
    """The same for one record that a page names by the way, unless it was brought already.

    No query where its home has one language.
    """
    for shown in _translatable([record]):
        if KEPT not in vars(shown) and len(declaring.home(shown).languages) > 1:
            bring_for(request, [shown])


def text_of(record: Model, field: str) -> Text:
    """A text as `bring` found it; the original of a record that it was not asked for."""
    kept: dict[str, Text] = vars(record).get(KEPT, {})
    return kept.get(field) or Text(getattr(record, field), "")


def load(records: Iterable[Model]) -> None:
    """Let records of homes with several languages have all their texts, in one query; none where
    they have them already.
    """
    rows = [row for row in records if LOADED not in vars(row)]
    rows = [row for row in rows if len(declaring.home(row).languages) > 1]
    known = _known(rows)
    for row in rows:
        own = (found for field in _fields(row) for found in _rows(row, field, known))
        names = ("field", "language", "is_original", "text", "made_of")
        vars(row)[LOADED] = [{name: getattr(one, name) for name in names} for one in own]


def wording(record: Model, field: str, *, is_exact: bool = False) -> Wording:
    """A text in every language of its home, for a mail; after `load` no query.

    One that `is_exact` is in no language in which it was made of an earlier original.
    """
    languages: Sequence[str] = declaring.home(record).languages
    if len(languages) == 1:
        return str(getattr(record, field))
    load([record])
    rows = _rows(record, field, _known([record]))
    is_exact = is_exact or _is_exact(record, field)
    return _in_each(getattr(record, field), rows, languages, is_exact=is_exact)


def wording_of(text: str, rows: Sequence[Translation], languages: Sequence[str]) -> Wording:
    """What was written once, in each language whose translation was made of just that; `rows` are
    those of its record and field.
    """
    return _in_each(text, rows, languages, is_exact=True)


def _in_each(
    text: str, rows: Sequence[Translation], languages: Sequence[str], *, is_exact: bool
) -> Wording:
    marked = (row.language for row in rows if row.is_original)
    original = Text(text, next(marked, languages[0]))
    there = _there(original, rows, is_exact=is_exact)
    found = {code: there[code] for code in languages if code in there}
    otherwise = found.get(languages[0], original)
    if all(one.text == otherwise.text for one in found.values()):
        return otherwise.text
    known = tuple((code, one.text) for code, one in found.items())
    return Texts(otherwise.text, otherwise.language, known)


def pairs(home: Model, languages: Iterable[str]) -> dict[str, list[Pair]]:
    """For each language all texts of a home that are written in another one, with what they are
    in it.

    The fields of a record follow each other, records in the order of their model; empty originals
    are left out. One query, and one for each model that has such texts.
    """
    rows = list(records_within(home))
    known = _known(rows)
    originals = [
        (record, field, original)
        for record in rows
        for field in _fields(record)
        if (original := _original(record, field, known)).text
    ]
    return {
        language: [
            _pair(record, field, original, language, known)
            for record, field, original in originals
            if original.language != language
        ]
        for language in languages
    }


def pair_of(record: Model, field: str, language: str) -> Pair:
    """One of them, as it is stored now."""
    known = _known([record])
    return _pair(record, field, _original(record, field, known), language, known)


def records_within(home: Model) -> Iterator[Model]:
    """Every record whose texts have the languages of this one, itself first."""
    yield home
    for model in declaring.models():
        way = declaring.way_to(model, type(home))
        if way:
            yield from model._default_manager.filter(**{way: home}).select_related(way)


def _translatable(records: Iterable[Model | None]) -> list[Model]:
    """Those whose models have texts in several languages."""
    return [row for row in records if row is not None and declaring.of(type(row))]


def _fields(record: Model) -> Iterable[str]:
    said = declaring.of(type(record))
    return said.fields if said else ()


def _known(records: Sequence[Model]) -> Known:
    keys: defaultdict[str, set[int]] = defaultdict(set)
    known: Known = defaultdict(list)
    loaded: set[tuple[str, int]] = set()
    for record in records:
        key = (declaring.label(record), record.pk)
        if LOADED in vars(record) and key not in loaded:
            loaded.add(key)
            for row in vars(record)[LOADED]:
                known[*key, row["field"]].append(Translation(**row))
    for record in records:
        if (declaring.label(record), record.pk) not in loaded:
            keys[declaring.label(record)].add(record.pk)
    if keys:
        asked = (Q(model=model, record__in=found) for model, found in keys.items())
        for row in Translation.objects.filter(reduce(or_, asked)):
            known[row.model, row.record, row.field].append(row)
    return known


def _rows(record: Model, field: str, known: Known) -> list[Translation]:
    return known.get((declaring.label(record), record.pk, field), [])


def _original(record: Model, field: str, known: Known) -> Text:
    """The record's own column, in the language that it is marked with, else in the leading one."""
    leading: str = next(iter(declaring.home(record).languages), "")
    marked = (row.language for row in _rows(record, field, known) if row.is_original)
    return Text(getattr(record, field), next(marked, leading))


def _chosen(original: Text, known: Known, record: Model, field: str, order: Sequence[str]) -> Text:
    there = _there(original, _rows(record, field, known), is_exact=_is_exact(record, field))
    return next((there[code] for code in order if code in there), original)


def _is_exact(record: Model, field: str) -> bool:
    said = declaring.of(type(record))
    return said is not None and field in said.exact


def _there(original: Text, rows: Iterable[Translation], *, is_exact: bool) -> dict[str, Text]:
    """What may be shown, by language."""
    there = {
        row.language: Text(row.text, row.language)
        for row in rows
        if not row.is_original and original.text
        if not is_exact or row.made_of == made_of(original.text)
    }
    there[original.language] = original
    return there


def _pair(record: Model, field: str, original: Text, language: str, known: Known) -> Pair:
    rows = (row for row in _rows(record, field, known) if not row.is_original)
    found = next((row for row in rows if row.language == language), None)
    return Pair(
        record=record,
        field=field,
        original=original,
        language=language,
        text=found.text if found else "",
        is_stale=found is not None and found.made_of != made_of(original.text),
        seen=mark_of(
            original.text, original.language, (found.text, found.made_of) if found else None
        ),
    )


def made_of(original: str) -> str:
    """The mark of an original, which says of a translation what it was made of."""
    return mark_of(original)
