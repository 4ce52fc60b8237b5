"""Names as long as they can be stored, without a place at which a line could end."""

from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import CharField, Field, SlugField
from psycopg import sql

from tests.browser.greek import APPS

# Of these fields people read a name.
NAMES = {
    *("name", "full_name", "local_name", "title", "day_title", "proposed_name"),
    *("venue", "city", "room", "place", "role", "topic"),
}
WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmütze" * 8


def write_long() -> None:
    """Make every name that there is as long as its column takes; no short one stands for it."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clusters_organisation SET short_name = ''")
        for app in APPS:
            for model in apps.get_app_config(app).get_models():
                fields = [field for field in model._meta.concrete_fields if _is_name(field)]
                if fields:
                    cursor.execute(_lengthened(model._meta.db_table, fields))


def _lengthened(table: str, fields: list[Field[Any, Any]]) -> sql.Composed:
    # What is empty stays so: the field may exclude another one.
    longer = [
        sql.SQL(
            "{column} = left(replace({column}, ' ', '') || {word},"
            " CASE WHEN {column} = '' THEN 0 ELSE {most} END)"
        ).format(
            column=sql.Identifier(field.column),
            word=sql.Literal(WORD),
            most=sql.Literal(field.max_length),
        )
        for field in fields
    ]
    return sql.SQL("UPDATE {} SET {}").format(sql.Identifier(table), sql.SQL(", ").join(longer))


def _is_name(field: Field[Any, Any]) -> bool:
    if not isinstance(field, CharField) or isinstance(field, SlugField) or field.choices:
        return False
    return field.name in NAMES and not getattr(field, "generated", False)
