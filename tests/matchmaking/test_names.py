"""Who and when, by name: what is read for a sentence."""

import pytest
from pytest_django import DjangoAssertNumQueries

from matchmaking.queries.names import names
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import meeting_between, tables, window_with_slots

pytestmark = pytest.mark.django_db


def test_slots_and_tables_are_read_where_one_is_named(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    edition = EditionFactory()
    one, other = RegistrationFactory.create_batch(2, edition=edition)
    [slot], [table] = window_with_slots(edition, slots=1), tables(edition, 1)
    meeting = meeting_between(one, other)
    with django_assert_num_queries(2):
        known = names(edition, meetings=[meeting.pk])
        assert known.meeting(meeting.pk)
    with django_assert_num_queries(2):
        assert known.tables[table.pk].number == table.number
        assert known.slot(slot.pk)
        assert known.slot(slot.pk)
