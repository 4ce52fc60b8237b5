"""What workers do for the outbox, and how a door wakes them."""

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


def hint(task: "Task[Any, Any]", *args: object) -> None:
    """Wake a worker. Without a broker the work waits for beat; the request does not fail.

    Doors call it on commit: `transaction.on_commit(partial(hint, deliver))`.
    """
    try:
        task.delay(*args)
    except (KombuError, RedisError, OSError):
        log.warning("The hint %s was not sent; beat will find the work.", task.name)
