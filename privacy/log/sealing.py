"""Committed entries get their places in the chain, and are checked against it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Min

from privacy.models import LogEntry, LogSeal

# Any number: whoever seals holds this lock, and a second one goes away.
LOCK = 7_202_911
BATCH = 1_000
CONTENTS = """
    SELECT e.id, public.log_content(e) FROM public.privacy_logentry e
    WHERE e.place IS NULL ORDER BY e.id LIMIT %s
"""
PLACED = """
    UPDATE public.privacy_logentry e SET place = s.place, hash = s.hash
    FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS s (id, place, hash)
    WHERE e.id = s.id
"""


@dataclass(frozen=True)
class Fault:
    """What is wrong with the chain: a rule of `public.log_faults`, and where."""

    rule: str
    place: int
    entry_id: int | None


@dataclass(frozen=True)
class Waiting:
    """Entries without a place yet, and when the oldest of them was written."""

    count: int
    since: datetime | None


@dataclass(frozen=True)
class End:
    """The last link. Kept elsewhere, it shows later that nothing before it was lost."""

    place: int
    hash: str


def link(former: str, place: int, content: str) -> str:
    """The hash at a place; the same as `public.log_link`."""
    return hashlib.sha256(f"{former} {place} {content}".encode()).hexdigest()


def seal(*, now: datetime, most: int = 100) -> int:
    """Seal what is committed, in batches; how many entries that were.

    What is committed later, though its transaction began before, comes in the next batch. Two who
    seal at once do not meet: the second one finds the lock held and leaves.
    """
    sealed = 0
    for _ in range(most):
        count = _seal_batch(now)
        sealed += count
        if count < BATCH:
            break
    return sealed


@transaction.atomic
def _seal_batch(now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        (is_ours,) = cursor.fetchone()
        if not is_ours:
            return 0
        cursor.execute(CONTENTS, [BATCH])
        contents = cursor.fetchall()
        if not contents:
            return 0
        last = end()
        place, former = last.place, last.hash
        links = []
        for key, content in contents:
            place += 1
            former = link(former, place, content)
            links.append((key, place, former))
        cursor.execute(PLACED, [list(column) for column in zip(*links, strict=True)])
    LogSeal.objects.create(last_place=place, hash=former, sealed_at=now)
    return len(links)


def end() -> End:
    last = LogSeal.objects.order_by("-last_place").first()
    return End(last.last_place, last.hash) if last else End(0, "")


def faults() -> list[Fault]:
    """Everything that is wrong with the chain, in order; empty when it is whole."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rule, place, entry_id FROM public.log_faults() ORDER BY place, rule")
        return [Fault(*row) for row in cursor.fetchall()]


def waiting() -> Waiting:
    found = LogEntry.objects.filter(place=None)
    return Waiting(found.count(), found.aggregate(since=Min("happened_at"))["since"])


def holds(known: End) -> bool:
    """Does the chain still run through an end that was kept elsewhere?"""
    if not known.place:
        return True
    return LogEntry.objects.filter(place=known.place, hash=known.hash).exists()
