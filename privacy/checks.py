"""Do the triggers of the database say what the models declare?"""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model

from privacy.log import declared, triggers


def _operation(model: type[Model]) -> str:
    columns = ", ".join(f'"{column}"' for column in declared.left_out(model))
    more = f", without=[{columns}]" if columns else ""
    if about := declared.says_about(model):
        more += f', about="{about}"'
    return f'LogTable("{model._meta.label}"{more})'


def log_triggers(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """Asks the database, so only when Django is told to (`check --database default`, `migrate`)."""
    if not databases or not _is_migrated():
        return []
    outdated: list[CheckMessage] = [
        Error(
            f"The log's triggers on {model._meta.db_table} are not those that its model declares.",
            hint=f"Add `{_operation(model)}` of privacy.log.operations to a migration.",
            obj=model,
            id="privacy.E001",
        )
        for model in triggers.outdated()
    ]
    superfluous: list[CheckMessage] = [
        Error(
            f"{model._meta.db_table} is not logged, and has the log's triggers.",
            hint=f'Add `UnlogTable("{model._meta.label}")` to a migration.',
            obj=model,
            id="privacy.E002",
        )
        for model in triggers.superfluous()
    ]
    return outdated + superfluous


def _is_migrated() -> bool:
    """`migrate` checks before it migrates: then there is nothing to say yet."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
