"""Who of a delegation sits in which meeting."""

import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from events.models import Delegate, Registration
from events.services.decisions import Change, decline, undo
from events.services.delegates import remove_delegate
from events.services.registrations import change
from events.services.wishes import Wishes
from matchmaking.models import (
    Meeting,
    MeetingParticipant,
    PlacementParticipant,
    ScheduleVersion,
)
from matchmaking.queries.agenda import Kind, agenda
from matchmaking.services import placing
from matchmaking.services.attending import (
    CalledOff,
    ChoiceClosed,
    ChoiceRefused,
    ChosenElsewhere,
    NotThere,
    choose_delegate,
)
from matchmaking.services.drafts import discard
from matchmaking.services.requests import cancel_published
from matchmaking.services.restoring import bring_back
from tests.factories.events import EditionFactory, delegates
from tests.factories.matchmaking import MeetingRequestFactory
from tests.factories.schedules import Scheduled, four_managed
from tests.faults.conftest import violations
from tests.support.racing import raced

pytestmark = pytest.mark.django_db
NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)
AB, AC, AD = range(3)
State = Registration.State


@pytest.fixture
def event() -> Scheduled:
    """A, which sends Ada and Bo, meets B and C at the first time, and D at the second."""
    return begun()


def begun() -> Scheduled:
    registrations = four_managed(EditionFactory(state="published"))
    for name, position in (("Ada", 0), ("Bo", 1)):
        Delegate.objects.create(registration=registrations[0], name=name, position=position)
    event = Scheduled.of(registrations, pairs=[(0, 1), (0, 2), (0, 3)], places=[], slots=3)
    places = [
        placing.Place(event.meetings[number].pk, event.slots[slot].pk, event.tables[table].pk)
        for number, slot, table in ((AB, 0, 0), (AC, 0, 1), (AD, 1, 0))
    ]
    with transaction.atomic():
        placing.fill(version=event.version, places=places)
    ScheduleVersion.objects.update(state="published", published_at=NOW)
    event.version.refresh_from_db()
    return event


def people(event: Scheduled) -> Sequence[Delegate]:
    return list(event.registrations[0].delegates.all())


def sits(event: Scheduled) -> list[str]:
    """Who of A sits in its three meetings."""
    rows = PlacementParticipant.objects.filter(registration=event.registrations[0])
    found = {row.meeting_id: str(row.delegate or "") for row in rows.select_related("delegate")}
    return [found[meeting.pk] for meeting in event.meetings]


def choose(event: Scheduled, meeting: int, delegate: Delegate | None, now: datetime = NOW) -> None:
    choose_delegate(
        meeting=event.meetings[meeting], side=event.registrations[0], delegate=delegate, now=now
    )


def test_left_open_the_first_who_is_free_sits_there(event: Scheduled) -> None:
    assert sits(event) == ["Ada", "Bo", "Ada"]
    other = PlacementParticipant.objects.filter(registration=event.registrations[1])
    assert other.get().delegate is None
    assert violations() == []


def test_whom_the_cluster_chose_sits_there_and_the_other_takes_the_place(event: Scheduled) -> None:
    ada, bo = people(event)
    choose(event, AB, bo)
    choose(event, AD, bo)
    assert sits(event) == ["Bo", "Ada", "Bo"]
    choose(event, AD, None)
    assert sits(event) == ["Bo", "Ada", "Bo"]
    with pytest.raises(ChosenElsewhere):
        choose(event, AC, bo)
    choose(event, AC, ada)
    assert sits(event) == ["Bo", "Ada", "Bo"]


def test_who_is_not_there_cannot_be_chosen_and_leaves_the_seat(event: Scheduled) -> None:
    ada, bo = people(event)
    later = event.slots[1].period
    bo.presence = [DateTimeTZRange(later.lower, later.upper)]
    bo.save()
    with pytest.raises(NotThere):
        choose(event, AB, bo)
    choose(event, AD, bo)
    assert sits(event)[AD] == "Bo"
    [foreign] = delegates(event.registrations[1], 1)
    with pytest.raises(NotThere):
        choose(event, AB, foreign)
    assert ada.name in sits(event)


