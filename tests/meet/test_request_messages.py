"""The two sides of a request write to each other before it is answered, and then as a meeting."""

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from events.models import Edition, Registration
from events.services.retention import erase_people
from interface.contention import Busy
from interface.keys import KeyTaken
from matchmaking.models import Meeting, MeetingMessage, MeetingRequest, Priority
from matchmaking.services import meetings as services
from matchmaking.services import requests
from tests.factories.accounts import StaffFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory
from tests.factories.matchmaking import MeetingRequestFactory
from tests.factories.schedules import four_managed
from tests.support.browsers import signed_in
from tests.support.mails import mail_to, told
from tests.support.racing import raced

NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)
WORDS = "Do you bring samples?"
KIND = "meeting-message"

pytestmark = pytest.mark.django_db


class Asked:
    """A has asked B, which has not answered; C and D look on from outside."""

    def __init__(self) -> None:
        edition = EditionFactory(state="requests_open", name="Spring")
        self.a, self.b, self.c, self.d = four_managed(edition)
        self.request: MeetingRequest = MeetingRequestFactory(
            edition=edition, requester=self.a, invitee=self.b, waits_since=NOW
        )
        self.edition: Edition = edition

    def at(self, side: Registration, name: str = "meet-request") -> str:
        here = [self.edition.slug, side.cluster.slug]
        return reverse(name, args=[*here, self.request.pk])

    def person(self, side: Registration) -> User:
        return User.objects.get(memberships__organisation=side.cluster)

    def browser(self, side: Registration) -> Client:
        return signed_in(self.person(side))

    def write(self, side: Registration, text: str = WORDS, **sent: Any) -> Any:
        form = {"text": text, "idempotency_key": uuid.uuid4()} | sent
        return self.browser(side).post(self.at(side), form)

    def accept(self) -> Meeting:
        self.request.refresh_from_db()
        requests.accept(
            request=self.request,
            by=self.person(self.b),
            now=NOW,
            version=self.request.version,
            priority=Priority.WOULD_LIKE,
            reply="",
        )
        found: Meeting = Meeting.objects.get()
        return found


@pytest.fixture
def asked(db: None) -> Asked:
    return Asked()


@pytest.fixture(autouse=True)
def in_may() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def test_either_side_writes_and_both_read_it(asked: Asked) -> None:
    assert asked.write(asked.a).status_code == 302
    mail = mail_to("b@example.org", KIND)
    assert asked.at(asked.b) in mail.body
    assert "Cluster A wrote to Cluster B about the request to meet" in " ".join(mail.body.split())
    assert WORDS not in mail.body
    assert "Cluster A" in mail.subject
    asked.write(asked.b, "Yes, ten.")
    assert told(KIND, recipient="a@example.org") == ["a@example.org"]
    for side in (asked.a, asked.b):
        shown = asked.browser(side).get(asked.at(side)).text
        assert WORDS in shown
        assert "Yes, ten." in shown


def test_the_card_of_a_request_leads_there(asked: Asked) -> None:
    for side, tab in ((asked.a, "sent"), (asked.b, "received")):
        page = reverse("meet-requests", args=[asked.edition.slug, side.cluster.slug])
        shown = asked.browser(side).get(page, {"tab": tab}).text
        assert f'href="{asked.at(side)}"' in shown


def test_who_was_asked_is_led_to_where_it_is_answered(asked: Asked) -> None:
    listed = reverse("meet-requests", args=[asked.edition.slug, asked.b.cluster.slug])
    found = asked.browser(asked.b).get(asked.at(asked.b)).text
    [link] = re.findall(r'href="([^"]+)">\s*Answer it among your requests', found)
    assert link == f"{listed}#r-{asked.request.pk}"
    assert f'id="r-{asked.request.pk}"' in asked.browser(asked.b).get(link).text
    assert "Answer it" not in asked.browser(asked.a).get(asked.at(asked.a)).text


def test_nobody_else_reads_it_or_writes(asked: Asked) -> None:
    asked.write(asked.a)
    sent = {"text": "x", "idempotency_key": uuid.uuid4()}
    assert asked.browser(asked.c).get(asked.at(asked.c)).status_code == 404
    assert asked.browser(asked.c).post(asked.at(asked.c), sent).status_code == 404
    organiser = signed_in(MembershipFactory(organisation=asked.edition.owner).user)
    for outside in (organiser, signed_in(StaffFactory())):
        assert outside.get(asked.at(asked.a)).status_code == 403
        assert outside.post(asked.at(asked.a), sent).status_code == 403
    backstage = reverse("organise-request", args=[asked.edition.slug, asked.request.pk])
    assert WORDS not in organiser.get(backstage).text
    assert MeetingMessage.objects.count() == 1


