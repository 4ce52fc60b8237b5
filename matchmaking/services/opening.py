"""Where clusters ask for free times from the start: the version that their meetings stand in."""

from datetime import datetime

from events.models import Edition
from matchmaking.models import ScheduleVersion
from matchmaking.queries.schedule import published_version
from matchmaking.rules import is_live_from_start


def open_schedule(*, edition: Edition, now: datetime) -> None:
    """Make the empty version, once, where the event's rules ask for it and requests have opened.

    Call it with the edition locked.
    """
    if not is_live_from_start(edition, now) or published_version(edition):
        return
    last = ScheduleVersion.objects.filter(edition=edition).order_by("-number").first()
    ScheduleVersion.objects.create(
        edition=edition,
        number=last.number + 1 if last else 1,
        state=ScheduleVersion.State.PUBLISHED,
        is_opening=True,
        published_at=now,
        published_revision=0,
    )
