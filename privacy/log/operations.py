"""The operation by which a migration puts a table into the log."""

from collections.abc import Iterable
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from privacy.log import triggers


class LogTable(Operation):
    """Put the triggers of the log on a table, or renew them.

    `LogTable("events.Delegate")`; `without` repeats the model's `log_without`, and `about` its
    `log_about`. Needed after a model
    is made, after a change of `log_without` or of a foreign key that says what a row is about, and
    after a rename. `manage.py check --database default` names those that miss it. The migration
    depends on `("privacy", "0001_log")`.
    """

    reversible = True

    def __init__(self, label: str, without: Iterable[str] = (), about: str = "") -> None:
        self.label = label
        self.without = tuple(without)
        self.about = about

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        given = {"without": self.without, "about": self.about}
        named = {name: value for name, value in given.items() if value}
        return self.__class__.__name__, [self.label], named

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The log is no part of a model's state."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = to_state.apps.get_model(self.label)
        for statement in triggers.install(model, self.without, self.about):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for statement in triggers.remove(from_state.apps.get_model(self.label)):
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return f"Log {self.label}"


class UnlogTable(LogTable):
    """Take the triggers away, when a model is no longer to be logged."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        super().database_backwards(app_label, schema_editor, to_state, from_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        super().database_forwards(app_label, schema_editor, to_state, from_state)

    def describe(self) -> str:
        return f"Log {self.label} no longer"
