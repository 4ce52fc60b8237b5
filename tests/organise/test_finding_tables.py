"""Tables are looked for by number, room or owner: an event may have two hundred."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matchmaking.models import Table
from tests.factories.clusters import ClusterFactory
from tests.factories.events import RegistrationFactory
from tests.factories.matchmaking import window_with_slots
from tests.factories.stage import Stage, page
from tests.organise.test_finding import offered

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(stage: Stage) -> Stage:
    """Two hundred tables, of which 7 and 70 are in the Sala Único 8 and 20 is Water's."""
    window_with_slots(stage.edition, slots=2)
    water = RegistrationFactory(
        edition=stage.edition, cluster=ClusterFactory(name="Water"), state="approved"
    )
    Table.objects.bulk_create(
        Table(
            edition=stage.edition,
            number=number,
            room="Sala Único 8" if number in (7, 70) else "",
            owner=water if number == 20 else None,
        )
        for number in range(1, 201)
    )
    return stage


def close(event: Stage, words: str, **more: Any) -> Any:
    sent = {"number": "", "number-words": words, "is_closed": "1", **more}
    return event.organiser.post(page("organise-table-use", event.edition), sent)


def closed(event: Stage) -> set[int]:
    rows = Table.objects.filter(edition=event.edition, is_closed=True)
    return set(rows.values_list("number", flat=True))


def test_no_page_lists_the_tables(event: Stage) -> None:
    event.organiser.get(page("organise-times", event.edition))
    with CaptureQueriesContext(connection) as asked:
        answer = event.organiser.get(page("organise-times", event.edition))
    assert "Table 77" not in answer.text
    assert len(answer.content) <= 100_000
    assert len(asked) <= 15


@pytest.mark.parametrize("words", ["12", "table 12", "Table 012"])
def test_the_number_that_is_typed_is_taken(event: Stage, words: str) -> None:
    assert close(event, words).status_code == 302
    assert closed(event) == {12}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("SALA unico", ["7", "70"]),
        ("water", ["20"]),
        ("8", ["8", "7", "70", *map(str, range(80, 90))]),
    ],
)
def test_find_offers_tables_by_room_owner_and_number(
    event: Stage, words: str, found: list[str]
) -> None:
    sent = {"number": "", "number-words": words, "find": "number"}
    answer = event.organiser.post(page("organise-times", event.edition), sent)
    assert answer.status_code == 200
    assert offered(answer.text, "number") == found


@pytest.mark.parametrize("at", ["organise-times", "organise-own-table", "organise-table-use"])
def test_find_looks_for_the_one_field_and_judges_no_other(event: Stage, at: str) -> None:
    for field in ("number", "table"):
        sent = {f"{field}-words": "water", "find": field, "registration": ""}
        answer = event.organiser.post(page(at, event.edition), sent)
        assert answer.status_code == 200
        assert offered(answer.text, field) == ["20"]
        assert "Choose a" not in answer.text
    assert closed(event) == set()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("sala unico", "Choose one of those found for “sala unico”."),
        ("water", "Choose one of those found for “water”."),
        ("500", "Nothing is called “500”."),
        ("1 and 2", "Nothing is called “1 and 2”."),
        ("", "Choose a table."),
    ],
)
def test_what_names_no_table_closes_none(event: Stage, words: str, said: str) -> None:
    answer = close(event, words)
    assert answer.status_code == 422
    assert said in answer.text
    assert closed(event) == set()


def test_a_table_out_of_use_is_not_found(event: Stage) -> None:
    close(event, "12")
    answer = close(event, "12")
    assert answer.status_code == 422
    assert offered(answer.text, "number") == [str(number) for number in range(120, 130)]


def test_only_taking_out_of_use_takes_words(event: Stage) -> None:
    for changes in ({"is_closed": "0"}, {"is_closed": ""}):
        assert close(event, "12", **changes).status_code == 422
    assert closed(event) == set()
