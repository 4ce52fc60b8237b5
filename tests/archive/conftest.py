"""The register's real files, loaded once a module."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker

from archive.loader.load import Loaded, load
from tests.support.keeping import kept


@pytest.fixture(scope="module")
def founding_facts(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Loaded]:
    """The files of `data/`, loaded once for all tests of a module and rolled back after them."""
    with kept(
        django_db_blocker, lambda: load([settings.BASE_DIR / "data"], is_whole=True)
    ) as loaded:
        yield loaded
