"""Carrying a schedule run out, from its row to a draft version.

Whatever happens on the way, the row tells: the lease is kept by a thread of its own, so that a
long step of the solver does not lose it, and every write is fenced by the token.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from django.db import InterfaceError, OperationalError

from interface.contention import Busy
from matchmaking import records
from matchmaking.models import ScheduleRun, UnplacedMeeting
from matchmaking.queries.schedule import current_version
from matchmaking.runs import what_if
from matchmaking.runs.built import BuiltProblem, row, start_from
from matchmaking.runs.lease import Lease
from matchmaking.runs.problem import build, build_replan
from matchmaking.services import leases, runs
from matchmaking.services.placing import Place, PlacementRefused
from scheduling import check
from scheduling.model import formats
from scheduling.model.problem import Meeting, Placement, Problem
from scheduling.model.solution import Code, Cure, Remedy, Solution, Status, Unplaced
from scheduling.pipeline import Limits, solve
from scheduling.replan import replan
from scheduling.what_if import BadChange, compare

log = logging.getLogger(__name__)


Failure = ScheduleRun.Failure


class RunFailed(Exception):
    """The run ends without a schedule: why, and what the sentence about it names."""

    def __init__(self, failure: Failure, **details: Any) -> None:
        super().__init__(failure)
        self.failure = failure
        self.details = details


class WrongSolution(RunFailed):
    """The independent check found the solver's answer broken."""

    def __init__(self, violations: Sequence[check.Violation]) -> None:
        rules = sorted({violation.rule for violation in violations})
        super().__init__(Failure.BROKEN_ANSWER, rules=rules)
        self.words = " ".join(violation.words for violation in violations[:5])

    def __str__(self) -> str:
        return self.words


Solver = Callable[..., Solution]


def _solver(run: ScheduleRun) -> Solver:
    """What is published gives way to nothing new where it is to stay: few moves come first then."""
    stays = run.published_stay != ScheduleRun.Stay.FREE
    return replan if stays or run.kind == ScheduleRun.Kind.REPLAN else solve


def carry_out(run_id: int, *, owner: str, solver: Solver | None = None) -> None:
    """Take the run, solve it as its kind asks, check the answer and keep it as a draft.

    Does nothing when the run has ended or another worker holds it. A lost database or contention
    leaves the row as it is, for the next attempt; any other trouble fails the run with a reason.
    """
    run = leases.claim(run_id=run_id, owner=owner)
    if run is None:
        return
    try:
        with Lease(run) as lease:
            _carry_out(run, lease, solver or _solver(run))
    except runs.LeaseLost:
        log.warning("Run %s was lost to another worker or has ended.", run_id)
    except (OperationalError, InterfaceError, Busy):
        raise
    except RunFailed as failed:
        log.warning("Run %s failed: %s", run_id, failed)
        _fail(run, failed.failure, **failed.details)
    except Exception as error:
        _fail(run, Failure.CRASHED, error=type(error).__name__)
        raise


def _fail(run: ScheduleRun, failure: Failure, **details: Any) -> None:
    try:
        runs.fail(run=run, failure=failure, details=details)
    except runs.LeaseLost:
        log.warning("Run %s failed after it was lost: %s", run.pk, failure)


def _carry_out(run: ScheduleRun, lease: Lease, solver: Solver) -> None:
    built = _built(run)
    current = formats.write_problem(built.problem)
    data = run.problem.encode() if run.replay_of_id else current
    problem = formats.read_problem(data)
    start = _start(run, built)
    # A replay asks what its first run did, which knows nothing of what is shut out today.
    shut_out = built.shut_out if data == current else ()
    runs.note_problem(
        run=run,
        problem=data.decode(),
        sha256=problem.sha256,
        meeting_count=len(problem.meetings) + len(shut_out),
        weight=sum(meeting.priority for meeting in problem.meetings)
        + sum(meeting.priority for meeting in shut_out),
        start=[_kept(placed) for placed in start],
    )
    if run.kind == ScheduleRun.Kind.WHAT_IF:
        _answer(run, lease, built, problem)
        return
    solution = solver(
        problem,
        limits=_limits(run),
        on_progress=lease.note,
        should_stop=lease.is_to_stop,
        **({"start": start} if start else {}),
    )
    if data == current:
        _finish_with_draft(run, lease, built, problem, solution)
    else:
        _finish_with_files(run, lease, problem, solution)


def _kept(placed: Placement) -> list[Any]:
    """As `_start` reads it."""
    interpreter = [placed.interpreter] if placed.interpreter else []
    return [placed.meeting, placed.slot, placed.table, *interpreter]


def _start(run: ScheduleRun, built: BuiltProblem) -> tuple[Placement, ...]:
    """The schedule to begin with: of a replay, the one that its first run had."""
    if run.replay_of_id:
        return tuple(Placement(*placed) for placed in run.start)
    return start_from(built, run.starts_from) if run.starts_from else ()


def _limits(run: ScheduleRun) -> Limits:
    return Limits(seconds=run.limit_seconds, seed=run.seed)