def test_others_take_the_seats_of_who_does_not_come(event: Scheduled) -> None:
    ada, bo = people(event)
    choose(event, AB, ada)
    remove_delegate(delegate=ada, version=1, now=NOW)
    assert sorted(sits(event)) == ["", "Bo", "Bo"]
    assert sits(event)[AD] == "Bo"
    a = event.registrations[0]
    change(registration=a, wishes=Wishes(delegates=[("Bo", ""), ("Cy", "")]), version=2, now=NOW)
    assert sorted(sits(event)) == ["Bo", "Bo", "Cy"]
    assert bo.pk in [one.pk for one in people(event)]


def test_a_choice_goes_with_the_meeting(event: Scheduled) -> None:
    _ada, bo = people(event)
    choose(event, AD, bo)
    draft = placing.start_draft(edition=event.edition, now=NOW)
    placing.put(
        version=draft,
        meeting=event.meetings[AD].pk,
        slot=event.slots[2].pk,
        table=event.tables[1].pk,
        user=event.user,
        key=uuid.uuid4(),
        now=NOW,
    )
    moved = PlacementParticipant.objects.get(
        version=draft, meeting=event.meetings[AD], registration=event.registrations[0]
    )
    assert (moved.slot_id, moved.delegate) == (event.slots[2].pk, bo)


def test_a_draft_that_is_brought_back_seats_who_comes_now(event: Scheduled) -> None:
    ada, _bo = people(event)
    draft = placing.start_draft(edition=event.edition, now=NOW)
    discard(version=draft, revision=draft.revision, now=NOW)
    remove_delegate(delegate=ada, version=1, now=NOW)
    bring_back(version=draft, now=NOW)
    rows = PlacementParticipant.objects.filter(version=draft, registration=event.registrations[0])
    of_d = rows.get(meeting=event.meetings[AD])
    assert str(of_d.delegate) == "Bo"
    assert sorted(str(row.delegate or "") for row in rows) == ["", "Bo", "Bo"]


def test_nobody_is_chosen_for_a_meeting_that_was_cancelled(event: Scheduled) -> None:
    _ada, bo = people(event)
    Meeting.objects.filter(pk=event.meetings[AB].pk).update(is_cancelled=True)
    with pytest.raises(CalledOff):
        choose(event, AB, bo)
    assert sits(event)[AB] == "Ada"


def leaves(event: Scheduled, number: int) -> None:
    """The cluster of that position does not come any more; its meeting was asked for."""
    for meeting in event.meetings:
        ours, theirs = (row.registration for row in meeting.participants.order_by("pk"))
        meeting.request = MeetingRequestFactory(
            edition=event.edition, requester=ours, invitee=theirs, state="accepted"
        )
        meeting.save()
    decline(edition=event.edition, chosen=[event.registrations[number].pk], now=NOW)


def test_nobody_sits_in_a_meeting_that_was_called_off(event: Scheduled) -> None:
    ada, bo = people(event)
    leaves(event, 1)
    assert sits(event) == ["", "Bo", "Ada"]
    choose(event, AC, ada)
    assert sits(event) == ["", "Ada", "Ada"]
    remove_delegate(delegate=ada, version=1, now=NOW)
    assert sits(event) == ["", "Bo", "Bo"]
    assert bo.pk in [one.pk for one in people(event)]
    assert violations() == []


def test_whom_both_chose_is_free_once_one_is_called_off(event: Scheduled) -> None:
    ada, _bo = people(event)
    at_once = MeetingParticipant.objects.filter(registration=event.registrations[0])
    at_once.filter(meeting__in=event.meetings[:2]).update(delegate=ada)
    leaves(event, 1)
    assert sits(event) == ["", "Ada", "Ada"]
    changes = [Change(event.registrations[1].pk, State.APPROVED, State.DECLINED, 2)]
    undo(edition=event.edition, changes=changes, now=NOW)
    assert sits(event) == ["Ada", "Bo", "Ada"]


