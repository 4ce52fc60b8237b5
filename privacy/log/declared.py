"""Which tables are logged, without which columns, and what each of their rows is about.

Every table is, unless its model says `not_logged = "why"`; `log_without = ("column",)` leaves out
columns that are secret or large. Both are plain class attributes, so that an app below this one
can use them. For models that are not ours the two lists below speak.

What a row is about follows from its foreign keys: those that lead to a model of `LOG_SUBJECTS` in
the fewest steps. A model without such keys says by `log_about = "column"` where it names it itself
(`edition:12`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import ForeignKey, GeneratedField, Model

# A meeting is about the two clusters of its request: request, requester, cluster.
MOST_STEPS = 3

OTHERS_NOT_LOGGED = {
    "account.EmailConfirmation": "a link in a mail; what it confirms is logged",
    "admin.LogEntry": "Django's own log of its admin",
    "auth.Permission": "follows from the code",
    "contenttypes.ContentType": "follows from the code",
    "sessions.Session": "who is signed in now, and nothing else",
    "usersessions.UserSession": "who is signed in now, and nothing else",
}
OTHERS_WITHOUT = {"mfa.Authenticator": ("data", "last_used_at")}

# Foreign keys one after the other, each as (table it leads to, its primary key, column).
Path = tuple[ForeignKey[Any, Any], ...]


@dataclass(frozen=True)
class Subject:
    """A way from a row to what it is about; without steps, the row itself is it."""

    name: str
    path: Path


def why_not_logged(model: type[Model]) -> str:
    """The reason; empty for a table that is logged."""
    return getattr(model, "not_logged", "") or OTHERS_NOT_LOGGED.get(model._meta.label, "")


def left_out(model: type[Model]) -> tuple[str, ...]:
    """Columns whose values the log never sees, by declaration."""
    declared = getattr(model, "log_without", ()) or OTHERS_WITHOUT.get(model._meta.label, ())
    return tuple(declared)


def tables() -> Iterator[type[Model]]:
    """Every model with a table of its own, those that Django makes for many-to-many included."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model


def logged() -> list[type[Model]]:
    return [model for model in tables() if not why_not_logged(model)]


def says_about(model: type[Model]) -> str:
    """The column that names what a row is about; empty where foreign keys lead there."""
    column: str = getattr(model, "log_about", "")
    return column


def generated(model: type[Model]) -> tuple[str, ...]:
    """Columns that the database makes of others: worth nothing in a log."""
    fields = model._meta.local_concrete_fields
    return tuple(field.column for field in fields if isinstance(field, GeneratedField))


def subjects(model: type[Model]) -> list[Subject]:
    """What a row is about, by the shortest ways."""
    return [
        Subject(name, path)
        for name, label in settings.LOG_SUBJECTS.items()
        for path in _shortest(model, label)
    ]


def _shortest(model: type[Model], label: str) -> list[Path]:
    ways: list[tuple[type[Model], Path]] = [(model, ())]
    for _ in range(MOST_STEPS + 1):
        found = [path for end, path in ways if end._meta.label == label]
        if found:
            return sorted(found, key=lambda path: [key.column for key in path])
        # What is a subject itself is an end: an edition's rows are not about the body behind it.
        ways = [
            (_target(key), (*path, key))
            for end, path in ways
            if not (path and end._meta.label in settings.LOG_SUBJECTS.values())
            for key in end._meta.local_concrete_fields
            if isinstance(key, models.ForeignKey) and _target(key) is not end
        ]
    return []


def _target(key: ForeignKey[Any, Any]) -> type[Model]:
    target: type[Model] = key.remote_field.model
    return target
