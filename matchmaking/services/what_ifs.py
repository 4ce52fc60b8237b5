"""Asking what other tables, times or limits would bring."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from events.models import Edition
from events.services.locking import locked_edition
from interface.contention import retrying
from matchmaking.models import ScheduleRun
from matchmaking.queries.schedule import wanted_meetings
from matchmaking.rules import is_open_for_what_ifs
from matchmaking.services.runs import EditionNotReady, asked_before, check_something, queue


@retrying
def request_what_if(
    *,
    edition: Edition,
    user: User,
    question: Sequence[Sequence[Mapping[str, Any]]],
    limit_seconds: int,
    key: UUID,
    now: datetime,
) -> ScheduleRun:
    """A queued run that answers the question and changes nothing else; see `what_ifs`.

    The same key gives the same run. Wake a worker once this is committed. Raises
    `KeyTaken`, `EditionNotReady`, `NothingToSchedule`, `RunActive`, `Busy`.
    """
    edition = locked_edition(edition.pk)
    said = {"kind": ScheduleRun.Kind.WHAT_IF, "limit_seconds": limit_seconds}
    said["question"] = [list(change) for change in question]
    if run := asked_before(edition, key, **said):
        return run
    if not is_open_for_what_ifs(edition, now):
        raise EditionNotReady
    check_something(edition)
    asked = ScheduleRun(
        requested_by=user,
        idempotency_key=key,
        meeting_count=wanted_meetings(edition).count(),
        **said,
    )
    return queue(edition, asked)
