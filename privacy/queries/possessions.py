"""Which rows are a person's, and what of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from privacy.declaring import Then
from privacy.people import Person, addresses_of
from privacy.queries.classification import (
    Classified,
    kept_models,
    leads_to_address,
    personal_fields,
    rows_of,
)


@dataclass(frozen=True)
class Known:
    """A person, with the addresses by which rows may know one, and the names of all times."""

    person: Person
    addresses: tuple[str, ...]
    names: tuple[str, ...] = ()


def known(person: Person) -> Known:
    return Known(person, tuple(addresses_of(person)), (person.name,))


def rows_by(model: type[Model], way: str, who: Known) -> QuerySet[Any]:
    """The rows from which `way` leads to the person."""
    manager = model._default_manager
    if leads_to_address(model, way):
        same = Q(pk__in=())
        for address in who.addresses:
            same |= Q(**{f"{way}__iexact": address})
        return manager.filter(same)
    return manager.filter(**{way: who.person.pk})


def ways() -> Iterator[tuple[type[Model], str, list[Classified]]]:
    """Each model, each way from it to a person, and the fields that are that person's."""
    grouped: dict[tuple[type[Model], str], list[Classified]] = {}
    for classified in personal_fields():
        if classified.personal.of:
            key = (classified.model, classified.personal.of)
            grouped.setdefault(key, []).append(classified)
    for (model, way), fields in grouped.items():
        yield model, way, fields


def rows_that_go(who: Known) -> Iterator[QuerySet[Any]]:
    """Rows that go with the person, those that others lead to last."""
    for model in kept_models():
        rows = rows_of(model)
        if rows.goes_with:
            yield rows_by(model, rows.goes_with, who)


def texts_of(who: Known) -> list[str]:
    """What the person wrote, as mails to others may repeat it; not what was written to them."""
    return [
        text
        for model, way, fields in ways()
        if not leads_to_address(model, way)
        for classified in fields
        if classified.personal.quotes and classified.personal.then is Then.BLANKED
        for text in rows_by(model, way, who)
        .order_by()
        .values_list(classified.field.name, flat=True)
        if isinstance(text, str)
    ]
