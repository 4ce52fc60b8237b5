"""How a model says which of its texts are written in several languages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model
from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class Translatable:
    """The texts of a model that are translated, and whose languages they have.

    `fields` are its columns of text, by name, with what people call them; `called` is what its
    records are called together. `within` is the way, one foreign key or several, to the record that
    has `languages`, the first one leading; empty where the record has them itself. What people act
    upon, such as a place, is `exact`: a translation of an earlier original would send them there,
    so it is not shown. A model says all of this by a class attribute, `translatable`, and its
    migration ends with `TranslateTable`.
    """

    called: StrPromise
    fields: Mapping[str, StrPromise]
    within: str = ""
    exact: frozenset[str] = frozenset()


def of(model: type[Model]) -> Translatable | None:
    """What the model says; None where its texts have one language."""
    found: Translatable | None = getattr(model, "translatable", None)
    return found


def models() -> list[type[Model]]:
    """Every model with such texts, in the order of the apps."""
    return [model for model in apps.get_models() if of(model)]


def label(model: type[Model] | Model) -> str:
    """What rows of translations call a model."""
    return model._meta.label_lower


def home(record: Model) -> Any:
    """The record whose languages count for this one; what leads there is better loaded before."""
    said = of(type(record))
    found: Any = record
    for step in _steps(said.within if said else ""):
        found = getattr(found, step)
    return found


def key_of(record: Model) -> str:
    """What the log calls a record that rows are about: `edition:12`."""
    return f"{record._meta.model_name}:{record.pk}"


def told_of(record: Model) -> str:
    """What the log calls that of which it tells who translated the record: its home, unless that
    has `texts_told_of`, another record.
    """
    there = home(record)
    return key_of(getattr(there, "texts_told_of", there))


def way_to(model: type[Model], home_model: type[Model]) -> str | None:
    """`within`, where it leads to that model; None where it leads elsewhere."""
    said = of(model)
    if said is None:
        return None
    end: type[Model] = model
    for step in _steps(said.within):
        end = end._meta.get_field(step).related_model  # type: ignore[assignment]
    return said.within if end is home_model else None


def _steps(way: str) -> Iterable[str]:
    return way.split("__") if way else ()
