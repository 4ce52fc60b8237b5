"""What workers do for schedule runs. A message wakes; the row says what is to be done."""

import os
import socket
from typing import Any

from celery import shared_task
from celery.signals import worker_process_init, worker_ready
from django.utils import timezone

from matchmaking.services.requests import expire_everywhere
from matchmaking.services.runs import to_wake


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
    """End requests without an answer where none is taken any more; no act waits for it."""
    expire_everywhere(now=timezone.now())


@worker_process_init.connect
def load_compiled_moves(**_kwargs: Any) -> None:
    """In a thread: a process that is not ready within four seconds is ended by Celery."""
    from scheduling.local.annealing import compiled  # noqa: PLC0415

    compiled.start()


@worker_ready.connect
def reconcile_at_start(**_kwargs: Any) -> None:
    reconcile.delay()
