"""Races: the same or different acts at once, on connections of their own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connections

R = TypeVar("R")


def raced(acts: Sequence[Callable[[], R]]) -> list[R | Exception]:
    """Start every act at the same instant; each one's answer, or the exception it ended with."""
    start = Barrier(len(acts))

    def carried_out(act: Callable[[], R]) -> R | Exception:
        try:
            start.wait(timeout=300)
            return act()
        except Exception as error:  # noqa: BLE001 - the exception is the answer
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(carried_out, acts))
