"""All that stands in the database, as text."""

import re

from django.apps import apps
from django.db import connection


def everything() -> dict[str, str]:
    """Every row of every table of the site, by the model's label."""
    said: dict[str, str] = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")  # noqa: S608
            text = str(cursor.fetchone()[0] or "")
            said[model._meta.label] = BYTES.sub(_read, text)
    return said


# As PostgreSQL writes bytes within a row.
BYTES = re.compile(r"\\\\x((?:[0-9a-f]{2})+)")


def _read(found: re.Match[str]) -> str:
    """Bytes as text, as far as they are any."""
    return bytes.fromhex(found[1]).decode("utf-8", "replace")