def test_what_they_wrote_goes_on_as_the_meetings(asked: Asked) -> None:
    asked.write(asked.a)
    meeting = asked.accept()
    here = [asked.edition.slug, asked.b.cluster.slug, meeting.pk]
    page = reverse("meet-meeting", args=here)
    client = asked.browser(asked.b)
    assert client.get(asked.at(asked.b))["Location"] == page
    assert WORDS in client.get(page).text
    late = asked.write(asked.a, "Too late here.")
    assert late.status_code == 409
    assert "Too late here." in late.text
    client.post(page, {"text": "On the page.", "idempotency_key": uuid.uuid4()})
    texts = MeetingMessage.objects.filter(meeting=meeting).values_list("text", flat=True)
    assert list(texts) == [WORDS, "On the page."]


def test_an_answer_that_is_taken_back_lets_them_write_about_the_request_again(
    asked: Asked,
) -> None:
    asked.write(asked.a)
    meeting = asked.accept()
    asked.request.refresh_from_db()
    requests.undo_answer(request=asked.request, version=asked.request.version, now=NOW)
    asked.write(asked.b, "Not yet sure.")
    shown = asked.browser(asked.a).get(asked.at(asked.a)).text
    assert WORDS in shown
    assert "Not yet sure." in shown
    assert meeting.messages.count() == 2, "it is on the page of the meeting too"
    assert asked.accept() == meeting
    assert meeting.messages.count() == 2


def declined(asked: Asked) -> None:
    MeetingRequest.objects.update(state="declined")


def withdrawn(asked: Asked) -> None:
    MeetingRequest.objects.update(state="withdrawn")


def expired(asked: Asked) -> None:
    Edition.objects.update(answer_days=1)
    MeetingRequest.objects.update(waits_since=NOW - timedelta(days=2))


def published(asked: Asked) -> None:
    Edition.objects.update(state="published")


def left(asked: Asked) -> None:
    Registration.objects.filter(pk=asked.b.pk).update(state="withdrawn")


def erased(asked: Asked) -> None:
    Edition.objects.update(people_erased_at=NOW)


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (declined, "waits for no answer any more"),
        (withdrawn, "waits for no answer any more"),
        (expired, "waits for no answer any more"),
        (published, "waits for no answer any more"),
        (left, "no longer takes part"),
        (erased, "is erased, and nothing new is taken"),
    ],
)
def test_it_ends_with_the_request_and_what_was_written_can_be_read(
    asked: Asked, end: Callable[[Asked], None], words: str
) -> None:
    asked.write(asked.a)
    page = asked.at(asked.a)
    assert "Send the message" in asked.browser(asked.a).get(page).text
    end(asked)
    shown = asked.browser(asked.a).get(page).text
    assert words in " ".join(shown.split())
    assert "Send the message" not in shown
    assert WORDS in shown
    answer = asked.write(asked.a, "More.")
    assert answer.status_code == 409
    assert "More." in answer.text
    assert MeetingMessage.objects.count() == 1


def write(asked: Asked, text: str = WORDS, **sent: Any) -> MeetingMessage:
    whole: dict[str, Any] = {"key": uuid.uuid4(), "by": asked.person(asked.a), "text": text}
    return services.write_of_request(request=asked.request, side=asked.a, now=NOW, **whole | sent)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
def test_a_double_click_is_one_message(asked: Asked) -> None:
    key = uuid.uuid4()
    first, second = raced([partial(write, asked, key=key)] * 2)
    assert first == second == MeetingMessage.objects.get()
    assert told(KIND) == ["b@example.org"]
    with pytest.raises(KeyTaken):
        write(asked, "Other words.", key=key)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
def test_written_while_it_is_accepted_it_goes_along_or_is_refused(asked: Asked) -> None:
    acts: list[Callable[[], object]] = [partial(write, asked), asked.accept]
    raced(acts)
    assert not MeetingMessage.objects.filter(meeting=None).exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_written_while_somebody_answers(asked: Asked, settings: Settings) -> None:
    """Else it could be about a request that has a meeting, which would not have it."""
    settings.LOCK_TIMEOUT_MS = 50
    with transaction.atomic():
        MeetingRequest.objects.select_for_update(no_key=True).get()
        [answer] = raced([partial(write, asked)])
    assert isinstance(answer, Busy)
    assert not MeetingMessage.objects.exists()
    assert write(asked).text == WORDS


def test_it_ends_with_the_personal_data_of_the_event(asked: Asked) -> None:
    asked.write(asked.a)
    Edition.objects.update(state="finished", people_told_at=NOW - timedelta(days=60))
    erase_people(edition=Edition.objects.get(), now=NOW)
    assert WORDS not in MeetingMessage.objects.get().text
