"""The founding facts, loaded once for all tests of a module and rolled back after them."""

import re
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoDbBlocker

from archive.loader.load import load
from tests.support.keeping import kept

Read = Callable[[str], str]


@pytest.fixture(scope="module")
def register(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with kept(django_db_blocker, lambda: load([settings.BASE_DIR / "data"], is_whole=True)):
        yield


def pieces(html: str) -> list[str]:
    """The texts between the tags of a page."""
    html = re.sub(r"<(script|style|head)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return [unescape(text) for text in re.split(r"<[^>]+>", html) if text.strip()]


@pytest.fixture
def read(client: Client) -> Read:
    """The words of a page as people read them; it must answer 200."""

    def words(address: str) -> str:
        response = client.get(address)
        assert response.status_code == 200, address
        return " ".join(" ".join(pieces(response.text)).split())

    return words
