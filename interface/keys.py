"""Forms sent twice: each carries a key, and the same key gives the same answer.

Who makes a row under a key keeps it in the row's unique column `idempotency_key`.
"""

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model

Row = TypeVar("Row", bound=Model)


class KeyTaken(Exception):
    """The key belongs to another submission; the form has to be loaded again."""


def made_under(model: type[Row], key: UUID) -> Row | None:
    """The row that was made when this key came first; None when it is new."""
    return model._default_manager.filter(idempotency_key=key).first()


NOTHING: Mapping[str, Any] = {}


def made_before(
    model: type[Row], key: UUID, whose: Mapping[str, Model], said: Mapping[str, Any] = NOTHING
) -> Row | None:
    """The same; `whose` are what it belongs to, `said` what was written in the form, by field.

    Raises `KeyTaken` for another one's, and for other words: nothing that is sent gets lost.
    """
    given = made_under(model, key)
    sent = {f"{name}_id": row.pk for name, row in whose.items()} | dict(said)
    if given and any(getattr(given, name) != value for name, value in sent.items()):
        raise KeyTaken
    return given


def made_once(
    model: type[Row],
    key: UUID,
    whose: Mapping[str, Model],
    said: Mapping[str, Any] = NOTHING,
    **fields: Any,
) -> tuple[Row, bool]:
    """The row of this key, and whether it was made now: not if the same form was sent before, or is
    sent twice at one instant. Call it in a transaction. Raises `KeyTaken`.
    """
    if given := made_before(model, key, whose, said):
        return given, False
    try:
        with transaction.atomic():
            row = model._default_manager.create(idempotency_key=key, **whose, **said, **fields)
    except IntegrityError:
        if given := made_before(model, key, whose, said):
            return given, False
        raise
    return row, True
