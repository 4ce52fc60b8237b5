"""All that stands in the database, as text."""

from django.apps import apps
from django.db import connection


def everything() -> dict[str, str]:
    """Every row of every table of the site, by the model's label."""
    said: dict[str, str] = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")  # noqa: S608
            said[model._meta.label] = str(cursor.fetchone()[0] or "")
    return said
