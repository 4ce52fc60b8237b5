"""A database that cannot be had is told apart from an error of ours."""

import pytest
from django.db import DatabaseError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import get_resolver
from psycopg.errors import AdminShutdown, LockNotAvailable
from psycopg_pool import ConnectionPool

from interface.outages import is_outage, server_error


@pytest.fixture
def request_() -> HttpRequest:
    return RequestFactory().get("/")


def answer_to(error: Exception, request: HttpRequest) -> HttpResponse:
    try:
        raise error
    except Exception:  # noqa: BLE001 - as Django's own handler does
        return server_error(request)


@pytest.mark.django_db
def test_no_free_connection_in_time_is_503_in_words(request_: HttpRequest) -> None:
    values = connection.get_connection_params()
    names = ("host", "port", "user", "password", "dbname")
    kwargs = {name: values[name] for name in names if name in values}
    pool = ConnectionPool(kwargs=kwargs, min_size=0, max_size=1, timeout=0.1, open=True)
    raised = pytest.raises(OperationalError)
    with pool, pool.connection(timeout=300), raised as caught, connection.wrap_database_errors:
        pool.getconn()
    answer = answer_to(caught.value, request_)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "The site cannot answer right now" in answer.text


def test_other_errors_stay_500(request_: HttpRequest) -> None:
    answer = answer_to(ValueError(), request_)
    assert (answer.status_code, "on our side" in answer.text) == (500, True)


def test_outage_is_known_by_its_state() -> None:
    lost, locked = OperationalError(), OperationalError()
    lost.__cause__, locked.__cause__ = AdminShutdown(), LockNotAvailable()
    assert is_outage(lost)
    assert not is_outage(locked)
    assert not is_outage(DatabaseError())
    assert not is_outage(None)


def test_site_answers_so() -> None:
    assert get_resolver().resolve_error_handler(500) is server_error
