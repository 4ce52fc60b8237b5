"""A run that leaves published meetings where they are, and places all else around them."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Edition, Registration
from matchmaking.models import Placement, ScheduleRun, ScheduleVersion, Unavailability
from matchmaking.runs.execution import carry_out
from matchmaking.runs.problem import build
from matchmaking.services.runs import request_replay, request_run
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory
from tests.factories.schedules import Scheduled, four_managed
from tests.faults.conftest import violations
from tests.support.counting import queries_of

NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)
A, B, C, D = range(4)
AB, CD, AC, BD = range(4)

# The lease is kept by a thread of its own, which sees only what is committed.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def event() -> Scheduled:
    """A meets B and C meets D at the last time; AC and BD are agreed and have no place yet."""
    return Scheduled.of(
        four_managed(EditionFactory(state="published", meets_online=True)),
        pairs=[(A, B), (C, D), (A, C), (B, D)],
        places=[(2, 1), (2, 0)],
        slots=3,
        state="published",
        published_at=NOW,
    )


def asked(event: Scheduled, **changes: Any) -> ScheduleRun:
    values: dict[str, Any] = {"limit_seconds": 5, "key": uuid.uuid4(), "now": NOW, **changes}
    return request_run(edition=event.edition, user=event.user, keeps_published=True, **values)


def draft_of(event: Scheduled) -> ScheduleVersion:
    run = asked(event)
    carry_out(run.pk, owner="worker")
    return ScheduleVersion.objects.get(run=run)


def where(event: Scheduled, draft: ScheduleVersion) -> dict[int, tuple[int, int | None]]:
    """Where each placed meeting is, all by position."""
    meetings = [meeting.pk for meeting in event.meetings]
    tables = {table.pk: at for at, table in enumerate(event.tables)}
    return {
        meetings.index(row.meeting_id): (
            event.slots.index(row.slot),
            None if row.table_id is None else tables[row.table_id],
        )
        for row in draft.placements.select_related("slot")
    }


def test_they_stay_without_being_locked_and_the_others_get_places(event: Scheduled) -> None:
    Placement.objects.filter(meeting=event.meetings[AB]).update(is_locked=True)
    draft = draft_of(event)
    found = where(event, draft)
    assert (found[AB], found[CD]) == ((2, 1), (2, 0))
    assert found.keys() == {AB, CD, AC, BD}
    locked = draft.placements.filter(is_locked=True).values_list("meeting_id", flat=True)
    assert list(locked) == [event.meetings[AB].pk]
    assert violations() == []


def test_one_that_cannot_stay_gets_another_place(event: Scheduled) -> None:
    Unavailability.objects.create(
        edition=event.edition, registration=event.registrations[D], period=event.slots[2].period
    )
    found = where(event, draft_of(event))
    assert found[AB] == (2, 1)
    assert found[CD][0] != 2


def test_one_whose_side_went_online_is_online_and_the_others_stay(event: Scheduled) -> None:
    online = Registration.objects.filter(pk=event.registrations[D].pk)
    online.update(takes_part=Registration.TakesPart.ONLINE)
    found = where(event, draft_of(event))
    assert found[AB] == (2, 1)
    assert found[CD][1] is None


def test_a_limit_that_was_lowered_since_moves_nothing(event: Scheduled) -> None:
    event.put_at(AC, 1, 0, NOW, is_live=True)
    Edition.objects.update(most_meetings=1)
    found = where(event, draft_of(event))
    assert found == {AB: (2, 1), CD: (2, 0), AC: (1, 0)}


def test_one_that_is_locked_counts_with_those_left_within_a_lowered_limit(
    event: Scheduled,
) -> None:
    event.put_at(AC, 1, 0, NOW, is_live=True)
    Placement.objects.filter(meeting=event.meetings[AC]).update(is_locked=True)
    Edition.objects.update(most_meetings=1)
    found = where(event, draft_of(event))
    assert found == {AB: (2, 1), CD: (2, 0), AC: (1, 0)}


def test_a_draft_begun_meanwhile_stands_in_no_way(event: Scheduled) -> None:
    run = request_run(
        edition=event.edition, user=event.user, limit_seconds=5, key=uuid.uuid4(), now=NOW
    )
    carry_out(run.pk, owner="worker")
    Placement.objects.filter(version__run=run).update(is_locked=True)
    found = where(event, draft_of(event))
    assert (found[AB], found[CD]) == ((2, 1), (2, 0))


def test_before_publication_there_is_nothing_to_leave(event: Scheduled) -> None:
    ScheduleVersion.objects.all().delete()
    assert build(event.edition, keeps_published=True) == build(event.edition)


def test_run_again_from_its_problem_it_leaves_them_too(event: Scheduled) -> None:
    run = asked(event)
    carry_out(run.pk, owner="worker")
    run.refresh_from_db()
    again = request_replay(
        run=run, user=event.user, limit_seconds=5, seed=2, key=uuid.uuid4(), now=NOW
    )
    carry_out(again.pk, owner="worker")
    again.refresh_from_db()
    assert again.keeps_published
    found = where(event, ScheduleVersion.objects.get(run=again))
    assert (found[AB], found[CD]) == ((2, 1), (2, 0))


def test_the_organiser_chooses_it_once_something_is_published(event: Scheduled) -> None:
    organiser = Client()
    organiser.force_login(MembershipFactory(organisation=event.edition.owner).user)
    runs = reverse("organise-runs", args=[event.edition.slug])
    assert "Leave published meetings where they are" in organiser.get(runs).text
    assert queries_of(organiser, runs) <= 15
    sent = {"limit_seconds": 5, "idempotency_key": uuid.uuid4(), "keeps_published": "on"}
    shown = organiser.post(runs, sent, follow=True).text
    assert "left where they can stay" in shown
    assert ScheduleRun.objects.get().keeps_published
    ScheduleRun.objects.all().delete()
    ScheduleVersion.objects.all().delete()
    assert "Leave published meetings" not in organiser.get(runs).text
