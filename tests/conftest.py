"""What every test has: the real database, factories that make real rows, and two stages."""

from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from pytest_django import Settings

# People around one edition, and two clusters of it that agreed to meet.
pytest_plugins = ("tests.factories.stage", "tests.factories.agreed")

# How fast examples come is the machine's affair, not a property under test.
hypothesis.register_profile(
    "repo",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis.load_profile("repo")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Threads wait for a connection for as long as the machine needs, not 5 s."""
    if pool := connection.settings_dict["OPTIONS"].get("pool"):
        pool["timeout"] = 300


@pytest.fixture
def patient(settings: Settings) -> None:
    """Nobody gives up waiting for a lock: how soon it comes is the machine's affair."""
    settings.LOCK_TIMEOUT_MS = 300_000


@pytest.fixture(autouse=True)
def own_cache(settings: Settings) -> None:
    """What one test left in the cache, the limits on repeated acts too, does not meet the next."""
    default = settings.CACHES["default"] | {"KEY_PREFIX": uuid4().hex}
    settings.CACHES = settings.CACHES | {"default": default}