def _answer(run: ScheduleRun, lease: Lease, built: BuiltProblem, problem: Problem) -> None:
    """What each alternative would bring; it makes no draft and changes nothing.

    Where a schedule stands, the first is to run again: what that alone gains is no merit of others.
    """
    version = current_version(run.edition)
    standing = start_from(built, version) if version else ()
    asked = what_if.alternatives(run.question, run.edition, built)
    try:
        comparison = compare(
            problem,
            [[], *asked] if standing else asked,
            limits=_limits(run),
            standing=standing,
            on_progress=lease.note_alternative,
            should_stop=lease.is_to_stop,
        )
    except BadChange as wrong:
        raise RunFailed(Failure.QUESTION_OUTDATED) from wrong
    found = comparison.alternatives if standing else (comparison.base, *comparison.alternatives)
    for result in found:
        _check(result.problem, result.solution)
    runs.conclude(run=run, answer=what_if.answer(comparison), progress=lease.progress)


def _built(run: ScheduleRun) -> BuiltProblem:
    if run.kind == ScheduleRun.Kind.REPLAN and run.started_at:
        return build_replan(run.edition, now=run.started_at)
    return build(run.edition, stay=ScheduleRun.Stay(run.published_stay))


def _finish_with_draft(
    run: ScheduleRun,
    lease: Lease,
    built: BuiltProblem,
    problem: Problem,
    solution: Solution,
) -> None:
    _check(problem, solution)
    narrowed = {meeting.id for meeting in problem.meetings if meeting.windows is not None}
    try:
        runs.finish(
            run=run,
            solution_file=formats.write_solution(solution).decode(),
            progress=lease.progress,
            result=runs.Result(
                places=_places(built, solution),
                unplaced=[
                    _unplaced(built, missing, is_narrowed=missing.meeting in narrowed)
                    for missing in solution.unplaced
                ]
                + [_shut_out(meeting.pk) for meeting in built.shut_out],
            ),
        )
    except PlacementRefused as refusal:
        raise RunFailed(Failure.PLACES_CHANGED) from refusal


def _finish_with_files(
    run: ScheduleRun, lease: Lease, problem: Problem, solution: Solution
) -> None:
    """A replay of a problem that is out of date makes no draft: its meetings may be gone."""
    _check(problem, solution)
    runs.finish(
        run=run,
        solution_file=formats.write_solution(solution).decode(),
        progress=lease.progress,
        result=None,
    )


def _check(problem: Problem, solution: Solution) -> None:
    if found := check.violations(problem, solution):
        raise WrongSolution(found)
    if solution.status == Status.INFEASIBLE:
        raise RunFailed(Failure.IMPOSSIBLE)
    if solution.status not in (Status.OPTIMAL, Status.FEASIBLE):
        raise RunFailed(Failure.OUT_OF_TIME)


def _places(built: BuiltProblem, solution: Solution) -> list[Place]:
    """Where everything stands; what is over already stays where it was."""
    over = [Place.of(held) for held in built.held]
    locked = {meeting.id for meeting in built.problem.meetings if _is_locked(meeting)}
    found = [
        Place(
            meeting=row(placed.meeting),
            slot=built.slots[placed.slot],
            table=None if placed.table is None else built.tables[placed.table],
            is_locked=placed.meeting in locked and row(placed.meeting) not in built.left,
            interpreter=row(placed.interpreter) if placed.interpreter else None,
        )
        for placed in solution.placements
    ]
    return [*over, *found]


def _is_locked(meeting: Meeting) -> bool:
    """Whether it is to be where it was: at its table then, or online then."""
    return meeting.table is not None or (meeting.online and meeting.slot is not None)


def _unplaced(built: BuiltProblem, unplaced: Unplaced, *, is_narrowed: bool) -> UnplacedMeeting:
    """The row of a meeting without a place, its reason and remedy in primary keys.

    `is_narrowed` when its two agreed to meet in some windows only: then it is these that are short.
    """
    reason, remedy = unplaced.reason, unplaced.remedy
    is_theirs = is_narrowed and reason.code == Code.NO_COMMON_SLOT
    return UnplacedMeeting(
        meeting_id=row(unplaced.meeting),
        reason=asdict(
            records.Reason(
                code="no_agreed_slot" if is_theirs else str(reason.code),
                participants=tuple(row(name) for name in reason.participants),
                meetings=tuple(row(name) for name in reason.meetings),
                slots=tuple(built.slots[slot] for slot in reason.slots),
            )
        ),
        remedy=asdict(_remedy(built, remedy)),
    )


def _shut_out(meeting: int) -> UnplacedMeeting:
    """The row of a meeting whose two agreed on windows that are gone, or have no times."""
    reason, remedy = records.Reason(code="no_agreed_window"), records.Remedy()
    return UnplacedMeeting(meeting_id=meeting, reason=asdict(reason), remedy=asdict(remedy))


def _remedy(built: BuiltProblem, remedy: Remedy) -> records.Remedy:
    return records.Remedy(
        code="" if remedy.code == Cure.NONE else str(remedy.code),
        participant=row(remedy.participant) if remedy.participant else None,
        meeting=row(remedy.meeting) if remedy.meeting else None,
        slot=None if remedy.slot is None else built.slots[remedy.slot],
        also=tuple(_remedy(built, further) for further in remedy.also),
    )
