"""Rows become the problem that the scheduler solves."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test.utils import CaptureQueriesContext

from events.models import Edition, Registration, Speaker
from matchmaking.models import MeetingRequest, Unavailability
from matchmaking.runs.built import meeting_id, participant_id, row
from matchmaking.runs.problem import build
from scheduling.model.formats import read_problem, write_problem
from tests.factories.events import (
    EditionFactory,
    RegistrationFactory,
    SessionFactory,
    delegates,
)
from tests.factories.matchmaking import (
    MORNING,
    MeetingRequestFactory,
    ScheduleVersionFactory,
    meeting_between,
    placed,
    tables,
    window_with_slots,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    edition: Edition = EditionFactory(fairness=1)
    window_with_slots(edition, slots=3)
    tables(edition, 2)
    return edition


def registrations(edition: Edition, count: int) -> list[Registration]:
    return [RegistrationFactory(edition=edition) for _ in range(count)]


def test_problem_has_slots_tables_participants_and_meetings(edition: Edition) -> None:
    a, b = registrations(edition, 2)
    b.seats, b.max_meetings = 2, 3
    b.save()
    delegates(b, 3)
    meeting = meeting_between(a, b, priority=10)
    problem = build(edition).problem
    assert problem.tables == (2, 2, 2)
    assert [slot.session for slot in problem.slots] == ["Morning"] * 3
    assert problem.slots[0].start == MORNING
    assert [one.id for one in problem.participants] == [participant_id(a.pk), participant_id(b.pk)]
    assert (problem.participants[1].capacity, problem.participants[1].max_meetings) == (2, 3)
    (wanted,) = problem.meetings
    assert (wanted.id, wanted.participants, wanted.priority) == (meeting_id(meeting.pk), (0, 1), 10)
    assert problem.rules.fairness == 1
    assert row(wanted.id) == meeting.pk


def test_what_a_cluster_said_and_its_talk_make_it_unavailable(edition: Edition) -> None:
    a, b = registrations(edition, 2)
    first = edition.slots.first()
    assert first
    Unavailability.objects.create(edition=edition, registration=a, period=first.period)
    start = MORNING + timedelta(minutes=35)
    talk = SessionFactory(
        edition=edition, period=DateTimeTZRange(start, start + timedelta(minutes=10))
    )
    Speaker.objects.create(session=talk, organisation=b.cluster)
    away = [one.unavailable for one in build(edition).problem.participants]
    assert away == [frozenset({0}), frozenset({1})]


def test_only_agreed_meetings_between_approved_clusters_are_scheduled(edition: Edition) -> None:
    a, b, c, d = registrations(edition, 4)
    wanted = meeting_between(a, b)
    cancelled = meeting_between(a, c)
    cancelled.is_cancelled = True
    cancelled.save()
    meeting_between(a, d)
    d.state = Registration.State.WITHDRAWN
    d.save()
    declined = meeting_between(b, c)
    declined.request = MeetingRequestFactory(
        edition=edition, requester=b, invitee=c, state=MeetingRequest.State.DECLINED
    )
    declined.save()
    assert [row(one.id) for one in build(edition).problem.meetings] == [wanted.pk]


def test_locked_meetings_keep_slot_and_table_and_published_ones_are_told(edition: Edition) -> None:
    a, b, c = registrations(edition, 3)
    first, second = meeting_between(a, b), meeting_between(a, c)
    slots, places = list(edition.slots.all()), list(edition.tables.all())
    version = ScheduleVersionFactory(edition=edition, state="published", published_at=MORNING)
    placed(version, first, slots[2], places[1], is_locked=True)
    placed(version, second, slots[0], places[0])
    built = build(edition)
    assert [meeting.slot for meeting in built.problem.meetings] == [2, None]
    assert [meeting.table for meeting in built.problem.meetings] == [1, None]
    told = [(placed.meeting, placed.slot, placed.table) for placed in built.problem.published]
    assert told == [(meeting_id(first.pk), 2, 1), (meeting_id(second.pk), 0, 0)]


def test_same_rows_give_the_same_file(edition: Edition) -> None:
    a, b, c = registrations(edition, 3)
    meeting_between(c, a)
    meeting_between(a, b)
    first, second = write_problem(build(edition).problem), write_problem(build(edition).problem)
    assert first == second
    assert read_problem(first) == build(edition).problem


def test_number_of_queries_does_not_grow_with_the_edition(edition: Edition) -> None:
    counts = []
    for _ in range(2):
        a, b, c = registrations(edition, 3)
        meeting_between(a, b)
        meeting_between(b, c)
        with CaptureQueriesContext(connection) as queries:
            build(edition)
        counts.append(len(queries))
    assert counts[0] == counts[1]
