"""Emptying the database after a test whose rows were committed.

Django truncates every table and makes content types and permissions anew, 0.7 s after each such
test. Most tables have no rows to lose, and of those two no test changes any.
"""

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import TransactionTestCase

KEPT = frozenset({ContentType._meta.db_table, Permission._meta.db_table})
_as_django_does = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]


def empty(case: TransactionTestCase) -> None:
    """Remove every row, once whoever has begun to write has ended; as Django where we may not."""
    connection.ensure_connection()
    server = connection.connection
    if server.info.parameter_status("is_superuser") != "on":
        _as_django_does(case)
        return
    existing = connection.introspection.django_table_names(only_existing=True, include_views=False)
    tables = [connection.ops.quote_name(name) for name in existing if name not in KEPT]
    # Foreign keys and triggers, the log's too, have no say.
    words = ["SET LOCAL session_replication_role = replica", f"LOCK TABLE {', '.join(tables)}"]
    words += [f"DELETE FROM {table}" for table in tables]  # noqa: S608 (names of our tables)
    with connection.wrap_database_errors:
        server.execute(f"BEGIN; {'; '.join(words)}; COMMIT")


def install() -> None:
    """Let every test that commits end so."""
    TransactionTestCase._fixture_teardown = empty  # type: ignore[attr-defined]
