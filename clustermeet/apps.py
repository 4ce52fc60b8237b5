"""Django's start: shared tasks need the Celery application, and whoever has no Django does not."""

from typing import Any

from django.apps import AppConfig
from django.core.management import CommandError
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.signals import pre_migrate

# The last migration of the time before the apps were arranged anew.
FORMER = ("matchmaking", "0007_own_tables")
FORMER_DATABASE = (
    "This database was made by a version before 0.2.0 and cannot be brought up to date: "
    "for the demonstration `make clean-data` removes it, else name an empty one."
)


class Wiring(AppConfig):
    name = "clustermeet"

    def ready(self) -> None:
        from clustermeet import celery  # noqa: F401, PLC0415

        pre_migrate.connect(refuse_former_database)


def refuse_former_database(*, using: str, **_rest: Any) -> None:
    """Migrations began anew with 0.2.0, under names that an older database counts as applied."""
    if FORMER in MigrationRecorder(connections[using]).applied_migrations():
        raise CommandError(FORMER_DATABASE)
