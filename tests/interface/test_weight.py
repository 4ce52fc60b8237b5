"""What a public page weighs on its way: HTML, styles and scripts, each after gzip."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from events.models import Edition

pytestmark = pytest.mark.django_db

HEAVIEST_BYTES = 40_000
FILE = re.compile(r'<(?:link rel="stylesheet"|script)[^>]* (?:href|src)="/static/([^"]+)"')
IMPORTED = re.compile(r'@import url\("([^"]+)"\)')
LISTS = ("/", "/editions/", "/series/", "/regions/", "/clusters/", "/projects/", "/sources/")


@pytest.fixture(scope="module")
def paths(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[str]]:
    """The lists of the register, and each edition in it."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_register", verbosity=0)
        yield [*LISTS, *(edition.get_absolute_url() for edition in Edition.objects.all())]
        transaction.set_rollback(True)


def _zipped(content: bytes) -> int:
    return len(gzip.compress(content, mtime=0))


def _files(html: str) -> Iterator[Path]:
    """The styles and scripts that a page loads, and what those styles import."""
    for name in FILE.findall(html):
        path = settings.BASE_DIR / "static" / unquote(name)
        yield path
        if path.suffix == ".css":
            imported = IMPORTED.findall(path.read_text(encoding="utf-8"))
            yield from ((path.parent / unquote(other)).resolve() for other in imported)


def test_a_public_page_is_light(client: Client, paths: list[str]) -> None:
    heavy: dict[str, int] = {}
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, path
        files = list(_files(answer.text))
        assert {file.suffix for file in files} == {".css", ".js"}
        weight = _zipped(answer.content) + sum(_zipped(file.read_bytes()) for file in files)
        if weight > HEAVIEST_BYTES:
            heavy[path] = weight
    assert heavy == {}
