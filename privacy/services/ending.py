"""What is kept only as long as something lasts ends with it."""

from functools import reduce
from typing import Any

from django.db.models import ManyToManyField, Model

from privacy.declaring import Kept, Then
from privacy.log.blanking import blank, rows_once_about, texts
from privacy.log.declared import why_not_logged
from privacy.people import Pseudonym
from privacy.queries.classification import (
    Classified,
    kept_models,
    personal_fields,
    rows_of,
)
from privacy.services.erasing import value_after


def end_with_edition(edition: int) -> int:
    """Blank what ends with the event (its id); how many rows lost something.

    What becomes a pseudonym is for the event's own app: it knows how many people there are.
    """
    models = [model for model in kept_models() if rows_of(model).edition]
    count = sum(_end_in(model, edition) for model in models)
    for model in models:
        _leave_the_log(model, edition)
    return count


def _leave_the_log(model: type[Model], edition: int) -> None:
    """What these rows ever held, those that were removed before included."""
    columns = texts(model) & {
        classified.field.column for classified in _kept_as_long(model) if not _stays(classified)
    }
    if columns and not why_not_logged(model):
        rows = rows_once_about(model, [f"edition:{edition}"])
        blank(model=model, rows=rows, columns=columns)


def _end_in(model: type[Model], edition: int) -> int:
    values: dict[str, Any] = reduce(
        lambda known, one: known | value_after(one, Pseudonym("", "")), _ending(model), {}
    )
    if not values:
        return 0
    rows = model._default_manager.filter(**{rows_of(model).edition: edition})
    return rows.exclude(**values).order_by().update(**values)


def _ending(model: type[Model]) -> list[Classified]:
    return [found for found in _kept_as_long(model) if found.personal.then is Then.BLANKED]


def _kept_as_long(model: type[Model]) -> list[Classified]:
    return [
        found
        for found in personal_fields()
        if found.model is model and found.personal.kept is Kept.EDITION
    ]


def _stays(classified: Classified) -> bool:
    is_relation = isinstance(classified.field, ManyToManyField)
    return is_relation or classified.personal.then is Then.STAYS
