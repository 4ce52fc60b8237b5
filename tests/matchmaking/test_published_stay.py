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
from tests.factories.matchmaking import TableFactory
from tests.factories.schedules import Scheduled, four_managed
from tests.faults.conftest import violations
from tests.support.counting import queries_of

NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)
A, B, C, D = range(4)
AB, CD, AC, BD = range(4)

Stay = ScheduleRun.Stay
SAID = {
    Stay.FREE: "could get another time or table",
    Stay.KEPT: "left where they can stay",
    Stay.FIXED: "fixed at their times",
}

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
    return request_run(edition=event.edition, user=event.user, **{"stay": Stay.KEPT} | values)


def draft_of(event: Scheduled, stay: Stay = Stay.KEPT) -> ScheduleVersion:
    run = asked(event, stay=stay)
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


def test_a_schedule_goes_on_from_the_draft_that_there_is(event: Scheduled) -> None:
    first = draft_of(event)
    assert (first.based_on, draft_of(event).based_on) == (event.version, first)


def test_one_that_cannot_stay_gets_another_place(event: Scheduled) -> None:
    Unavailability.objects.create(
        edition=event.edition, registration=event.registrations[D], period=event.slots[2].period
    )
    found = where(event, draft_of(event))
    assert found[AB] == (2, 1)
    assert found[CD][0] != 2


def away(event: Scheduled, side: int) -> None:
    """The side is away at the time of the published meetings."""
    Unavailability.objects.create(
        edition=event.edition, registration=event.registrations[side], period=event.slots[2].period
    )


def test_one_whose_side_is_away_moves_if_it_is_kept_and_has_no_place_if_it_is_fixed(
    event: Scheduled,
) -> None:
    away(event, D)
    kept = where(event, draft_of(event, Stay.KEPT))
    fixed = where(event, draft_of(event, Stay.FIXED))
    assert kept[AB] == fixed[AB] == (2, 1)
    assert kept.keys() == {AB, CD, AC, BD}
    assert fixed.keys() == {AB, AC, BD}


def test_what_is_free_makes_room_for_what_is_new(event: Scheduled) -> None:
    event.put_at(AB, 0, 1, NOW, is_live=True)
    event.put_at(CD, 1, 0, NOW, is_live=True)
    away(event, D)
    for stay in (Stay.KEPT, Stay.FIXED):
        found = where(event, draft_of(event, stay))
        assert (found[AB], found[CD]) == ((0, 1), (1, 0))
        assert found.keys() == {AB, CD, AC}
    assert where(event, draft_of(event, Stay.FREE)).keys() == {AB, CD, AC, BD}


def test_one_that_is_fixed_at_a_time_that_cannot_be_says_why_it_has_no_place(
    event: Scheduled,
) -> None:
    away(event, D)
    draft = draft_of(event, Stay.FIXED)
    (missing,) = draft.unplaced.all()
    assert missing.meeting == event.meetings[CD]
    assert missing.reason["code"] == "locked"
    assert not draft.placements.filter(is_locked=True).exists()
    assert violations() == []


def test_one_that_is_fixed_leaves_a_table_that_is_out_of_use_at_its_time(event: Scheduled) -> None:
    event.tables[0].is_closed = True
    event.tables[0].save()
    TableFactory(edition=event.edition, number=90)
    draft = draft_of(event, Stay.FIXED)
    of_both = draft.placements.filter(meeting__in=[event.meetings[AB], event.meetings[CD]])
    assert {row.slot for row in of_both} == {event.slots[2]}
    assert {row.table.number for row in of_both if row.table} == {event.tables[1].number, 90}


def test_what_is_fixed_and_cannot_be_makes_no_room_above_a_limit(event: Scheduled) -> None:
    event.put_at(AC, 1, 0, NOW, is_live=True)
    away(event, D)
    Edition.objects.update(most_meetings=1)
    people = build(Edition.objects.get(), stay=Stay.FIXED).problem.participants
    assert [people[side].max_meetings for side in (A, B, C, D)] == [2, 1, 1, 1]
    assert where(event, draft_of(event, Stay.FIXED)) == {AB: (2, 1), AC: (1, 0)}


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
    assert build(event.edition, stay=Stay.FIXED) == build(event.edition)


def test_run_again_from_its_problem_it_leaves_them_too(event: Scheduled) -> None:
    run = asked(event)
    carry_out(run.pk, owner="worker")
    run.refresh_from_db()
    again = request_replay(
        run=run, user=event.user, limit_seconds=5, seed=2, key=uuid.uuid4(), now=NOW
    )
    carry_out(again.pk, owner="worker")
    again.refresh_from_db()
    assert again.published_stay == Stay.KEPT
    found = where(event, ScheduleVersion.objects.get(run=again))
    assert (found[AB], found[CD]) == ((2, 1), (2, 0))


def test_the_organiser_chooses_it_once_something_is_published(event: Scheduled) -> None:
    organiser = Client()
    organiser.force_login(MembershipFactory(organisation=event.edition.owner).user)
    runs = reverse("organise-runs", args=[event.edition.slug])
    shown = organiser.get(runs).text
    for words in ("May get another time or table", "Stay where they can", "Stay at their times"):
        assert words in shown
    assert queries_of(organiser, runs) <= 15
    for stay, words in SAID.items():
        sent = {"limit_seconds": 5, "idempotency_key": uuid.uuid4(), "published_stay": stay}
        organiser.post(runs, sent)
        run = ScheduleRun.objects.get()
        assert run.published_stay == stay
        carry_out(run.pk, owner="worker")
        assert words in organiser.get(run.get_absolute_url()).text
        ScheduleVersion.objects.filter(run=run).delete()
        run.delete()
    ScheduleVersion.objects.all().delete()
    assert "Stay at their times" not in organiser.get(runs).text


def test_it_begins_with_what_is_published_and_with_no_draft(event: Scheduled) -> None:
    for stay in (Stay.KEPT, Stay.FIXED):
        run = asked(event, stay=stay, goes_on=True)
        assert run.starts_from is None
        carry_out(run.pk, owner="worker")
        run.refresh_from_db()
        assert run.state == "done"
    assert asked(event, stay=Stay.FREE, goes_on=True).starts_from is not None
