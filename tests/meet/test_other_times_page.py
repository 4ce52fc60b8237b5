"""Why another time cannot be asked for: each case in a sentence that is true of it."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from events.models import Edition, Registration
from matchmaking.models import Meeting, ScheduleVersion, TimeOffer, Unavailability
from matchmaking.services.requests import cancel_published, end_requests
from tests.factories.matchmaking import MORNING
from tests.matchmaking.agreed import AB, NOW, A, Agreed, B

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(db: None) -> Agreed:
    return Agreed.published()


def address(event: Agreed, name: str = "meet-meeting-times") -> str:
    where = [event.edition.slug, event.registrations[A].cluster.slug, event.meetings[AB].pk]
    return reverse(name, args=where)


def browser(event: Agreed) -> Client:
    client = Client()
    client.force_login(event.person(A))
    return client


def not_published(event: Agreed) -> None:
    Edition.objects.update(state="scheduling")


def over(event: Agreed) -> None:
    Edition.objects.update(state="finished")


def without_place(event: Agreed) -> None:
    ScheduleVersion.objects.filter(pk=event.version.pk).update(state="replaced")


def full(event: Agreed) -> None:
    event.loses_its_place()
    Registration.objects.filter(pk=event.registrations[A].pk).update(max_meetings=1)


def cancelled(event: Agreed) -> None:
    cancel_published(meeting=event.meetings[AB], by=event.user, now=NOW)


def left(event: Agreed) -> None:
    end_requests(registration=event.registrations[B], now=NOW)
    Meeting.objects.filter(pk=event.meetings[AB].pk).update(is_cancelled=True)


def locked(event: Agreed) -> None:
    event.lock()


def noticed(event: Agreed) -> None:
    Edition.objects.update(notice_minutes=60)


def offered(event: Agreed) -> None:
    event.offer(A, 2)


def busy(event: Agreed) -> None:
    for slot in event.slots[2:]:
        Unavailability.objects.create(
            edition=event.edition, registration=event.registrations[B], period=slot.period
        )


def nothing(event: Agreed) -> None:
    """It has begun."""


CASES: list[tuple[Callable[[Agreed], None], datetime, str]] = [
    (not_published, NOW, "The schedule is not published"),
    (over, NOW, "The event is over"),
    (without_place, NOW, "It gets one when the schedule is published."),
    (full, NOW, "One of you has as many meetings as it may have"),
    (cancelled, NOW, "This meeting is called off"),
    (left, NOW, "This meeting is called off"),
    (locked, NOW, "has fixed this meeting"),
    (noticed, MORNING - timedelta(minutes=30), "the meeting begins soon"),
    (nothing, MORNING, "This meeting has begun"),
    (offered, NOW, "You have offered times already"),
    (busy, NOW, "At no other time to come can you both meet."),
]
SAID = {words for _, _, words in CASES}


@pytest.mark.parametrize(("prepare", "now", "words"), CASES)
def test_the_page_says_why_not(
    event: Agreed, prepare: Callable[[Agreed], None], now: datetime, words: str
) -> None:
    prepare(event)
    with time_machine.travel(now, tick=False):
        shown = " ".join(browser(event).get(address(event)).text.split())
    assert {said for said in SAID if said in shown} == {words}
    assert "Offer these times" not in shown


@pytest.mark.parametrize(
    ("prepare", "now", "words"),
    [*CASES[:-1], (busy, NOW, "no longer free for the two of you")],
)
def test_so_does_the_answer_to_a_page_that_stayed_open(
    event: Agreed, prepare: Callable[[Agreed], None], now: datetime, words: str
) -> None:
    prepare(event)
    sent = {"slots": [event.slots[3].pk], "idempotency_key": uuid.uuid4()}
    with time_machine.travel(now, tick=False):
        answer = browser(event).post(address(event), sent)
    assert answer.status_code == 409
    said = " ".join(answer.text.split())
    assert {one for one in {*SAID, words} if one in said} == {words}


def test_a_double_click_is_one_offer_and_another_form_under_its_key_is_told_so(
    event: Agreed,
) -> None:
    sent: dict[str, Any] = {"slots": [event.slots[2].pk], "idempotency_key": uuid.uuid4()}
    with time_machine.travel(NOW, tick=False):
        for _ in range(2):
            assert browser(event).post(address(event), sent).status_code == 302
        offer = TimeOffer.objects.get()
        offer.side = event.registrations[B]
        offer.save()
        answer = browser(event).post(address(event), sent)
    assert "This form was sent before. Open the page again." in answer.text


def test_who_has_offered_is_led_to_the_offer(event: Agreed) -> None:
    offered(event)
    with time_machine.travel(NOW, tick=False):
        shown = browser(event).get(address(event)).text
    assert shown.count(address(event, "meet-meeting")) == 2


def test_the_times_that_were_chosen_can_be_copied_where_it_is_refused(event: Agreed) -> None:
    with time_machine.travel(NOW, tick=False):
        event.offer(A, 2)
        sent = {"slots": [event.slots[3].pk], "idempotency_key": uuid.uuid4()}
        answer = browser(event).post(address(event), sent)
    assert answer.status_code == 409
    assert "Thursday 3 June" in str(answer.context["typed"])
