"""Fields for what the register has many of: each is looked for by its name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Case, Model, QuerySet, When

from clusters.likeness import (
    LEAST_LETTERS,
    as_looked_for,
    is_exact,
    likest,
    matching,
    rank,
)
from clusters.models import Organisation, Region
from clusters.queries import in_region_called, regions_called
from interface.finding import MOST, Choice, Directory, FindField, FindManyField


def _organisation(row: Model) -> Choice:
    """The name that people know, and beside it the long one, what it is and where."""
    assert isinstance(row, Organisation)  # noqa: S101 (what the directory holds)
    notes = (row.long_name, str(row.get_kind_display()), row.region.name if row.region else "")
    return Choice(row.pk, row.called, " · ".join(note for note in notes if note), row.name_language)


def _region(row: Model) -> Choice:
    assert isinstance(row, Region)  # noqa: S101 (what the directory holds)
    own = row.local_name if row.local_name != row.name else ""
    return Choice(row.pk, row.name, " · ".join(note for note in (own, row.code) if note))


def organisations(rows: QuerySet[Organisation]) -> Directory:
    """These organisations, found by their names or their region's."""
    whole = rows.select_related("region")

    def find(words: str) -> Sequence[Model]:
        looked = as_looked_for(words)
        if len(looked) < LEAST_LETTERS:
            return ()
        return matching(whole, looked, MOST + 1, in_region_called(looked))

    return Directory(whole.in_bulk, find, _organisation, is_exact)


def regions() -> Directory:
    """The regions that may be chosen, by a name in any language or their code."""
    whole = Region.objects.to_choose()

    def find(words: str) -> Sequence[Model]:
        looked = as_looked_for(words)
        if len(looked) < LEAST_LETTERS:
            return ()
        called = whole.filter(pk__in=regions_called(looked).values("pk"))
        is_coded = Case(When(code__iexact=looked, then=0), default=1)
        nearest = called.order_by(is_coded, rank(looked), "level", "sort_name")
        found = list(nearest[: MOST + 1])
        return found or likest(whole, looked, MOST + 1)

    return Directory(whole.in_bulk, find, _region)


def known_already(directory: Directory, keys: Iterable[int]) -> Directory:
    """The same directory, with these rows looked up once for all fields of a form."""
    rows = directory.known(list(keys))

    def known(wanted: Iterable[int]) -> Mapping[int, Model]:
        asked = list(wanted)
        if all(key in rows for key in asked):
            return {key: rows[key] for key in asked}
        return directory.known(asked)

    return replace(directory, known=known)


class OrganisationField(FindField):
    """One of all organisations."""

    def __init__(self, rows: QuerySet[Organisation] | None = None, **options: Any) -> None:
        super().__init__(
            organisations(Organisation.objects.all() if rows is None else rows), **options
        )


class OrganisationsField(FindManyField):
    """Any of these organisations."""

    def __init__(self, rows: QuerySet[Organisation], **options: Any) -> None:
        super().__init__(organisations(rows), **options)


class RegionField(FindField):
    """One of all regions."""

    def __init__(self, **options: Any) -> None:
        super().__init__(regions(), **options)


class RegionsField(FindManyField):
    """Any of all regions."""

    def __init__(self, **options: Any) -> None:
        super().__init__(regions(), **options)
