"""What a connection sends often is planned once, whatever its values are."""

import pytest
from django.db import connection

from events.models import Edition

pytestmark = pytest.mark.django_db


def planned() -> list[tuple[str, int, int]]:
    """Statements that read editions; how often each was planned for all values, and for one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement, generic_plans, custom_plans FROM pg_prepared_statements"
            " WHERE statement LIKE %s",
            ['SELECT % FROM "events_edition" WHERE "events_edition"."venue" =%'],
        )
        return list(cursor.fetchall())


def test_a_statement_is_planned_once_for_all_values() -> None:
    for number in range(30):
        list(Edition.objects.filter(venue=f"Hall {number}").order_by())
    [(statement, for_all, for_one)] = planned()
    assert "Hall" not in statement
    assert for_one <= 5
    assert for_all >= 15
