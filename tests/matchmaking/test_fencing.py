"""Who lost a run to another worker writes nothing to it, and stops searching."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db.models.functions import Now

from matchmaking.models import ScheduleRun, ScheduleVersion
from matchmaking.records import Progress
from matchmaking.runs.execution import carry_out
from matchmaking.services import leases, runs
from scheduling.model.problem import Problem
from scheduling.model.solution import Solution
from scheduling.pipeline import solve
from tests.factories.matchmaking import meeting_between
from tests.factories.schedules import WaterEnergyAero
from tests.support.waiting import until

NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db(transaction=True)

Write = Callable[[ScheduleRun], object]
WRITES: dict[str, Write] = {
    "keep the lease": lambda run: runs.extend(run=run, progress=[Progress("placed", 9, 9, 9.9, 9)]),
    "fail it": lambda run: runs.fail(run=run, failure=ScheduleRun.Failure.OUT_OF_TIME, details={}),
    "finish it": lambda run: runs.finish(
        run=run, solution_file="{}", progress=[], result=runs.Result([], [])
    ),
    "answer a what-if": lambda run: runs.conclude(run=run, answer={}, progress=[]),
    "note its problem": lambda run: runs.note_problem(
        run=run, problem="late", sha256="", meeting_count=0, weight=0
    ),
}


@pytest.fixture
def run() -> ScheduleRun:
    """A queued run of two meetings."""
    event = WaterEnergyAero(slots=3, desks=1)
    meeting_between(event.water, event.energy)
    meeting_between(event.water, event.aero)
    return runs.request_run(
        edition=event.edition, user=event.organiser, limit_seconds=5, key=uuid4(), now=NOW
    )


def taken(run: ScheduleRun, owner: str) -> ScheduleRun:
    claimed = leases.claim(run_id=run.pk, owner=owner)
    assert claimed
    return claimed


def lose(run: ScheduleRun) -> None:
    """The lease ends, as if nobody had kept it."""
    ScheduleRun.objects.filter(pk=run.pk).update(lease_until=Now() - timedelta(seconds=1))


def stored(run: ScheduleRun) -> dict[str, Any]:
    return dict(ScheduleRun.objects.filter(pk=run.pk).values()[0])


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_worker_that_lost_its_lease_writes_nothing_while_another_works(
    run: ScheduleRun, write: Write
) -> None:
    frozen = taken(run, "frozen")
    lose(run)
    taken(run, "second")
    before = stored(run)
    with pytest.raises(runs.LeaseLost):
        write(frozen)
    assert stored(run) == before
    assert not ScheduleVersion.objects.exists()


def test_every_taking_of_a_run_has_a_token_of_its_own(run: ScheduleRun) -> None:
    first = taken(run, "same worker")
    lose(run)
    assert taken(run, "same worker").token > first.token


def test_the_solver_stops_when_the_lease_is_lost(run: ScheduleRun) -> None:
    def lost_meanwhile(problem: Problem, **options: Any) -> Solution:
        lose(run)
        taken(run, "second")
        until(options["should_stop"], "the solver to be stopped", seconds=60)
        return solve(problem, **options)

    carry_out(run.pk, owner="first", solver=lost_meanwhile)
    row = ScheduleRun.objects.get()
    assert (row.state, row.lease_owner) == ("running", "second")
    assert not ScheduleVersion.objects.exists()
