"""Bringing what calendars say up to date, in the transaction of whatever changed it.

Triggers mark the edition. Each atomic act compares at its end, and so does a reader who finds a
mark that something else left: no act has to remember to call something.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from events.models import Edition
from interface.contention import tried_again
from matchmaking.models import AgendaMark
from matchmaking.telling import sql

# Names the lock of an edition's entries among the database's advisory locks.
LOCK = 70_210


def refresh_marked() -> None:
    """Bring the entries of every marked edition up to date, in the order of their ids. Part of an
    act: its end.
    """
    for pk in _marked():
        bring_up_to_date(pk, timezone.now())


def up_to_date(edition: Edition, now: datetime) -> None:
    """See to it that an edition's entries say what is so; one query where nothing was changed.

    For readers, who are in no act. Raises `Busy`.
    """
    all_up_to_date([edition.pk], now)


def all_up_to_date(editions: Collection[int] | None, now: datetime) -> None:
    """The same of several editions (ids), or of all, in one query too. Raises `Busy`."""
    for pk in _marked(editions):
        _read_up_to_date(pk, now)


def _marked(editions: Collection[int] | None = None) -> list[int]:
    marks = AgendaMark.objects.all()
    marks = marks if editions is None else marks.filter(edition_id__in=editions)
    return sorted(set(marks.values_list("edition_id", flat=True)))


@transaction.atomic
def bring_up_to_date(edition: int, now: datetime) -> None:
    """Compare and write what differs. Whoever calls it holds the entries until its transaction
    ends, so that what is told then is what they say.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, edition])
        marks = AgendaMark.objects.filter(edition_id=edition)
        found = list(marks.values_list("pk", "counts_as_told"))
        if not found:
            return
        marks.filter(pk__in=[pk for pk, _ in found]).delete()
        if not Edition.objects.filter(pk=edition).exists():
            return
        cursor.execute(sql.BRING_UP_TO_DATE, {"edition": edition, "now": now})
        cursor.execute(sql.FORGET_WHAT_NOBODY_SAW, {"edition": edition})
        cursor.execute(sql.KNOWN_FROM_THE_START, {"edition": edition})
        cursor.execute(sql.DELEGATES_KNOW_FROM_THE_START, {"edition": edition})
        if any(counts_as_told for _, counts_as_told in found):
            cursor.execute(sql.KNOW_ALL_MEETINGS, {"edition": edition})
            know_the_programme(edition)


# An act holds rows of its own and comes for the entries at its end; a reader who holds the entries
# may need one of these rows. The two exclude each other: one of them begins again.
_read_up_to_date = tried_again(bring_up_to_date)


def know_the_programme(edition: int) -> None:
    """Who takes part has heard of the programme as it is: the first schedule is published."""
    with connection.cursor() as cursor:
        cursor.execute(sql.KNOW_THE_PROGRAMME, {"edition": edition})
        cursor.execute(sql.DELEGATES_KNOW_THE_PROGRAMME, {"edition": edition})


def know(pairs: Collection[tuple[int, int]]) -> None:
    """Registrations and entries (ids): they have heard what these say, and so have those of their
    delegates who speak for the cluster.
    """
    _execute((sql.KNOW, sql.MANAGERS_KNOW), pairs)


def delegates_know(pairs: Collection[tuple[int, int]]) -> None:
    """The same of delegates with accounts (ids of their accesses)."""
    _execute((sql.DELEGATES_KNOW,), pairs)


def _execute(statements: Iterable[str], pairs: Collection[tuple[int, int]]) -> None:
    readers, entries = zip(*pairs, strict=True) if pairs else ((), ())
    values = {"readers": list(readers), "entries": list(entries)}
    with connection.cursor() as cursor:
        for statement in statements if pairs else ():
            cursor.execute(statement, values)
