"""Asking for free times and choosing one, on the pages and by the link in the mail."""

import re
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from matchmaking.models import MeetingRequest, Table
from matchmaking.services import requests as services
from notifications.sealing import unsealed
from privacy.models import LogEntry
from tests.factories.accounts import StaffFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.matchmaking import MORNING
from tests.matchmaking.test_instant import (
    NOW,
    A,
    B,
    C,
    Published,
    bar,
    event,
    full,
    state_of,
)
from tests.support.counting import queries_of
from tests.support.mails import mail_to

__all__ = ["event"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def browser(event: Published, side: int) -> Client:
    client = Client()
    client.force_login(event.person(side))
    return client


def organiser(event: Published) -> Client:
    client = Client()
    client.force_login(MembershipFactory(organisation=event.edition.owner).user)
    return client


def page(event: Published, side: int, name: str, *more: object) -> str:
    cluster = event.registrations[side].cluster.slug
    return reverse(f"meet-{name}", args=[event.edition.slug, cluster, *more])


def times_page(event: Published, side: int = A, other: int = C) -> str:
    return page(event, side, "partner-times", event.registrations[other].cluster.slug)


def requests_page(event: Published, side: int, tab: str) -> str:
    return browser(event, side).get(page(event, side, "requests"), {"tab": tab}).text


def link(email: str = "c@example.org") -> str:
    return urlsplit(unsealed(mail_to(email, "request-pending").secret)).path


def test_from_the_page_of_the_partner_to_the_agenda_of_both(event: Published) -> None:
    a, c = browser(event, A), browser(event, C)
    partner = page(event, A, "partner", event.registrations[C].cluster.slug)
    assert times_page(event) in a.get(partner).text
    shown = a.get(times_page(event)).text
    assert "Thursday 3 June, 09:30" in shown
    assert "Thursday 3 June, 09:00" not in shown
    empty = a.post(times_page(event), {"idempotency_key": uuid.uuid4()})
    assert (empty.status_code, "Choose at least one time." in empty.text) == (422, True)
    slots = [event.slots[1].pk, event.slots[2].pk]
    sent = {"idempotency_key": uuid.uuid4(), "slots": slots, "message": "Rust"}
    assert "Cluster C is asked" in a.post(times_page(event), sent, follow=True).text
    assert "Withdraw request" in requests_page(event, A, "sent")
    card = requests_page(event, C, "answer")
    assert "At one of these times:" in card
    request = MeetingRequest.objects.get()
    answer = page(event, C, "answer", request.pk)
    assert answer in card
    assert "1 left" in c.get(page(event, C, "home")).text
    chosen = {"version": 1, "slot": slots[1]}
    c.post(answer, chosen)
    done = c.post(answer, chosen, follow=True)
    assert "Agreed. Both sides get the calendar entry." in done.text
    assert "Both agreed on this place: Thursday 3 June, 10:00, table 1." in done.text
    for side in (A, C):
        agenda = browser(event, side).get(page(event, side, "agenda")).text
        assert f"Cluster {'C' if side == A else 'A'}" in agenda
        assert "10:00" in agenda
    assert "Thursday 3 June, 10:00, table 1" in requests_page(event, A, "agreed")


def test_what_is_no_longer_free_is_not_offered_and_the_page_says_so(event: Published) -> None:
    request = event.ask(1, 2)
    event.accept(event.ask(1, ours=B), 1)
    answer = page(event, C, "answer", request.pk)
    shown = browser(event, C).get(answer).text
    assert "No longer free for the two of you:" in shown
    assert f'value="{event.slots[1].pk}"' not in shown
    sent = {"version": 1, "slot": event.slots[1].pk}
    refusal = browser(event, C).post(answer, sent)
    assert (refusal.status_code, "no longer free" in refusal.text) == (409, True)
    assert state_of(request) == "pending"
    Table.objects.update(is_closed=True)
    assert "None of the times is left." in browser(event, C).get(answer).text
    assert browser(event, C).post(answer, sent).status_code == 409


def test_without_the_rule_the_pages_say_that_requests_are_closed(event: Published) -> None:
    event.set(instant_meetings=False)
    partner = page(event, A, "partner", event.registrations[C].cluster.slug)
    shown = browser(event, A).get(partner).text
    assert "Requests are closed for this event." in shown
    assert times_page(event) not in shown
    assert "if the event’s rules allow it" in browser(event, A).get(times_page(event)).text
    sent = {"idempotency_key": uuid.uuid4(), "slots": [event.slots[1].pk]}
    assert browser(event, A).post(times_page(event), sent).status_code == 409


def test_a_decline_is_undone_while_a_yes_is_not(event: Published) -> None:
    request, c = event.ask(1), browser(event, C)
    c.post(page(event, C, "decline", request.pk), {"version": 1, "reply": "No"})
    assert "Undo decline" in requests_page(event, C, "declined")
    c.post(page(event, C, "undo", request.pk), {"version": 2})
    assert state_of(request) == "pending"
    event.accept(request, 1, version=3)
    undo = page(event, C, "undo", request.pk)
    assert undo not in requests_page(event, C, "agreed")
    assert c.post(undo, {"version": 4}).status_code == 409


@pytest.mark.parametrize(("prepare", "words"), [(bar, "ruled out"), (full(A), "as many meetings")])
def test_what_stands_between_the_two_is_said_and_no_time_is_offered(
    event: Published, prepare: Callable[[Published], Any], words: str
) -> None:
    request = event.ask(1, 2)
    path = link()
    prepare(event)
    answer = page(event, C, "answer", request.pk)
    for shown in (browser(event, C).get(answer).text, Client().get(path).text):
        assert words in shown
        assert "Accept this time" not in shown
        assert "No longer free" not in shown
        assert "Decline request" in shown
    sent = {"version": 1, "slot": event.slots[1].pk}
    refusal = browser(event, C).post(answer, sent)
    assert (refusal.status_code, words in refusal.text) == (409, True)


class TestLink:
    def test_it_shows_the_times_and_acts_once(self, event: Published) -> None:
        request = event.ask(1, 2, message="Rust")
        path = link()
        for _ in range(3):
            shown = Client().get(path).text
            assert "Rust" in shown
            assert "3 June, 09:30" in shown
            assert "Accept as a must" not in shown
        assert state_of(request) == "pending"
        sent = {"answer": "accept", "slot": event.slots[2].pk}
        done = Client().post(path, sent, follow=True)
        assert "Agreed. Both sides get the calendar entry." in done.text
        assert event.places(request) == [(2, 0)]
        assert Client().post(path, sent).status_code == 302
        assert Client().post(path, {**sent, "slot": event.slots[1].pk}).status_code == 409
        assert event.places(request) == [(2, 0)]
        written = LogEntry.objects.filter(table_name="matchmaking_meetingrequest", operation="U")
        assert written.latest("pk").actor == f"mail:user:{event.person(C).pk}"

    def test_without_a_time_nothing_is_accepted(self, event: Published) -> None:
        request = event.ask(1)
        refusal = Client().post(link(), {"answer": "accept"})
        assert (refusal.status_code, "Choose one of the times" in refusal.text) == (422, True)
        other = Client().post(link(), {"answer": "accept", "slot": event.slots[2].pk})
        assert (other.status_code, "is no longer free" in other.text) == (422, True)
        assert state_of(request) == "pending"

    def test_it_declines(self, event: Published) -> None:
        request = event.ask(1)
        Client().post(link(), {"answer": "decline", "reply": "We are full"})
        assert (state_of(request), request.reply) == ("declined", "We are full")

    def test_what_was_taken_or_begins_is_not_offered(self, event: Published) -> None:
        event.ask(1, 2)
        path = link()
        event.accept(event.ask(1, ours=B), 1)
        assert "No longer free" in Client().get(path).text
        with time_machine.travel(MORNING + timedelta(minutes=30), tick=False):
            assert "The time to answer is over." in Client().get(path).text
            sent = {"answer": "accept", "slot": event.slots[2].pk}
            assert Client().post(path, sent).status_code == 409

    def test_the_page_asks_few_questions(self, event: Published) -> None:
        event.ask(1, 2)
        assert queries_of(Client(), link()) <= 15


class TestOrganiser:
    def test_says_yes_in_a_clusters_place(self, event: Published) -> None:
        request, client = event.ask(1, 2), organiser(event)
        rows = reverse("organise-requests", args=[event.edition.slug])
        shown = client.get(rows).text
        assert "Thursday 3 June, 10:00" in shown
        accept = reverse("organise-accept", args=[event.edition.slug, request.pk])
        assert client.post(accept, {"version": 1}).status_code == 409
        done = client.post(accept, {"version": 1, "slot": event.slots[2].pk}, follow=True)
        assert "Accepted for Cluster C. The meeting has its place" in done.text
        assert event.places(request) == [(2, 0)]
        assert "that you accepted for" not in done.text

    def test_has_nothing_to_press_once_it_expired(self, event: Published) -> None:
        request, client = event.ask(1), organiser(event)
        services.expire_everywhere(now=MORNING)
        shown = client.get(reverse("organise-requests", args=[event.edition.slug])).text
        assert "Accept for them" not in shown
        accept = reverse("organise-accept", args=[event.edition.slug, request.pk])
        answer = client.post(accept, {"version": 2})
        assert answer.status_code == 409
        assert "This request named times and has expired" in answer.text
        for side, tab in ((A, "sent"), (C, "answer")):
            assert "can still accept" not in requests_page(event, side, tab)

    def test_sees_it_in_the_log_and_in_the_schedule(self, event: Published) -> None:
        event.accept(event.ask(1), 1)
        client, slug = organiser(event), [event.edition.slug]
        log = client.get(reverse("organise-log", args=slug)).text
        assert "asked for a meeting: Cluster A × Cluster C" in log
        assert "accepted this request: Cluster A × Cluster C" in log
        schedule = client.get(reverse("organise-schedule", args=slug), {"live": "1"}).text
        assert "1 change" in schedule

    def test_sets_the_rule(self, event: Published) -> None:
        event.set(instant_meetings=False)
        rules, client = reverse("organise-rules", args=[event.edition.slug]), organiser(event)
        staff = Client()
        staff.force_login(StaffFactory())
        shown, read = client.get(rules).text, staff.get(rules).text
        for words in ("Instant meetings", "Who moves a published meeting"):
            assert words in shown
            assert words in read
        sent = {"version": event.edition.version, "instant_meetings": "on", "who_moves": "sides"}
        assert client.post(rules, sent).status_code == 302
        event.edition.refresh_from_db()
        assert event.edition.instant_meetings


def test_the_pages_ask_at_most_fifteen_questions(event: Published) -> None:
    event.set(most_requests=5, most_musts=5, most_meetings=5)
    assert queries_of(browser(event, A), times_page(event)) <= 15
    request = event.ask(1)
    for name, side in (("requests", A), ("requests", C)):
        assert queries_of(browser(event, side), page(event, side, name)) <= 15
    assert queries_of(browser(event, C), page(event, C, "answer", request.pk)) <= 15


def test_a_refusal_keeps_what_was_typed(event: Published) -> None:
    event.ask(1)
    key = {"idempotency_key": uuid.uuid4(), "slots": [event.slots[2].pk], "message": "Iron"}
    answer = browser(event, A).post(times_page(event), key)
    assert answer.status_code == 409
    assert "There is a request between your two clusters already." in answer.text
    assert "Iron" in answer.text


def test_the_times_that_are_still_free_stay_chosen_where_one_is_not(event: Published) -> None:
    event.accept(event.ask(1, ours=B), 1)
    gone, free = event.slots[1].pk, event.slots[2].pk
    sent = {"idempotency_key": uuid.uuid4(), "slots": [gone, free], "message": "Iron"}
    answer = browser(event, A).post(times_page(event), sent)
    assert answer.status_code == 409
    assert "A time that you chose is no longer free." in answer.text
    assert re.search(rf'value="{free}"[^>]*\schecked', answer.text)
    assert f'value="{gone}"' not in answer.text
    assert "Iron</textarea>" in answer.text
    assert browser(event, A).post(times_page(event), {**sent, "slots": [free]}).status_code == 302


def test_where_no_time_can_be_asked_for_any_more_what_was_chosen_can_be_copied(
    event: Published,
) -> None:
    event.set(instant_meetings=False)
    sent = {"idempotency_key": uuid.uuid4(), "slots": [event.slots[1].pk], "message": "Iron"}
    typed = browser(event, A).post(times_page(event), sent).context["typed"]
    assert "Thursday 3 June" in typed
    assert "Message: Iron" in typed


def test_nobody_else_is_let_in(event: Published) -> None:
    request = event.ask(1)
    other = browser(event, B)
    assert other.get(times_page(event)).status_code == 404
    assert other.get(page(event, C, "answer", request.pk)).status_code == 404
    assert organiser(event).get(times_page(event)).status_code == 403
    own = page(event, A, "answer", request.pk)
    assert browser(event, A).post(own, {"version": 1}).status_code == 404
