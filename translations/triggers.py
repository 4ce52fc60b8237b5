"""The trigger by which the translations of a record go with it, and the operation that puts it."""

from typing import Any

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Model

from translations.declaring import label, models

NAME = "translations_go_with"
BODY = """
BEGIN
    DELETE FROM public.translations_translation t USING removed r
    WHERE t.model = TG_ARGV[0] AND t.record = r.id;
    RETURN NULL;
END;
"""
FUNCTION = (
    f'CREATE OR REPLACE FUNCTION public."{NAME}"() RETURNS trigger LANGUAGE plpgsql AS $$ {BODY}$$'
)
INSTALLED = """
    SELECT tgargs FROM pg_trigger
    WHERE tgrelid = to_regclass(%s) AND tgname = %s AND tgenabled IN ('O', 'A')
"""


class TranslateTable(Operation):
    """Let the translations of a record go when the record goes, whatever deletes it.

    `TranslateTable("events.Session")`, in the migration of a model that becomes `translatable`,
    which depends on `("translations", "0001_translations")`.
    """

    reversible = True

    def __init__(self, model: str) -> None:
        self.model = model

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [self.model], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """A trigger is no part of a model's state."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = to_state.apps.get_model(self.model)
        schema_editor.execute(FUNCTION, params=None)
        schema_editor.execute(
            f'CREATE OR REPLACE TRIGGER {NAME} AFTER DELETE ON public."{model._meta.db_table}" '
            f"REFERENCING OLD TABLE AS removed FOR EACH STATEMENT "
            f"EXECUTE FUNCTION public.\"{NAME}\"('{label(model)}')",
            params=None,
        )

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = from_state.apps.get_model(self.model)
        schema_editor.execute(
            f'DROP TRIGGER IF EXISTS {NAME} ON public."{model._meta.db_table}"', params=None
        )

    def describe(self) -> str:
        return f"Let translations of {self.model} go with it"


def without_trigger() -> list[type[Model]]:
    """Models whose texts are translated and whose tables do not take the translations along."""
    return [model for model in models() if not _is_installed(model)]


def _is_installed(model: type[Model]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(INSTALLED, [f'public."{model._meta.db_table}"', NAME])
        return [bytes(args) for (args,) in cursor.fetchall()] == [label(model).encode() + b"\0"]
