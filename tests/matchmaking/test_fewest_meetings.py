"""The fewest meetings that an event wishes for each cluster: a run reads it, and gives a place to
two who have none before it saves a third one a break.
"""

import uuid
from collections.abc import Collection
from datetime import UTC, datetime

import pytest

from events.models import Edition, Registration
from matchmaking.models import Meeting, ScheduleRun, ScheduleVersion, Unavailability
from matchmaking.runs.built import participant_id
from matchmaking.runs.execution import carry_out
from matchmaking.runs.problem import build
from matchmaking.services.runs import request_run
from tests.factories.accounts import UserFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import meeting_between, tables, window_with_slots

NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)

# The lease of a run is kept by a thread of its own, which sees only what is committed.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def edition() -> Edition:
    edition: Edition = EditionFactory()
    window_with_slots(edition, slots=3)
    tables(edition, 1)
    return edition


def there(edition: Edition, name: str, at: Collection[int] = range(3)) -> Registration:
    """A cluster that is free at these times, by position."""
    row: Registration = RegistrationFactory(edition=edition, cluster__name=name)
    for position, slot in enumerate(edition.slots.all()):
        if position not in at:
            Unavailability.objects.create(edition=edition, registration=row, period=slot.period)
    return row


@pytest.mark.parametrize(
    ("fewest", "at_the_second_time"), [(None, "Sun meets Moss"), (1, "Rain and Rock")]
)
def test_a_run_lets_two_without_a_meeting_have_one_before_it_saves_a_break(
    edition: Edition, fewest: int | None, at_the_second_time: str
) -> None:
    """Sun meets one at each time without a break; or at the second Rain meets Rock."""
    sun = there(edition, "Sun")
    meeting_between(sun, there(edition, "Wind", at=[0]))
    meeting_between(sun, there(edition, "Tide", at=[2]))
    second = {
        "Sun meets Moss": meeting_between(sun, there(edition, "Moss", at=[1])),
        "Rain and Rock": meeting_between(there(edition, "Rain", at=[1]), there(edition, "Rock")),
    }
    Edition.objects.update(fewest_meetings=fewest)
    edition.refresh_from_db()
    assert placed_by_a_run(edition, second) == [at_the_second_time]
    [run] = ScheduleRun.objects.all()
    short = {step["name"]: step["value"] for step in run.solution["steps"]}.get("short")
    assert short == (None if fewest is None else 1)


def placed_by_a_run(edition: Edition, meetings: dict[str, Meeting]) -> list[str]:
    """Which of these meetings a run places."""
    key, user = uuid.uuid4(), UserFactory()
    run = request_run(edition=edition, user=user, limit_seconds=5, key=key, now=NOW)
    carry_out(run.pk, owner="worker")
    places = ScheduleVersion.objects.get(run=run).placements
    assert places.count() == 3
    return [name for name, row in meetings.items() if places.filter(meeting=row).exists()]


def test_nobody_is_to_have_more_than_it_may(edition: Edition) -> None:
    Edition.objects.update(fewest_meetings=3)
    edition.refresh_from_db()
    modest, eager = there(edition, "Modest"), there(edition, "Eager")
    Registration.objects.filter(pk=modest.pk).update(max_meetings=1)
    meeting_between(modest, eager)
    found = {one.id: one.min_meetings for one in build(edition).problem.participants}
    assert found == {participant_id(modest.pk): 1, participant_id(eager.pk): 3}
