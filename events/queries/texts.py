"""Texts of an edition in other languages, loaded with what names it, in the same query."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, QuerySet

from events.models import Edition
from translations.queries import LOADED, column

Row = TypeVar("Row", bound=Model)
# Where a row has them until its edition does.
CARRIED = "texts_of_edition"


def edition_texts(of: str = "pk") -> ArraySubquery:
    """For a query of editions, under the name `texts_loaded`."""
    return column(Edition, of)


def with_texts(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Rows that refer to an edition, each with the texts of that; `carried` hands them over."""
    found: QuerySet[Row] = rows.annotate(**{CARRIED: edition_texts("edition")})
    return found


def carried(rows: Iterable[Row]) -> list[Row]:
    """The same rows, whose editions have their texts."""
    found = list(rows)
    for row in found:
        hand_over(row)
    return found


def hand_over(row: Any) -> None:
    """Give its edition the texts that a row of `with_texts` came with."""
    if row.edition is not None:
        vars(row.edition)[LOADED] = vars(row)[CARRIED]
