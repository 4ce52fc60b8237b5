"""A cluster leaves and takes its requests and meetings along; undone, they are there again."""

from datetime import UTC, datetime
from typing import Any

import pytest
from icalendar import Calendar

from events.models import Registration
from events.services import decisions
from matchmaking.models import BarredPair, Meeting, MeetingRequest, Slot
from matchmaking.queries.agenda import Kind, agenda
from matchmaking.services.requests import end_requests, restore_requests
from matchmaking.telling.acts import tell_waiting
from matchmaking.telling.files import agenda_file
from notifications.models import OutboxMessage
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import (
    MeetingRequestFactory,
    ScheduleVersionFactory,
    meeting_between,
    placed,
    tables,
    window_with_slots,
)
from tests.support.mails import all_sent
from tests.support.telling import everything_told

pytestmark = pytest.mark.django_db

NOW = datetime(2094, 5, 1, 10, tzinfo=UTC)


@pytest.fixture
def meeting() -> Meeting:
    """Agreed between two clusters, and published in version 3 at the first slot."""
    edition = EditionFactory(state="published")
    ours, theirs = RegistrationFactory.create_batch(2, edition=edition)
    for registration in (ours, theirs):
        MembershipFactory(organisation=registration.cluster)
    request = MeetingRequestFactory(
        edition=edition, requester=ours, invitee=theirs, state="accepted", version=2
    )
    meeting = meeting_between(ours, theirs, priority=10)
    meeting.request = request
    meeting.save()
    version = ScheduleVersionFactory(edition=edition, number=3, state="published", published_at=NOW)
    placed(version, meeting, window_with_slots(edition)[0], tables(edition, 1)[0])
    everything_told(edition)
    return meeting


def sides(meeting: Meeting) -> tuple[Registration, Registration]:
    assert meeting.request
    return meeting.request.requester, meeting.request.invitee


def told(kind: str) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=kind))


def letter_to(registration: Registration) -> OutboxMessage:
    """The newest mail about its agenda."""
    key = f"registration:{registration.pk}"
    return OutboxMessage.objects.filter(kind="agenda-changed", object_key=key).latest("version")


def event_of(file: str) -> Any:
    [event] = Calendar.from_ical(file).walk("VEVENT")
    return event


def test_declined_by_mistake_and_undone_all_is_as_before(meeting: Meeting) -> None:
    ours, theirs = sides(meeting)
    waiting = MeetingRequestFactory(edition=ours.edition, requester=ours)
    outcome = decisions.decline(edition=ours.edition, chosen=[ours.pk], now=NOW)
    all_sent(NOW)
    assert not agenda(theirs).items(Kind.MEETING)
    decisions.undo(edition=ours.edition, changes=outcome.changes, now=NOW)
    meeting.refresh_from_db()
    waiting.refresh_from_db()
    assert meeting.request
    assert (meeting.is_cancelled, meeting.request.state, waiting.state) == (
        False,
        "accepted",
        "pending",
    )
    assert (meeting.request.ended_by, meeting.request.ended_from) == (None, "")
    assert len(agenda(theirs).items(Kind.MEETING)) == 1
    tell_waiting(NOW)
    assert not told("agenda-changed"), "undone before anybody was told"


def test_calendars_follow_the_leaving_and_the_return(meeting: Meeting) -> None:
    ours, theirs = sides(meeting)
    before = event_of(agenda_file(theirs, NOW).decode())
    end_requests(registration=ours, now=NOW)
    tell_waiting(NOW)
    gone = event_of(letter_to(theirs).calendar)
    assert gone == event_of(agenda_file(theirs, NOW).decode())
    restore_requests(registration=ours, now=NOW)
    tell_waiting(NOW)
    back = event_of(letter_to(theirs).calendar)
    assert {event["UID"] for event in (before, gone, back)} == {
        f"meeting-{meeting.pk}-{theirs.pk}@localhost"
    }
    assert [event["STATUS"] for event in (before, gone, back)] == [
        "CONFIRMED",
        "CANCELLED",
        "CONFIRMED",
    ]
    assert before["SEQUENCE"] < gone["SEQUENCE"] < back["SEQUENCE"]
    assert back["SEQUENCE"] == event_of(agenda_file(theirs, NOW).decode())["SEQUENCE"]


def test_meeting_that_is_not_published_is_in_no_calendar(meeting: Meeting) -> None:
    ours, _ = sides(meeting)
    Slot.objects.get(placements__meeting=meeting).placements.all().delete()
    end_requests(registration=ours, now=NOW)
    [letter] = told("request-withdrawn")
    assert letter.calendar == ""


def test_what_was_agreed_anew_or_was_withdrawn_before_stays(meeting: Meeting) -> None:
    ours, theirs = sides(meeting)
    third = RegistrationFactory(edition=ours.edition)
    long_gone = MeetingRequestFactory(
        edition=ours.edition, requester=ours, invitee=third, state="withdrawn"
    )
    end_requests(registration=ours, now=NOW)
    anew = MeetingRequestFactory(edition=ours.edition, requester=theirs, invitee=ours)
    restore_requests(registration=ours, now=NOW)
    states = dict(MeetingRequest.objects.values_list("pk", "state"))
    assert states == {
        meeting.request_id: "withdrawn",
        long_gone.pk: "withdrawn",
        anew.pk: "pending",
    }


@pytest.mark.parametrize("rule", ["two who never meet", "one person"])
def test_what_the_rules_forbid_meanwhile_does_not_come_back(meeting: Meeting, rule: str) -> None:
    ours, theirs = sides(meeting)
    outcome = decisions.decline(edition=ours.edition, chosen=[ours.pk], now=NOW)
    if rule == "one person":
        user = MembershipFactory(organisation=ours.cluster).user
        MembershipFactory(organisation=theirs.cluster, user=user)
    else:
        first, second = sorted((ours.pk, theirs.pk))
        BarredPair.objects.create(edition=ours.edition, first_id=first, second_id=second)
    decisions.undo(edition=ours.edition, changes=outcome.changes, now=NOW)
    meeting.refresh_from_db()
    ours.refresh_from_db()
    assert meeting.request
    assert ours.state == "approved"
    assert (meeting.request.state, meeting.is_cancelled) == ("withdrawn", True)


def test_meeting_comes_back_when_both_are_back(meeting: Meeting) -> None:
    ours, theirs = sides(meeting)
    rows = Registration.objects
    for one in (ours, theirs):
        rows.filter(pk=one.pk).update(state="declined")
        end_requests(registration=one, now=NOW)
    for one, state in ((ours, "withdrawn"), (theirs, "accepted")):
        rows.filter(pk=one.pk).update(state="approved")
        restore_requests(registration=one, now=NOW)
        assert MeetingRequest.objects.get().state == state


def test_restoring_twice_is_once(meeting: Meeting) -> None:
    ours, _ = sides(meeting)
    end_requests(registration=ours, now=NOW)
    all_sent(NOW)
    for _ in range(2):
        restore_requests(registration=ours, now=NOW)
    tell_waiting(NOW)
    assert not told("agenda-changed")
