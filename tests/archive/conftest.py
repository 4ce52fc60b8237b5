"""The register's real files, loaded once a module."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from pytest_django import DjangoDbBlocker

from archive.loader.load import Loaded, load


@pytest.fixture(scope="module")
def founding_facts(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Loaded]:
    """The files of `data/`, loaded once for all tests of a module and rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load([settings.BASE_DIR / "data"], is_whole=True)
        transaction.set_rollback(True)
