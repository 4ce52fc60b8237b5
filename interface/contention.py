"""What is done when many change the same rows at once: short waits, three tries, then `Busy`."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import OperationalError, connection, transaction

P = ParamSpec("P")
R = TypeVar("R")

TRIES = 3
# What is done at the end of every act, inside its transaction.
_at_the_end: list[Callable[[], None]] = []
# deadlock_detected, lock_not_available, serialization_failure
CONTENTION = frozenset({"40P01", "55P03", "40001"})


class Busy(Exception):
    """Others held the same rows through every try. Nothing was changed; try again shortly."""

    retry_after_seconds = 2


def retrying(act: Callable[P, R]) -> Callable[P, R]:
    """Carry `act` out in a transaction that waits at most `LOCK_TIMEOUT_MS` for a lock,
    up to 3 times, with what follows every act.

    Tried again only after a deadlock or a lock time-out, from the beginning, so that `act` must
    change nothing but the database. Use it on the outermost act. Raises `Busy`.
    """

    def finished(*args: P.args, **kwargs: P.kwargs) -> R:
        answer = act(*args, **kwargs)
        for step in _at_the_end:
            step()
        return answer

    return wraps(act)(tried_again(finished))


def tried_again(step: Callable[P, R]) -> Callable[P, R]:
    """The same of what is no act but a step of its own, such as a reader's: nothing follows it."""

    @wraps(step)
    def carried_out(*args: P.args, **kwargs: P.kwargs) -> R:
        for _ in range(TRIES):
            try:
                with transaction.atomic():
                    _limit_waiting()
                    return step(*args, **kwargs)
            except OperationalError as error:
                if not is_contention(error):
                    raise
                cause = error
        raise Busy from cause

    return carried_out


def at_the_end(step: Callable[[], None]) -> None:
    """Take a step at the end of every `retrying` act, before it is committed.

    For an app's `ready()`: what must follow whatever an act of an app below has changed.
    """
    if step not in _at_the_end:
        _at_the_end.append(step)


def is_contention(error: Exception) -> bool:
    """Whether the database ended a transaction that stood in the way of another."""
    return isinstance(error, OperationalError) and (
        getattr(error.__cause__, "sqlstate", None) in CONTENTION
    )


def _limit_waiting() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('lock_timeout', %s, true)", [f"{settings.LOCK_TIMEOUT_MS}ms"]
        )
