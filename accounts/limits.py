"""Whoever is counted against a limit waits for their turn, however many come at once.

allauth's own lock is a row of the cache that is asked for anew for one second. A venue that signs
in at once waits for longer, and allauth then answers as if the limit were reached, or leaves a
sign-in that went well among those that failed; a process that is killed leaves its lock behind. A
lock of the database is handed on in the order of asking, and ends with whoever has it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from allauth.core.internal import ratelimit
from django.db import connection, transaction

# Names the locks of counts among the database's advisory locks.
LOCK = 70_213


@contextmanager
def turn(cache_key: str) -> Iterator[bool]:
    """Alone with the count of this key; what is counted stands when the next one has the turn."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK, cache_key])
        yield True


def install() -> None:
    """allauth takes its lock by this name, and has no setting for another."""
    ratelimit.cache_lock = turn
