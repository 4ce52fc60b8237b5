"""Locks of acts that many do at once, in one order.

The order, for every act of this app and of those above it; leaving a step out is fine, going back
is not:

1. the edition's row: alone by what counts places or changes the whole of it (register, decide,
   withdraw, publish, begin or finish a run, arrange the grid), shared by what needs the grid to
   stay (placing by hand, availability);
2. the run's row, when a run is finished;
3. registrations, all at once, in order of id;
4. requests and meetings of these registrations, then the edition's interpreters, in order of id;
5. the schedule version, by raising its revision or changing its state;
6. the outbox.

Acts on requests begin at 3: they lock both registrations and so exclude publishing a meeting of
theirs. Nothing is locked out of this order, so that a deadlock takes a mistake; should there be
one, `interface.contention.retrying` begins again.
"""

from collections.abc import Collection, Iterable

from django.db import connection
from django.db.models import QuerySet

from events.models import Edition, Registration
from events.queries.same_people import same_people
from interface.statements import Remembered

_LOCK_ALL = "SELECT 1 FROM events_registration WHERE edition_id = %s ORDER BY id FOR NO KEY UPDATE"


def locked_edition(pk: int) -> Edition:
    """The edition, locked until the transaction ends.

    The lock is the weaker one: rows that merely point at the edition can still be written.
    """
    return Edition.objects.select_for_update(no_key=True).get(pk=pk)


def hold_edition(pk: int) -> None:
    """Keep the edition as it is until the transaction ends; many may hold it at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM events_edition WHERE id = %s FOR SHARE", [pk])


def lock_registrations(edition: int) -> None:
    """Lock all registrations of an edition (by id), in their order, and read none."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_ALL, [edition])


def locked_with_partners(edition: int, pks: Iterable[int]) -> dict[int, Registration]:
    """These registrations of an edition (by id) and all that share a person with one of them."""
    return locked_registrations(same_people(edition).with_partners(pks))


def locked_registrations(pks: Iterable[int]) -> dict[int, Registration]:
    """The registrations by id, with edition and cluster, locked until the transaction ends.

    The lock is the weaker one that leaves rows which merely point at a registration alone.
    """
    return {row.pk: row for row in _locked(set(pks))}


def locked_pair(first: int, second: int) -> tuple[Registration, Registration]:
    """The same of two registrations, as they are named."""
    rows = {row.pk: row for row in _LOCKED_TWO(first=first, second=second)}
    return rows[first], rows[second]


def _locked(pks: Collection[int]) -> QuerySet[Registration]:
    rows = Registration.objects.filter(pk__in=pks).order_by("pk")
    return rows.select_related("edition", "cluster").select_for_update(of=("self",), no_key=True)


_LOCKED_TWO = Remembered(lambda first, second: _locked([first, second]), first=int, second=int)
