"""What every field of the site is, as to persons, read from the apps' declarations."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db.models import EmailField, Field, ManyToManyField, Model

from privacy import beneath
from privacy.declaring import Personal, Rows

AnyField = Field[Any, Any] | ManyToManyField[Any, Any]


class Unclassified(LookupError):
    """No declaration says what this model is."""


@dataclass(frozen=True, slots=True)
class Classified:
    """A personal field of a model."""

    model: type[Model]
    field: AnyField
    personal: Personal

    @property
    def name(self) -> str:
        return f"{self.model._meta.label}.{self.field.name}"


@cache
def declared() -> dict[str, Rows]:
    """The rows of each model by its label (`events.Delegate`)."""
    found = dict(beneath.MODELS)
    for config in apps.get_app_configs():
        if find_spec(f"{config.name}.personal"):
            said = import_module(f"{config.name}.personal").MODELS
            found |= {f"{config.label}.{name}": rows for name, rows in said.items()}
    return found


def kept_models() -> list[type[Model]]:
    """Those that keep rows, in the order of the apps; a view of the database keeps none."""
    return [model for model in apps.get_models() if model._meta.managed]


def rows_of(model: type[Model]) -> Rows:
    """Raises Unclassified."""
    try:
        return declared()[model._meta.label]
    except KeyError as missing:
        raise Unclassified(model._meta.label) from missing


def fields_of(model: type[Model]) -> list[AnyField]:
    """The fields to classify: all but a number that the database counts up."""
    meta = model._meta
    plain = [field for field in meta.local_concrete_fields if not _is_counter(field)]
    return [*plain, *meta.local_many_to_many]


def _is_counter(field: AnyField) -> bool:
    return field.primary_key and field.get_internal_type().endswith("AutoField")


def gaps() -> list[str]:
    """Fields that no declaration names, and names that are no field: none, when all is well."""
    return sorted(line for model in kept_models() for line in _gaps_of(model))


def _gaps_of(model: type[Model]) -> Iterator[str]:
    label = model._meta.label
    try:
        rows = rows_of(model)
    except Unclassified:
        yield f"{label} is not declared"
        return
    nothing, names = rows.nothing.split(), {field.name for field in fields_of(model)}
    said = [*nothing, *rows.personal]
    yield from (f"{label}.{name} is not declared" for name in names - set(said))
    yield from (f"{label}.{name} is no field" for name in set(said) - names)
    yield from (f"{label}.{name} is declared twice" for name in set(said) if said.count(name) > 1)


def personal_fields() -> list[Classified]:
    """Every personal field of the site, by model in the order of the apps."""
    return [
        Classified(model, field, rows.personal[field.name])
        for model in kept_models()
        if (rows := rows_of(model)).personal
        for field in fields_of(model)
        if field.name in rows.personal
    ]


def leads_to_address(model: type[Model], way: str) -> bool:
    """Whether a way ends at an e-mail address; else it ends at a person."""
    at: Any = model
    found: Any = None
    for step in way.split("__"):
        found = at._meta.pk if step == "pk" else at._meta.get_field(step)
        at = found.related_model or at
    return isinstance(found, EmailField)
