"""What every test has: the real database, factories that make real rows, and two stages."""

import gc
import os
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.dispatch import receiver
from django.test.signals import setting_changed
from django.urls import clear_url_caches
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from pytest_django import DjangoDbBlocker, Settings

from clustermeet.stack import in_one_piece
from tests.support import databases, emptying, planning
from tests.support.sharing import ByFile, turn

# People around one edition, and two clusters of it that agreed to meet; what tests measured.
pytest_plugins = (
    *("tests.factories.stage", "tests.factories.agreed"),
    *("tests.support.measuring", "tests.support.rendering"),
)

# How dear a guess at a password is, is Django's affair: what is stored says how often it is hashed.
PBKDF2PasswordHasher.iterations = 1

emptying.install()
planning.install()

# How fast examples come is the machine's affair, not a property under test.
hypothesis.register_profile(
    "repo",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis.load_profile("repo")


def pytest_xdist_auto_num_workers() -> int:
    """One process more than cores: those that have started a site often wait for it."""
    return (os.cpu_count() or 1) + 1


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByFile:
    return ByFile(config, log)


# After pytest-django, which sorts as well.
@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: turn(item.path))


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: garbage is not looked for in it again."""
    gc.collect()
    gc.freeze()


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """As pytest runs a test, with room for its calls: the site has it too."""
    runner: Any = item.config.pluginmanager.get_plugin("runner")
    run: Callable[..., bool] = in_one_piece(runner.pytest_runtest_protocol)
    return run(item, nextitem)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The database is a copy of one that is migrated already.

    Threads wait for a connection for as long as the machine needs, not 5 s.
    """
    if pool := connection.settings_dict["OPTIONS"].get("pool"):
        pool["timeout"] = 300
    connection.settings_dict["TEST"]["TEMPLATE"] = databases.migrated()


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_keepdb: bool, django_db_blocker: DjangoDbBlocker
) -> None:
    """What earlier runs rolled back is swept out of a database that is kept."""
    if django_db_keepdb:
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("VACUUM")


@receiver(setting_changed)
def forget_addresses(setting: str, **told: object) -> None:
    """Addresses made while other languages shipped are not those of the next test."""
    if setting == "LANGUAGES":
        clear_url_caches()


@pytest.fixture
def patient(settings: Settings) -> None:
    """Nobody gives up waiting for a lock: how soon it comes is the machine's affair."""
    settings.LOCK_TIMEOUT_MS = 300_000


@pytest.fixture(autouse=True)
def own_cache(settings: Settings) -> None:
    """What one test left in the cache, the limits on repeated acts too, does not meet the next."""
    default = settings.CACHES["default"] | {"KEY_PREFIX": uuid4().hex}
    settings.CACHES = settings.CACHES | {"default": default}
