"""Asking for a re-plan of the published schedule."""

from datetime import datetime
from uuid import UUID

from accounts.models import User
from events.models import Edition
from events.services.locking import locked_edition
from interface.contention import retrying
from matchmaking.models import ScheduleRun
from matchmaking.queries.schedule import published_version, wanted_meetings
from matchmaking.rules import is_ready_to_replan
from matchmaking.services.runs import asked_before, check_something, queue


class NothingPublished(Exception):
    """No schedule is published, or the event is over."""


@retrying
def request_replan(
    *, edition: Edition, user: User, limit_seconds: int, key: UUID, now: datetime, seed: int = 1
) -> ScheduleRun:
    """A queued run that moves as few published meetings as it can; nobody is told of it.

    The same key gives the same run. Wake a worker once this is committed. Raises
    `KeyTaken`, `NothingPublished`, `NothingToSchedule`, `RunActive`, `Busy`.
    """
    edition = locked_edition(edition.pk)
    said = {"kind": ScheduleRun.Kind.REPLAN, "limit_seconds": limit_seconds, "seed": seed}
    if run := asked_before(edition, key, **said):
        return run
    if not is_ready_to_replan(edition, now) or published_version(edition) is None:
        raise NothingPublished
    check_something(edition)
    asked = ScheduleRun(
        requested_by=user,
        idempotency_key=key,
        meeting_count=wanted_meetings(edition).count(),
        **said,
    )
    return queue(edition, asked)
