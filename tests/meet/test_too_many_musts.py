"""Who has all the meetings that it must have says in the same form that it would like one."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Edition, Registration
from matchmaking.models import MeetingRequest
from meet.queries.inbox import MOST_CARDS
from tests.factories.accounts import UserFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import MeetingRequestFactory, window_with_slots

pytestmark = pytest.mark.django_db
WORDS = "Your cluster has as many meetings that it must have as this event allows."


@pytest.fixture
def ours() -> Registration:
    """Its one must is with another cluster."""
    edition: Edition = EditionFactory(most_musts=1)
    row: Registration = RegistrationFactory(edition=edition)
    MeetingRequestFactory(edition=edition, requester=row, priority=10)
    return row


@pytest.fixture
def manager(ours: Registration) -> Client:
    client = Client()
    client.force_login(MembershipFactory(organisation=ours.cluster, user=UserFactory()).user)
    return client


def address(name: str, ours: Registration, last: object) -> str:
    return reverse(name, args=[ours.edition.slug, ours.cluster.slug, last])


def test_asking_says_so_beside_the_wish_and_goes_on(ours: Registration, manager: Client) -> None:
    other = RegistrationFactory(edition=ours.edition)
    partner = address("meet-partner", ours, other.cluster.slug)
    sent = {"priority": 10, "message": "Heat pumps?", "idempotency_key": uuid.uuid4()}
    answer = manager.post(partner, sent)
    assert answer.status_code == 422
    assert answer.text.count(WORDS) == 2  # above, and beside the wish
    assert "Heat pumps?</textarea>" in answer.text
    assert manager.post(partner, sent | {"priority": 1}).status_code == 302
    assert MeetingRequest.objects.get(invitee=other).message == "Heat pumps?"


def test_asking_whoever_has_asked_meanwhile_keeps_what_was_written(
    ours: Registration, manager: Client
) -> None:
    """The partner's page has no form any more."""
    other = RegistrationFactory(edition=ours.edition)
    MeetingRequestFactory(edition=ours.edition, requester=other, invitee=ours)
    sent = {"priority": 10, "message": "Heat pumps?", "idempotency_key": uuid.uuid4()}
    answer = manager.post(address("meet-partner", ours, other.cluster.slug), sent)
    assert answer.status_code == 409
    assert WORDS in answer.text
    assert "Heat pumps?</textarea>" in answer.text


def test_accepting_for_some_times_says_so_beside_the_wish_and_goes_on(
    ours: Registration, manager: Client
) -> None:
    window = window_with_slots(ours.edition)[0].window
    asked: MeetingRequest = MeetingRequestFactory(edition=ours.edition, invitee=ours)
    at = address("meet-answer", ours, asked.pk)
    sent = {"version": asked.version, "windows": [window.pk], "reply": "Early."}
    answer = manager.post(at, sent | {"priority": 10})
    assert answer.status_code == 422
    assert answer.text.count(WORDS) == 2
    assert "Early.</textarea>" in answer.text
    assert manager.post(at, sent | {"priority": 1}).status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.reply) == ("accepted", "Early.")


def test_accepting_as_a_must_says_so_beside_the_other_button(
    ours: Registration, manager: Client
) -> None:
    asked: MeetingRequest = MeetingRequestFactory(edition=ours.edition, invitee=ours)
    sent = {"version": asked.version, "tab": "answer"}
    answer = manager.post(address("meet-accept", ours, asked.pk), sent | {"priority": 10})
    assert answer.status_code == 409
    card = answer.text.split(f'id="r-{asked.pk}"')[1].split("</article>")[0]
    assert WORDS in card
    assert 'name="priority" value="1"' in card
    manager.post(address("meet-accept", ours, asked.pk), sent | {"priority": 1})
    asked.refresh_from_db()
    assert asked.state == "accepted"


def test_it_says_so_on_the_part_of_the_list_that_has_the_request(
    ours: Registration, manager: Client
) -> None:
    asked: MeetingRequest = MeetingRequestFactory(edition=ours.edition, invitee=ours)
    MeetingRequestFactory.create_batch(MOST_CARDS, edition=ours.edition, invitee=ours)
    sent = {"version": asked.version, "tab": "answer", "priority": 10}
    shown = manager.post(address("meet-accept", ours, asked.pk), sent).text
    assert shown.count(WORDS) == 1
    first = f"{reverse('meet-requests', args=[ours.edition.slug, ours.cluster.slug])}?tab=answer"
    assert f'href="{first}&amp;cards=1"' in shown
