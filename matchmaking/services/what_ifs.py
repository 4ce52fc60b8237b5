"""Asking what other tables, times or limits would bring."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from events.models import Edition
from events.services.locking import locked_edition
from interface.contention import retrying
from interface.keys import made_under
from matchmaking.models import ScheduleRun
from matchmaking.queries.schedule import wanted_meetings
from matchmaking.rules import is_open_for_what_ifs
from matchmaking.services.runs import EditionNotReady, check_something, queue


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
    `EditionNotReady`, `NothingToSchedule`, `RunActive`, `Busy`.
    """
    edition = locked_edition(edition.pk)
    if run := made_under(ScheduleRun, key):
        return run
    if not is_open_for_what_ifs(edition, now):
        raise EditionNotReady
    check_something(edition)
    asked = ScheduleRun(
        kind=ScheduleRun.Kind.WHAT_IF,
        requested_by=user,
        limit_seconds=limit_seconds,
        question=[list(change) for change in question],
        idempotency_key=key,
        meeting_count=wanted_meetings(edition).count(),
    )
    return queue(edition, asked)
