"""What the clock makes of an edition's state."""

from datetime import UTC, date, datetime, timedelta

import pytest

from events.models import Edition, Registration
from events.rules import (
    is_editable_by_cluster,
    is_open_for_changes,
    is_open_for_late_clusters,
    is_open_for_registration,
    is_past,
    is_under_way,
    is_withdrawable,
    phase,
    promotes_from_waiting_list,
)
from events.services.states import follow_the_clock
from matchmaking import rules as meetings
from tests.factories.events import EditionFactory, RecordedEditionFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
State = Edition.State

# The days of the factory's edition in Madrid, where summer time is two hours ahead of UTC.
BEGINS = datetime(2094, 6, 2, 22, tzinfo=UTC)
ENDS = datetime(2094, 6, 4, 22, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
PUBLIC = [
    State.REGISTRATION_OPEN,
    State.REQUESTS_OPEN,
    State.SCHEDULING,
    State.PUBLISHED,
    State.RUNNING,
]


@pytest.mark.parametrize("stored", [State.PUBLISHED, State.RUNNING])
def test_a_published_event_runs_from_its_first_to_its_last_day(stored: State) -> None:
    edition = EditionFactory.build(state=stored)
    instants = (BEGINS - INSTANT, BEGINS, ENDS - INSTANT, ENDS)
    assert [phase(edition, now) for now in instants] == [
        State.PUBLISHED,
        State.RUNNING,
        State.RUNNING,
        State.FINISHED,
    ]


@pytest.mark.parametrize("stored", PUBLIC)
def test_every_event_is_finished_after_its_last_day(stored: State) -> None:
    edition = EditionFactory.build(state=stored)
    assert phase(edition, ENDS - INSTANT) != State.FINISHED
    assert phase(edition, ENDS) == State.FINISHED


@pytest.mark.parametrize("stored", [State.DRAFT, State.FINISHED, State.CANCELLED])
def test_no_clock_changes_what_an_organiser_decided(stored: State) -> None:
    edition = EditionFactory.build(state=stored)
    assert {phase(edition, now) for now in (BEGINS - INSTANT, BEGINS, ENDS)} == {stored}


def test_a_record_is_what_its_sources_say() -> None:
    edition = RecordedEditionFactory.build(state=State.PUBLISHED)
    assert phase(edition, ENDS) == State.PUBLISHED


def test_requests_close_at_their_last_instant() -> None:
    edition = EditionFactory.build(requests_close_at=BEGINS - timedelta(days=9))
    assert phase(edition, BEGINS - timedelta(days=9) - INSTANT) == State.REQUESTS_OPEN
    assert phase(edition, BEGINS - timedelta(days=9)) == State.SCHEDULING


def test_requests_open_at_their_first_instant_where_registration_is_open() -> None:
    opens = BEGINS - timedelta(days=20)
    edition = EditionFactory.build(state=State.REGISTRATION_OPEN, requests_open_at=opens)
    assert phase(edition, opens - INSTANT) == State.REGISTRATION_OPEN
    assert phase(edition, opens) == State.REQUESTS_OPEN
    edition.requests_close_at = opens + timedelta(days=1)
    assert phase(edition, opens + timedelta(days=1)) == State.SCHEDULING
    by_hand = EditionFactory.build(state=State.REQUESTS_OPEN, requests_open_at=opens)
    assert phase(by_hand, opens - INSTANT) == State.REQUESTS_OPEN
    assert phase(EditionFactory.build(state=State.DRAFT, requests_open_at=opens), opens) == (
        State.DRAFT
    )


def test_the_opening_is_written_down_when_its_time_has_come(db: None) -> None:
    opens = BEGINS - timedelta(days=20)
    edition = EditionFactory(state=State.REGISTRATION_OPEN, requests_open_at=opens)
    assert follow_the_clock(now=opens - INSTANT) == 0
    assert follow_the_clock(now=opens) == 1
    edition.refresh_from_db()
    assert edition.state == State.REQUESTS_OPEN


def test_days_are_those_of_the_place() -> None:
    tenerife = EditionFactory.build(time_zone="Atlantic/Canary")
    assert not is_under_way(tenerife, BEGINS)
    assert is_under_way(tenerife, BEGINS + timedelta(hours=1))
    assert not is_past(tenerife, ENDS)
    assert is_past(tenerife, ENDS + timedelta(hours=1))


@pytest.mark.parametrize("stored", PUBLIC)
def test_nothing_is_open_after_the_last_day(stored: State) -> None:
    edition = EditionFactory(state=stored, is_fairness_public=True)
    registration = RegistrationFactory(edition=edition, state=Registration.State.WAITING)
    assert not is_open_for_registration(edition, ENDS)
    assert not is_open_for_late_clusters(edition, ENDS)
    assert not is_open_for_changes(edition, ENDS)
    assert not promotes_from_waiting_list(edition, ENDS)
    assert not is_editable_by_cluster(edition, registration, ENDS)
    assert not is_withdrawable(edition, registration, ENDS)
    for rule in (
        meetings.is_ready_to_schedule,
        meetings.is_open_for_planning,
        meetings.is_open_for_requests,
        meetings.is_open_for_answers,
        meetings.is_open_for_withdrawal,
        meetings.is_ready_to_replan,
        meetings.is_open_for_what_ifs,
        meetings.is_open_for_entering,
    ):
        assert not rule(edition, ENDS)


def test_an_edition_of_2020_takes_no_registrations() -> None:
    edition = EditionFactory(starts_on=date(2020, 5, 4), ends_on=date(2020, 5, 5))
    assert not is_open_for_registration(edition, datetime(2026, 11, 28, tzinfo=UTC))
