"""After a test that committed, nothing is left but what no test changes."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import TransactionTestCase

from events.models import Edition
from tests.support.emptying import KEPT, empty


def tables_with_rows() -> set[str]:
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with connection.cursor() as cursor:
        return {name for name in names if cursor.execute(f'SELECT FROM "{name}" LIMIT 1').rowcount}


@pytest.mark.django_db(transaction=True)
def test_rows_leave_whatever_refers_to_them_and_the_log_of_them_too(agreed: Edition) -> None:
    assert agreed.pk
    assert {"events_edition", "privacy_logentry"} <= tables_with_rows()
    empty(TransactionTestCase())
    assert tables_with_rows() == KEPT
    assert Permission.objects.filter(codename="add_edition").exists()
