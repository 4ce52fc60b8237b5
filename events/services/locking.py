"""Locks of acts that many do at once: one order, short waits, three tries.

The order, for every act of this app and of those above it; leaving a step out is fine, going back
is not:

1. the edition's row: alone by what counts places or changes the whole of it (register, decide,
   withdraw, publish, begin or finish a run, arrange the grid), shared by what needs the grid to
   stay (placing by hand, availability);
2. the run's row, when a run is finished;
3. registrations, all at once, in order of id;
4. requests and meetings of these registrations;
5. the schedule version, by raising its revision or changing its state;
6. the outbox.

Acts on requests begin at 3: they lock both registrations and so exclude publishing a meeting of
theirs. Nothing is locked out of this order, so that a deadlock takes a mistake; should there be
one, `retrying` begins again.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction

from events.models import Edition, Registration

P = ParamSpec("P")
R = TypeVar("R")

TRIES = 3
LOCK_TIMEOUT_MS = 2000
# deadlock_detected, lock_not_available, serialization_failure
CONTENTION = frozenset({"40P01", "55P03", "40001"})


class Busy(Exception):
    """Others held the same rows through every try. Nothing was changed; try again shortly."""

    retry_after_seconds = 2


def retrying(act: Callable[P, R]) -> Callable[P, R]:
    """Carry `act` out in a transaction that waits at most 2 s for a lock, up to 3 times.

    Tried again only after a deadlock or a lock time-out, from the beginning, so that `act` must
    change nothing but the database. Use it on the outermost act. Raises `Busy`.
    """

    @wraps(act)
    def carried_out(*args: P.args, **kwargs: P.kwargs) -> R:
        for _ in range(TRIES):
            try:
                with transaction.atomic():
                    _limit_waiting()
                    return act(*args, **kwargs)
            except OperationalError as error:
                if not is_contention(error):
                    raise
                cause = error
        raise Busy from cause

    return carried_out


def locked_edition(pk: int) -> Edition:
    """The edition, locked until the transaction ends.

    The lock is the weaker one: rows that merely point at the edition can still be written.
    """
    return Edition.objects.select_for_update(no_key=True).get(pk=pk)


def hold_edition(pk: int) -> None:
    """Keep the edition as it is until the transaction ends; many may hold it at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM events_edition WHERE id = %s FOR SHARE", [pk])


def locked_registrations(pks: Iterable[int]) -> dict[int, Registration]:
    """The registrations by id, with edition and cluster, locked until the transaction ends.

    The lock is the weaker one that leaves rows which merely point at a registration alone.
    """
    rows = Registration.objects.filter(pk__in=set(pks)).order_by("pk")
    locked = rows.select_related("edition", "cluster").select_for_update(of=("self",), no_key=True)
    return {row.pk: row for row in locked}


def is_contention(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlstate", None) in CONTENTION


def _limit_waiting() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{LOCK_TIMEOUT_MS}ms"])
