"""What workers do for the outbox, and how a view wakes them."""

import logging
import time
from pathlib import Path
from typing import Any

from celery import Task, shared_task
from django.conf import settings
from django.utils import timezone
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from notifications.delivery import deliver_due
from notifications.maildir import read_maildir
from notifications.services.forgetting import forget_old
from notifications.services.gathering import gather_digests

log = logging.getLogger(__name__)


# A call ends by itself within a minute (`delivery.line`); what did not, such as a look-up of a
# name, is ended from outside.
@shared_task(soft_time_limit=90, time_limit=120)
def deliver() -> None:
    """Write the digests and send the mails that are due."""
    gather_digests(now=timezone.now())
    deliver_due(now=timezone.now())


@shared_task
def read_bounces() -> None:
    """Mark the addresses whose mails came back."""
    if settings.BOUNCE_ADDRESS and settings.BOUNCE_MAILDIR:
        read_maildir(Path(settings.BOUNCE_MAILDIR), now=timezone.now())


@shared_task
def forget() -> None:
    """Wipe what mails said long ago."""
    forget_old(now=timezone.now())


# What a page waits for a broker that accepts and is silent: one second, tried once.
PUBLISHING = {
    "socket_timeout": 1,
    "socket_connect_timeout": 1,
    "retry_on_timeout": False,
    "max_retries": 0,
}
# After a failure this process leaves the broker alone for so long.
REST_SECONDS = 15.0


class Broker:
    """Whether it is worth asking."""

    rests_until = 0.0


def wake(task: "Task[Any, Any]", *args: object) -> None:
    """Wake a worker. Without a broker the work waits for beat; the request does not fail.

    Views call it on commit: `transaction.on_commit(partial(wake, deliver))`.
    """
    if time.monotonic() < Broker.rests_until:
        return
    options = {**task.app.conf.broker_transport_options, **PUBLISHING}
    try:
        with task.app.connection_for_write(transport_options=options) as connection:
            publish: Any = task.apply_async  # celery-types does not know `connection`
            publish(args, connection=connection, retry=False)
    except (KombuError, RedisError, OSError):
        Broker.rests_until = time.monotonic() + REST_SECONDS
        log.warning("No worker was woken for %s; beat will find the work.", task.name)
