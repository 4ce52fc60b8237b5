"""Leases of schedule runs: which run waits for a worker, who takes it, when it is given up."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, Now

from matchmaking.models import ScheduleRun
from matchmaking.queries.schedule import published_version

State = ScheduleRun.State


def lease_time() -> timedelta:
    """How long a worker that died keeps a run from the next one."""
    return timedelta(seconds=settings.RUN_LEASE_SECONDS)


def waiting() -> QuerySet[ScheduleRun]:
    """Runs that no worker holds: queued, or the lease is over by the database's clock."""
    return ScheduleRun.objects.filter(
        Q(state=State.QUEUED) | Q(state=State.RUNNING, lease_until__lt=Now())
    )


@transaction.atomic
def claim(*, run_id: int, owner: str) -> ScheduleRun | None:
    """Take the run's lease, with the next fencing token; None when it is not to be had."""
    fail_exhausted()
    claimed = (
        waiting()
        .filter(pk=run_id)
        .update(
            state=State.RUNNING,
            lease_owner=owner[:100],
            lease_until=Now() + lease_time(),
            token=F("token") + 1,
            attempts=F("attempts") + 1,
            started_at=Coalesce("started_at", Now()),
            progress=[],
        )
    )
    return _begun(ScheduleRun.objects.select_related("edition").get(pk=run_id)) if claimed else None


def _begun(run: ScheduleRun) -> ScheduleRun:
    """The run, which keeps the published revision that it begins from."""
    published = published_version(run.edition)
    run.began_from = published
    run.began_revision = published.revision if published else None
    run.save(update_fields=["began_from", "began_revision"])
    return run


def fail_exhausted() -> None:
    """End runs that no attempt has brought to an end."""
    waiting().filter(attempts__gte=ScheduleRun.MOST_ATTEMPTS).update(
        state=State.FAILED,
        finished_at=Now(),
        failure=ScheduleRun.Failure.BROKE_OFF,
        failure_details={"attempts": ScheduleRun.MOST_ATTEMPTS},
    )


def to_wake() -> list[int]:
    """Runs that wait and whose last wake-up is old; they count as woken from now on."""
    fail_exhausted()
    old = Q(woken_at=None) | Q(woken_at__lt=Now() - lease_time())
    with transaction.atomic():
        rows = waiting().filter(old).select_for_update(skip_locked=True)
        pks = list(rows.values_list("pk", flat=True))
        ScheduleRun.objects.filter(pk__in=pks).update(woken_at=Now())
    return pks
