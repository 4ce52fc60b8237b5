"""Rows found by words: accents do not matter, and small slips are forgiven (trigrams)."""

from typing import TypeVar

from django.db.models import F, FloatField, Func, Model, Q, QuerySet, Value
from django.db.models.functions import Greatest

LEAST_LETTERS = 2
# As like as "lombrady" is to "Lombardy", and not as "demo" is to "Denmark".
LIKE = 0.43

Found = TypeVar("Found", bound=Model)


def _plain(expression: Value | F) -> Func:
    return Func(expression, function="unaccent")


def _likeness(words: str, column: str) -> Func:
    """How like the words the best stretch of the column is, from 0 to 1."""
    return Func(
        _plain(Value(words)),
        _plain(F(column)),
        function="word_similarity",
        output_field=FloatField(),
    )


def matching(
    rows: QuerySet[Found],
    words: str,
    *,
    names: tuple[str, ...],
    texts: tuple[str, ...] = (),
    also: Q | None = None,
) -> QuerySet[Found]:
    """Rows that contain the words in names or texts, or whose names are like them; best first."""
    likeness = [_likeness(words, name) for name in names]
    condition = also or Q()
    for column in (*names, *texts):
        condition |= Q(**{f"{column}__unaccent__icontains": words})
    best = Greatest(*likeness) if len(likeness) > 1 else likeness[0]
    found: QuerySet[Found] = (
        rows.annotate(likeness=best)
        .filter(condition | Q(likeness__gte=LIKE))
        .order_by("-likeness", names[0], "pk")
    )
    return found
