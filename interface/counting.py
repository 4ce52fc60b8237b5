"""Many counts in one question to the database, and what follows from them."""

from functools import reduce
from typing import Any

from django.db.models import Count, QuerySet, Value


def counts(**rows: QuerySet[Any]) -> dict[str, int]:
    """How many rows there are of each, by the name it is given; one query for all.

    Rows that are grouped, or made distinct, cannot be counted so.
    """
    parts = [_counted(name, found) for name, found in rows.items()]
    whole = reduce(lambda some, more: some.union(more, all=True), parts)
    return dict.fromkeys(rows, 0) | dict(whole)


def loaded(**rows: QuerySet[Any]) -> dict[str, tuple[Any, ...]]:
    """The rows of each, by the name it is given: what there is none of is not asked for.

    One query finds out, and each that has rows takes its own.
    """
    known = counts(**rows)
    return {name: tuple(found) if known[name] else () for name, found in rows.items()}


def _counted(name: str, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    named = (
        rows.select_related(None).order_by().annotate(counted_as=Value(name)).values("counted_as")
    )
    counted: QuerySet[Any, Any] = named.annotate(how_many=Count("*"))
    return counted.values_list("counted_as", "how_many")
