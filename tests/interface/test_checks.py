"""The checks of a table are asked for together, and answer as each would alone."""

from datetime import date

import pytest
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Edition
from tests.factories.events import EditionFactory

pytestmark = pytest.mark.django_db


def refusals(edition: Edition, exclude: set[str] | None = None) -> list[str]:
    try:
        edition.validate_constraints(exclude=exclude)
    except ValidationError as refusal:
        return refusal.message_dict[NON_FIELD_ERRORS]
    return []


def asked(edition: Edition) -> list[str]:
    with CaptureQueriesContext(connection) as made:
        refusals(edition)
    return [query["sql"] for query in made if "_check" in query["sql"]]


def too_long() -> Edition:
    edition: Edition = EditionFactory()
    edition.starts_on, edition.ends_on = date(2027, 3, 1), date(2027, 3, 20)
    return edition


def test_a_row_that_keeps_all_of_them_costs_one_question() -> None:
    edition = EditionFactory()
    assert refusals(edition) == []
    assert len(asked(edition)) == 1


def test_each_that_is_broken_says_its_own_words() -> None:
    edition = too_long()
    edition.online_pattern = "http://no-secret"
    said = refusals(edition)
    assert "An event run here has at most 14 days." in said
    assert len(said) == 2


def test_what_reads_a_field_that_is_left_out_is_not_asked() -> None:
    edition = too_long()
    assert refusals(edition, exclude={"ends_on"}) == []