def test_whom_both_chose_is_free_once_one_is_cancelled(event: Scheduled) -> None:
    ada, _bo = people(event)
    at_once = MeetingParticipant.objects.filter(registration=event.registrations[0])
    at_once.filter(meeting__in=event.meetings[:2]).update(delegate=ada)
    cancel_published(meeting=event.meetings[AB], by=event.user, now=NOW)
    [of_c, of_d] = PlacementParticipant.objects.filter(
        registration=event.registrations[0]
    ).order_by("slot")
    assert (of_c.meeting, of_c.delegate, of_d.delegate) == (event.meetings[AC], ada, ada)


def test_what_has_begun_stays(event: Scheduled) -> None:
    _ada, bo = people(event)
    with pytest.raises(ChoiceClosed):
        choose(event, AB, bo, now=event.slots[0].period.lower)


def test_the_database_lets_nobody_sit_in_two_meetings_at_once(event: Scheduled) -> None:
    ada, bo = people(event)
    of_a = PlacementParticipant.objects.filter(registration=event.registrations[0])
    with pytest.raises(IntegrityError, match="placement_delegate_once"), transaction.atomic():
        of_a.update(delegate=ada)
    of_d = PlacementParticipant.objects.filter(registration=event.registrations[3])
    with pytest.raises(IntegrityError, match="sitting_delegate_of_registration"):
        sits_now(of_d, bo)


def sits_now(rows: QuerySet[PlacementParticipant], delegate: Delegate) -> None:
    """As if it were committed."""
    with transaction.atomic(), connection.cursor() as cursor:
        rows.update(delegate=delegate)
        cursor.execute("SET CONSTRAINTS sitting_delegate_of_registration IMMEDIATE")


def test_both_sides_see_who_sits_there(event: Scheduled, client: Client) -> None:
    for letter in "ab":
        cluster = event.registrations["ab".index(letter)].cluster
        client.force_login(cluster.memberships.get().user)
        here = [event.edition.slug, cluster.slug, event.meetings[AB].pk]
        page = " ".join(client.get(reverse("meet-meeting", args=here)).text.split())
        assert "Ada sits in this meeting." in page
        shown = " ".join(client.get(reverse("meet-agenda", args=here[:2])).text.split())
        assert ("For you: Ada" if letter == "a" else "For them: Ada") in shown


def test_a_manager_chooses_on_the_page_of_the_meeting(event: Scheduled, client: Client) -> None:
    cluster = event.registrations[0].cluster
    client.force_login(cluster.memberships.get().user)
    here = [event.edition.slug, cluster.slug, event.meetings[AB].pk]
    address = reverse("meet-meeting-delegate", args=here)
    _ada, bo = people(event)
    page = client.post(address, {"delegate": bo.pk}, follow=True).text
    assert "Bo sits in this meeting." in page
    assert client.post(address, {"delegate": "nobody"}).status_code == 422
    [foreign] = delegates(event.registrations[1], 1)
    assert client.post(address, {"delegate": foreign.pk}).status_code == 422
    other = reverse("meet-meeting-delegate", args=[*here[:2], event.meetings[AC].pk])
    assert client.post(other, {"delegate": bo.pk}).status_code == 409
    meeting = agenda(event.registrations[0]).items(Kind.MEETING)[0]
    assert meeting.delegate == "Bo"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_choose_one_delegate_for_two_meetings_one_is_refused(patient: None) -> None:
    event = begun()
    _ada, bo = people(event)

    def act(meeting: int) -> Callable[[], None]:
        return lambda: choose(event, meeting, bo)

    answers = raced([act(meeting) for meeting in [AB, AC] * 4])
    assert {type(one) for one in answers if isinstance(one, ChoiceRefused)} == {ChosenElsewhere}
    assert sorted(sits(event)[:2]) == ["Ada", "Bo"]
    assert violations() == []
