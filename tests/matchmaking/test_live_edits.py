"""The published schedule is changed in place: at once, written down, and kept by later drafts."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from events.models import Edition, Registration
from matchmaking.models import (
    Meeting,
    Placement,
    ScheduleEdit,
    ScheduleVersion,
    Table,
    Unavailability,
)
from matchmaking.queries.meanwhile import changes_since, live_edits
from matchmaking.queries.told import waiting
from matchmaking.services import placing
from matchmaking.services.leases import claim
from matchmaking.services.placing import PlacementRefused
from matchmaking.services.placing.keeping import Kept
from matchmaking.services.publishing import AgreedMeanwhile, publish
from matchmaking.services.requests import PlaceTaken, cancel_published, take_up
from matchmaking.services.runs import request_run
from matchmaking.telling.acts import tell_waiting
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, delegates
from tests.factories.matchmaking import MORNING, ScheduleRunFactory, TableFactory
from tests.factories.schedules import Scheduled, four_managed
from tests.faults.conftest import violations
from tests.support.mails import mail_to
from tests.support.racing import raced
from tests.support.telling import everything_told

NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)
AB, CD, AC, BD = range(4)
Acts = list[Callable[[], Any]]

pytestmark = pytest.mark.django_db


class Published(Scheduled):
    """A meets B at the first time and table 1, C meets D at table 2; AC has the second time.

    B and D agreed too, and have no place. Three times, two tables.
    """

    def act(self, act: Any, meeting: int, now: datetime = NOW, **more: Any) -> ScheduleEdit:
        edit: ScheduleEdit = act(
            version=self.version,
            meeting=self.meetings[meeting].pk,
            user=self.user,
            key=uuid.uuid4(),
            now=now,
            is_live=True,
            **more,
        )
        return edit

    def put(self, meeting: int, slot: int, table: int, now: datetime = NOW) -> ScheduleEdit:
        return self.put_at(meeting, slot, table, now, is_live=True)

    def where(self, version: ScheduleVersion | None = None) -> dict[int, tuple[int, int]]:
        """Where each placed meeting is, all by position."""
        meetings = [meeting.pk for meeting in self.meetings]
        return {
            meetings.index(row.meeting_id): (
                self.slots.index(row.slot),
                [table.pk for table in self.tables].index(row.table_id or 0),
            )
            for row in Placement.objects.filter(version=version or self.version)
        }

    def publish(self, draft: ScheduleVersion) -> ScheduleVersion:
        draft.refresh_from_db()
        return publish(version=draft, revision=draft.revision, user=self.user, now=NOW)


def published() -> Published:
    return Published.of(
        four_managed(EditionFactory(state="published")),
        pairs=[(0, 1), (2, 3), (0, 2), (1, 3)],
        places=[(0, 0), (0, 1), (1, 0)],
        slots=3,
        state="published",
        published_at=NOW,
    )


@pytest.fixture
def event(db: None) -> Published:
    return published()


def test_a_move_holds_at_once_is_written_down_and_waits_to_be_told(event: Published) -> None:
    edit = event.put(AC, 2, 1)
    event.version.refresh_from_db()
    assert (event.where()[AC], event.version.revision, edit.number) == ((2, 1), 1, 1)
    assert (edit.before, edit.after) != (None, None)
    assert [news.code for news in waiting(event.edition)] == ["meeting_moved"]
    assert live_edits(event.version).count() == 1
    placing.undo(version=event.version, number=1, now=NOW, is_live=True)
    assert (event.where()[AC], live_edits(event.version).count()) == ((1, 0), 0)


def test_what_has_begun_stays_and_takes_nothing(event: Published) -> None:
    with pytest.raises(placing.TimeBegun):
        event.put(AB, 2, 1, now=MORNING)
    with pytest.raises(placing.TimeBegun):
        event.put(BD, 0, 1, now=MORNING)
    event.put(AB, 2, 1, now=MORNING - timedelta(seconds=1))


@pytest.mark.parametrize("state", ["scheduling", "finished", "cancelled"])
def test_nothing_is_changed_in_place_before_publication_and_after_the_end(
    event: Published, state: str
) -> None:
    Edition.objects.update(state=state)
    with pytest.raises(placing.EditionOver):
        event.put(AC, 2, 1)


def test_a_page_of_a_draft_that_was_published_meanwhile_changes_nothing(event: Published) -> None:
    with pytest.raises(placing.NotADraft):
        placing.remove(
            version=event.version,
            meeting=event.meetings[AB].pk,
            user=event.user,
            key=uuid.uuid4(),
            now=NOW,
        )


def test_a_cancelled_meeting_leaves_its_place_to_others(event: Published) -> None:
    cancel_published(meeting=event.meetings[AB], by=event.user, now=NOW)
    assert AB not in event.where()
    event.put(BD, 1, 1)
    take_up(meeting=event.meetings[AB], now=NOW)
    assert event.where()[AB] == (0, 0)
    cancel_published(meeting=event.meetings[AB], by=event.user, now=NOW)
    event.act(placing.remove, CD)
    event.put(BD, 0, 0)
    with pytest.raises(PlaceTaken):
        take_up(meeting=event.meetings[AB], now=NOW)
    assert violations() == []


def test_the_place_of_a_cluster_that_left_is_freed_where_it_is_needed(event: Published) -> None:
    Registration.objects.filter(pk=event.registrations[2].pk).update(state="withdrawn")
    event.act(placing.remove, AB)
    event.put(BD, 0, 1)
    freed = ScheduleEdit.objects.get(kind=ScheduleEdit.Kind.FREED)
    assert freed.meeting == event.meetings[CD]
    assert event.where()[BD] == (0, 1)


def test_a_meeting_that_is_taken_out_is_told_as_still_agreed(event: Published) -> None:
    everything_told(event.edition)
    event.act(placing.remove, AB)
    tell_waiting(NOW + timedelta(hours=1))
    mail = mail_to("a@example.org", "agenda-changed")
    assert mail.subject == "No place any more: your meeting with Cluster B"
    assert "It is still agreed and has no place now." in mail.body
    assert "cancelled" not in mail.body


def test_a_draft_shows_and_keeps_what_was_agreed_since_it_was_begun(event: Published) -> None:
    draft = placing.start_draft(edition=event.edition, now=NOW)
    draft_put = partial(placing.put, version=draft, user=event.user, now=NOW)
    at: dict[str, Any] = {"slot": event.slots[2].pk, "table": event.tables[0].pk}
    draft_put(meeting=event.meetings[BD].pk, key=uuid.uuid4(), **at)
    event.put(AC, 2, 0)
    cancel_published(meeting=event.meetings[CD], by=event.user, now=NOW)
    with pytest.raises(AgreedMeanwhile):
        event.publish(draft)
    placing.keep_agreed(version=draft, user=event.user, key=uuid.uuid4(), now=NOW)
    assert event.where(draft) == {AB: (0, 0), AC: (2, 0), BD: (2, 1)}
    assert event.publish(draft).state == "published"
    assert violations() == []


def begun(event: Published, **puts: tuple[int, int]) -> ScheduleVersion:
    """A draft in which meetings (by name, in order) stand elsewhere."""
    draft = placing.start_draft(edition=event.edition, now=NOW)
    for name, (slot, table) in puts.items():
        placing.put(
            version=draft,
            meeting=event.meetings[("AB", "CD", "AC", "BD").index(name)].pk,
            slot=event.slots[slot].pk,
            table=event.tables[table].pk,
            user=event.user,
            key=uuid.uuid4(),
            now=NOW,
        )
    return draft


def kept(event: Published, draft: ScheduleVersion) -> tuple[int, ...]:
    """What could not be kept."""
    key = uuid.uuid4()
    return placing.keep_agreed(version=draft, user=event.user, key=key, now=NOW).not_kept


def away(event: Published, registration: int, slot: int) -> None:
    Unavailability.objects.create(
        edition=event.edition,
        registration=event.registrations[registration],
        period=event.slots[slot].period,
    )


def test_what_is_kept_stays_locked(event: Published) -> None:
    draft = begun(event)
    event.put(AC, 2, 0)
    event.act(placing.lock, AC)
    assert kept(event, draft) == ()
    row = Placement.objects.get(version=draft, meeting=event.meetings[AC])
    assert (row.is_locked, row.is_by_hand) == (True, True)


@pytest.mark.parametrize("keeps", [False, True], ids=["published at once", "kept first"])
def test_locks_of_the_published_schedule_outlast_the_next_one(
    event: Published, keeps: bool
) -> None:
    event.act(placing.lock, CD)
    draft = begun(event)
    event.act(placing.lock, AB)
    event.act(placing.unlock, CD)
    if keeps:
        event.put(AC, 2, 0)
        assert kept(event, draft) == ()
    event.publish(draft)
    locked = Placement.objects.filter(version=draft, is_locked=True)
    assert list(locked.values_list("meeting_id", flat=True)) == [event.meetings[AB].pk]


def test_a_meeting_locked_meanwhile_is_kept_where_it_is(event: Published) -> None:
    draft = begun(event, AC=(2, 0))
    event.act(placing.lock, AC)
    with pytest.raises(AgreedMeanwhile):
        event.publish(draft)
    assert kept(event, draft) == ()
    assert event.where(draft)[AC] == (1, 0)
    assert Placement.objects.get(version=draft, meeting=event.meetings[AC]).is_locked


def test_what_moves_aside_goes_to_its_own_table_and_to_no_other_clusters(event: Published) -> None:
    others, free, own = (
        event.tables[1],
        *(TableFactory(edition=event.edition, number=number) for number in (3, 4)),
    )
    Table.objects.filter(pk=others.pk).update(owner=event.registrations[0])
    draft = begun(event, BD=(2, 0))
    event.put(AC, 2, 0)
    for owner, table in ((event.registrations[3], own), (None, free)):
        Table.objects.filter(pk=own.pk).update(owner=owner)
        key = uuid.uuid4()
        with transaction.atomic():
            placing.keep_agreed(version=draft, user=event.user, key=key, now=NOW)
            assert Placement.objects.get(version=draft, meeting=event.meetings[BD]).table == table
            transaction.set_rollback(True)


def test_what_cannot_move_aside_is_taken_out(event: Published) -> None:
    draft = begun(event, BD=(2, 0))
    away(event, 1, 2)
    event.put(AC, 2, 0)
    assert kept(event, draft) == ()
    assert event.where(draft) == {AB: (0, 0), CD: (0, 1), AC: (2, 0)}


def test_who_would_be_in_two_meetings_makes_room(event: Published) -> None:
    draft = begun(event, BD=(2, 1))
    event.put(AC, 2, 0)
    both = User.objects.get(email="a@example.org")
    MembershipFactory(organisation=event.registrations[1].cluster, user=both)
    assert kept(event, draft) == ()
    assert event.where(draft) == {AB: (0, 0), CD: (0, 1), AC: (2, 0)}


def test_only_meetings_of_who_has_no_seat_left_make_room(event: Published) -> None:
    delegates(event.registrations[0])
    draft = begun(event, AB=(2, 0), CD=(2, 1))
    event.put(AC, 2, 0)
    assert kept(event, draft) == ()
    assert event.where(draft) == {AB: (2, 1), AC: (2, 0)}


def test_everybody_is_locked_once_however_much_is_kept(event: Published) -> None:
    locks = []
    for moved in ([(AC, 2)], [(AC, 1), (BD, 2)]):
        draft = placing.start_draft(edition=event.edition, now=NOW)
        for meeting, slot in moved:
            event.put(meeting, slot, 0)
        with CaptureQueriesContext(connection) as made:
            assert kept(event, draft) == ()
        there = [row["sql"] for row in made.captured_queries if 'FROM "events_reg' in row["sql"]]
        locks.append(sum("FOR NO KEY UPDATE" in sql for sql in there))
    assert locks == [1, 1]


def test_what_could_not_be_kept_is_said(event: Published, organiser: Client) -> None:
    draft = begun(event, BD=(2, 0))
    event.put(AC, 2, 0)
    away(event, 0, 2)
    keep = reverse("organise-keep", args=[event.edition.slug, draft.number])
    page = organiser.post(keep, {"idempotency_key": uuid.uuid4()}, follow=True).text
    assert "could not be kept in the draft, and has no place there: Cluster A × Cluster C" in page
    assert "What was agreed meanwhile is kept in the draft." not in page
    assert event.where(draft) == {AB: (0, 0), CD: (0, 1), BD: (2, 0)}


def test_what_was_put_back_meanwhile_is_no_news_to_a_draft(event: Published) -> None:
    draft = placing.start_draft(edition=event.edition, now=NOW)
    event.put(AC, 2, 0)
    placing.undo(version=event.version, number=1, now=NOW, is_live=True)
    assert event.publish(draft).state == "published"


def test_a_run_keeps_the_revision_that_it_began_from(event: Published) -> None:
    key = uuid.uuid4()
    asked = request_run(edition=event.edition, user=event.user, limit_seconds=5, key=key, now=NOW)
    run = claim(run_id=asked.pk, owner="worker")
    event.put(AC, 2, 0)
    draft = placing.new_version(edition=event.edition, run=run)
    with pytest.raises(AgreedMeanwhile):
        event.publish(draft)


@pytest.fixture
def organiser(event: Published, client: Client) -> Client:
    client.force_login(MembershipFactory(organisation=event.edition.owner).user)
    return client


def test_the_organiser_moves_on_the_published_board_and_keeps_it_when_publishing(
    event: Published, organiser: Client
) -> None:
    here = [event.edition.slug, 1]
    board = reverse("organise-version", args=here)
    assert "Move single meetings" in organiser.get(board).text
    moving: dict[str, Any] = {"live": "1", "moving": event.meetings[AC].pk}
    shown = organiser.get(board, moving).text
    assert "You change what is published" in shown
    place = f"{event.slots[2].pk}-{event.tables[0].pk}"
    sent: dict[str, Any] = {
        "meeting": event.meetings[AC].pk,
        "place": place,
        "live": "1",
        "revision": event.version.revision,
        "idempotency_key": uuid.uuid4(),
    }
    draft = placing.start_draft(edition=event.edition, now=NOW)
    moved = organiser.post(reverse("organise-move", args=here), sent, follow=True)
    assert "1 change since." in moved.text
    check = reverse("organise-publish", args=[event.edition.slug, draft.number])
    assert "Keep what was agreed" in organiser.get(check).text
    refusal = organiser.post(check, {"revision": draft.revision})
    assert refusal.status_code == 409
    keep = reverse("organise-keep", args=[event.edition.slug, draft.number])
    kept = organiser.post(keep, {"idempotency_key": uuid.uuid4()}, follow=True)
    assert "is kept in the draft" in kept.text
    assert "Keep what was agreed" not in kept.text


def a_leaves(event: Published) -> None:
    """Its meetings with B and C are off, and keep their places."""
    Registration.objects.filter(pk=event.registrations[0].pk).update(state="withdrawn")
    off = [event.meetings[number].pk for number in (AB, AC)]
    Meeting.objects.filter(pk__in=off).update(is_cancelled=True)


def test_what_is_called_off_leaves_its_cell_to_others_on_the_published_board(
    event: Published, organiser: Client
) -> None:
    a_leaves(event)
    here = [event.edition.slug, 1]
    moving: dict[str, Any] = {"live": "1", "moving": event.meetings[BD].pk}
    shown = organiser.get(reverse("organise-version", args=here), moving)
    cells = {cell.place: cell for row in shown.context["rows"] for cell in row.cells}
    there = cells[f"{event.slots[1].pk}-{event.tables[0].pk}"]
    assert (there.card, there.offer) == (None, "free")
    sent: dict[str, Any] = {
        "meeting": event.meetings[BD].pk,
        "live": "1",
        "revision": event.version.revision,
        "idempotency_key": uuid.uuid4(),
    }
    organiser.post(reverse("organise-first-place", args=here), sent)
    # D meets C at the first time.
    assert event.where()[BD] == (1, 0)
    [freed] = ScheduleEdit.objects.filter(kind=ScheduleEdit.Kind.FREED)
    assert freed.meeting == event.meetings[AC]


def test_what_a_cluster_that_left_leaves_empty_counts_as_changed_since(
    event: Published, organiser: Client
) -> None:
    run = ScheduleRunFactory(edition=event.edition, state="done", finished_at=NOW)
    ScheduleVersion.objects.filter(pk=event.version.pk).update(run=run)
    event.version.refresh_from_db()
    assert changes_since(event.version) == 0
    a_leaves(event)
    assert changes_since(event.version) == 2
    for page in (
        reverse("organise-version", args=[event.edition.slug, 1]),
        reverse("organise-run", args=[event.edition.slug, run.number]),
    ):
        assert organiser.get(page).context["since"] == 2
    event.put(BD, 1, 0)
    assert changes_since(event.version) == 3, "one of the two was freed for what came there"
    event.publish(placing.start_draft(edition=event.edition, now=NOW))
    event.version.refresh_from_db()
    Meeting.objects.filter(pk=event.meetings[CD].pk).update(is_cancelled=True)
    assert changes_since(event.version) == 2, "what is replaced changes no more"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
class TestRaces:
    def test_moves_of_one_cluster_to_one_time(self, event: Published) -> None:
        acts: Acts = [partial(event.put, AC, 2, 0), partial(event.put, AB, 2, 1)]
        acts += [partial(event.put, CD, 2, 1), partial(event.put, BD, 2, 0)]
        answers = raced(acts)
        [edit] = [answer for answer in answers if isinstance(answer, ScheduleEdit)]
        refusals = [answer for answer in answers if isinstance(answer, PlacementRefused)]
        assert len(refusals) == len(acts) - 1, answers
        there = Placement.objects.filter(version=event.version, slot=event.slots[2])
        assert [row.meeting_id for row in there] == [edit.meeting_id]
        assert violations() == []

    def test_a_meeting_taken_up_while_another_takes_its_place(self, event: Published) -> None:
        cancel_published(meeting=event.meetings[AB], by=event.user, now=NOW)
        event.act(placing.remove, CD)
        up = partial(take_up, meeting=event.meetings[AB], now=NOW)
        acts: Acts = [up, partial(event.put, BD, 0, 0)]
        answers = raced(acts)
        [refusal] = [answer for answer in answers if isinstance(answer, Exception)]
        assert isinstance(refusal, PlaceTaken if refusal is answers[0] else PlacementRefused)
        assert event.where().get(AB if refusal is answers[1] else BD) == (0, 0)
        assert violations() == []

    def test_publishing_while_a_meeting_moves_loses_nothing(self, event: Published) -> None:
        draft = placing.start_draft(edition=event.edition, now=NOW)
        put = partial(event.put, AC, 2, 0)
        acts: Acts = [put, partial(event.publish, draft)]
        moved, published = raced(acts)
        standing = event.edition.versions.get(state="published")
        if isinstance(published, Exception):
            assert isinstance(published, AgreedMeanwhile)
            assert isinstance(moved, ScheduleEdit)
            assert event.where(standing)[AC] == (2, 0)
        else:
            assert published == standing == draft
            assert isinstance(moved, placing.NotPublished)
        assert violations() == []

    def test_a_draft_that_keeps_what_was_agreed_while_it_is_changed(self, event: Published) -> None:
        draft = placing.start_draft(edition=event.edition, now=NOW)
        event.put(AC, 2, 0)
        keep = partial(placing.keep_agreed, version=draft, user=event.user, now=NOW)
        put = partial(
            placing.put,
            version=draft,
            meeting=event.meetings[BD].pk,
            slot=event.slots[2].pk,
            table=event.tables[0].pk,
            user=event.user,
            now=NOW,
        )
        acts: Acts = [partial(keep, key=uuid.uuid4()), partial(put, key=uuid.uuid4())]
        kept, changed = raced(acts)
        assert isinstance(kept, Kept), kept
        assert kept.not_kept == ()
        assert isinstance(changed, ScheduleEdit | PlacementRefused), changed
        there = {AC: (2, 0)} | ({BD: (2, 1)} if isinstance(changed, ScheduleEdit) else {})
        assert {at: place for at, place in event.where(draft).items() if place[0] == 2} == there
        assert violations() == []
