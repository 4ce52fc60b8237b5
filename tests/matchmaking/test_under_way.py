"""A re-plan on the day: what has begun stays, whatever has changed since."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from matchmaking.models import Meeting, ScheduleVersion, Slot, Unavailability
from matchmaking.runs.built import meeting_id
from matchmaking.runs.execution import carry_out
from matchmaking.runs.problem import build_replan
from matchmaking.services.replanning import request_replan
from tests.factories.events import EditionFactory
from tests.factories.matchmaking import MORNING
from tests.factories.schedules import Scheduled, four_managed

NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)


@pytest.fixture
def event(transactional_db: None) -> Scheduled:
    """a meets b from 9 to 9:25, then c; b is away at both times since this was published."""
    event = Scheduled.of(
        four_managed(EditionFactory(state="published")),
        pairs=[(0, 1), (0, 2)],
        places=[(0, 0), (1, 0)],
        slots=4,
        state="published",
        published_at=MORNING - timedelta(days=1),
    )
    for slot in event.slots[:2]:
        away = event.registrations[1]
        Unavailability.objects.create(edition=event.edition, registration=away, period=slot.period)
    return event


@pytest.mark.parametrize(
    ("minutes", "stays"),
    [(-1, False), (0, True), (24, True), (25, True), (29, True)],
    ids=["before it begins", "as it begins", "as it ends soon", "as it ends", "when it is over"],
)
def test_a_meeting_that_has_begun_is_no_matter_of_the_replan(
    event: Scheduled, minutes: int, stays: bool
) -> None:
    built = build_replan(event.edition, now=MORNING + timedelta(minutes=minutes))
    first, second = event.meetings
    assert [held.meeting_id for held in built.held] == ([first.pk] if stays else [])
    asked = {meeting.id for meeting in built.problem.meetings}
    assert (meeting_id(first.pk) not in asked, meeting_id(second.pk) in asked) == (stays, True)


def test_a_meeting_under_way_keeps_its_place_in_the_replanned_draft(event: Scheduled) -> None:
    now = timezone.now()
    under_way = DateTimeTZRange(now - timedelta(minutes=20), now + timedelta(minutes=20))
    Slot.objects.filter(pk=event.slots[0].pk).update(period=under_way)
    Meeting.objects.update(created_at=MORNING - timedelta(days=2))
    run = request_replan(
        edition=event.edition, user=event.user, limit_seconds=5, key=uuid4(), now=NOW
    )
    carry_out(run.pk, owner="worker")
    draft = ScheduleVersion.objects.get(run=run)
    kept = draft.placements.get(meeting=event.meetings[0])
    assert (kept.slot, kept.table) == (event.slots[0], event.tables[0])
