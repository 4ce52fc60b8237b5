"""What a person may still undo in an edition, kept in the session so that it survives a reload."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Edition
from events.rules import phase


@dataclass(frozen=True, slots=True)
class Undoable:
    """The last act of a kind: what was done, as code and data, and the key of its undoing.

    It belongs to the state that the event was in: once the event has gone on, others rely on it.
    """

    what: Any
    key: uuid.UUID


def remember(request: HttpRequest, kind: str, edition: Edition, what: Any) -> None:
    """Keep the last act of this kind; `what` is JSON but for dates and instants."""
    request.session[_name(kind, edition)] = {
        "what": _as_json(what),
        "key": str(uuid.uuid4()),
        "state": phase(edition, timezone.now()),
    }


def remembered(request: HttpRequest, kind: str, edition: Edition) -> Undoable | None:
    """The last act of this kind that may be undone; dates and instants are ISO 8601."""
    kept = request.session.get(_name(kind, edition))
    if not kept or _has_gone_on(kept, edition):
        return None
    return Undoable(kept["what"], uuid.UUID(kept["key"]))


def why_not_undone(request: HttpRequest, kind: str, edition: Edition) -> str:
    """Why there is nothing of this kind to undo."""
    kept = request.session.get(_name(kind, edition))
    if kept and _has_gone_on(kept, edition):
        return _(
            "The event has gone on since then, and others rely on what was done. It is no longer "
            "undone in one press; change what you need one by one."
        )
    return _("There is nothing to undo any more.")


def _has_gone_on(kept: dict[str, Any], edition: Edition) -> bool:
    return kept.get("state") != phase(edition, timezone.now())


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
