"""Re-planning moves few meetings, shows whom, and tells nobody before it is published."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test.utils import CaptureQueriesContext

from events.models import Edition, Registration
from events.services import decisions
from matchmaking.models import (
    Meeting,
    MeetingRequest,
    ScheduleRun,
    ScheduleVersion,
    Slot,
    Table,
    Unavailability,
)
from matchmaking.queries.grid import slots_in_use, tables_in_use
from matchmaking.queries.plan import Plan
from matchmaking.queries.schedule import current_version
from matchmaking.runs.execution import carry_out
from matchmaking.services import placing
from matchmaking.services import requests as asking
from matchmaking.services.drafts import DraftChanged, PlanningOver, discard
from matchmaking.services.grid import GridClosed, RunUnderWay
from matchmaking.services.publishing import ScheduleChanged, publish
from matchmaking.services.replanning import NothingPublished, request_replan
from matchmaking.services.requests.entering import enter
from matchmaking.services.restoring import bring_back
from matchmaking.services.runs import NothingToSchedule, RunActive
from matchmaking.services.tables import close_table
from notifications.models import OutboxMessage
from organise.queries.disturbances import disturbances
from organise.queries.preview import Preview, preview
from organise.queries.runs import Stage
from organise.words import replans as replan_words
from tests.factories.accounts import UserFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import (
    MORNING,
    MeetingRequestFactory,
    ScheduleRunFactory,
    meeting_between,
    placed,
)
from tests.factories.schedules import Scheduled, four_managed
from tests.support.telling import everything_told

NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db
# The lease is kept by a thread of its own, which sees only what is committed.
worker = pytest.mark.django_db(transaction=True)

BEFORE = MORNING - timedelta(days=1)
LONG_AGO = DateTimeTZRange(datetime(2020, 6, 3, 7, tzinfo=UTC), datetime(2020, 6, 3, 8, tzinfo=UTC))


class Event(Scheduled):
    """Four clusters with a person each: a×b, c×d and then a×c are published, at two tables."""

    def away(self, registration: Registration, slot: Slot) -> None:
        Unavailability.objects.create(
            edition=self.edition, registration=registration, period=slot.period
        )

    def replanned(self, **changes: Any) -> ScheduleVersion:
        run = asked(self.edition, **changes)
        carry_out(run.pk, owner="worker")
        return ScheduleVersion.objects.get(run=run)

    def disturbed(self, now: datetime = BEFORE) -> list[str]:
        plan = Plan(self.edition, ScheduleVersion.objects.get(state="published"))
        return replan_words.disturbed(plan.names, disturbances(plan, now))

    def previewed(self, version: ScheduleVersion) -> Preview:
        return preview(Plan(self.edition, version), BEFORE)


@pytest.fixture
def event() -> Event:
    event = Event.of(
        four_managed(EditionFactory(state="published")),
        pairs=[(0, 1), (2, 3), (0, 2)],
        places=[(0, 0), (0, 1), (1, 0)],
        slots=4,
        state="published",
        published_at=BEFORE,
    )
    Meeting.objects.update(created_at=BEFORE - timedelta(days=1))
    return event


def asked(edition: Edition, **changes: Any) -> ScheduleRun:
    values = {
        "user": UserFactory(),
        "limit_seconds": 5,
        "key": uuid.uuid4(),
        "now": NOW,
        **changes,
    }
    return request_replan(edition=edition, **values)


def places(version: ScheduleVersion) -> dict[int, tuple[int, int]]:
    rows = version.placements.values_list("meeting_id", "slot_id", "table_id")
    return {meeting: (slot, table) for meeting, slot, table in rows}


# The run ----------------------------------------------------------------------------------------


@worker
def test_a_draft_in_between_leaves_what_it_is_based_on(event: Event) -> None:
    event.replanned()
    assert event.replanned().based_on == event.version


@worker
def test_only_what_has_to_move_moves(event: Event) -> None:
    event.away(event.registrations[1], event.slots[0])
    draft = event.replanned()
    assert (draft.state, draft.based_on) == ("draft", event.version)
    before, after = places(event.version), places(draft)
    moved = {meeting for meeting in before if before[meeting] != after.get(meeting)}
    assert moved == {event.meetings[0].pk}
    run = ScheduleRun.objects.get()
    assert (run.kind, run.state) == ("replan", "done")
    steps = {step["name"]: step for step in run.solution["steps"]}
    assert steps["moved"]["value"] == steps["moved"]["bound"] == 1


@worker
def test_nobody_is_told_before_it_is_published_and_then_only_those_concerned(event: Event) -> None:
    event.away(event.registrations[1], event.slots[0])
    draft = event.replanned()
    assert not OutboxMessage.objects.exists()
    event.edition.refresh_from_db()
    assert event.edition.state == "published"
    for _ in range(2):
        publish(version=draft, revision=0, user=event.user, now=BEFORE)
    told = sorted(OutboxMessage.objects.values_list("recipient", flat=True))
    assert told == ["a@example.org", "b@example.org"]


@worker
def test_meetings_of_a_cluster_that_left_fall_away_and_new_ones_come(event: Event) -> None:
    a, b, _, d = event.registrations
    decisions.decline(edition=event.edition, chosen=[b.pk], now=BEFORE)
    Meeting.objects.filter(pk=event.meetings[0].pk).update(is_cancelled=True)
    late = meeting_between(a, d)
    after = places(event.replanned())
    assert set(after) == {event.meetings[1].pk, event.meetings[2].pk, late.pk}


@worker
def test_closed_table_is_left_and_nothing_else_moves(event: Event) -> None:
    close_table(edition=event.edition, number=2, is_closed=True, now=NOW)
    draft = event.replanned()
    after = places(draft)
    assert {table for _, table in after.values()} == {event.tables[0].pk}
    assert event.previewed(draft).touched == 1


@worker
def test_locks_of_the_published_version_hold(event: Event) -> None:
    event.version.placements.filter(meeting=event.meetings[0]).update(is_locked=True)
    event.away(event.registrations[0], event.slots[1])
    draft = event.replanned()
    kept = draft.placements.get(meeting=event.meetings[0])
    assert (kept.slot, kept.table, kept.is_locked) == (event.slots[0], event.tables[0], True)


@worker
def test_draft_under_work_does_not_change_what_is_replanned(event: Event) -> None:
    other = placing.start_draft(edition=event.edition, now=NOW)
    placing.put(
        version=other,
        meeting=event.meetings[0].pk,
        slot=event.slots[3].pk,
        table=event.tables[1].pk,
        user=event.user,
        key=uuid.uuid4(),
        now=NOW,
    )
    assert places(event.replanned()) == places(event.version)


@worker
def test_what_has_begun_stays_and_nothing_new_is_put_there(event: Event) -> None:
    """On the day: the first slot is over, c does not come to its second."""
    Edition.objects.update(state="running")
    Slot.objects.filter(pk=event.slots[0].pk).update(period=LONG_AGO)
    event.away(event.registrations[2], event.slots[1])
    late = meeting_between(event.registrations[1], event.registrations[3])
    after = places(event.replanned())
    before = places(event.version)
    for meeting in event.meetings[:2]:
        assert after[meeting.pk] == before[meeting.pk]
    assert after[event.meetings[2].pk] != before[event.meetings[2].pk]
    assert after[late.pk][0] != event.slots[0].pk


@worker
def test_limit_counts_meetings_that_are_over(event: Event) -> None:
    Edition.objects.update(state="running")
    Slot.objects.filter(pk=event.slots[0].pk).update(period=LONG_AGO)
    Registration.objects.filter(pk=event.registrations[0].pk).update(max_meetings=1)
    after = places(event.replanned())
    assert event.meetings[2].pk not in after
    assert event.meetings[0].pk in after


def test_same_key_is_one_replan(event: Event) -> None:
    key = uuid.uuid4()
    assert asked(event.edition, key=key) == asked(event.edition, key=key)
    with pytest.raises(RunActive):
        asked(event.edition)


@pytest.mark.parametrize("state", ["requests_open", "scheduling", "finished", "cancelled"])
def test_replan_takes_a_published_edition(event: Event, state: str) -> None:
    Edition.objects.update(state=state)
    with pytest.raises(NothingPublished):
        asked(event.edition)


def test_replan_takes_a_published_version_and_a_meeting(event: Event) -> None:
    Meeting.objects.update(is_cancelled=True)
    with pytest.raises(NothingToSchedule):
        asked(event.edition)
    ScheduleVersion.objects.update(state="replaced")
    with pytest.raises(NothingPublished):
        asked(event.edition)


# What has changed -------------------------------------------------------------------------------


def test_nothing_changed_says_nothing(event: Event) -> None:
    assert event.disturbed() == []


def test_everything_that_touches_the_schedule_is_told(event: Event) -> None:
    a, b, c, _ = event.registrations
    new = RegistrationFactory(edition=event.edition, cluster__name="Cluster E", decided_at=MORNING)
    agreed = meeting_between(new, a)
    Meeting.objects.filter(pk=agreed.pk).update(created_at=MORNING)
    old = meeting_between(b, c)
    Meeting.objects.filter(pk=old.pk).update(created_at=BEFORE - timedelta(days=1))
    event.away(a, event.slots[1])
    close_table(edition=event.edition, number=2, is_closed=True, now=NOW)
    Registration.objects.filter(pk=c.pk).update(max_meetings=1)
    assert event.disturbed() == [
        "Cluster A is not available on Thursday 3 June, 09:30: Cluster A × Cluster C is then.",
        "Table 2 is out of use: 1 published meeting there.",
        "Cluster C wants at most 1 meeting now and has 2.",
        "Cluster E was approved after publication.",
        "Cluster A × Cluster E was agreed after publication.",
        "1 meeting agreed before had no place at publication; there may be one now.",
    ]


def test_leaver_and_called_off_meeting_are_told(event: Event) -> None:
    Registration.objects.filter(pk=event.registrations[0].pk).update(state="withdrawn")
    Meeting.objects.filter(pk=event.meetings[1].pk).update(is_cancelled=True)
    assert event.disturbed() == [
        "Cluster A is not coming any more: 2 published meetings fall away.",
        "Cluster C × Cluster D was called off (Thursday 3 June, 09:00, table 2).",
    ]


def test_what_has_begun_disturbs_nobody(event: Event) -> None:
    event.away(event.registrations[1], event.slots[0])
    assert event.disturbed(now=event.slots[0].period.lower) == []
    assert len(event.disturbed(now=BEFORE)) == 1


def test_questions_take_as_many_queries_for_more_meetings(event: Event) -> None:
    with CaptureQueriesContext(connection) as few:
        event.disturbed()
        event.previewed(event.version)
    for _ in range(3):
        one, other = (RegistrationFactory(edition=event.edition) for _ in range(2))
        event.away(one, event.slots[2])
        placed(event.version, meeting_between(one, other), event.slots[2], another_table(event))
    everything_told(event.edition)
    with CaptureQueriesContext(connection) as many:
        event.disturbed()
        event.previewed(event.version)
    assert len(many) == len(few)


def another_table(event: Event) -> Table:
    return Table.objects.create(edition=event.edition, number=event.edition.tables.count() + 1)


# The preview ------------------------------------------------------------------------------------


@worker
def test_preview_sorts_the_changes(event: Event) -> None:
    a, b, _, d = event.registrations
    event.away(b, event.slots[0])
    meeting_between(a, d)
    draft = event.replanned()
    found = event.previewed(draft)
    assert [change.meeting for change in found.moved] == [event.meetings[0].pk]
    assert len(found.gained) == 1
    assert (found.published, found.kept, found.touched) == (3, 2, 1)
    assert [party.name for party in found.untouched] == ["Cluster C"]
    assert [party.name for party in found.publication.told] == [
        "Cluster A",
        "Cluster B",
        "Cluster D",
    ]
    assert replan_words.outcome(found) == [
        "1 of 3 published meetings loses its time.",
        "No schedule moves fewer.",
        "1 meeting gets a place for the first time.",
    ]


@worker
def test_meeting_called_off_is_not_counted_as_moved(event: Event) -> None:
    Meeting.objects.filter(pk=event.meetings[2].pk).update(is_cancelled=True)
    found = event.previewed(event.replanned())
    assert (len(found.called_off), found.touched, found.published) == (1, 0, 2)
    assert replan_words.outcome(found) == ["All 2 published meetings keep their time."]


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        (Stage("moved", 1, 1), ["No schedule moves fewer."]),
        (Stage("moved", 1, 0), ["Whether fewer would do is not proven."]),
        (Stage("moved", 1, None), ["Whether fewer would do is not proven."]),
        (Stage("moved", 7, 7), []),
        (None, []),
    ],
)
def test_proof_is_said_as_far_as_it_goes(
    event: Event, stage: Stage | None, words: list[str]
) -> None:
    draft = placing.start_draft(edition=event.edition, now=NOW)
    placing.remove(
        version=draft, meeting=event.meetings[0].pk, user=event.user, key=uuid.uuid4(), now=NOW
    )
    found = event.previewed(draft)
    found = Preview(**{**{f: getattr(found, f) for f in Preview.__slots__}, "stage": stage})
    assert replan_words.outcome(found)[1:] == words


# Drafts, tables, late meetings -------------------------------------------------------------------


@worker
def test_discarded_draft_is_left_and_brought_back(event: Event) -> None:
    draft = event.replanned()
    for _ in range(2):
        discard(version=draft, revision=0, now=BEFORE)
    draft.refresh_from_db()
    assert (draft.state, draft.set_aside_at) == ("set_aside", BEFORE)
    assert current_version(event.edition) == event.version
    assert not OutboxMessage.objects.exists()
    with pytest.raises(ScheduleChanged):
        publish(version=draft, revision=0, user=event.user, now=BEFORE)
    with pytest.raises(placing.NotADraft):
        placing.remove(
            version=draft, meeting=event.meetings[0].pk, user=event.user, key=uuid.uuid4(), now=NOW
        )
    bring_back(version=draft, now=NOW)
    assert current_version(event.edition) == draft


def test_a_new_draft_sets_the_former_one_aside_and_either_can_be_the_draft(event: Event) -> None:
    first = placing.start_draft(edition=event.edition, now=NOW)
    second = placing.new_version(edition=event.edition, based_on=event.version)
    first.refresh_from_db()
    assert (first.state, current_version(event.edition)) == ("set_aside", second)
    bring_back(version=first, now=NOW)
    second.refresh_from_db()
    assert (second.state, current_version(event.edition)) == ("set_aside", first)


def test_a_draft_set_aside_holds_no_table_and_no_time(event: Event) -> None:
    draft = placing.start_draft(edition=event.edition, now=NOW)
    ScheduleVersion.objects.filter(pk=event.version.pk).update(state="replaced")
    assert slots_in_use(event.edition).exists()
    discard(version=draft, revision=0, now=NOW)
    assert not slots_in_use(event.edition).exists()
    assert not tables_in_use(event.edition).exists()


def test_a_draft_that_is_back_leaves_out_what_is_not_wanted_any_more(event: Event) -> None:
    draft = placing.start_draft(edition=event.edition, now=NOW)
    discard(version=draft, revision=0, now=NOW)
    gone = event.meetings[0]
    Meeting.objects.filter(pk=gone.pk).update(is_cancelled=True)
    bring_back(version=draft, now=NOW)
    assert gone.pk not in draft.placements.values_list("meeting", flat=True)


def test_draft_changed_since_is_not_discarded(event: Event) -> None:
    draft = placing.start_draft(edition=event.edition, now=NOW)
    for revision, version in ((5, draft), (0, event.version)):
        with pytest.raises(DraftChanged):
            discard(version=version, revision=revision, now=BEFORE)
    with pytest.raises(DraftChanged):
        bring_back(version=event.version, now=NOW)


@pytest.mark.parametrize("state", ["finished", "cancelled"])
def test_once_the_event_is_over_no_draft_is_discarded(event: Event, state: str) -> None:
    draft = placing.start_draft(edition=event.edition, now=NOW)
    Edition.objects.update(state=state)
    with pytest.raises(PlanningOver):
        discard(version=draft, revision=0, now=NOW)


def test_table_is_closed_once_and_opened_again(event: Event) -> None:
    for _ in range(2):
        assert close_table(edition=event.edition, number=1, is_closed=True, now=NOW).is_closed
    draft = placing.start_draft(edition=event.edition, now=NOW)
    with pytest.raises(placing.TableClosed):
        placing.put(
            version=draft,
            meeting=event.meetings[1].pk,
            slot=event.slots[3].pk,
            table=event.tables[0].pk,
            user=event.user,
            key=uuid.uuid4(),
            now=NOW,
        )
    assert not close_table(edition=event.edition, number=1, is_closed=False, now=NOW).is_closed
    with pytest.raises(Table.DoesNotExist):
        close_table(edition=event.edition, number=9, is_closed=True, now=NOW)


def test_tables_stay_while_a_run_is_under_way_and_after_the_event(event: Event) -> None:
    run = ScheduleRunFactory(edition=event.edition)
    with pytest.raises(RunUnderWay):
        close_table(edition=event.edition, number=1, is_closed=True, now=NOW)
    run.delete()
    Edition.objects.update(state="finished")
    with pytest.raises(GridClosed):
        close_table(edition=event.edition, number=1, is_closed=True, now=NOW)


def entered(first: Registration, second: Registration, **changes: Any) -> MeetingRequest:
    values = {"priority": 10, "by": UserFactory(), "key": uuid.uuid4(), "now": BEFORE, **changes}
    return enter(first=first, second=second, **values)


def test_late_meeting_is_entered_once_and_nobody_is_told(event: Event) -> None:
    _, b, c, d = event.registrations
    key = uuid.uuid4()
    request = entered(b, d, key=key)
    assert entered(b, d, key=key) == entered(d, b, key=key) == request
    assert (request.state, request.meeting.priority) == ("accepted", 10)
    assert not OutboxMessage.objects.exists()
    with pytest.raises(asking.KeyTaken):
        entered(b, c, key=key)
    with pytest.raises(asking.AlreadyAsked):
        entered(d, b)


def test_request_left_unanswered_is_accepted(event: Event) -> None:
    _, b, _, d = event.registrations
    pending = MeetingRequestFactory(edition=event.edition, requester=d, invitee=b)
    user = UserFactory()
    request = entered(b, d, by=user)
    assert (request.pk, request.state, request.weight) == (pending.pk, "accepted", 10)
    assert Meeting.objects.get(request=request).participants.count() == 2
    assert entered(b, d, by=user) == request
    assert not OutboxMessage.objects.exists()


def test_late_meeting_takes_a_published_edition_and_approved_clusters(event: Event) -> None:
    _, b, _, d = event.registrations
    Registration.objects.filter(pk=d.pk).update(state="waitlisted")
    with pytest.raises(asking.NotApproved):
        entered(b, d)
    Edition.objects.update(state="requests_open")
    with pytest.raises(asking.RequestsClosed):
        entered(b, d)
