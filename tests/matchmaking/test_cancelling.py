"""The organiser cancels one published meeting for good, and takes it up before anybody is told."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.models import User
from events.models import Edition, Registration
from matchmaking.models import Meeting
from matchmaking.queries.agenda import Kind, agenda
from matchmaking.services.requests import (
    AlreadyAsked,
    AlreadyTold,
    MeetingBegun,
    MeetingNotPublished,
    RequestsClosed,
    cancel_published,
    take_up,
)
from matchmaking.telling.acts import tell_waiting
from matchmaking.telling.files import agenda_file
from notifications.delivery import deliver_due
from notifications.models import OutboxMessage
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import (
    MORNING,
    MeetingRequestFactory,
    ScheduleVersionFactory,
    meeting_between,
    placed,
    tables,
    window_with_slots,
)
from tests.support.mails import told
from tests.support.racing import raced
from tests.support.telling import everything_told

NOW = datetime(2094, 5, 1, 10, tzinfo=UTC)
# When whatever was changed today has settled.
LATER = NOW


@pytest.fixture
def meeting(db: None) -> Meeting:
    """Of Water and Steel, agreed and published at 09:00, table 1."""
    edition = EditionFactory(name="Spring", state="published")
    for name in ("Water", "Steel"):
        cluster = ClusterFactory(name=name)
        MembershipFactory(organisation=cluster, user__email=f"{name.lower()}@example.org")
        RegistrationFactory(edition=edition, cluster=cluster)
    ours, theirs = edition.registrations.all()
    meeting = meeting_between(ours, theirs)
    meeting.request = MeetingRequestFactory(
        edition=edition, requester=ours, invitee=theirs, state="accepted"
    )
    meeting.save()
    version = ScheduleVersionFactory(edition=edition, state="published", published_at=NOW)
    placed(version, meeting, window_with_slots(edition)[0], tables(edition, 1)[0])
    everything_told(edition)
    return meeting


@pytest.fixture
def organiser(meeting: Meeting) -> User:
    user: User = MembershipFactory(organisation=meeting.edition.owner).user
    return user


def cancelled(meeting: Meeting, now: datetime = NOW) -> Meeting:
    return cancel_published(
        meeting=meeting, by=meeting.edition.registrations.all()[0].registered_by, now=now
    )


def event_of(file: str) -> Any:
    [event] = Calendar.from_ical(file).walk("VEVENT")
    return event


def sides(meeting: Meeting) -> list[Registration]:
    return [row.registration for row in meeting.participants.all()]


def test_a_cancelled_meeting_leaves_both_agendas_and_both_are_told(meeting: Meeting) -> None:
    cancelled(meeting)
    tell_waiting(timezone.now())
    assert not OutboxMessage.objects.exists(), "it may be taken up again for some minutes"
    tell_waiting(LATER)
    assert told("agenda-changed") == ["steel@example.org", "water@example.org"]
    mail = OutboxMessage.objects.get(recipient="steel@example.org")
    assert mail.subject == "Cancelled: your meeting with Water"
    assert "meeting of Steel with Water on Thursday 3 June, 09:00, at table 1" in " ".join(
        mail.body.split()
    )
    for side in sides(meeting):
        assert not agenda(side).items(Kind.MEETING)


def test_the_calendar_of_the_mail_is_that_of_the_agenda(meeting: Meeting) -> None:
    before = agenda_file(sides(meeting)[0], NOW).decode()
    cancelled(meeting)
    tell_waiting(LATER)
    after = agenda_file(sides(meeting)[0], NOW).decode()
    mail = OutboxMessage.objects.get(recipient="water@example.org")
    was, gone, sent = (event_of(file) for file in (before, after, mail.calendar))
    assert (was["UID"], gone["STATUS"], sent["STATUS"]) == (sent["UID"], "CANCELLED", "CANCELLED")
    assert was["SEQUENCE"] < gone["SEQUENCE"] == sent["SEQUENCE"]


def test_the_request_ends_so_that_the_two_may_ask_anew(meeting: Meeting) -> None:
    cancelled(meeting)
    assert meeting.request
    meeting.request.refresh_from_db()
    assert meeting.request.state == "withdrawn"


def test_taken_up_before_the_mail_left_nobody_is_told_and_all_is_as_before(
    meeting: Meeting,
) -> None:
    cancelled(meeting)
    take_up(meeting=meeting, now=NOW)
    meeting.refresh_from_db()
    assert meeting.request
    meeting.request.refresh_from_db()
    assert (meeting.is_cancelled, meeting.request.state) == (False, "accepted")
    assert deliver_due(now=NOW + timedelta(days=1)) == 0
    assert len(agenda(sides(meeting)[0]).items(Kind.MEETING)) == 1


def test_once_told_it_is_not_taken_up_again(meeting: Meeting) -> None:
    cancelled(meeting)
    tell_waiting(LATER)
    with pytest.raises(AlreadyTold):
        take_up(meeting=meeting, now=NOW)


def test_it_is_not_taken_up_where_the_two_asked_anew(meeting: Meeting) -> None:
    cancelled(meeting)
    ours, theirs = sides(meeting)
    MeetingRequestFactory(edition=meeting.edition, requester=theirs, invitee=ours)
    with pytest.raises(AlreadyAsked):
        take_up(meeting=meeting, now=NOW)


def test_a_meeting_that_has_begun_is_not_cancelled(meeting: Meeting) -> None:
    with pytest.raises(MeetingBegun):
        cancelled(meeting, MORNING)
    cancelled(meeting, MORNING - timedelta(seconds=1))


def test_a_meeting_without_a_published_place_is_not_cancelled(meeting: Meeting) -> None:
    meeting.placements.all().delete()
    with pytest.raises(MeetingNotPublished):
        cancelled(meeting)


@pytest.mark.parametrize("state", ["requests_open", "scheduling", "finished", "cancelled"])
def test_nothing_is_cancelled_before_publication_and_after_the_end(
    meeting: Meeting, state: str
) -> None:
    Edition.objects.update(state=state)
    with pytest.raises(RequestsClosed):
        cancelled(meeting)


def test_a_double_click_is_one_act(meeting: Meeting) -> None:
    assert cancelled(meeting).cancelled_at == cancelled(meeting).cancelled_at
    for _ in range(2):
        tell_waiting(LATER)
    assert OutboxMessage.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
def test_cancelled_by_two_at_once_it_is_cancelled_once(meeting: Meeting) -> None:
    people = UserFactory.create_batch(2)
    acts = [partial(cancel_published, meeting=meeting, by=by, now=NOW) for by in people]
    answers = raced(acts)
    assert answers == [meeting, meeting]
    tell_waiting(LATER)
    assert OutboxMessage.objects.count() == 2


def test_a_placed_meeting_leads_to_its_page_and_from_there_to_the_organiser(
    client: Client, meeting: Meeting
) -> None:
    side = sides(meeting)[0]
    client.force_login(User.objects.get(email="water@example.org"))
    where = [meeting.edition.slug, side.cluster.slug]
    card = client.get(reverse("meet-requests", args=where), {"tab": "agreed"}).content.decode()
    assert "Withdraw from this meeting" not in card
    page = reverse("meet-meeting", args=[*where, meeting.pk])
    assert page in card
    ask = f"{reverse('meet-organiser', args=where)}?meeting={meeting.pk}"
    assert ask in client.get(page).text
    shown = client.get(ask).content.decode()
    assert "About our meeting on Thursday 3 June, 09:00, table 1:" in shown
    cancelled(meeting)
    card = client.get(reverse("meet-requests", args=where), {"tab": "declined"}).content.decode()
    assert "The organiser has cancelled this meeting." in card


def test_a_refusal_leads_to_the_organiser(client: Client, meeting: Meeting) -> None:
    side = sides(meeting)[0]
    client.force_login(User.objects.get(email="water@example.org"))
    where = [meeting.edition.slug, side.cluster.slug]
    withdraw = reverse("meet-withdraw", args=[*where, meeting.request_id])
    answer = client.post(withdraw, {"version": 1})
    assert answer.status_code == 409
    assert reverse("meet-organiser", args=where) in answer.content.decode()


def test_the_organiser_cancels_and_takes_up_on_the_clusters_page(
    client: Client, meeting: Meeting, organiser: User
) -> None:
    client.force_login(organiser)
    side = sides(meeting)[0]
    slug = meeting.edition.slug
    thread = reverse("organise-thread", args=[slug, side.pk])
    assert "Cancel this meeting" in client.get(thread).content.decode()
    form = {"registration": side.pk}
    cancel = reverse("organise-meeting-cancel", args=[slug, meeting.pk])
    answer = client.post(cancel, form, follow=True)
    assert "Take it up again" in answer.content.decode()
    up = reverse("organise-meeting-take-up", args=[slug, meeting.pk])
    answer = client.post(up, form, follow=True)
    assert "Nobody was told." in answer.content.decode()
