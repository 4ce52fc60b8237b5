"""What workers do for schedule runs. A message wakes; the row says what is to be done."""

import os
import socket
from typing import Any

from celery import current_app, shared_task
from celery.signals import worker_process_init, worker_ready
from django.utils import timezone

from matchmaking.services import import_leases, importing
from matchmaking.services.leases import to_wake
from matchmaking.services.other_times import expire_offers
from matchmaking.services.reminders import send_due_reminders
from matchmaking.services.requests import expire_everywhere
from matchmaking.telling import acts as telling


@shared_task
def run_schedule(run_id: int) -> None:
    """Carry one run out, unless it has ended or another worker has it."""
    # The web process imports this module to enqueue; the solver is the worker's alone.
    from matchmaking.runs.execution import carry_out  # noqa: PLC0415

    carry_out(run_id, owner=f"{socket.gethostname()}:{os.getpid()}")


@shared_task
def reconcile() -> None:
    """Wake a worker again for runs that wait for nobody, or whose worker has died."""
    for run_id in to_wake():
        run_schedule.delay(run_id)


@shared_task
def expire_requests() -> None:
    """End requests and offers of other times that nobody answered; no act waits for it."""
    expire_everywhere(now=timezone.now())
    expire_offers(now=timezone.now())


@shared_task
def send_reminders() -> None:
    """Send the planned reminders whose time has come."""
    send_due_reminders(now=timezone.now())


@shared_task
def carry_out_import(import_id: int) -> None:
    """Import a list, unless that is done or another worker does it."""
    importing.carry_out(import_id, now=timezone.now())


@shared_task
def reconcile_imports() -> None:
    """Wake a worker again for lists that wait for nobody, or whose worker has died."""
    for import_id in import_leases.to_wake():
        carry_out_import.delay(import_id)


@shared_task
def tell_waiting() -> None:
    """Tell what does not wait for the organiser, and remind organisers of what does."""
    telling.tell_waiting(timezone.now())


@worker_process_init.connect
def load_compiled_moves(**_kwargs: Any) -> None:
    """In a thread: a process that is not ready within four seconds is ended by Celery.

    The worker of mails takes no runs, and needs no solver.
    """
    if current_app.conf.task_default_queue not in current_app.amqp.queues.consume_from:
        return
    from scheduling.local.annealing import compiled  # noqa: PLC0415

    compiled.start()


@worker_ready.connect
def reconcile_at_start(**_kwargs: Any) -> None:
    reconcile.delay()
