"""Schedule runs as rows: asked for, written to while their lease is held, ended once.

Whoever carries a run out holds its lease by the database's clock and writes only while the
fencing token is the one it was given; so a worker that froze and wakes up writes nothing.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts.models import User
from events.models import Edition
from events.services.locking import locked_edition
from interface.contention import retrying
from interface.keys import made_before
from matchmaking.models import ScheduleRun, ScheduleVersion, Slot, Table, UnplacedMeeting
from matchmaking.queries.schedule import current_version, published_version, wanted_meetings
from matchmaking.records import Progress
from matchmaking.rules import can_be_replayed, is_ready_to_schedule
from matchmaking.services.leases import lease_time
from matchmaking.services.placing import Place, explain, fill, new_version

State = ScheduleRun.State


class EditionNotReady(Exception):
    """The edition's state allows no scheduling."""


class NothingToSchedule(Exception):
    """No agreed meeting, no slot or no table yet."""


class RunActive(Exception):
    """Another run of the edition is queued or running."""

    def __init__(self, run: ScheduleRun) -> None:
        super().__init__()
        self.run = run


class NoProblem(Exception):
    """The run to be replayed has kept no problem, or none that makes a schedule."""


class RunEnded(Exception):
    """The run has ended; there is nothing to stop."""


class LeaseLost(Exception):
    """Another worker has the run, or it has ended: write nothing."""


@retrying
def request_run(
    *,
    edition: Edition,
    user: User,
    limit_seconds: int,
    key: UUID,
    now: datetime,
    seed: int = 1,
    goes_on: bool = False,
    stay: ScheduleRun.Stay = ScheduleRun.Stay.FREE,
) -> ScheduleRun:
    """A queued run; the same key gives the same run. Wake a worker once this is committed.

    One that `goes_on` begins with the schedule of the current version; `stay` says what becomes of
    the meetings that are published. Where they stay, the search begins with these.
    Raises `KeyTaken`, `EditionNotReady`, `NothingToSchedule`, `RunActive`, `Busy`.
    """
    edition, is_free = locked_edition(edition.pk), stay == ScheduleRun.Stay.FREE
    said = {"limit_seconds": limit_seconds, "seed": seed, "published_stay": stay}
    if run := asked_before(edition, key, kind=ScheduleRun.Kind.SCHEDULE, replay_of_id=None, **said):
        return run
    _check_ready(edition, now)
    check_something(edition)
    asked = ScheduleRun(
        requested_by=user,
        idempotency_key=key,
        meeting_count=wanted_meetings(edition).count(),
        starts_from=current_version(edition) if goes_on and is_free else None,
        **said,
    )
    return queue(edition, asked)


@retrying
def request_replay(
    *, run: ScheduleRun, user: User, limit_seconds: int, seed: int, key: UUID, now: datetime
) -> ScheduleRun:
    """A queued run that solves the problem of an earlier one again, as it was then.

    Raises `KeyTaken`, `NoProblem`, `EditionNotReady`, `RunActive`, `Busy`.
    """
    edition = locked_edition(run.edition_id)
    said = {"replay_of_id": run.pk, "limit_seconds": limit_seconds, "seed": seed}
    if replay := asked_before(edition, key, **said):
        return replay
    if not can_be_replayed(run):
        raise NoProblem
    _check_ready(edition, now)
    asked = ScheduleRun(
        requested_by=user,
        idempotency_key=key,
        **said,
        starts_from_id=run.starts_from_id,
        published_stay=run.published_stay,
        start=run.start,
        problem=run.problem,
        problem_sha256=run.problem_sha256,
        meeting_count=run.meeting_count,
        weight=run.weight,
    )
    return queue(edition, asked)


def asked_before(edition: Edition, key: UUID, **said: Any) -> ScheduleRun | None:
    """The run of this key; the edition is locked. `said` is what was asked for, by field.

    Raises `KeyTaken` where the key belongs to another edition or to other words.
    """
    return made_before(ScheduleRun, key, {"edition": edition}, said)


def queue(edition: Edition, run: ScheduleRun) -> ScheduleRun:
    """Store the run with the edition's next number; the edition is locked.

    The edition stays as it is: requests are closed by the organiser, by their date or by
    publishing, not by a trial. Raises `RunActive`.
    """
    if active := ScheduleRun.objects.filter(edition=edition).active().first():
        raise RunActive(active)
    last = ScheduleRun.objects.filter(edition=edition).first()
    run.edition, run.number = edition, last.number + 1 if last else 1
    run.woken_at = Now()
    run.save()
    return run


