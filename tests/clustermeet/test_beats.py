"""What beat asks for is done, however wrong a clock is."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from clustermeet.celery import app

BEATS: Mapping[str, Mapping[str, Any]] = settings.CELERY_BEAT_SCHEDULE


def test_each_beat_asks_for_a_task_that_a_worker_knows() -> None:
    app.loader.import_default_modules()
    unknown = [name for name, beat in BEATS.items() if beat["task"] not in app.tasks]
    assert BEATS
    assert unknown == []


def test_every_task_that_looks_for_what_was_left_is_beaten() -> None:
    app.loader.import_default_modules()
    beaten = {beat["task"] for beat in BEATS.values()}
    left = {name for name in app.tasks if name.rpartition(".")[2].startswith("reconcile")}
    assert left
    assert left <= beaten


def test_no_beat_is_dropped_because_it_is_late() -> None:
    """The worker would compare beat's clock with its own; a task that comes twice does no harm."""
    late = [name for name, beat in BEATS.items() if "expires" in beat.get("options", {})]
    assert BEATS
    assert late == []
