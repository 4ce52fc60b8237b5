"""Many counts in one question."""

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from clusters.models import Organisation
from interface.counting import counts, loaded
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory

pytestmark = pytest.mark.django_db


def test_rows_of_several_tables_are_counted_at_once(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    ClusterFactory.create_batch(2)
    UserFactory()
    with django_assert_num_queries(1):
        found = counts(
            clusters=Organisation.objects.clusters().select_related("region"),
            bodies=Organisation.objects.organising(),
            people=User.objects.all(),
        )
    assert found == {"clusters": 2, "bodies": 0, "people": 1}


def test_only_what_is_there_is_asked_for(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    cluster = ClusterFactory()
    with django_assert_num_queries(2):
        found = loaded(
            clusters=Organisation.objects.clusters(), bodies=Organisation.objects.organising()
        )
    assert found == {"clusters": (cluster,), "bodies": ()}
