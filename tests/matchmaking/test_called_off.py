"""A published meeting that was called off, as its cluster left, counts nowhere as a meeting."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from events.models import Edition, Registration
from matchmaking.models import Placement, PlannedReminder, ScheduleEdit
from matchmaking.queries.instant import free_times
from matchmaking.queries.reminders import reached
from matchmaking.queries.schedule import published_meetings, published_meetings_of_each
from matchmaking.services import placing
from matchmaking.services.availability import set_availability
from matchmaking.services.reminders import add_reminder, send_due_reminders
from matchmaking.slots import Period
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory
from tests.factories.matchmaking import placed
from tests.factories.schedules import Scheduled, four_managed
from tests.faults.conftest import violations
from tests.support.mails import mail_to, told

NOW = datetime(2094, 5, 27, 8, tzinfo=UTC)
AB, CD, AC, AD, BD = range(5)
A, B, C, D = range(4)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(db: None) -> Scheduled:
    """A meets B, C and D; B is not approved any more, and its places stand. A and B have 4 times.

    C meets D as well, and B and D agreed.
    """
    event = Scheduled.of(
        four_managed(EditionFactory(state="published")),
        pairs=[(A, B), (C, D), (A, C), (A, D), (B, D)],
        places=[(0, 0), (0, 1), (1, 0)],
        slots=4,
        state="published",
        published_at=NOW,
    )
    left = event.registrations[B]
    Registration.objects.filter(pk=left.pk).update(state="withdrawn")
    for meeting in (AB, BD):
        event.meetings[meeting].is_cancelled = True
        event.meetings[meeting].save()
    return event


def test_reminders_count_and_reach_those_who_meet(event: Scheduled) -> None:
    Edition.objects.update(starts_on=(NOW + timedelta(days=7)).date())
    event.edition.refresh_from_db()
    Registration.objects.filter(pk=event.registrations[B].pk).update(state="approved")
    found = reached(PlannedReminder.Kind.AGENDA, event.edition, NOW)
    assert set(found) == {event.registrations[number] for number in (A, C, D)}
    add_reminder(edition=event.edition, kind="agenda", days_before=7, now=NOW)
    assert send_due_reminders(now=NOW) == 1
    assert told("reminder-agenda") == ["a@example.org", "c@example.org", "d@example.org"]
    said = " ".join(mail_to("a@example.org").body.split())
    assert "09:30" in said
    assert "09:00" not in said, "the first meeting is off"


def test_it_fills_no_limit(event: Scheduled) -> None:
    assert published_meetings(event.registrations[A]) == 1
    counts = {event.registrations[pk].pk: count for pk, count in ((A, 1), (C, 2), (D, 1))}
    assert published_meetings_of_each(event.edition) == counts
    Registration.objects.filter(pk=event.registrations[A].pk).update(max_meetings=2)
    first, second = (Registration.objects.get(pk=event.registrations[n].pk) for n in (A, D))
    assert not free_times(first, second, NOW).is_full
    event.put_at(AD, 2, 0, NOW, is_live=True)
    assert free_times(first, second, NOW).is_full


def test_it_fills_no_limit_of_a_draft(event: Scheduled) -> None:
    Registration.objects.filter(pk=event.registrations[A].pk).update(max_meetings=2)
    event.version.state, event.version.published_at = "draft", None
    event.version.save()
    event.put_at(AD, 2, 0, NOW)
    placing.remove(
        version=event.version,
        meeting=event.meetings[AC].pk,
        user=event.user,
        key=uuid.uuid4(),
        now=NOW,
    )
    event.put_at(AC, 3, 0, NOW)


def test_it_holds_nobody_to_its_time(event: Scheduled) -> None:
    time = event.slots[0].period
    set_availability(
        registration=event.registrations[A],
        freed=[],
        away=[Period(time.lower, time.upper)],
        now=NOW,
    )


def test_it_keeps_nobody_who_speaks_for_two_from_the_other_meeting(event: Scheduled) -> None:
    event.put_at(CD, 2, 1, NOW, is_live=True)
    # Who speaks for A, which was to meet B at 09:00, speaks for D as well.
    [manager] = event.registrations[A].cluster.memberships.all()
    MembershipFactory(organisation=event.registrations[D].cluster, user=manager.user)
    first, second = (Registration.objects.get(pk=event.registrations[n].pk) for n in (C, D))
    assert event.slots[0] in free_times(first, second, NOW).slots
    event.put_at(CD, 0, 1, NOW, is_live=True)
    [freed] = ScheduleEdit.objects.filter(kind=ScheduleEdit.Kind.FREED)
    assert freed.meeting == event.meetings[AB]
    assert violations() == []


def test_a_swap_and_what_is_undone_and_done_again_find_its_place_free(event: Scheduled) -> None:
    act: dict[str, Any] = {"version": event.version, "now": NOW, "is_live": True}
    by: dict[str, Any] = {"user": event.user, "key": uuid.uuid4()}
    # C meets D at 09:00, A meets C at 09:30: A comes to 09:00, when it was to meet B.
    edit = placing.swap(meeting=event.meetings[CD].pk, other=event.meetings[AC].pk, **act, **by)
    freed = ScheduleEdit.objects.get(kind=ScheduleEdit.Kind.FREED)
    assert (freed.meeting, freed.number) == (event.meetings[AB], 1)
    back = placed(event.version, event.meetings[AB], event.slots[1], event.tables[1])
    placing.undo(number=edit.number, **act)
    assert not Placement.objects.filter(pk=back.pk).exists()
    placed(event.version, event.meetings[AB], event.slots[0], event.tables[0])
    placing.redo(number=edit.number, **act)
    slots = {row.meeting_id: row.slot for row in Placement.objects.filter(version=event.version)}
    places = {event.meetings[CD].pk: event.slots[1], event.meetings[AC].pk: event.slots[0]}
    assert slots == places
    assert violations() == []
