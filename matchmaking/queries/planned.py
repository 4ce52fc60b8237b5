"""Every meeting of an edition as one version has it, in one query."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, FilteredRelation, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from events.models import Edition
from matchmaking.models import (
    AppliedRemedy,
    Meeting,
    MeetingParticipant,
    MeetingRequest,
    Placement,
    RequestWindow,
    ScheduleVersion,
)
from matchmaking.queries.schedule import with_reasons

FIELDS = (
    "pk",
    "priority",
    "created_at",
    "is_cancelled",
    "request__state",
    "request__is_limited",
    "sides",
    "windows",
    "published",
    "is_remedied",
    "reason",
    "remedy",
    "is_removed",
    "at__pk",
    "at__slot",
    "at__table",
    "at__interpreter",
    "at__is_locked",
    "at__is_by_hand",
)


@dataclass(frozen=True, slots=True)
class PlannedMeeting:
    """A meeting with the registrations (by id, in order) that are in it, and its place.

    `is_agreed`: both sides want it and nobody called it off. `windows` are those (by id) that the
    two agreed on, None where it may be in all. `published` is its slot and table (by id, none
    online) in the published version, None where that has it not; whether somebody interprets there
    is `was_interpreted`. `is_remedied`: a remedy was
    applied for it in this version. `reason`, `remedy` and `is_removed` say why it has no place, as
    `schedule.with_reasons` gives them.
    """

    pk: int
    priority: int
    created_at: datetime
    is_agreed: bool
    sides: tuple[int, ...]
    windows: frozenset[int] | None
    published: tuple[int, int | None] | None
    was_interpreted: bool
    is_remedied: bool
    reason: Any
    remedy: Any
    is_removed: bool
    place: Placement | None


def planned_meetings(edition: Edition, version: ScheduleVersion) -> Iterator[PlannedMeeting]:
    """In order of id; a version that places none has them all the same."""
    sides = MeetingParticipant.objects.filter(meeting=OuterRef("pk")).order_by("registration_id")
    windows = RequestWindow.objects.filter(request=OuterRef("request")).order_by()
    published = Placement.objects.filter(
        meeting=OuterRef("pk"), version__state=ScheduleVersion.State.PUBLISHED
    )
    stands = JSONObject(slot="slot_id", table="table_id", interpreter="interpreter_id")
    remedies = AppliedRemedy.objects.filter(meeting=OuterRef("pk"), version=version, undone_at=None)
    rows = with_reasons(Meeting.objects.filter(edition=edition), version).annotate(
        sides=ArraySubquery(sides.values("registration_id")),
        windows=ArraySubquery(windows.values("window_id")),
        published=Subquery(published.values(at=stands)[:1]),
        is_remedied=Exists(remedies),
        at=FilteredRelation("placements", condition=Q(placements__version=version)),
    )
    for values in rows.order_by("pk").values(*FIELDS):
        yield PlannedMeeting(
            pk=values["pk"],
            priority=values["priority"],
            created_at=values["created_at"],
            is_agreed=not values["is_cancelled"]
            and values["request__state"] in (None, MeetingRequest.State.ACCEPTED),
            sides=tuple(values["sides"]),
            windows=frozenset(values["windows"]) if values["request__is_limited"] else None,
            published=(at["slot"], at["table"]) if (at := values["published"]) else None,
            was_interpreted=bool(at and at["interpreter"]),
            is_remedied=values["is_remedied"],
            reason=values["reason"],
            remedy=values["remedy"],
            is_removed=values["is_removed"],
            place=_place(version, values) if values["at__pk"] else None,
        )


def _place(version: ScheduleVersion, values: dict[str, Any]) -> Placement:
    return Placement(
        pk=values["at__pk"],
        edition_id=version.edition_id,
        version=version,
        meeting_id=values["pk"],
        slot_id=values["at__slot"],
        table_id=values["at__table"],
        interpreter_id=values["at__interpreter"],
        is_locked=values["at__is_locked"],
        is_by_hand=values["at__is_by_hand"],
    )
