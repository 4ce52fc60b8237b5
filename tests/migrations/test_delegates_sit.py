"""What stands when delegates get seats is taken along: who sits where, and parallel meetings."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from matchmaking.models import PlacementParticipant
from tests.factories.events import EditionFactory, delegates
from tests.factories.matchmaking import placed
from tests.factories.schedules import Scheduled, four_managed
from tests.faults.conftest import violations

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE = [("matchmaking", "0024_run_keeps_published"), ("events", "0022_instant_meetings")]
NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)


def to_the_end() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.fixture
def event() -> Iterator[Scheduled]:
    """A, which names one delegate and has two seats, meets B and C at one time."""
    registrations = four_managed(EditionFactory(state="published"))
    a = registrations[0]
    a.seats = 2
    a.save()
    delegates(a, 1)
    event = Scheduled.of(
        registrations,
        pairs=[(0, 1), (0, 2)],
        places=[(0, 0)],
        slots=3,
        state="published",
        published_at=NOW,
    )
    placed(event.version, event.meetings[1], event.slots[0], event.tables[1], seat=2)
    MigrationExecutor(connection).migrate(BEFORE)
    try:
        yield event
    finally:
        to_the_end()


@pytest.mark.drill
def test_the_first_delegates_sit_and_more_meetings_than_delegates_break_no_rule(
    event: Scheduled,
) -> None:
    """Both by one way back and forth, which takes a minute."""
    to_the_end()
    a = event.registrations[0]
    a.refresh_from_db()
    assert (a.seats, a.version) == (2, 2)
    [only] = a.delegates.all()
    seats = PlacementParticipant.objects.filter(registration=a)
    assert [row.delegate for row in seats.order_by("meeting")] == [only, None]
    assert violations() == []
