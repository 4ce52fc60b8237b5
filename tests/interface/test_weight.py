"""What a public page weighs on its way: HTML, styles and scripts, each after gzip."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db.models import Count
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from clusters.models import Organisation, Project, Region, Source
from events.models import Edition, Series
from tests.factories.calls import CallFactory
from tests.support.keeping import kept

pytestmark = pytest.mark.django_db

HEAVIEST_BYTES = 40_000
FILE = re.compile(r'<(?:link rel="stylesheet"|script)[^>]* (?:href|src)="/static/([^"]+)"')
IMPORTED = re.compile(r'@import url\("([^"]+)"\)')
LISTS = ("/", "/editions/", "/series/", "/regions/", "/clusters/", "/projects/", "/sources/")
OTHERS = ("/search/?q=cluster", "/privacy/", "/accessibility/", "/open-data/", "/organisations/")


@pytest.fixture(scope="module")
def paths(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[str]]:
    """The lists of the register, each edition in it, and of what else has a page the one of which
    most is known.
    """

    def made() -> list[str]:
        call_command("load_register", verbosity=0)
        pages = [*Edition.objects.all(), *richest(), CallFactory()]
        return [*LISTS, *OTHERS, *(page.get_absolute_url() for page in pages)]

    with kept(django_db_blocker, made) as paths:
        yield paths


def richest() -> Iterator[Any]:
    """One series, region, organisation, cluster, project and source."""
    clusters = Organisation.objects.clusters()
    for rows, known in (
        (Series.objects.all(), "editions"),
        (Region.objects.all(), "organisations"),
        (Organisation.objects.exclude(pk__in=clusters), "editions_owned"),
        (clusters, "delegations"),
        (Project.objects.all(), "partners"),
        (Source.objects.all(), "delegations"),
    ):
        yield rows.annotate(known=Count(known)).order_by("-known", "pk")[0]


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
