"""What workers do for the outbox, and how a view wakes them."""

import logging
from typing import Any

from celery import Task, shared_task
from django.utils import timezone
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from notifications.delivery import deliver_due

log = logging.getLogger(__name__)


@shared_task
def deliver() -> None:
    """Send the mails that are due."""
    deliver_due(now=timezone.now())


def wake(task: "Task[Any, Any]", *args: object) -> None:
    """Wake a worker. Without a broker the work waits for beat; the request does not fail.

    Views call it on commit: `transaction.on_commit(partial(wake, deliver))`.
    """
    try:
        task.delay(*args)
    except (KombuError, RedisError, OSError):
        log.warning("No worker was woken for %s; beat will find the work.", task.name)
