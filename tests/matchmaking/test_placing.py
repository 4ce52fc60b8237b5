"""Every way to a placement keeps the rules, says why not, and can be undone."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.models import User
from events.models import Edition, Registration
from matchmaking.models import (
    Meeting,
    Placement,
    PlacementParticipant,
    ScheduleEdit,
    ScheduleVersion,
    Slot,
    Table,
    Unavailability,
    UnplacedMeeting,
)
from matchmaking.queries.schedule import edits_offered
from matchmaking.services import placing
from matchmaking.services.placing import Place
from tests.factories.accounts import UserFactory
from tests.factories.events import EditionFactory, RegistrationFactory, delegates
from tests.factories.matchmaking import (
    MORNING,
    ScheduleVersionFactory,
    meeting_between,
    tables,
    window_with_slots,
)

NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@dataclass
class Draft:
    """An edition with three slots, two tables, and a draft; `a` meets `b` and `c`."""

    edition: Edition
    version: ScheduleVersion
    slots: list[Slot]
    tables: list[Table]
    a: Registration
    b: Registration
    c: Registration
    ab: Meeting
    ac: Meeting
    user: User

    def put(self, meeting: Meeting, row: int, column: int, **changes: Any) -> Any:
        values = {
            "version": self.version,
            "meeting": meeting.pk,
            "slot": self.slots[row].pk,
            "table": self.tables[column].pk,
            "user": self.user,
            "key": uuid.uuid4(),
            "now": MORNING,
            **changes,
        }
        return placing.put(**values)

    def act(self, act: Callable[..., Any], meeting: Meeting) -> Any:
        return act(
            version=self.version, meeting=meeting.pk, user=self.user, key=uuid.uuid4(), now=MORNING
        )

    def where(self) -> dict[int, tuple[int, int, bool]]:
        """For each placed meeting its slot and table by position, and whether it is locked."""
        slots = {slot.pk: position for position, slot in enumerate(self.slots)}
        at = {table.pk: position for position, table in enumerate(self.tables)}
        return {
            row.meeting_id: (slots[row.slot_id], at[row.table_id or 0], row.is_locked)
            for row in Placement.objects.filter(version=self.version)
        }


@pytest.fixture
def draft() -> Draft:
    edition = EditionFactory()
    a, b, c = (RegistrationFactory(edition=edition) for _ in range(3))
    return Draft(
        edition=edition,
        version=ScheduleVersionFactory(edition=edition, number=1),
        slots=window_with_slots(edition, slots=3),
        tables=tables(edition, 2),
        a=a,
        b=b,
        c=c,
        ab=meeting_between(a, b),
        ac=meeting_between(a, c),
        user=UserFactory(),
    )


def test_meeting_is_placed_and_moved(draft: Draft) -> None:
    assert draft.put(draft.ab, 0, 0).kind == "placed"
    assert draft.put(draft.ab, 2, 1).kind == "moved"
    assert draft.where() == {draft.ab.pk: (2, 1, False)}
    seats = PlacementParticipant.objects.values_list("registration_id", "slot_id", "seat")
    assert set(seats) == {(one.pk, draft.slots[2].pk, 1) for one in (draft.a, draft.b)}
    assert Placement.objects.get().is_by_hand


def test_same_key_moves_once(draft: Draft) -> None:
    key = uuid.uuid4()
    first = draft.put(draft.ab, 0, 0, key=key)
    again = draft.put(draft.ab, 0, 0, key=key)
    assert first == again
    assert draft.where() == {draft.ab.pk: (0, 0, False)}


def test_another_change_under_the_key_is_not_taken_for_the_first(draft: Draft) -> None:
    key = uuid.uuid4()
    first = draft.put(draft.ab, 0, 0, key=key)
    second = draft.put(draft.ab, 1, 1, key=key)
    assert first != second
    assert draft.where() == {draft.ab.pk: (1, 1, False)}


def test_busy_participant_is_refused_and_named(draft: Draft) -> None:
    draft.put(draft.ab, 0, 0)
    with pytest.raises(placing.ParticipantBusy) as refusal:
        draft.put(draft.ac, 0, 1)
    assert refusal.value.registrations == (draft.a.pk,)
    assert refusal.value.meetings == (draft.ab.pk,)
    assert draft.where() == {draft.ab.pk: (0, 0, False)}


def test_second_person_of_a_delegation_takes_the_second_seat(draft: Draft) -> None:
    delegates(draft.a)
    draft.put(draft.ab, 0, 0)
    draft.put(draft.ac, 0, 1)
    seats = PlacementParticipant.objects.filter(registration=draft.a)
    assert sorted(seats.values_list("seat", flat=True)) == [1, 2]


def test_taken_table_is_refused(draft: Draft) -> None:
    d = RegistrationFactory(edition=draft.edition)
    cd = meeting_between(draft.c, d)
    draft.put(draft.ab, 0, 0)
    with pytest.raises(placing.TableTaken) as refusal:
        draft.put(cd, 0, 0)
    assert refusal.value.meetings == (draft.ab.pk,)


def test_unavailable_participant_is_refused(draft: Draft) -> None:
    Unavailability.objects.create(
        edition=draft.edition, registration=draft.b, period=draft.slots[1].period
    )
    with pytest.raises(placing.ParticipantAway) as refusal:
        draft.put(draft.ab, 1, 0)
    assert refusal.value.registrations == (draft.b.pk,)


def test_participant_at_its_limit_is_refused_a_new_meeting_but_not_a_move(draft: Draft) -> None:
    draft.a.max_meetings = 1
    draft.a.save()
    draft.put(draft.ab, 0, 0)
    with pytest.raises(placing.LimitReached):
        draft.put(draft.ac, 1, 0)
    draft.put(draft.ab, 1, 1)


def test_cancelled_meeting_is_refused(draft: Draft) -> None:
    draft.ab.is_cancelled = True
    draft.ab.save()
    with pytest.raises(placing.MeetingNotWanted):
        draft.put(draft.ab, 0, 0)


def test_place_of_another_edition_is_refused(draft: Draft) -> None:
    (foreign,) = window_with_slots(EditionFactory(), slots=1)
    with pytest.raises(placing.NoSuchPlace):
        draft.put(draft.ab, 0, 0, slot=foreign.pk)


@pytest.mark.parametrize("state", ["published", "replaced"])
def test_published_schedule_is_not_changed_as_a_draft(draft: Draft, state: str) -> None:
    draft.put(draft.ab, 0, 0)
    ScheduleVersion.objects.update(state=state, published_at=MORNING)
    changes: list[Callable[[], Any]] = [
        lambda: draft.put(draft.ab, 1, 0),
        lambda: draft.put(draft.ac, 1, 0),
        lambda: draft.act(placing.remove, draft.ab),
        lambda: draft.act(placing.lock, draft.ab),
    ]
    for change in changes:
        with pytest.raises(placing.NotADraft):
            change()
    assert draft.where() == {draft.ab.pk: (0, 0, False)}


def test_lock_stays_when_moved_and_goes_when_unlocked(draft: Draft) -> None:
    draft.put(draft.ab, 0, 0)
    draft.act(placing.lock, draft.ab)
    draft.put(draft.ab, 1, 0)
    assert draft.where() == {draft.ab.pk: (1, 0, True)}
    draft.act(placing.unlock, draft.ab)
    assert draft.where() == {draft.ab.pk: (1, 0, False)}


def test_removed_meeting_leaves_nothing(draft: Draft) -> None:
    draft.put(draft.ab, 0, 0)
    draft.act(placing.remove, draft.ab)
    assert not Placement.objects.exists()
    assert not PlacementParticipant.objects.exists()
    with pytest.raises(placing.EditSuperseded):
        draft.act(placing.remove, draft.ab)


def test_changes_are_undone_one_after_the_other(draft: Draft) -> None:
    edits = [
        draft.put(draft.ab, 0, 0),
        draft.put(draft.ab, 2, 1),
        draft.act(placing.lock, draft.ab),
        draft.act(placing.remove, draft.ab),
    ]
    seen = []
    for edit in reversed(edits):
        placing.undo(version=draft.version, number=edit.number, now=MORNING)
        seen.append(draft.where().get(draft.ab.pk))
    assert seen == [(2, 1, True), (2, 1, False), (0, 0, False), None]


def test_undo_twice_is_once(draft: Draft) -> None:
    draft.put(draft.ab, 0, 0)
    edit = draft.put(draft.ab, 1, 0)
    for _ in range(2):
        placing.undo(version=draft.version, number=edit.number, now=MORNING)
    assert draft.where() == {draft.ab.pk: (0, 0, False)}


def test_undo_after_another_change_of_the_meeting_is_refused(draft: Draft) -> None:
    first = draft.put(draft.ab, 0, 0)
    draft.put(draft.ab, 1, 0)
    with pytest.raises(placing.EditSuperseded):
        placing.undo(version=draft.version, number=first.number, now=MORNING)


def test_undo_into_a_place_that_is_no_longer_free_is_refused(draft: Draft) -> None:
    draft.put(draft.ab, 0, 0)
    edit = draft.act(placing.remove, draft.ab)
    Unavailability.objects.create(
        edition=draft.edition, registration=draft.b, period=draft.slots[0].period
    )
    with pytest.raises(placing.ParticipantAway):
        placing.undo(version=draft.version, number=edit.number, now=MORNING)


def test_draft_made_from_the_published_schedule_is_its_copy(draft: Draft) -> None:
    draft.put(draft.ab, 0, 0)
    draft.act(placing.lock, draft.ab)
    UnplacedMeeting.objects.create(
        version=draft.version, meeting=draft.ac, reason={"code": "tables_full"}
    )
    ScheduleVersion.objects.update(state="published", published_at=MORNING)
    published = draft.version
    draft.version = placing.start_draft(edition=draft.edition, now=NOW)
    assert (draft.version.number, draft.version.based_on) == (2, published)
    assert draft.where() == {draft.ab.pk: (0, 0, True)}
    assert draft.version.unplaced.get().reason == {"code": "tables_full"}
    assert placing.start_draft(edition=draft.edition, now=NOW) == draft.version


@pytest.mark.parametrize("state", ["finished", "cancelled"])
def test_schedule_of_an_event_that_is_over_stays_as_it_is(draft: Draft, state: str) -> None:
    edit = draft.put(draft.ab, 0, 0)
    Edition.objects.update(state=state)
    for act in (placing.lock, placing.remove):
        with pytest.raises(placing.EditionOver):
            draft.act(act, draft.ab)
    with pytest.raises(placing.EditionOver):
        draft.put(draft.ab, 1, 0)
    with pytest.raises(placing.EditionOver):
        placing.undo(version=draft.version, number=edit.number, now=MORNING)
    with pytest.raises(placing.EditionOver):
        placing.start_draft(edition=draft.edition, now=NOW)
    assert draft.where() == {draft.ab.pk: (0, 0, False)}


def test_whole_schedule_with_a_double_booking_is_refused(draft: Draft) -> None:
    places = [
        Place(draft.ab.pk, draft.slots[0].pk, draft.tables[0].pk),
        Place(draft.ac.pk, draft.slots[0].pk, draft.tables[1].pk),
    ]
    with pytest.raises(placing.ParticipantBusy):
        placing.fill(version=draft.version, places=places)
    assert not Placement.objects.exists()


def swapped(draft: Draft, first: Meeting, second: Meeting, **changes: Any) -> ScheduleEdit:
    values: dict[str, Any] = {"user": draft.user, "key": uuid.uuid4(), "now": MORNING} | changes
    return placing.swap(version=draft.version, meeting=first.pk, other=second.pk, **values)


def test_two_meetings_exchange_their_places_and_back(draft: Draft) -> None:
    draft.put(draft.ab, 0, 0)
    draft.put(draft.ac, 1, 1)
    key = uuid.uuid4()
    edit = swapped(draft, draft.ab, draft.ac, key=key)
    assert swapped(draft, draft.ab, draft.ac, key=key) == edit, "a double click is one act"
    assert draft.where() == {draft.ab.pk: (1, 1, False), draft.ac.pk: (0, 0, False)}
    placing.undo(version=draft.version, number=edit.number, now=MORNING)
    assert draft.where() == {draft.ab.pk: (0, 0, False), draft.ac.pk: (1, 1, False)}
    placing.redo(version=draft.version, number=edit.number, now=MORNING)
    assert draft.where() == {draft.ab.pk: (1, 1, False), draft.ac.pk: (0, 0, False)}


def test_a_swap_that_one_side_cannot_make_changes_nothing(draft: Draft) -> None:
    draft.put(draft.ab, 0, 0)
    draft.put(draft.ac, 1, 1)
    Unavailability.objects.create(
        edition=draft.edition, registration=draft.b, period=draft.slots[1].period
    )
    with pytest.raises(placing.ParticipantAway):
        swapped(draft, draft.ab, draft.ac)
    assert draft.where() == {draft.ab.pk: (0, 0, False), draft.ac.pk: (1, 1, False)}


def test_what_was_undone_is_done_again_in_order(draft: Draft) -> None:
    draft.put(draft.ab, 0, 0)
    edits = [draft.put(draft.ab, row, 0) for row in (1, 2)]
    for edit in reversed(edits):
        placing.undo(version=draft.version, number=edit.number, now=MORNING)
    for row in (1, 2):
        again = edits_offered(draft.version).undone
        assert again is not None
        for _twice in range(2):
            placing.redo(version=draft.version, number=again.number, now=MORNING)
        assert draft.where() == {draft.ab.pk: (row, 0, False)}
    assert edits_offered(draft.version).undone is None


def test_nothing_is_done_again_after_another_change(draft: Draft) -> None:
    draft.put(draft.ab, 0, 0)
    edit = draft.put(draft.ab, 1, 0)
    placing.undo(version=draft.version, number=edit.number, now=MORNING)
    draft.put(draft.ab, 2, 0)
    assert edits_offered(draft.version).undone is None
    with pytest.raises(placing.EditSuperseded):
        placing.redo(version=draft.version, number=edit.number, now=MORNING)


def test_each_organiser_undoes_the_own_change_though_another_meeting_was_changed_since(
    draft: Draft,
) -> None:
    own = draft.put(draft.ab, 0, 0)
    draft.put(draft.ac, 1, 1, user=UserFactory())
    assert edits_offered(draft.version, draft.user).last == own
    placing.undo(version=draft.version, number=own.number, now=MORNING)
    assert draft.where() == {draft.ac.pk: (1, 1, False)}


def test_the_second_of_two_moves_of_one_meeting_is_refused(draft: Draft) -> None:
    draft.put(draft.ab, 0, 0)
    seen = 1
    draft.put(draft.ab, 1, 0, seen=seen)
    with pytest.raises(placing.MeetingChanged):
        draft.put(draft.ab, 2, 0, seen=seen)
    draft.put(draft.ac, 0, 0, seen=seen)
    assert draft.where() == {draft.ab.pk: (1, 0, False), draft.ac.pk: (0, 0, False)}


def test_a_move_on_top_of_an_undone_one_that_was_not_seen_is_refused(draft: Draft) -> None:
    draft.put(draft.ab, 0, 0)
    edit = draft.put(draft.ab, 1, 0)
    placing.undo(version=draft.version, number=edit.number, now=MORNING)
    with pytest.raises(placing.MeetingChanged):
        draft.put(draft.ab, 2, 0, seen=edit.number)
