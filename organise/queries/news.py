"""What clusters did of themselves: they registered, withdrew, or cancelled a meeting."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db.models import Prefetch, QuerySet

from clusters.models import Organisation
from events.models import Edition, RegistrationNews
from events.queries.news import latest_news
from matchmaking.models import Meeting, MeetingParticipant


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A cluster cancelled a published meeting (its id) with another; `message` is its reason."""

    meeting: int
    cluster: Organisation
    other: Organisation
    message: str
    happened_at: datetime
    kind: str = "cancelled"
    lost_meetings: int = 0

    @classmethod
    def of(cls, row: Meeting) -> Self:
        """Of a row of `_cancelled`."""
        sides = [side.registration for side in row.participants.all()]
        [own] = [side.cluster for side in sides if side.pk == row.cancelled_side_id]
        [other] = [side.cluster for side in sides if side.pk != row.cancelled_side_id]
        return cls(row.pk, own, other, row.cancel_reason, row.cancelled_at or row.created_at)


News = RegistrationNews | Cancelled


def latest(edition: Edition, most: int) -> tuple[News, ...]:
    """The last few, the newest first; three queries."""
    cancelled = [Cancelled.of(row) for row in _cancelled(edition)[:most]]
    rows: list[News] = [*latest_news(edition, most), *cancelled]
    return tuple(sorted(rows, key=lambda row: row.happened_at, reverse=True)[:most])


def _cancelled(edition: Edition) -> QuerySet[Meeting]:
    sides = MeetingParticipant.objects.select_related("registration__cluster")
    rows = Meeting.objects.filter(edition=edition, cancelled_side__isnull=False)
    return rows.order_by("-cancelled_at", "-pk").prefetch_related(Prefetch("participants", sides))
