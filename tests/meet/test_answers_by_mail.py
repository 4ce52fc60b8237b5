"""Requests answered by the link in the mail."""

import uuid
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from clusters.models import Membership, Organisation
from events.models import Edition, Registration
from matchmaking.models import MeetingRequest, Priority
from matchmaking.services import requests as services
from notifications.models import OutboxMessage
from notifications.sealing import unsealed
from privacy.models import LogEntry
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import MeetingRequestFactory
from tests.support.counting import queries_of
from tests.support.mails import mail_to

pytestmark = pytest.mark.django_db
ANA, BEN = "ana@steel.example", "ben@steel.example"


@pytest.fixture
def asked() -> MeetingRequest:
    """Water asked Steel, for which Ana and Ben speak."""
    edition = EditionFactory(name="Spring")
    water, steel = (
        RegistrationFactory(edition=edition, cluster=ClusterFactory(name=name))
        for name in ("Water", "Steel")
    )
    for email in (ANA, BEN):
        MembershipFactory(organisation=steel.cluster, user__email=email, user__name=email[:3])
    return services.ask(
        requester=water,
        invitee=steel,
        wish=services.Wish(message="Shall we talk about rust?"),
        by=water.registered_by,
        key=uuid.uuid4(),
        now=timezone.now(),
    )


def link(email: str = ANA) -> str:
    """The path that this person's mail leads to."""
    return urlsplit(unsealed(mail_to(email, "request-pending").secret)).path


def answered(path: str, answer: str, **more: str) -> int:
    return Client().post(path, {"answer": answer, **more}).status_code


def state_of(request: MeetingRequest) -> str:
    request.refresh_from_db()
    return str(request.state)


def test_opening_the_link_changes_nothing_however_often(asked: MeetingRequest) -> None:
    path = link()
    for _ in range(10):
        shown = Client().get(path)
        assert shown.status_code == 200
        assert "Water asks to meet Steel" in shown.text
        assert "Shall we talk about rust?" in shown.text
    assert state_of(asked) == "pending"


def test_the_page_says_whose_words_it_shows(asked: MeetingRequest) -> None:
    said = "The organiser asked you in their place."
    assert said not in Client().get(link()).text
    MeetingRequest.objects.update(asked_by_organiser=True)
    assert said in Client().get(link()).text


@pytest.mark.parametrize(
    ("answer", "state", "priority"),
    [("accept", "accepted", 1), ("must", "accepted", 10), ("decline", "declined", None)],
)
def test_the_button_answers_for_whom_the_mail_was_sent_to(
    asked: MeetingRequest, answer: str, state: str, priority: int | None
) -> None:
    assert answered(link(), answer) == 302
    assert state_of(asked) == state
    assert asked.invitee_priority == priority
    assert asked.answered_by == User.objects.get(email=ANA)


def test_a_reason_goes_with_declining(asked: MeetingRequest) -> None:
    answered(link(), "decline", reply="We are full")
    asked.refresh_from_db()
    assert asked.reply == "We are full"


def test_nobody_is_signed_in_by_it(asked: MeetingRequest) -> None:
    browser = Client()
    browser.get(link())
    browser.post(link(), {"answer": "accept"})
    assert browser.get("/my/").status_code == 302


def test_a_link_used_twice_is_refused_in_words(asked: MeetingRequest) -> None:
    path = link()
    answered(path, "accept")
    again = Client().post(path, {"answer": "decline"})
    assert again.status_code == 409
    assert "This request waits no longer" in again.text
    assert state_of(asked) == "accepted"
    shown = Client().get(path).text
    assert "Accepted" in shown
    assert "rust" not in shown


def test_a_colleagues_answer_ends_ones_own_link(asked: MeetingRequest) -> None:
    of_ana, of_ben = link(ANA), link(BEN)
    assert answered(of_ana, "decline") == 302
    assert answered(of_ben, "accept") == 409
    assert state_of(asked) == "declined"


def test_an_answer_taken_back_does_not_bring_the_link_back(asked: MeetingRequest) -> None:
    path = link()
    answered(path, "accept")
    asked.refresh_from_db()
    services.undo_answer(request=asked, version=asked.version, now=timezone.now())
    assert answered(path, "decline") == 409
    assert state_of(asked) == "pending"


def test_a_withdrawn_request_is_not_answered(asked: MeetingRequest) -> None:
    path = link()
    services.withdraw(request=asked, side=asked.requester, version=1, now=timezone.now())
    assert answered(path, "accept") == 409
    assert state_of(asked) == "withdrawn"


def leave(cluster: Organisation) -> None:
    Membership.objects.filter(organisation=cluster, user__email=ANA).delete()


def be_locked_out(cluster: Organisation) -> None:
    User.objects.filter(email=ANA).update(is_active=False)


@pytest.mark.parametrize("end", [leave, be_locked_out])
def test_who_no_longer_speaks_for_the_cluster_reads_and_answers_nothing(
    asked: MeetingRequest, end: object
) -> None:
    path = link()
    end(asked.invitee.cluster)  # type: ignore[operator]
    for answer in (Client().get(path), Client().post(path, {"answer": "accept"})):
        assert answer.status_code == 409
        assert "This link no longer works." in answer.text
        assert "rust" not in answer.text
    assert state_of(asked) == "pending"
    assert answered(link(BEN), "accept") == 302


@pytest.mark.parametrize(("days", "status"), [(13, 302), (15, 409)])
def test_it_lasts_two_weeks(asked: MeetingRequest, days: int, status: int) -> None:
    path = link()
    with time_machine.travel(datetime.now(tz=asked.created_at.tzinfo) + timedelta(days=days)):
        assert answered(path, "accept") == status


