"""Data in Greek letters: a plain Latin word on a page is then none of it.

Only what people wrote changes; codes, addresses and what programs keep stay as they are. Words
that code stores in a text field would hide here: what is stored is code and data, never a sentence.
"""

from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import CharField, EmailField, Field, SlugField, TextField, URLField
from psycopg import sql

LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
GREEK = "αβψδεφγηιξκλμνοπϙρστθωϝχυζΑΒΨΔΕΦΓΗΙΞΚΛΜΝΟΠϘΡΣΤΘΩϜΧΥΖ"
# Text fields that hold codes, keys and files.
CODES = {
    *("code", "country_code", "time_zone", "local_language", "name_language", "language"),
    *("password", "token_hash", "object_key", "key", "kind", "file", "lease_owner"),
    *("failure", "problem", "problem_sha256", "solution_file", "calendar", "event", "template"),
    "online_pattern",
}
APPS = ("accounts", "clusters", "events", "archive", "matchmaking")


def write_in_greek() -> None:
    """Turn every letter in what people wrote to a Greek one, each to its own."""
    with connection.cursor() as cursor:
        for app in APPS:
            for model in apps.get_app_config(app).get_models():
                fields = [field.column for field in model._meta.concrete_fields if _is_prose(field)]
                if fields:
                    cursor.execute(_translation(model._meta.db_table, fields), [])


def _translation(table: str, columns: list[str]) -> sql.Composed:
    turned = [
        sql.SQL("{column} = translate({column}, {latin}, {greek})").format(
            column=sql.Identifier(column), latin=sql.Literal(LATIN), greek=sql.Literal(GREEK)
        )
        for column in columns
    ]
    return sql.SQL("UPDATE {} SET {}").format(sql.Identifier(table), sql.SQL(", ").join(turned))


def _is_prose(field: Field[Any, Any]) -> bool:
    if not isinstance(field, CharField | TextField) or field.choices or field.primary_key:
        return False
    is_code = isinstance(field, SlugField | EmailField | URLField) or field.name in CODES
    return not is_code and not getattr(field, "generated", False)
