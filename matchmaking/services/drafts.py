"""A draft that nobody needs is set aside, and can be made the draft again."""

from datetime import datetime

from django.db.models import QuerySet
from django.db.models.functions import Now

from events.models import Edition
from events.services.locking import locked_edition
from interface.contention import retrying
from matchmaking.models import ScheduleVersion
from matchmaking.queries.schedule import wanted_meetings
from matchmaking.rules import is_open_for_planning

State = ScheduleVersion.State


class DraftChanged(Exception):
    """The draft was changed, published or set aside since it was looked at."""


class PlanningOver(Exception):
    """The event is over; its versions stay as they are."""


@retrying
def discard(*, version: ScheduleVersion, revision: int, now: datetime) -> None:
    """Set a draft aside as it was seen at `revision`; nobody was told of it, nobody is told now.

    What is set aside already stays so. Raises `DraftChanged`, `Busy`.
    """
    locked_edition(version.edition_id)
    seen = ScheduleVersion.objects.filter(pk=version.pk, revision=revision)
    if set_aside(seen.filter(state=State.DRAFT), now):
        return
    if not seen.filter(state=State.SET_ASIDE).exists():
        raise DraftChanged


@retrying
def bring_back(*, version: ScheduleVersion, now: datetime) -> None:
    """Make it the draft again; the draft that stood is set aside. What stands is an answer.

    Meetings that are not wanted any more are left out. Raises `DraftChanged`, `PlanningOver`,
    `Busy`.
    """
    edition = locked_edition(version.edition_id)
    if not is_open_for_planning(edition, now):
        raise PlanningOver
    state = ScheduleVersion.objects.values_list("state", flat=True).get(pk=version.pk)
    if state == State.DRAFT:
        return
    if state != State.SET_ASIDE:
        raise DraftChanged
    set_aside(drafts_of(edition), now)
    version.placements.exclude(meeting__in=wanted_meetings(edition)).delete()
    ScheduleVersion.objects.filter(pk=version.pk).update(state=State.DRAFT, set_aside_at=None)


def drafts_of(edition: Edition) -> QuerySet[ScheduleVersion]:
    """The draft, if there is one."""
    return ScheduleVersion.objects.filter(edition=edition, state=State.DRAFT)


def set_aside(drafts: QuerySet[ScheduleVersion], now: datetime | Now) -> int:
    """Set these drafts aside; how many there were. The edition is locked."""
    return drafts.filter(state=State.DRAFT).update(state=State.SET_ASIDE, set_aside_at=now)
