"""Logs hold nothing by which a reader could act as somebody else."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from clustermeet.logs import NoSecrets, hidden

SECRET = "s3cr3t-0f-s0mebody"
NAMES = {"token", "key"}


def secret_addresses() -> Iterator[str]:
    """Every address of the site with such a part, the secret in its place."""

    def walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
        for one in patterns:
            here = before + str(one.pattern).replace("^", "")
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, here)
            # The key of a logo stands on a public page.
            elif "uuid:key>" not in here and ("token>" in here or "key>" in here):
                yield here

    for address in walk(get_resolver().url_patterns, "/"):
        parts = address.replace("$", "").split("/")
        yield "/".join(SECRET if "token>" in part or "key>" in part else part for part in parts)


def test_there_are_addresses_with_secrets() -> None:
    assert len(list(secret_addresses())) >= 4


@pytest.mark.parametrize("address", list(secret_addresses()))
def test_no_log_keeps_the_secret_of_an_address(address: str) -> None:
    assert SECRET in address
    assert SECRET not in hidden(f"Not Found: {address}")
    assert SECRET not in hidden(f'"GET {address} HTTP/1.1" 404')
    assert "HTTP/1.1" in hidden(f'"GET {address} HTTP/1.1" 404')


def test_address_without_a_secret_stays_as_it_is() -> None:
    for line in ("/accounts/password/reset/key/done/", "/organise/x/", "/my/event-roles/5/end/"):
        assert hidden(line) == line


@pytest.mark.django_db
def test_what_the_site_logs_of_a_wrong_link_has_no_link(
    caplog: pytest.LogCaptureFixture,
) -> None:
    handlers: Any = settings.LOGGING["handlers"]
    assert handlers["console"]["filters"] == ["no_secrets"]
    caplog.handler.addFilter(NoSecrets())
    with caplog.at_level(logging.INFO):
        assert Client().post(f"/accounts/confirm-email/{SECRET}/").status_code == 404
    assert "Not Found" in caplog.text
    assert SECRET not in caplog.text


def test_trace_of_an_error_has_no_link() -> None:
    try:
        raise ValueError(f"/invitations/{SECRET}/")
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, "", 1, "At %s", ("/x/",), (ValueError, error, None)
        )
    NoSecrets().filter(record)
    said = logging.Formatter("{message}", style="{").format(record)
    assert SECRET not in said
    assert "ValueError" in said
