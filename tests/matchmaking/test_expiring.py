"""Requests that nobody answers in time expire, and the organiser may still accept them."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from events.models import Edition
from matchmaking.models import Meeting, MeetingRequest
from matchmaking.services.letters import requests as letters
from matchmaking.services.letters.reminders import remind_each
from matchmaking.services.publishing import publish
from matchmaking.services.requests import (
    AlreadyAsked,
    RequestChanged,
    RequestsClosed,
    accept,
    expire_everywhere,
)
from notifications.models import OutboxMessage
from tests.factories.accounts import UserFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import MeetingRequestFactory, ScheduleVersionFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)
AFTER = datetime(2094, 6, 5, 9, tzinfo=UTC)
State = MeetingRequest.State


def asked(state: str = "requests_open") -> MeetingRequest:
    request: MeetingRequest = MeetingRequestFactory(edition__state=state)
    return request


def state_of(request: MeetingRequest) -> str:
    request.refresh_from_db()
    return request.state


def accepted_late(request: MeetingRequest, by: User, now: datetime = NOW) -> MeetingRequest:
    return accept(request=request, version=request.version, by=by, now=now, by_organiser=True)


def test_publishing_ends_requests_without_an_answer() -> None:
    request = asked()
    agreed = MeetingRequestFactory(edition=request.edition, state=State.ACCEPTED)
    version = ScheduleVersionFactory(edition=request.edition)
    publish(version=version, revision=version.revision, user=UserFactory(), now=NOW)
    assert (state_of(request), request.version, state_of(agreed)) == ("expired", 2, "accepted")


@pytest.mark.parametrize("state", ["published", "running", "finished", "cancelled"])
def test_the_clock_ends_requests_once_no_answer_is_taken(state: str) -> None:
    request = asked(state)
    assert expire_everywhere(now=NOW) == 1
    assert (state_of(request), request.version) == ("expired", 2)
    assert expire_everywhere(now=NOW) == 0


@pytest.mark.parametrize("state", ["requests_open", "scheduling"])
def test_requests_wait_until_the_schedule_is_published_or_the_event_is_over(state: str) -> None:
    request = asked(state)
    Edition.objects.update(requests_close_at=NOW - timedelta(days=1))
    assert expire_everywhere(now=NOW) == 0
    assert expire_everywhere(now=AFTER) == 1
    assert state_of(request) == "expired"


@pytest.mark.parametrize("before", ["expired", "pending"])
def test_the_organiser_accepts_late(before: str) -> None:
    request, organiser = asked("published"), UserFactory()
    MeetingRequest.objects.update(state=before)
    request.refresh_from_db()
    accepted_late(request, organiser)
    assert (state_of(request), request.answered_by) == ("accepted", organiser)
    assert Meeting.objects.get(request=request).is_cancelled is False


def test_a_cluster_does_not_accept_late() -> None:
    request = asked("published")
    MeetingRequest.objects.update(state="expired")
    with pytest.raises(RequestsClosed):
        accept(request=request, version=1, by=request.invitee.registered_by, now=NOW)
    Edition.objects.update(state="scheduling")
    with pytest.raises(RequestChanged):
        accept(request=request, version=1, by=request.invitee.registered_by, now=NOW)


def test_nothing_is_accepted_after_the_last_day() -> None:
    with pytest.raises(RequestsClosed):
        accepted_late(asked("published"), UserFactory(), AFTER)


def test_an_expired_request_with_a_newer_one_stays_expired() -> None:
    request = asked("published")
    MeetingRequest.objects.update(state="expired")
    MeetingRequestFactory(
        edition=request.edition,
        requester=request.invitee,
        invitee=request.requester,
        state="accepted",
    )
    request.refresh_from_db()
    with pytest.raises(AlreadyAsked):
        accepted_late(request, UserFactory())


def test_both_sides_and_the_organiser_see_what_expired() -> None:
    request = asked("published")
    MeetingRequest.objects.update(state="expired")
    for registration, words in (
        (request.requester, "They did not answer in time."),
        (request.invitee, "You did not answer in time."),
    ):
        browser = Client()
        browser.force_login(MembershipFactory(organisation=registration.cluster).user)
        args = [request.edition.slug, registration.cluster.slug]
        page = browser.get(reverse("meet-requests", args=args), {"tab": "declined"}).text
        assert words in page
    organiser = Client()
    organiser.force_login(MembershipFactory(organisation=request.edition.owner).user)
    rows = reverse("organise-requests", args=[request.edition.slug])
    assert "Accept for them" in organiser.get(rows, {"state": "expired"}).text
    answer = organiser.post(
        reverse("organise-accept", args=[request.edition.slug, request.pk]),
        {"version": request.version},
        follow=True,
    )
    assert "The meeting has no place yet" in answer.text
    assert state_of(request) == "accepted"


def test_what_was_typed_while_requests_closed_is_shown_to_copy() -> None:
    edition = EditionFactory(state="scheduling")
    ours, theirs = RegistrationFactory.create_batch(2, edition=edition)
    browser = Client()
    browser.force_login(MembershipFactory(organisation=ours.cluster).user)
    answer = browser.post(
        reverse("meet-partner", args=[edition.slug, ours.cluster.slug, theirs.cluster.slug]),
        {"priority": 1, "message": "About <heat> pumps", "idempotency_key": uuid.uuid4()},
    )
    assert answer.status_code == 409
    assert "About &lt;heat&gt; pumps" in answer.text


def test_nobody_is_mailed_to_answer_what_has_expired_meanwhile() -> None:
    request = asked()
    MembershipFactory(organisation=request.invitee.cluster)
    letters.tell_invitee(request, NOW)
    remind_each(request.edition, [request.invitee], NOW)
    kinds = OutboxMessage.objects.order_by("kind").values_list("kind", flat=True)
    assert list(kinds) == ["request-pending", "requests-reminder"]
    other = MeetingRequestFactory(edition=request.edition, invitee=request.invitee)
    Edition.objects.update(answer_days=1)
    MeetingRequest.objects.filter(pk=request.pk).update(waits_since=NOW)
    MeetingRequest.objects.filter(pk=other.pk).update(waits_since=AFTER)
    expire_everywhere(now=NOW + timedelta(days=2))
    assert list(kinds.all()) == ["requests-reminder"]
    expire_everywhere(now=AFTER)
    assert list(kinds.all()) == []


def test_what_is_overdue_has_no_buttons_that_would_be_refused() -> None:
    """No worker has ended it yet; both sides read since when it is too late."""
    request = asked()
    Edition.objects.update(answer_days=1)
    MeetingRequest.objects.update(waits_since=NOW - timedelta(days=1, minutes=1))
    pages = {}
    with time_machine.travel(NOW, tick=False):
        for side in (request.requester, request.invitee):
            browser = Client()
            browser.force_login(MembershipFactory(organisation=side.cluster).user)
            here = [request.edition.slug, side.cluster.slug]
            tab = "answer" if side == request.invitee else "sent"
            pages[tab] = browser.get(reverse("meet-requests", args=here), {"tab": tab}).text
            assert "Requests are closed" not in pages[tab]
        ours = [request.edition.slug, request.invitee.cluster.slug, request.pk]
    assert reverse("meet-accept", args=ours) not in pages["answer"]
    assert reverse("meet-decline", args=ours) not in pages["answer"]
    assert "It could be answered until" in pages["answer"]
    assert "They had until" in pages["sent"]
