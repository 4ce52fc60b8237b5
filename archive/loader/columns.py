"""One written value → one column, as the model's own field takes it."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from archive.loader.entries import Reference
from archive.loader.kinds import Kind
from archive.loader.reading import Node, Rows, Text
from archive.loader.schema import BY_MODEL
from archive.loader.values import Plain

SHAPES = {
    "country_code": (re.compile(r"[A-Z]{2}"), "two capital letters (ISO 3166-1)"),
    "local_language": (re.compile(r"[a-z]{2,3}"), "a language code such as ca"),
    "name_language": (re.compile(r"[a-z]{2,3}"), "a language code such as ca"),
    "state": (re.compile("announced|finished|cancelled"), "announced, finished or cancelled"),
}
"""What these columns must look like beyond what their fields check."""


def is_needed(kind: Kind, name: str) -> bool:
    """A row of the register always rests on a passage, where it has room for one."""
    column = kind.column(name)
    if isinstance(column, models.ManyToManyField):
        return not column.blank
    return name in {"source", "passage"} or not (
        column.null or column.blank or column.has_default()
    )


def default(kind: Kind, name: str) -> Plain:
    """What the column holds when the file says nothing."""
    if name in kind.fallbacks:
        return kind.fallbacks[name]
    column = kind.column(name)
    if isinstance(column, models.ManyToManyField):
        return []
    return plain(column.get_default())


def value(kind: Kind, name: str, node: Node) -> tuple[Plain, list[Reference]]:
    """The column's value, and the rows that it points to.

    Raises ValueError with the reason in words.
    """
    column = kind.column(name)
    if isinstance(column, models.ManyToManyField):
        keys = _texts(name, node)
        return [key.value for key in keys], [_reference(column, key) for key in keys]
    written = _text(name, node)
    if isinstance(column, models.ForeignKey):
        return written.value, [_reference(column, written)]
    return plain(_cleaned(column, written.value)), []


def plain(found: Any) -> Plain:
    """A value as it is compared and kept."""
    if isinstance(found, date):
        return found.isoformat()
    if isinstance(found, Decimal):
        return format(found.normalize(), "f")
    return found if isinstance(found, int) else str(found) if found is not None else None


def text(name: str, node: Node) -> str:
    """The one value that stands here; raises ValueError where there is none."""
    return _text(name, node).value


def _text(name: str, node: Node) -> Text:
    if not isinstance(node, Text):
        raise ValueError(f"'{name}' takes one value")
    if not node.value:
        raise ValueError(f"'{name}' has no value")
    return node


def _texts(name: str, node: Node) -> list[Text]:
    if not isinstance(node, Rows):
        raise ValueError(f"'{name}' takes a list such as [a, b]")
    texts = [_text(name, item) for item in node.items]
    if len({text.value for text in texts}) < len(texts):
        raise ValueError(f"'{name}' names something twice")
    return texts


def _reference(column: "models.Field[Any, Any]", text: Text) -> Reference:
    target = column.related_model
    if not isinstance(target, type):
        raise TypeError(f"{column} points to no model")
    return Reference(column.name, (BY_MODEL[target].name, text.value), text.line)


def _cleaned(column: "models.Field[Any, Any]", written: str) -> Any:
    choices = [key for key, _ in column.flatchoices]
    if choices and written not in choices:
        raise ValueError(f"{column.name} '{written}' is not one of {', '.join(choices)}")
    shape = SHAPES.get(column.name)
    if shape and not shape[0].fullmatch(written):
        raise ValueError(f"{column.name} '{written}' is not {shape[1]}")
    try:
        return column.clean(written, None)
    except ValidationError as error:
        raise ValueError(f"{column.name}: {' '.join(error.messages)}") from error
