"""What a person may still undo in an edition, kept in the session so that it survives a reload."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest

from events.models import Edition


@dataclass(frozen=True, slots=True)
class Undoable:
    """The last act of a kind: what was done, as code and data, and the key of its undoing."""

    what: Any
    key: uuid.UUID


def remember(request: HttpRequest, kind: str, edition: Edition, what: Any) -> None:
    """Keep the last act of this kind; `what` is JSON but for dates and instants."""
    request.session[_name(kind, edition)] = {
        "what": _as_json(what),
        "key": str(uuid.uuid4()),
    }


def remembered(request: HttpRequest, kind: str, edition: Edition) -> Undoable | None:
    """The last act of this kind that was not undone; dates and instants are ISO 8601."""
    kept = request.session.get(_name(kind, edition))
    return Undoable(kept["what"], uuid.UUID(kept["key"])) if kept else None


def forget(request: HttpRequest, kind: str, edition: Edition) -> None:
    request.session.pop(_name(kind, edition), None)


def _name(kind: str, edition: Edition) -> str:
    return f"undo-{kind}-{edition.pk}"


def _as_json(what: Any) -> Any:
    if isinstance(what, dict):
        return {key: _as_json(value) for key, value in what.items()}
    if isinstance(what, list | tuple):
        return [_as_json(value) for value in what]
    return what.isoformat() if isinstance(what, date | datetime) else what
