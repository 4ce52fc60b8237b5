"""Forms sent twice: each carries a key, and the same key gives the same answer.

Who makes a row under a key keeps it in the row's unique column `idempotency_key`.
"""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model

Row = TypeVar("Row", bound=Model)


class KeyTaken(Exception):
    """The key belongs to another submission; the form has to be loaded again."""


def made_under(model: type[Row], key: UUID) -> Row | None:
    """The row that was made when this key came first; None when it is new."""
    return model._default_manager.filter(idempotency_key=key).first()