def _check_ready(edition: Edition, now: datetime) -> None:
    if not is_ready_to_schedule(edition, now):
        raise EditionNotReady


def check_something(edition: Edition) -> None:
    """Where clusters may be online there need be no table. Raises `NothingToSchedule`."""
    needed: list[QuerySet[Any]] = [wanted_meetings(edition), Slot.objects.filter(edition=edition)]
    if not edition.meets_online:
        needed.append(Table.objects.filter(edition=edition, is_closed=False))
    if not all(rows.exists() for rows in needed):
        raise NothingToSchedule


def request_stop(*, run: ScheduleRun, user: User) -> None:
    """Cancel a queued run; ask a running one to keep the best it has. Raises `RunEnded`."""
    rows = ScheduleRun.objects.filter(pk=run.pk)
    if rows.filter(state=State.QUEUED).update(
        state=State.CANCELLED, finished_at=Now(), stop_requested_at=Now(), stopped_by=user
    ):
        return
    running = rows.filter(state=State.RUNNING)
    if running.filter(stop_requested_at=None).update(stop_requested_at=Now(), stopped_by=user):
        return
    if not running.exists():
        raise RunEnded


def _held(run: ScheduleRun) -> QuerySet[ScheduleRun]:
    return ScheduleRun.objects.filter(pk=run.pk, token=run.token, state=State.RUNNING)


def _write(run: ScheduleRun, **values: Any) -> None:
    """Write to the run while its lease is held. Raises `LeaseLost`."""
    if not _held(run).update(**values):
        raise LeaseLost


def _kept(progress: Sequence[Progress]) -> list[list[Any]]:
    return [reached.kept() for reached in progress]


def extend(*, run: ScheduleRun, progress: Sequence[Progress]) -> bool:
    """Keep the lease and store the progress; whether a person asked to stop. Raises `LeaseLost`."""
    _write(run, lease_until=Now() + lease_time(), progress=_kept(progress))
    return _held(run).filter(stop_requested_at__isnull=False).exists()


def note_problem(
    *,
    run: ScheduleRun,
    problem: str,
    sha256: str,
    meeting_count: int,
    weight: int,
    start: Sequence[Sequence[Any]] = (),
) -> None:
    """Keep the problem, and the schedule to begin with, as handed to the solver.

    Raises `LeaseLost`.
    """
    kept = {"problem": problem, "problem_sha256": sha256, "start": list(start)}
    _write(run, **kept, meeting_count=meeting_count, weight=weight)


@dataclass(frozen=True, slots=True)
class Result:
    """What a run found: its schedule, and why meetings have no place (rows without a version)."""

    places: Sequence[Place]
    unplaced: Sequence[UnplacedMeeting]


@retrying
def finish(
    *,
    run: ScheduleRun,
    solution_file: str,
    progress: Sequence[Progress],
    result: Result | None,
) -> ScheduleVersion | None:
    """End the run with a new draft, all or nothing; without a result for a draft, with its files.

    Raises `LeaseLost`, `PlacementRefused`, `Busy`.
    """
    locked_edition(run.edition_id)
    found = {"solution": json.loads(solution_file), "solution_file": solution_file}
    _write(
        run,
        state=State.DONE,
        finished_at=Now(),
        progress=_kept(progress),
        **found,
    )
    if result is None:
        return None
    is_replan = run.kind == ScheduleRun.Kind.REPLAN
    based_on = (published_version if is_replan else current_version)(run.edition)
    version = new_version(edition=run.edition, based_on=based_on, run=run)
    fill(version=version, places=result.places)
    explain(version=version, unplaced=result.unplaced)
    return version


def conclude(*, run: ScheduleRun, answer: Mapping[str, Any], progress: Sequence[Progress]) -> None:
    """End a what-if with its answer. Raises `LeaseLost`."""
    ended = {"state": State.DONE, "finished_at": Now(), "answer": dict(answer)}
    _write(run, **ended, progress=_kept(progress))


def fail(*, run: ScheduleRun, failure: ScheduleRun.Failure, details: Mapping[str, Any]) -> None:
    """End the run as failed, with the reason. Raises `LeaseLost`."""
    _write(
        run,
        state=State.FAILED,
        finished_at=Now(),
        failure=failure,
        failure_details=dict(details),
    )
