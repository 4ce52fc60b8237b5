"""What every test has: the real database, factories that make real rows, and two stages."""

from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from pytest_django import Settings

from tests.support import databases

# People around one edition, and two clusters of it that agreed to meet.
pytest_plugins = ("tests.factories.stage", "tests.factories.agreed")

# How fast examples come is the machine's affair, not a property under test.
hypothesis.register_profile(
    "repo",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis.load_profile("repo")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file stays with one process of the run: its tests share what its fixtures load.

    So do all tests that start processes of the site: two sites at once are slower than one.
    """
    for item in items:
        group = "processes" if item.get_closest_marker("processes") else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The database is a copy of one that is migrated already.

    Threads wait for a connection for as long as the machine needs, not 5 s.
    """
    if pool := connection.settings_dict["OPTIONS"].get("pool"):
        pool["timeout"] = 300
    connection.settings_dict["TEST"]["TEMPLATE"] = databases.migrated()


@pytest.fixture
def patient(settings: Settings) -> None:
    """Nobody gives up waiting for a lock: how soon it comes is the machine's affair."""
    settings.LOCK_TIMEOUT_MS = 300_000


@pytest.fixture(autouse=True)
def own_cache(settings: Settings) -> None:
    """What one test left in the cache, the limits on repeated acts too, does not meet the next."""
    default = settings.CACHES["default"] | {"KEY_PREFIX": uuid4().hex}
    settings.CACHES = settings.CACHES | {"default": default}