def test_after_the_time_to_answer_the_page_says_so(asked: MeetingRequest) -> None:
    path = link()
    type(asked.edition).objects.update(state="published")
    shown = Client().get(path)
    assert "The time to answer is over." in shown.text
    assert 'name="answer"' not in shown.text
    assert answered(path, "accept") == 409


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Choose an answer"),
        ({"answer": "maybe"}, "Choose an answer"),
        ({"answer": "decline", "reply": "a" * 1001}, "at most 1000 characters"),
    ],
)
def test_what_is_no_answer_is_refused_in_words(
    asked: MeetingRequest, sent: dict[str, str], words: str
) -> None:
    refusal = Client().post(link(), sent)
    assert refusal.status_code == 422
    assert words in refusal.text
    assert state_of(asked) == "pending"


def typed(answer: Any) -> str:
    """What stands in the field of the reason."""
    return str(answer.context["form"]["reply"].value())


def test_a_reason_that_is_too_long_comes_back_to_be_shortened(asked: MeetingRequest) -> None:
    answer = Client().post(link(), {"answer": "decline", "reply": "a" * 1001})
    assert answer.status_code == 422
    assert typed(answer) == "a" * 1001
    assert answered(link(), "decline", reply=typed(answer)[:1000]) == 302


def test_a_refused_answer_comes_back_as_it_was_typed(asked: MeetingRequest) -> None:
    Edition.objects.update(most_musts=1)
    MeetingRequestFactory(edition=asked.edition, requester=asked.invitee, priority=Priority.MUST)
    sent = {"answer": "must", "reply": "We are many"}
    answer = Client().post(link(), sent)
    assert answer.status_code == 409
    assert "as many meetings that it must have" in answer.text
    assert typed(answer) == "We are many"
    assert answered(link(), "accept") == 302


def test_words_of_an_answer_that_came_too_late_can_be_copied(asked: MeetingRequest) -> None:
    path = link()
    answered(link(BEN), "accept")
    answer = Client().post(path, {"answer": "decline", "reply": "We are full"})
    assert (answer.status_code, "We are full" in answer.text) == (409, True)


@pytest.mark.parametrize(
    "sent", [{"answer": "accept"}, {"answer": "decline", "reply": "We are full"}]
)
def test_a_double_click_is_one_answer_and_no_refusal(
    asked: MeetingRequest, sent: dict[str, str]
) -> None:
    path = link()
    for _ in range(2):
        answer = Client().post(path, sent, follow=True)
        assert "Your answer is given." in answer.text
    asked.refresh_from_db()
    assert asked.version == 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"answer": "accept"}, {"answer": "must"}),
        ({"answer": "decline"}, {"answer": "decline", "reply": "We are full"}),
    ],
)
def test_another_answer_is_not_taken_for_the_same_click(
    asked: MeetingRequest, first: dict[str, str], second: dict[str, str]
) -> None:
    path = link()
    Client().post(path, first)
    answer = Client().post(path, second)
    assert (answer.status_code, "This request waits no longer" in answer.text) == (409, True)


def test_once_its_days_are_over_the_page_says_so_before_a_worker_ends_it(
    asked: MeetingRequest,
) -> None:
    Edition.objects.update(answer_days=3)
    path = link()
    with time_machine.travel(asked.waits_since + timedelta(days=3), tick=False):
        shown = Client().get(path)
        assert "The time to answer is over." in shown.text
        assert 'name="answer"' not in shown.text
        late = Client().post(path, {"answer": "decline", "reply": "We are full"})
    assert (late.status_code, "We are full" in late.text) == (409, True)
    assert "The time to answer this request is over." in late.text
    assert state_of(asked) == "pending"


def test_yes_for_some_times_is_not_offered_once_the_days_are_over(asked: MeetingRequest) -> None:
    Edition.objects.update(answer_days=3)
    invitee = asked.invitee
    page = reverse("meet-answer", args=[asked.edition.slug, invitee.cluster.slug, asked.pk])
    browser = Client()
    browser.force_login(User.objects.get(email=ANA))
    with time_machine.travel(asked.waits_since + timedelta(days=3), tick=False):
        answer = browser.get(page)
    assert answer.status_code == 409
    assert "The time to answer this request is over." in answer.text


def test_a_link_that_nobody_was_sent_is_not_found(asked: MeetingRequest) -> None:
    path = link()
    token = path.strip("/").rpartition("/")[2]
    for forged in ("x", token[:-1], token.replace(":", "", 1)):
        assert Client().get(f"/answers/{forged}/").status_code == 404


def test_the_log_names_whom_the_link_was_sent_to(asked: MeetingRequest) -> None:
    answered(link(), "accept")
    written = LogEntry.objects.filter(table_name="matchmaking_meetingrequest", operation="U")
    assert written.latest("pk").actor == f"mail:user:{User.objects.get(email=ANA).pk}"
    organiser = Client()
    organiser.force_login(MembershipFactory(organisation=asked.edition.owner).user)
    for words in ("", "?person=ana"):
        shown = organiser.get(f"/organise/{asked.edition.slug}/log/{words}").text
        assert "ana, by a link in a mail," in shown


def test_the_link_is_not_kept_in_clear(asked: MeetingRequest) -> None:
    path = link()
    for mail in OutboxMessage.objects.all():
        assert path not in mail.body + mail.html + mail.secret


def test_who_asked_gets_no_link(asked: MeetingRequest) -> None:
    MembershipFactory(organisation=asked.requester.cluster, user__email="walt@water.example")
    answered(link(), "accept")
    assert mail_to("walt@water.example", "request-accepted").secret == ""
    assert Registration.objects.count() == 2


def test_the_page_asks_few_questions(asked: MeetingRequest) -> None:
    assert queries_of(Client(), link()) <= 15
