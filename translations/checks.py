"""Does the database let translations go with their records?"""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from translations.triggers import without_trigger


def translated_tables(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """Asks the database, so only when Django is told to (`check --database default`, `migrate`)."""
    if not databases or not _is_migrated():
        return []
    return [
        Error(
            f"Translations of {model._meta.label} stay when a record is deleted.",
            hint=f'Add `TranslateTable("{model._meta.label}")` of translations.triggers '
            "to a migration.",
            obj=model,
            id="translations.E001",
        )
        for model in without_trigger()
    ]


def _is_migrated() -> bool:
    """`migrate` checks before it migrates: then there is nothing to say yet."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
