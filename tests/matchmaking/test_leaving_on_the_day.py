"""A cluster goes home on the day itself: what it has been to stays, what was to come is off."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from icalendar import Calendar

from accounts.models import User
from events.models import Edition, Registration, RegistrationNews
from events.services.decisions import approve, decline, undo
from events.services.registrations import register, withdraw
from events.services.wishes import Wishes
from matchmaking.models import MeetingRequest, Placement, ScheduleEdit
from matchmaking.queries.agenda import Kind, agenda
from matchmaking.queries.meanwhile import changes_since
from matchmaking.queries.plan import Plan
from matchmaking.queries.schedule import (
    lost_meetings,
    meetings_to_schedule,
    planned,
    published_meetings,
    wanted_meetings,
)
from matchmaking.runs.problem import build
from matchmaking.services import placing
from matchmaking.services.publishing import publish
from matchmaking.services.requests import restore_requests
from matchmaking.telling.acts import tell_waiting
from matchmaking.telling.files import agenda_file
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory
from tests.factories.matchmaking import MeetingRequestFactory
from tests.factories.schedules import Scheduled, four_managed
from tests.faults.conftest import violations
from tests.support.browsers import signed_in
from tests.support.mails import told

# A meets B at 09:00, C at 09:30; C meets D at 10:00, and goes on.
AB, AC, CD = range(3)
A, B, C, D = range(4)
YESTERDAY = datetime(2094, 6, 2, 9, tzinfo=UTC)
BREAK = datetime(2094, 6, 3, 7, 27, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Scheduled:
    event = Scheduled.of(
        four_managed(EditionFactory(state="published")),
        pairs=[(A, B), (A, C), (C, D)],
        places=[(0, 0), (1, 0), (2, 0)],
        slots=4,
        state="published",
        published_at=YESTERDAY,
    )
    for meeting in event.meetings:
        ours, theirs = (row.registration for row in meeting.participants.order_by("pk"))
        meeting.request = MeetingRequestFactory(
            edition=event.edition, requester=ours, invitee=theirs, state="accepted"
        )
        meeting.save()
    return event


def goes_home(registration: Registration, now: datetime = BREAK) -> None:
    withdraw(registration=registration, now=now)


def is_sent_home(registration: Registration, now: datetime = BREAK) -> None:
    decline(edition=registration.edition, chosen=[registration.pk], now=now)


def is_no_longer_approved(registration: Registration, now: datetime = BREAK) -> None:
    """The organiser takes the approval back."""
    Registration.objects.filter(pk=registration.pk).update(state="waiting", decided_at=None)
    approved = approve(edition=registration.edition, chosen=[registration.pk], now=YESTERDAY)
    undo(edition=registration.edition, changes=approved.changes, now=now)


EITHER = pytest.mark.parametrize("leave", [goes_home, is_sent_home, is_no_longer_approved])
Leave = Callable[[Registration], None]


def statuses(registration: Registration, now: datetime) -> list[str]:
    """Of its meetings in its calendar file, in order of time."""
    registration.refresh_from_db()
    entries: list[Any] = Calendar.from_ical(agenda_file(registration, now)).walk("VEVENT")
    meetings = [entry for entry in entries if entry["UID"].startswith("meeting-")]
    return [entry["STATUS"] for entry in sorted(meetings, key=lambda one: one["DTSTART"].dt)]


@EITHER
def test_what_has_begun_stays_agreed_and_what_is_to_come_ends(
    event: Scheduled, leave: Leave
) -> None:
    leave(event.registrations[A])
    states = MeetingRequest.objects.order_by("meeting").values_list(
        "state", "meeting__is_cancelled"
    )
    assert list(states) == [("accepted", False), ("withdrawn", True), ("accepted", False)]
    assert [agenda(event.registrations[pk]).items(Kind.MEETING) != [] for pk in (B, C)] == [
        True,
        True,
    ]
    assert [published_meetings(event.registrations[pk]) for pk in (B, C)] == [1, 1]
    assert planned().filter(edition=event.edition).count() == 2, "public figures"


@EITHER
def test_calendars_of_all_sides_keep_what_has_begun(event: Scheduled, leave: Leave) -> None:
    leave(event.registrations[A])
    for now in (BREAK, BREAK + timedelta(hours=3)):
        assert statuses(event.registrations[A], now) == ["CONFIRMED", "CANCELLED"]
        assert statuses(event.registrations[B], now) == ["CONFIRMED"]
        assert statuses(event.registrations[C], now) == ["CANCELLED", "CONFIRMED"]
    tell_waiting(BREAK + timedelta(hours=3))
    assert "c@example.org" in told("agenda-changed")
    assert "b@example.org" not in told()


def test_calendars_keep_what_has_begun_where_who_went_home_registers_again(
    event: Scheduled,
) -> None:
    side = event.registrations[A]
    goes_home(side)
    # As at an event whose clusters meet from the start, which takes requests on its days.
    Edition.objects.filter(pk=event.edition.pk).update(state="requests_open")
    again = register(
        edition=event.edition,
        cluster=side.cluster,
        by=side.cluster.memberships.get().user,
        wishes=Wishes(),
        key=uuid4(),
        now=BREAK + timedelta(hours=1),
    )
    assert (again.pk, again.state) == (side.pk, "waiting")
    assert statuses(event.registrations[B], BREAK + timedelta(hours=3)) == ["CONFIRMED"]
    assert statuses(event.registrations[C], BREAK + timedelta(hours=3)) == [
        "CANCELLED",
        "CONFIRMED",
    ]


def edits(event: Scheduled) -> list[tuple[Any, ...]]:
    rows = ScheduleEdit.objects.filter(version=event.version).order_by("number")
    return list(rows.values_list("number", "kind", "meeting", "side", "undone_number"))


@pytest.mark.parametrize(("leave", "is_own"), [(goes_home, True), (is_sent_home, False)])
def test_each_meeting_that_is_off_is_one_change_of_the_published_schedule(
    event: Scheduled, leave: Leave, *, is_own: bool
) -> None:
    side = event.registrations[A]
    leave(side)
    event.version.refresh_from_db()
    by = side.pk if is_own else None
    assert edits(event) == [(1, "left", event.meetings[AC].pk, by, None)]
    assert event.version.revision == 1
    assert changes_since(event.version) == 1
    edit = ScheduleEdit.objects.get()
    assert (edit.made_by, edit.after, edit.before["slot"]) == (None, None, event.slots[1].pk)
    manager = signed_in(event.registrations[C].cluster.memberships.get().user)
    here = [event.edition.slug, event.registrations[C].cluster.slug, event.meetings[AC].pk]
    said = manager.get(reverse("meet-meeting", args=here)).text
    who = "Cluster A" if is_own else "One of the two clusters"
    assert f"{who} no longer takes part. It was on Thursday 3 June" in said


def organiser(event: Scheduled) -> User:
    MembershipFactory(organisation=event.edition.owner, user=event.user)
    return event.user


@pytest.mark.parametrize("is_own", [True, False])
def test_whoever_acted_stands_with_what_is_off(event: Scheduled, *, is_own: bool) -> None:
    side = event.registrations[A]
    manager = side.cluster.memberships.get().user
    if is_own:
        signed_in(manager).post(reverse("registration-withdraw", args=[side.pk]))
    else:
        decided = {"action": "decline", "chosen": side.pk}
        at = reverse("organise-registrations-decide", args=[event.edition.slug])
        signed_in(organiser(event)).post(at, decided)
    made = ScheduleEdit.objects.values_list("kind", "made_by")
    assert list(made) == [("left", manager.pk if is_own else event.user.pk)] * 2


def test_an_approval_that_is_taken_back_names_who_took_it_back(event: Scheduled) -> None:
    side = event.registrations[A]
    Registration.objects.filter(pk=side.pk).update(state="waiting")
    browser, here = signed_in(organiser(event)), [event.edition.slug]
    decided = {"action": "approve", "chosen": side.pk}
    browser.post(reverse("organise-registrations-decide", args=here), decided)
    browser.post(reverse("organise-registrations-undo", args=here))
    made = ScheduleEdit.objects.values_list("kind", "made_by")
    assert list(made) == [("left", event.user.pk)] * 2


def test_a_decision_that_is_taken_back_undoes_what_it_changed(event: Scheduled) -> None:
    goes_home(event.registrations[A], YESTERDAY)
    assert [kind for _number, kind, *_ in edits(event)] == ["left", "left"]
    assert changes_since(event.version) == 2
    # Its place at 09:30 goes to others meanwhile.
    Placement.objects.filter(meeting=event.meetings[AC]).delete()
    registration = Registration.objects.get(pk=event.registrations[A].pk)
    Registration.objects.filter(pk=registration.pk).update(state="approved")
    registration.refresh_from_db()
    restore_requests(registration=registration, now=YESTERDAY)
    undone = {meeting: number for _number, _kind, meeting, _side, number in edits(event)}
    assert undone == {event.meetings[AB].pk: 3, event.meetings[AC].pk: None}
    event.version.refresh_from_db()
    assert event.version.revision == 3
    assert changes_since(event.version) == 1
    goes_home(Registration.objects.get(pk=registration.pk), YESTERDAY)
    assert [number for number, *_ in edits(event)] == [1, 2, 4]


def test_a_request_without_a_place_changes_no_schedule(event: Scheduled) -> None:
    Placement.objects.all().delete()
    goes_home(event.registrations[A])
    assert edits(event) == []


def test_only_places_to_come_are_lost(event: Scheduled) -> None:
    goes_home(event.registrations[A])
    assert RegistrationNews.objects.get().lost_meetings == 1
    assert lost_meetings(event.edition, BREAK) == 1
    assert lost_meetings(event.edition, event.slots[1].period.lower) == 0, "nobody gets it any more"


def test_who_leaves_as_a_meeting_begins_was_there(event: Scheduled) -> None:
    goes_home(event.registrations[A], event.slots[1].period.lower)
    assert not MeetingRequest.objects.exclude(state="accepted").exists()


def test_the_schedule_goes_on_with_what_has_begun(event: Scheduled) -> None:
    goes_home(event.registrations[A])
    kept = {event.meetings[AB].pk, event.meetings[CD].pk}
    plan = Plan(event.edition, event.version, is_live=True)
    assert plan.wanted == set(wanted_meetings(event.edition).values_list("pk", flat=True)) == kept
    assert plan.conflicts() == []
    assert list(meetings_to_schedule(event.edition)) == [event.meetings[CD]]
    assert [meeting.id for meeting in build(event.edition).problem.meetings] == [
        f"m{event.meetings[CD].pk}"
    ]
    draft = placing.start_draft(edition=event.edition, now=BREAK)
    assert set(draft.placements.values_list("meeting", flat=True)) == kept
    publish(version=draft, revision=draft.revision, user=event.user, now=BREAK)
    assert statuses(event.registrations[B], BREAK) == ["CONFIRMED"]
    assert violations() == []
