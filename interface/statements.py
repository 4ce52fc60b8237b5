"""Statements that are made once: the same question, asked again with other values.

Django builds the SQL of a query anew each time. Where a page first asks who may open it, with every
right in the same statement, that costs more than the answer.
"""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.http import Http404

Row = TypeVar("Row")
Values = Mapping[str, int | str]
# Values that nobody sends, to be found again in the statement; another set for each making.
MAKINGS = (1_900_000_000, 2_000_000_000)


class NotRemembered(Exception):
    """The statement holds more than the values that it was made with, such as a time of day."""


@dataclass(frozen=True)
class _Made:
    """A statement, and for each of its parameters the value that stands there, if one does."""

    compiler: Any
    iterable: Any
    sql: str
    parameters: Sequence[Any]
    names: Sequence[str | None]

    def rows(self, values: Values) -> list[Any]:
        filled = tuple(
            held if name is None else type(held)(values[name])
            for held, name in zip(self.parameters, self.names, strict=True)
        )
        compiler = copy(self.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.as_sql = lambda *_, **__: (self.sql, filled)
        query = SimpleNamespace(get_compiler=lambda *_, **__: compiler)
        asked = SimpleNamespace(db=DEFAULT_DB_ALIAS, query=query, _known_related_objects={})
        return list(self.iterable(asked))


class Remembered(Generic[Row]):
    """Rows of a queryset that `make` makes of named values, numbers of rows and slugs.

    What it makes must follow from the values alone: not from the clock, the language, or who asks.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Row]], **kinds: type[int | str]) -> None:
        self._make, self._kinds = make, kinds

    def __call__(self, **values: int | str) -> list[Row]:
        return self._made.rows(values)

    @cached_property
    def _made(self) -> _Made:
        (first, first_values), (second, second_values) = map(self._compiled, MAKINGS)
        names = []
        for one, other in zip(first.parameters, second.parameters, strict=True):
            fitting = [
                n for n in self._kinds if (one, other) == (first_values[n], second_values[n])
            ]
            if one != other and not fitting:
                raise NotRemembered(one)
            names.append(fitting[0] if fitting else None)
        if first.sql != second.sql or set(names) - {None} != set(self._kinds):
            raise NotRemembered(first.sql)
        return replace(first, names=names)

    def _compiled(self, salt: int) -> tuple[_Made, Values]:
        values = {
            name: kind(salt + place) for place, (name, kind) in enumerate(self._kinds.items())
        }
        asked: Any = self._make(**values)
        compiler = asked.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        return _Made(compiler, asked._iterable_class, sql, parameters, ()), values


def only(rows: Sequence[Row]) -> Row:
    """The one row that was asked for; else there is no such page."""
    if not rows:
        raise Http404
    return rows[0]
