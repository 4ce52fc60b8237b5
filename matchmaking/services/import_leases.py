"""Leases of lists to import: which waits for a worker, who holds it, and how it ends.

Whoever imports a list holds it by the database's clock and extends that between its rows; of the
list itself it writes only while `attempts` is the one it was given.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from matchmaking.models import Import
from matchmaking.services.leases import lease_time

State = Import.State


class LeaseLost(Exception):
    """Another worker has the list, or it has ended: import no more of it."""


def waiting() -> QuerySet[Import]:
    """Lists that no worker holds: nobody began, or the lease is over."""
    is_free = Q(held_until=None) | Q(held_until__lt=Now())
    return Import.objects.filter(is_free, state=State.WAITING)


@transaction.atomic
def claim(import_id: int) -> Import | None:
    """Take the list, for one more attempt; None when it is not to be had."""
    fail_exhausted()
    held_until = Now() + lease_time()
    rows = waiting().filter(pk=import_id)
    if not rows.update(held_until=held_until, attempts=F("attempts") + 1):
        return None
    return Import.objects.select_related("edition", "asked_by", "file").get(pk=import_id)


def extend(listed: Import, outcome: Mapping[str, Any]) -> None:
    """Hold the list for longer, and note what was done so far. Raises `LeaseLost`."""
    _write(listed, held_until=Now() + lease_time(), outcome=outcome)


def finish(listed: Import, outcome: Mapping[str, Any]) -> None:
    """The list is imported. Raises `LeaseLost`."""
    _write(listed, state=State.DONE, outcome=outcome)


def fail(listed: Import, failure: Import.Failure, outcome: Mapping[str, Any]) -> None:
    """The list ends here, after what was done. Raises `LeaseLost`."""
    _write(listed, state=State.FAILED, failure=failure, outcome=outcome)


def _write(listed: Import, **values: Any) -> None:
    rows = Import.objects.filter(pk=listed.pk, state=State.WAITING, attempts=listed.attempts)
    if not rows.update(**values):
        raise LeaseLost


def fail_exhausted() -> None:
    """End lists that no attempt has brought to an end."""
    waiting().filter(attempts__gte=Import.MOST_ATTEMPTS).update(
        state=State.FAILED, failure=Import.Failure.BROKE_OFF
    )


def to_wake() -> list[int]:
    """Lists that wait for a worker."""
    fail_exhausted()
    return list(waiting().order_by("pk").values_list("pk", flat=True))
