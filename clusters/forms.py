"""Fields for what the register has many of: each is looked for by its name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.db.models import Case, Model, QuerySet, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from clusters.likeness import (
    LEAST_LETTERS,
    LONGEST,
    as_looked_for,
    is_exact,
    likest,
    matching,
    rank,
)
from clusters.models import Organisation, Region
from clusters.queries import Area, area, in_region_called, regions_called
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


class AreaField(forms.CharField):
    """Where something lies, by words: a region's name in any language, a part of one, or its code.

    For narrowing a list; clean, it is an `Area`, or "" where nothing was typed.
    """

    def __init__(self, *, is_known: bool = False, **options: Any) -> None:
        """`is_known` refuses words that mean no region."""
        super().__init__(
            **{"max_length": LONGEST, "required": False, "widget": _words_of_a_region(), **options}
        )
        self.is_known = is_known

    def clean(self, value: Any) -> Area | str:
        if not (words := super().clean(value)):
            return ""
        found = area(words)
        if self.is_known and not found.regions:
            said = _("No region is called “%(words)s”. Look for another name.")
            raise forms.ValidationError(said % {"words": words}, code="not_known")
        return found


def _words_of_a_region() -> forms.TextInput:
    return forms.TextInput(
        attrs={"type": "search", "autocomplete": "off", "placeholder": _lazy("Any region")}
    )


class RegionsField(FindManyField):
    """Any of all regions."""

    def __init__(self, **options: Any) -> None:
        super().__init__(regions(), **options)
