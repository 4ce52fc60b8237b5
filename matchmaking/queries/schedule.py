"""Questions about an edition's schedule versions and the meetings they place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from events.models import Edition, Registration
from matchmaking.models import (
    Meeting,
    MeetingParticipant,
    MeetingRequest,
    ScheduleEdit,
    ScheduleVersion,
    UnplacedMeeting,
)


def wanted_meetings(edition: Edition) -> QuerySet[Meeting]:
    """Meetings to schedule: agreed, not cancelled, every participant approved."""
    absent = MeetingParticipant.objects.filter(meeting=OuterRef("pk")).exclude(
        registration__state=Registration.State.APPROVED
    )
    agreed = Q(request__isnull=True) | Q(request__state=MeetingRequest.State.ACCEPTED)
    return Meeting.objects.filter(
        agreed, ~Exists(absent), edition=edition, is_cancelled=False
    ).order_by("pk")


def current_version(edition: Edition) -> ScheduleVersion | None:
    """The version that work goes on from: the newest draft that stands, or the published one."""
    states = (ScheduleVersion.State.DRAFT, ScheduleVersion.State.PUBLISHED)
    rows = ScheduleVersion.objects.filter(edition=edition, state__in=states, discarded_at=None)
    return rows.first()


def published_version(edition: Edition) -> ScheduleVersion | None:
    """The version that clusters see."""
    state = ScheduleVersion.State.PUBLISHED
    return ScheduleVersion.objects.filter(edition=edition, state=state).first()


@dataclass(frozen=True, slots=True)
class NotPlaced:
    """A wanted meeting without a place, with reason and remedy in primary keys."""

    meeting: int
    reason: Mapping[str, Any]
    remedy: Mapping[str, Any]


def not_placed(version: ScheduleVersion) -> list[NotPlaced]:
    """Wanted meetings that the version does not place, heaviest first.

    A meeting that the run did not know is `new`, one that was taken out since is `removed`.
    """
    told = {row.meeting_id: row for row in UnplacedMeeting.objects.filter(version=version)}
    removed = set(
        version.edits.filter(kind=ScheduleEdit.Kind.REMOVED, undone_at=None).values_list(
            "meeting_id", flat=True
        )
    )
    placed = version.placements.values("meeting")
    rows = wanted_meetings(version.edition).exclude(pk__in=placed)
    return [
        _not_placed(pk, told.get(pk), is_removed=pk in removed)
        for pk in rows.order_by("-priority", "pk").values_list("pk", flat=True)
    ]


def _not_placed(pk: int, told: UnplacedMeeting | None, *, is_removed: bool) -> NotPlaced:
    if is_removed:
        return NotPlaced(pk, {"code": "removed"}, {})
    return NotPlaced(pk, told.reason, told.remedy) if told else NotPlaced(pk, {"code": "new"}, {})


def last_edit(version: ScheduleVersion) -> ScheduleEdit | None:
    """The change by hand that can be undone."""
    return version.edits.filter(undone_at=None).first()
