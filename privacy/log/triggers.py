"""The triggers of a table, as SQL, and whether the database has them as they are declared."""

from collections.abc import Iterable
from pathlib import Path

from django.db import connection
from django.db.models import Model

from privacy.log import declared

FOLDER = Path(__file__).resolve().parents[1] / "migrations"
# Longer names are cut by PostgreSQL.
LONGEST_NAME = 63
EVENTS = {
    "log_added": ("INSERT", "NEW TABLE AS added"),
    "log_changed": ("UPDATE", "OLD TABLE AS removed NEW TABLE AS added"),
    "log_removed": ("DELETE", "OLD TABLE AS removed"),
}
INSTALLED = """
    SELECT t.tgname, f.prosrc
    FROM pg_trigger t
    JOIN pg_proc f ON f.oid = t.tgfoid
    WHERE t.tgrelid = to_regclass(%s) AND t.tgname = ANY(%s) AND t.tgenabled IN ('O', 'A')
"""


def body(model: type[Model], without: Iterable[str], about: str = "") -> str:
    """What the trigger does; the same text that the database keeps."""
    columns = sorted({*without, *declared.generated(model)})
    left_out = " - ARRAY[{}]".format(", ".join(f"'{column}'" for column in columns))
    return (
        (FOLDER / "trigger.sql")
        .read_text()
        .replace("{pk}", f'"{_key(model)}"')
        .replace("{without}", left_out if columns else "")
        .replace("{subjects}", _subjects(model, about))
    )


def install(model: type[Model], without: Iterable[str], about: str = "") -> list[str]:
    """The statements that put the triggers there, whether or not there are older ones."""
    table, name = model._meta.db_table, _function(model)
    function = f'CREATE OR REPLACE FUNCTION public."{name}"() RETURNS trigger LANGUAGE plpgsql'
    statements = [f"{function} AS $log${body(model, without, about)}$log$"]
    for trigger, (event, rows) in EVENTS.items():
        statements.append(
            f'CREATE OR REPLACE TRIGGER {trigger} AFTER {event} ON public."{table}" '
            f"REFERENCING {rows} FOR EACH STATEMENT "
            f'EXECUTE FUNCTION public."{name}"()'
        )
    return statements


def remove(model: type[Model]) -> list[str]:
    table = model._meta.db_table
    dropped = [f'DROP TRIGGER IF EXISTS {name} ON public."{table}"' for name in EVENTS]
    return [*dropped, f'DROP FUNCTION IF EXISTS public."{_function(model)}"()']


def outdated() -> list[type[Model]]:
    """Logged models whose triggers the database lacks, or has in another form."""
    return [model for model in declared.logged() if _installed(model) != _expected(model)]


def superfluous() -> list[type[Model]]:
    """Models that are not logged, and have triggers all the same."""
    return [
        model for model in declared.tables() if declared.why_not_logged(model) and _installed(model)
    ]


def _expected(model: type[Model]) -> dict[str, str]:
    expected = body(model, declared.left_out(model), declared.says_about(model))
    return dict.fromkeys(EVENTS, expected)


def _installed(model: type[Model]) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(INSTALLED, [f'public."{model._meta.db_table}"', list(EVENTS)])
        return dict(cursor.fetchall())


def _function(model: type[Model]) -> str:
    return f"log_{model._meta.db_table}"[:LONGEST_NAME]


def _key(model: type[Model]) -> str:
    """The column that tells rows apart."""
    return next(field.column for field in model._meta.local_concrete_fields if field.primary_key)


def _subjects(model: type[Model], about: str) -> str:
    """An array such as `{edition:12,organisation:5}` of the row `n`."""
    parts = [
        f"'{found.name}:' || {_value(model, found.path)}" for found in declared.subjects(model)
    ]
    if about:
        parts.append(f"NULLIF(n.\"{about}\", '')")
    return f"array_remove(ARRAY[{', '.join(parts)}]::text[], NULL)"


def _value(model: type[Model], path: declared.Path) -> str:
    """The key at the end of a path from the row `n`."""
    if not path:
        return f'n."{_key(model)}"'
    value = f'n."{path[0].column}"'
    for step, key in enumerate(path[1:], start=1):
        table = key.model._meta.db_table
        reached = path[step - 1].target_field.column
        value = (
            f'(SELECT s{step}."{key.column}" FROM public."{table}" s{step} '  # noqa: S608
            f'WHERE s{step}."{reached}" = {value})'
        )
    return value
