"""A delegation holds as many meetings at a time as delegates are there."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.urls import reverse

from events.models import Delegate, Registration, RegistrationNews
from events.queries.presence import Delegation, with_delegates
from events.services.delegates import Particulars, change_delegate, remove_delegate
from events.services.registrations import (
    MeetingsLeftAlone,
    NotChangeable,
    RegistrationChanged,
    change,
)
from events.services.wishes import Wishes
from matchmaking.models import Slot, Table
from matchmaking.queries.availability import NOBODY_THERE, busy_slots
from matchmaking.queries.delegations import costs_of_removing
from matchmaking.queries.names import names
from matchmaking.queries.plan import Plan
from matchmaking.queries.possible import obstacle
from matchmaking.queries.remedies import Status, remedy_of
from matchmaking.runs.problem import build
from matchmaking.services import placing
from matchmaking.services.placing import ParticipantAway, ParticipantBusy, Place
from notifications.models import OutboxMessage
from organise.queries.disturbances import disturbances
from organise.words.remedies import status
from organise.words.replans import disturbed
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, delegates
from tests.factories.matchmaking import ScheduleVersionFactory, placed
from tests.factories.schedules import Scheduled, four_managed

pytestmark = pytest.mark.django_db
NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)
AB, AC, AD = range(3)


@pytest.fixture
def event() -> Scheduled:
    """A is to meet B, C and D; A sends two people. A meets B at the first time."""
    return Scheduled.of(
        four_managed(EditionFactory(state="published")),
        pairs=[(0, 1), (0, 2), (0, 3)],
        places=[(0, 0)],
        slots=3,
        state="published",
        published_at=NOW,
    )


def draft_of(event: Scheduled) -> Scheduled:
    """The same with a draft to change."""
    event.version = ScheduleVersionFactory(
        edition=event.edition, number=2, based_on=event.version, began_from=None
    )
    placed(event.version, event.meetings[AB], event.slots[0], event.tables[0])
    return event


def put(event: Scheduled, meeting: int, slot: int, table: int) -> None:
    placing.put(
        version=event.version,
        meeting=event.meetings[meeting].pk,
        slot=event.slots[slot].pk,
        table=event.tables[table].pk,
        user=event.user,
        key=uuid.uuid4(),
        now=NOW,
    )


def there_in(delegate: Delegate, *slots: Slot) -> None:
    """The delegate is there in these slots alone."""
    delegate.presence = [DateTimeTZRange(slot.period.lower, slot.period.upper) for slot in slots]
    delegate.save()


def test_the_problem_has_a_capacity_for_each_slot_from_who_is_there(event: Scheduled) -> None:
    a = event.registrations[0]
    _first, second = delegates(a)
    there_in(second, event.slots[1])
    people = build(event.edition).problem.participants
    assert [one.capacity for one in people] == [(1, 2, 1), 1, 1, 1]
    Registration.objects.filter(pk=a.pk).update(seats=1)
    assert build(event.edition).problem.participants[0].capacity == 1


def test_when_no_delegate_is_there_the_cluster_is_away(event: Scheduled) -> None:
    a = event.registrations[0]
    [only] = delegates(a, 1)
    there_in(only, event.slots[1])
    away = {event.slots[number].pk: NOBODY_THERE for number in (0, 2)}
    assert busy_slots(event.edition) == {a.pk: away}
    assert build(event.edition).problem.participants[0].unavailable == {0, 2}
    draft = draft_of(event)
    with pytest.raises(ParticipantAway):
        put(draft, AC, 2, 1)
    put(draft, AC, 1, 1)


def test_there_means_from_the_beginning_of_a_slot_to_its_end(event: Scheduled) -> None:
    [only] = delegates(event.registrations[0], 1)
    first, late = event.slots[0].period, timedelta(minutes=1)
    only.presence = [DateTimeTZRange(first.lower + late, event.slots[1].period.upper)]
    only.save()
    [away] = busy_slots(event.edition).values()
    assert set(away) == {event.slots[0].pk, event.slots[2].pk}


def test_a_second_meeting_at_a_time_needs_a_second_delegate_there(event: Scheduled) -> None:
    draft = draft_of(event)
    plan = Plan(event.edition, draft.version)
    found = obstacle(plan, event.meetings[AC].pk, event.slots[0].pk)
    assert found
    assert [party.name for party in found.busy] == ["Cluster A"]
    with pytest.raises(ParticipantBusy):
        put(draft, AC, 0, 1)
    _first, second = delegates(event.registrations[0])
    there_in(second, event.slots[1])
    with pytest.raises(ParticipantBusy):
        put(draft, AC, 0, 1)
    there_in(second, event.slots[0])
    assert not obstacle(
        Plan(event.edition, draft.version), event.meetings[AC].pk, event.slots[0].pk
    )
    put(draft, AC, 0, 1)


def test_a_run_is_refused_whose_meetings_nobody_is_there_for_now(event: Scheduled) -> None:
    version = ScheduleVersionFactory(edition=event.edition, number=2)
    places = [
        Place(event.meetings[number].pk, event.slots[0].pk, event.tables[number].pk)
        for number in (AB, AC)
    ]
    with pytest.raises(ParticipantBusy):
        placing.fill(version=version, places=places)
    delegates(event.registrations[0])
    placing.fill(version=version, places=places)


def test_a_draft_keeps_what_stood_and_marks_it(event: Scheduled) -> None:
    first, _second = delegates(event.registrations[0])
    placed_second(event)
    remove_delegate(delegate=first, version=1, now=NOW)
    draft = placing.start_draft(edition=event.edition, now=NOW)
    assert draft.placements.count() == 2
    plan = Plan(event.edition, draft)
    assert len(plan.conflicts()) == 2


def placed_second(event: Scheduled) -> None:
    """A meets C at the time at which it meets B."""
    placed(event.version, event.meetings[AC], event.slots[0], event.tables[1], seat=2)


def test_removing_a_delegate_shows_first_what_it_costs_and_is_told(event: Scheduled) -> None:
    organiser = MembershipFactory(organisation=event.edition.owner).user
    a = event.registrations[0]
    first, second = delegates(a)
    placed_second(event)
    Table.objects.filter(pk=event.tables[1].pk).update(room="Blue room")
    costs = costs_of_removing(a, first.pk, NOW)
    assert [row.meeting_id for row in costs] == [event.meetings[AC].pk]
    remove_delegate(delegate=first, version=1, now=NOW)
    assert list(a.delegates.all()) == [second]
    news = RegistrationNews.objects.get()
    assert (news.kind, news.lost_meetings) == ("shrank", 1)
    mail = OutboxMessage.objects.get(recipient=organiser.email)
    assert "Cluster A has nobody left for 1 published meeting" in " ".join(mail.body.split())
    assert "• Thursday 3 June, 09:00, table 2 (Blue room), with Cluster C" in mail.body
    plan = Plan(event.edition, event.version, is_live=True)
    [said] = [
        line for line in disturbed(plan.names, disturbances(plan, NOW)) if "delegates" in line
    ]
    assert said == "Cluster A has more meetings than delegates on Thursday 3 June, 09:00."


def test_what_costs_nothing_is_told_to_nobody(event: Scheduled) -> None:
    first, _second = delegates(event.registrations[0])
    remove_delegate(delegate=first, version=1, now=NOW)
    assert not RegistrationNews.objects.exists()


def test_removing_the_only_delegate_says_what_has_no_name_then(
    event: Scheduled, client: Client
) -> None:
    organiser = MembershipFactory(organisation=event.edition.owner).user
    a = event.registrations[0]
    [only] = delegates(a, 1)
    assert [row.meeting_id for row in costs_of_removing(a, only.pk, NOW)] == [event.meetings[AB].pk]
    client.force_login(a.cluster.memberships.get().user)
    shown = client.get(reverse("delegate-remove", args=[a.pk, only.pk])).text
    words = " ".join(shown.split())
    assert "one person without a name counts as there throughout" in words
    assert "Nobody with a name would be left for 1 published meeting." in words
    with pytest.raises(MeetingsLeftAlone):
        change(registration=a, wishes=Wishes(), version=1, now=NOW)
    remove_delegate(delegate=only, version=1, now=NOW)
    news = RegistrationNews.objects.get()
    assert (news.kind, news.lost_meetings) == ("unnamed", 1)
    mail = " ".join(OutboxMessage.objects.get(recipient=organiser.email).body.split())
    assert "Cluster A names nobody any more for 1 published meeting. It stays" in mail
    assert "• Thursday 3 June, 09:00, table 1, with Cluster B" in mail
    assert "Move these meetings" not in mail


def test_who_comes_for_less_of_the_time_costs_meetings_too(event: Scheduled) -> None:
    MembershipFactory(organisation=event.edition.owner)
    [only] = delegates(event.registrations[0], 1)
    later = [(event.slots[1].period.lower, event.slots[2].period.upper)]
    change_delegate(delegate=only, said=Particulars("Ada", presence=later), version=1, now=NOW)
    assert RegistrationNews.objects.get().lost_meetings == 1


def test_a_delegate_is_changed_once_for_each_look_at_it(event: Scheduled) -> None:
    [only] = delegates(event.registrations[0], 1)
    said = Particulars("Ada Rossi", "Director", "English", "Batteries")
    change_delegate(delegate=only, said=said, version=1, now=NOW)
    only.refresh_from_db()
    assert (only.name, only.languages, only.topics) == ("Ada Rossi", "English", "Batteries")
    with pytest.raises(RegistrationChanged):
        change_delegate(delegate=only, said=said, version=1, now=NOW)
    remove_delegate(delegate=only, version=2, now=NOW)
    with pytest.raises(RegistrationChanged):
        remove_delegate(delegate=only, version=3, now=NOW)


def test_after_the_event_a_delegation_stays_as_it_is(event: Scheduled) -> None:
    [only] = delegates(event.registrations[0], 1)
    with pytest.raises(NotChangeable):
        remove_delegate(delegate=only, version=1, now=NOW + timedelta(days=90))


def test_the_form_of_the_whole_delegation_costs_no_meeting_unseen(event: Scheduled) -> None:
    a = event.registrations[0]
    first, second = delegates(a)
    placed_second(event)
    fewer = Wishes(delegates=[(first.name, "")])
    with pytest.raises(MeetingsLeftAlone) as refusal:
        change(registration=a, wishes=fewer, version=1, now=NOW)
    assert refusal.value.count == 1
    assert list(a.delegates.all()) == [first, second]
    both = Wishes(delegates=[(second.name, "Director"), (first.name, "")])
    change(registration=a, wishes=both, version=1, now=NOW)
    assert [one.pk for one in a.delegates.all()] == [second.pk, first.pk]


def test_an_organiser_raises_the_limit_only_where_more_people_are_there(event: Scheduled) -> None:
    a = event.registrations[0]
    draft = draft_of(event)
    draft.version.unplaced.create(
        meeting=event.meetings[AC],
        reason={"code": "participant_full", "participants": [a.pk], "slots": []},
        remedy={
            "code": "raise_capacity",
            "participant": a.pk,
            "slot": event.slots[0].pk,
            "also": [],
        },
    )
    found = remedy_of(draft.version, event.meetings[AC].pk)
    assert found
    assert found.status == Status.DELEGATES
    assert status(names(event.edition), found).startswith("Cluster A has no more delegates")
    delegates(a)
    Registration.objects.filter(pk=a.pk).update(seats=1)
    found = remedy_of(draft.version, event.meetings[AC].pk)
    assert found
    assert found.status == Status.OPEN
    assert (found.changes[0].before, found.changes[0].after) == (1, 2)


def test_what_a_list_reads_of_a_delegation_is_what_its_delegates_say(event: Scheduled) -> None:
    a = event.registrations[0]
    _whole, part, none = delegates(a, 3)
    there_in(part, event.slots[0], event.slots[2])
    there_in(none)
    [read] = with_delegates(Registration.objects.filter(pk=a.pk))
    for slot in event.slots:
        by_list, by_rows = Delegation.of(read), Delegation.of(a)
        assert by_list.at_once(slot.period) == by_rows.at_once(slot.period)
    assert [Delegation.of(read).present(slot.period) for slot in event.slots] == [2, 1, 2]
