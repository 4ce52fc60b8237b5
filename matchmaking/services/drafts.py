"""A draft that nobody needs is set aside; `restoring` makes it the draft again."""

from datetime import datetime

from django.db.models import QuerySet
from django.db.models.functions import Now

from events.models import Edition
from events.services.locking import locked_edition
from interface.contention import retrying
from matchmaking.models import ScheduleVersion
from matchmaking.rules import is_open_for_planning

State = ScheduleVersion.State


class DraftChanged(Exception):
    """The draft was changed, published or set aside since it was looked at."""


class PlanningOver(Exception):
    """The event is over; its versions stay as they are."""


@retrying
def discard(*, version: ScheduleVersion, revision: int, now: datetime) -> None:
    """Set a draft aside as it was seen at `revision`; nobody was told of it, nobody is told now.

    What is set aside already stays so. Raises `DraftChanged`, `PlanningOver`, `Busy`.
    """
    edition = locked_edition(version.edition_id)
    if not is_open_for_planning(edition, now):
        raise PlanningOver
    seen = ScheduleVersion.objects.filter(pk=version.pk, revision=revision)
    if set_aside(seen.filter(state=State.DRAFT), now):
        return
    if not seen.filter(state=State.SET_ASIDE).exists():
        raise DraftChanged


def drafts_of(edition: Edition) -> QuerySet[ScheduleVersion]:
    """The draft, if there is one."""
    return ScheduleVersion.objects.filter(edition=edition, state=State.DRAFT)


def set_aside(drafts: QuerySet[ScheduleVersion], now: datetime | Now) -> int:
    """Set these drafts aside; how many there were. The edition is locked."""
    return drafts.filter(state=State.DRAFT).update(state=State.SET_ASIDE, set_aside_at=now)
