"""Waiting for what other processes and threads do."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import connection

# How long a slow machine may take; nothing waits for its end where all is well.
PATIENCE = 300.0

WAITS_FOR_ME = """
    SELECT count(*) FROM pg_locks
    WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))
"""

T = TypeVar("T")


def until(question: Callable[[], T | None], what: str, seconds: float = PATIENCE) -> T:
    """The first answer that is true; fails when none comes in time."""
    deadline, pause = time.monotonic() + seconds, threading.Event()
    while not (answer := question()):
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s in vain for {what}"
        pause.wait(0.05)
    return answer


def stays(question: Callable[[], bool], seconds: float) -> None:
    """Fails when the answer is no, now or at any moment of so many seconds."""
    deadline, pause = time.monotonic() + seconds, threading.Event()
    assert question()
    while time.monotonic() < deadline:
        pause.wait(0.05)
        assert question()


def waiting_for_me() -> int:
    """How many wait for a lock that the connection of this thread holds."""
    with connection.cursor() as cursor:
        cursor.execute(WAITS_FOR_ME)
        return int(cursor.fetchone()[0])
