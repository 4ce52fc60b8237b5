"""Home, search, the pages of words, and health."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from tests.catalogue.conftest import Read
from tests.factories.clusters import ClusterFactory, OrganisationFactFactory, ProjectFactory
from tests.factories.events import RecordedEditionFactory
from tests.support.counting import queries_of

pytestmark = pytest.mark.django_db


def test_an_empty_register_has_a_home_page(read: Read) -> None:
    assert "No edition is announced now." in read("/")


def test_search_forgives_accents_case_and_small_slips(read: Read) -> None:
    ClusterFactory(name="Clúster d'Energia")
    RecordedEditionFactory(name="Lombardy meets Catalonia")
    ProjectFactory(name="Grids", full_name="Smart grids for Europe")

    assert "Clúster d'Energia" in read("/search/?q=ENERGIA")
    assert "Lombardy meets Catalonia" in read("/search/?q=lombradi")
    assert "Grids" in read("/search/?q=smart")


def test_search_finds_what_facts_say(read: Read) -> None:
    fact = OrganisationFactFactory(statement="It makes hydrogen valves.")

    assert fact.subject.name in read("/search/?q=hydrogen")


def test_search_says_when_there_is_nothing_or_too_little_to_go_by(read: Read) -> None:
    assert "0 results for “qqqq”" in read("/search/?q=qqqq")
    assert "Enter at least two letters." in read("/search/?q=q")
    assert "results for" not in read("/search/")


@pytest.mark.parametrize("words", ["%00", "%25", "_", "'; drop table", "<b>", "x" * 500])
def test_search_takes_any_words(client: Client, words: str) -> None:
    assert client.get("/search/", query_params={"q": words}).status_code == 200
    assert client.get(f"/search/?q={words}").status_code == 200


@pytest.mark.parametrize("address", ["/accessibility/", "/privacy/", "/open-data/"])
def test_pages_of_words_need_no_query_and_no_cookie(client: Client, address: str) -> None:
    assert queries_of(client, address) == 0
    assert not client.cookies


def test_reading_sets_no_cookie(client: Client) -> None:
    for address in ("/", "/editions/", "/clusters/", "/search/?q=ab"):
        client.get(address)
    assert not client.cookies


@pytest.mark.parametrize("address", ["/", "/editions/", "/healthz"])
def test_pages_are_only_read(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


def test_healthz_asks_the_database_and_says_ok(client: Client) -> None:
    assert queries_of(client, "/healthz") == 1
    assert client.get("/healthz").text == "ok\n"


def test_healthz_says_503_when_the_database_does_not_answer(client: Client) -> None:
    @contextmanager
    def cut() -> Iterator[None]:
        def refuse(execute: Callable[..., Any], *args: Any) -> None:
            raise OperationalError("gone")

        with connection.execute_wrapper(refuse):
            yield

    with cut():
        assert client.get("/healthz").status_code == 503
