"""The organiser asks, declines and withdraws in the place of a cluster: marked, told, undone."""

import re
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.mails import CAN_WAIT
from events.models import Edition, Registration
from events.services.registrations import RegistrationChanged, change
from events.services.wishes import Wishes
from matchmaking.models import BarredPair, Meeting, MeetingRequest, RequestTime
from matchmaking.queries.log import Asked, event_log
from matchmaking.services.requests import (
    AlreadyAsked,
    RequestChanged,
    Wish,
    accept,
    ask,
    decline,
    undo_withdrawal,
    withdraw,
)
from matchmaking.words.log import lines
from notifications.models import OutboxMessage
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import MeetingRequestFactory, window_with_slots
from tests.factories.stage import page
from tests.support.mails import mail_to, told
from tests.support.racing import raced

pytestmark = pytest.mark.django_db


class Scene:
    """Water and Wind are approved, each with somebody who reads mails; Olga organises."""

    def __init__(self) -> None:
        self.edition: Edition = EditionFactory(name="Spring")
        self.olga = MembershipFactory(
            organisation=self.edition.owner, user__name="Olga", user__email="olga@example.org"
        ).user
        self.water, self.wind = (self._comes(name) for name in ("Water", "Wind"))
        self.browser = Client()
        self.browser.force_login(self.olga)

    def _comes(self, name: str) -> Registration:
        row: Registration = RegistrationFactory(
            edition=self.edition, cluster__name=name, cluster__short_name=""
        )
        MembershipFactory(organisation=row.cluster, user__email=f"{name.lower()}@example.org")
        return row

    def asked(self, **fields: object) -> MeetingRequest:
        """Wind asked Water."""
        request: MeetingRequest = MeetingRequestFactory(
            edition=self.edition, requester=self.wind, invitee=self.water, **fields
        )
        return request

    def post(self, name: str, *more: object, **sent: object) -> int:
        return self.browser.post(page(f"organise-{name}", self.edition, *more), sent).status_code

    def asks(self, **more: object) -> int:
        return self.post("ask", **self._wish(**more))

    def asked_page(self, **more: object) -> str:
        """What is shown in the end."""
        address = page("organise-ask", self.edition)
        return self.browser.post(address, self._wish(**more), follow=True).text

    def _wish(self, **more: object) -> dict[str, object]:
        key = "9f0fd7a4-4a0c-4b5c-8a7d-0a3f1d1a5b11"
        sent = {"first": self.water.pk, "second": self.wind.pk, "priority": 1}
        return {**sent, "idempotency_key": key, **more}

    def asking(self, side: Registration) -> str:
        """Where that cluster writes to the organiser."""
        return reverse("meet-organiser", args=[self.edition.slug, side.cluster.slug])

    def read(self, request: MeetingRequest) -> str:
        return self.browser.get(page("organise-request", self.edition, request.pk)).text


@pytest.fixture
def scene(db: None) -> Scene:
    return Scene()


def sent_all() -> None:
    OutboxMessage.objects.update(state="sent", sent_at=timezone.now())


def test_asking_for_a_cluster_is_marked_and_both_are_told(scene: Scene) -> None:
    for _ in range(2):
        assert scene.asks(message="You both build pumps.") == 302
    request = MeetingRequest.objects.get()
    assert (request.requester, request.invitee) == (scene.water, scene.wind)
    assert (request.state, request.requested_by) == ("pending", scene.olga)
    theirs, ours = mail_to("wind@example.org"), mail_to("water@example.org")
    assert "The organiser of Spring asks Wind for a meeting, in the place of Water." in theirs.body
    assert "has asked Wind for a meeting, in the place of Water" in ours.body
    assert "You both build pumps." in theirs.body
    assert "You both build pumps." in ours.body
    assert "The organiser wrote for them:" in theirs.body
    assert "They write:" not in theirs.body
    assert "by Olga, in the place of Water" in scene.read(request)
    assert "by Olga" in scene.browser.get(page("organise-requests", scene.edition)).text
    said = [line.sentence for line in lines(event_log(scene.edition, Asked()))]
    assert "Olga asked for a meeting: Water × Wind." in said


def test_who_only_looks_on_reads_that_it_was_an_organiser_and_no_name(scene: Scene) -> None:
    request = scene.asked(requested_by=scene.olga, asked_by_organiser=True)
    viewer = MembershipFactory(organisation=scene.edition.owner, role="viewer").user
    scene.browser.force_login(viewer)
    shown = scene.read(request)
    assert "by an organiser, in the place of Wind" in shown
    assert page("organise-decline", scene.edition, request.pk) not in shown
    for address in ("organise-requests", "organise-ask"):
        assert "by Olga" not in scene.browser.get(page(address, scene.edition)).text
    assert "by Olga" not in shown


def test_where_the_other_side_has_asked_already_the_two_agree_and_both_are_told(
    scene: Scene,
) -> None:
    request = scene.asked()
    assert scene.asks(message="You both build pumps.") == 302
    request.refresh_from_db()
    assert (request.state, request.answered_by) == ("accepted", scene.olga)
    assert told("request-accepted") == ["water@example.org", "wind@example.org"]
    for name, whose in (("water", "you"), ("wind", "them")):
        mail = mail_to(f"{name}@example.org", "request-accepted")
        assert f"The organiser wrote for {whose}:\n\nYou both build pumps." in mail.body


def test_where_the_two_have_agreed_already_nothing_is_said_to_be_done(scene: Scene) -> None:
    request = scene.asked()
    accept(request=request, version=1, by=scene.water.registered_by, now=timezone.now())
    sent_all()
    for key in (uuid4(), uuid4()):
        answer = scene.asked_page(idempotency_key=key)
        assert "These two have agreed already." in answer
        assert "Both are told." not in answer
    assert not OutboxMessage.objects.filter(state="queued").exists()


def test_a_second_press_says_that_the_first_one_made_them_agree(scene: Scene) -> None:
    scene.asked()
    assert "the two agreed to meet. Both are told." in scene.asked_page()
    assert "These two have agreed already." in scene.asked_page()


def test_a_refusal_speaks_to_the_organiser_and_not_to_a_cluster(scene: Scene) -> None:
    assert scene.asks() == 302
    answer = scene.asked_page(idempotency_key=uuid4())
    assert "There is a request between these two clusters already." in answer
    Edition.objects.update(state="finished")
    request = MeetingRequest.objects.get()
    for name in ("accept", "accept-undo", "decline"):
        address = page(f"organise-{name}", scene.edition, request.pk)
        answer = scene.browser.post(address, {"version": 1}).text
        assert "It is not the time for this" in answer
        assert "Ask the organiser" not in answer


def test_the_clusters_own_rules_hold_and_what_was_typed_is_kept(scene: Scene) -> None:
    Edition.objects.update(other_regions_only=False, most_requests=1)
    MeetingRequestFactory(edition=scene.edition, requester=scene.water)
    sent = {"first": scene.water.pk, "second": scene.wind.pk, "priority": 1, "message": "Pumps."}
    answer = scene.browser.post(
        page("organise-ask", scene.edition), {**sent, "idempotency_key": uuid4()}
    )
    assert answer.status_code == 409
    assert "Pumps." in answer.text
    assert re.search(rf'value="{scene.wind.pk}"\s+checked', answer.text)
    assert scene.asks(second=scene.water.pk) == 422


def test_what_would_be_refused_is_not_offered(scene: Scene) -> None:
    request = scene.asked()
    address = page("organise-request", scene.edition, request.pk)
    assert "Accept for Water" in scene.browser.get(address).text
    first, second = sorted((scene.water.pk, scene.wind.pk))
    pair = BarredPair.objects.create(edition=scene.edition, first_id=first, second_id=second)
    assert "Accept for Water" not in scene.browser.get(address).text
    pair.delete()
    Edition.objects.update(state="published", instant_meetings=True, answer_days=1)
    MeetingRequest.objects.update(is_instant=True)
    RequestTime.objects.create(request=request, slot=window_with_slots(scene.edition)[0])
    assert "Accept for Water" in scene.browser.get(address).text
    MeetingRequest.objects.update(waits_since=timezone.now() - timedelta(days=2))
    assert "Accept for Water" not in scene.browser.get(address).text


def test_both_clusters_see_on_their_pages_who_acted(scene: Scene) -> None:
    def seen(side: Registration, tab: str) -> str:
        browser = Client()
        browser.force_login(side.cluster.memberships.get().user)
        at = reverse("meet-requests", args=[scene.edition.slug, side.cluster.slug])
        return browser.get(at, {"tab": tab}).text

    scene.asks()
    assert "The organiser asked in your place." in seen(scene.water, "sent")
    assert "The organiser asked you in their place." in seen(scene.wind, "answer")
    assert scene.post("decline", MeetingRequest.objects.get().pk, version=1) == 302
    assert "The organiser answered in their place." in seen(scene.water, "declined")
    assert "The organiser answered in your place." in seen(scene.wind, "declined")
    MeetingRequest.objects.update(asked_by_organiser=False, answered_by_organiser=False)
    assert "The organiser" not in seen(scene.water, "declined")


@pytest.mark.parametrize("act", [accept, decline])
def test_what_somebody_does_for_their_cluster_is_its_own_though_they_look_on_at_the_organiser(
    scene: Scene, act: Callable[..., object]
) -> None:
    both = scene.water.cluster.memberships.get().user
    MembershipFactory(organisation=scene.edition.owner, user=both, role="viewer")
    request = scene.asked()
    act(request=request, version=1, by=both, now=timezone.now())
    shown = scene.read(request)
    assert "in the place of Water" not in shown
    assert page("organise-accept-undo", scene.edition, request.pk) not in shown
    listed = scene.browser.get(page("organise-requests", scene.edition)).text
    assert page("organise-accept-undo", scene.edition, request.pk) not in listed
    assert f"by {both.name}" not in listed
    assert scene.post("accept-undo", request.pk, version=2) == 409


def test_of_what_was_done_before_it_follows_from_who_acted(scene: Scene) -> None:
    migration = import_module("matchmaking.migrations.0027_in_whose_place")
    both = scene.wind.cluster.memberships.get().user
    MembershipFactory(organisation=scene.edition.owner, user=both, role="viewer")
    theirs = scene.asked(requested_by=both, answered_by=scene.olga, state="declined")
    ours = scene.asked(requested_by=scene.olga, answered_by=both, state="withdrawn")
    strangers = scene.asked(state="expired")
    with connection.cursor() as cursor:
        cursor.execute(migration.ASKED)
        cursor.execute(migration.ANSWERED)
    marks = ("pk", "asked_by_organiser", "answered_by_organiser")
    assert set(MeetingRequest.objects.values_list(*marks)) == {
        (theirs.pk, False, True),
        (ours.pk, True, True),
        (strangers.pk, False, False),
    }


def test_an_organiser_who_is_of_the_cluster_too_acts_as_the_organiser_where_they_say_so(
    scene: Scene,
) -> None:
    MembershipFactory(organisation=scene.water.cluster, user=scene.olga)
    request = scene.asked()
    assert scene.post("decline", request.pk, version=1) == 302
    assert "by Olga, in the place of Water" in scene.read(request)
    assert scene.post("accept-undo", request.pk, version=2) == 302


@pytest.mark.parametrize("state", ["registration_open", "scheduling", "published", "finished"])
def test_nobody_is_asked_outside_its_time(scene: Scene, state: str) -> None:
    Edition.objects.update(state=state)
    assert scene.asks() == 409
    assert not MeetingRequest.objects.exists()
    assert "while requests are open" in scene.browser.get(page("organise-ask", scene.edition)).text


def test_declining_for_a_cluster_is_marked_told_and_undone(scene: Scene) -> None:
    request = scene.asked()
    for _ in range(2):
        assert scene.post("decline", request.pk, version=1) == 302
    request.refresh_from_db()
    assert (request.state, request.answered_by) == ("declined", scene.olga)
    assert "declined, in the place of Water, the request" in mail_to("wind@example.org").body
    ours = mail_to("water@example.org").body
    assert "declined, in the place of Water, the request" in ours
    assert f"organiser: {settings.SITE_URL}{scene.asking(scene.water)}" in ours
    assert "by Olga, in the place of Water" in scene.read(request)
    sent_all()
    assert page("organise-accept-undo", scene.edition, request.pk) in scene.read(request)
    assert scene.post("accept-undo", request.pk, version=2) == 302
    request.refresh_from_db()
    assert (request.state, request.answered_by) == ("pending", None)
    for name in ("water", "wind"):
        mail = mail_to(f"{name}@example.org", "request-pending")
        assert "takes back that it declined" in mail.body


def test_what_a_cluster_declined_itself_is_not_taken_back(scene: Scene) -> None:
    request = scene.asked()
    manager = scene.water.cluster.memberships.get().user
    decline(request=request, version=1, by=manager, now=timezone.now())
    assert page("organise-accept-undo", scene.edition, request.pk) not in scene.read(request)
    assert scene.post("accept-undo", request.pk, version=2) == 409


def test_withdrawing_a_request_for_its_cluster_tells_both(scene: Scene) -> None:
    request = scene.asked()
    sent_all()
    assert scene.post("withdraw", request.pk, version=1, side_of=scene.water.pk) == 409
    assert scene.post("withdraw", request.pk, version=1, side_of=0) == 422
    for _ in range(2):
        assert scene.post("withdraw", request.pk, version=1, side_of=scene.wind.pk) == 302
    request.refresh_from_db()
    assert request.state == "withdrawn"
    ours = mail_to("wind@example.org", "request-withdrawn").body
    assert f"organiser: {settings.SITE_URL}{scene.asking(scene.wind)}" in ours
    address = page("organise-withdraw", scene.edition, request.pk)
    assert f'action="{address}"' not in scene.read(request)


def test_withdrawing_from_an_agreed_meeting_for_either_side_tells_both(scene: Scene) -> None:
    request = scene.asked()
    manager = scene.water.cluster.memberships.get().user
    accept(request=request, version=1, by=manager, now=timezone.now())
    sent_all()
    assert scene.post("withdraw", request.pk, version=2, side_of=scene.water.pk) == 302
    assert Meeting.objects.get(request=request).is_cancelled
    theirs = mail_to("wind@example.org", "request-withdrawn")
    assert "in the place of Water, from the meeting" in theirs.body


class TestBringingBack:
    """What the organiser withdrew in the place of a side."""

    def withdrawn(self, scene: Scene, *, is_agreed: bool = False) -> MeetingRequest:
        """For Wind, whose request it is, or for Water, which had agreed; both have heard of it."""
        request, side = scene.asked(), scene.wind
        if is_agreed:
            manager = scene.water.cluster.memberships.get().user
            accept(request=request, version=1, by=manager, now=timezone.now())
            side = scene.water
        sent_all()
        assert scene.post("withdraw", request.pk, version=1 + is_agreed, side_of=side.pk) == 302
        request.refresh_from_db()
        assert (request.withdrawn_for, request.version) == (side, 2 + is_agreed)
        return request

    def back(self, scene: Scene, request: MeetingRequest) -> int:
        return scene.post("withdraw-undo", request.pk, version=request.version)

    def refused(self, scene: Scene, request: MeetingRequest) -> str:
        """Why, and it stays withdrawn."""
        address = page("organise-withdraw-undo", scene.edition, request.pk)
        answer = scene.browser.post(address, {"version": request.version})
        assert answer.status_code == 409
        request.refresh_from_db()
        assert request.state == "withdrawn"
        return answer.text

    def test_a_request_waits_again_and_both_are_told(self, scene: Scene) -> None:
        request = self.withdrawn(scene)
        sent_all()
        assert "by an organiser, in the place of Wind" in scene.read(request)
        assert "Take back that you withdrew for Wind" in scene.read(request)
        for _ in range(2):
            assert self.back(scene, request) == 302
        request.refresh_from_db()
        assert (request.state, request.withdrawn_for, request.ended_from) == ("pending", None, "")
        ours, theirs = (mail_to(f"{name}@example.org", "request-pending") for name in NAMES)
        assert "takes back that it withdrew, in the place of Wind, the request" in ours.body
        assert "The request waits for your answer." in ours.body
        assert "takes back that it withdrew, in the place of Wind, the request" in theirs.body
        assert "waits for an answer again" in theirs.body
        assert page("organise-withdraw-undo", scene.edition, request.pk) not in scene.read(request)

    def test_an_agreed_meeting_is_agreed_again(self, scene: Scene) -> None:
        request = self.withdrawn(scene, is_agreed=True)
        sent_all()
        assert self.back(scene, request) == 302
        request.refresh_from_db()
        assert (request.state, request.answered_by_organiser) == ("accepted", False)
        assert not Meeting.objects.get(request=request).is_cancelled
        for name in NAMES:
            mail = OutboxMessage.objects.get(recipient=f"{name}@example.org", state="queued")
            assert mail.kind == "request-accepted"
            assert "takes back that it withdrew, in the place of Water, from" in mail.body
            assert "is agreed as before" in mail.body

    def test_before_its_mail_has_left_nobody_is_told_of_either(self, scene: Scene) -> None:
        request = self.withdrawn(scene)
        assert self.back(scene, request) == 302
        assert told("request-withdrawn") == told("request-pending") == []
        said = scene.read(request)
        assert "Clusters that have heard of the withdrawal are told." in said
        assert "Taken back. Both clusters are told." not in said

    def test_who_was_never_told_is_asked_as_at_first(self, scene: Scene) -> None:
        assert scene.asks(message="You both build pumps.") == 302
        request = MeetingRequest.objects.get()
        assert scene.post("withdraw", request.pk, version=1, side_of=scene.water.pk) == 302
        assert not OutboxMessage.objects.exists()
        request.refresh_from_db()
        assert self.back(scene, request) == 302
        assert "in the place of Water." in mail_to("wind@example.org", "request-pending").body
        assert mail_to("wind@example.org", "request-pending").secret

    def test_once_requests_are_closed_it_has_expired(self, scene: Scene) -> None:
        request = self.withdrawn(scene)
        sent_all()
        Edition.objects.update(state="published")
        assert self.back(scene, request) == 302
        request.refresh_from_db()
        assert request.state == "expired"
        assert "is over" in mail_to("wind@example.org", "request-expired").body

    def test_what_a_side_withdrew_itself_is_not_brought_back(self, scene: Scene) -> None:
        request = scene.asked()
        withdraw(request=request, version=1, side=scene.wind, now=timezone.now())
        request.refresh_from_db()
        assert page("organise-withdraw-undo", scene.edition, request.pk) not in scene.read(request)
        assert "answered or withdrawn meanwhile" in self.refused(scene, request)

    def test_what_was_seen_otherwise_is_not_brought_back(self, scene: Scene) -> None:
        request = self.withdrawn(scene)
        request.version += 1
        assert "answered or withdrawn meanwhile" in self.refused(scene, request)

    @pytest.mark.parametrize("state", ["finished", "cancelled"])
    def test_it_is_not_brought_back_once_the_event_is_over(self, scene: Scene, state: str) -> None:
        request = self.withdrawn(scene)
        Edition.objects.update(state=state)
        assert page("organise-withdraw-undo", scene.edition, request.pk) not in scene.read(request)
        assert "It is not the time for this" in self.refused(scene, request)

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            (lambda one: MeetingRequestFactory(edition=one.edition, **pair(one)), "There is a"),
            (lambda one: BarredPair.objects.create(**barred(one)), "never meet"),
            (lambda one: Registration.objects.update(state="withdrawn"), "Only clusters that"),
            (lambda one: wind_asks(one, "most_requests"), "as many requests"),
            (lambda one: wind_asks(one, "most_musts"), "as many meetings that it must have"),
        ],
    )
    def test_what_binds_clusters_binds_it_too(
        self, scene: Scene, change: Callable[[Scene], object], words: str
    ) -> None:
        request = self.withdrawn(scene)
        change(scene)
        assert words in self.refused(scene, request)


NAMES = ("water", "wind")


def pair(scene: Scene) -> dict[str, Registration]:
    return {"requester": scene.water, "invitee": scene.wind}


def barred(scene: Scene) -> dict[str, object]:
    first, second = sorted((scene.water, scene.wind), key=lambda row: row.pk)
    return {"edition": scene.edition, "first": first, "second": second}


def wind_asks(scene: Scene, rule: str) -> None:
    """Another one, in which it has all that the rule allows; both are a must for it."""
    other = RegistrationFactory(edition=scene.edition)
    MeetingRequestFactory(edition=scene.edition, requester=scene.wind, invitee=other)
    MeetingRequest.objects.update(priority=10)
    Edition.objects.update(**{rule: 1})


def test_what_was_seen_otherwise_is_refused(scene: Scene) -> None:
    request = scene.asked(version=3)
    assert scene.post("decline", request.pk, version=1) == 409
    assert scene.post("withdraw", request.pk, version=1, side_of=scene.wind.pk) == 409


@pytest.mark.parametrize("name", ["decline", "withdraw"])
def test_a_request_of_another_event_is_not_found(scene: Scene, name: str) -> None:
    elsewhere = MeetingRequestFactory()
    assert scene.post(name, elsewhere.pk, version=1) == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
def test_the_cluster_and_the_organiser_answer_at_once_and_one_of_them_does(scene: Scene) -> None:
    request, now = scene.asked(), timezone.now()
    manager = scene.water.cluster.memberships.get().user
    answers = raced(
        [
            lambda: accept(request=request, version=1, by=manager, now=now),
            lambda: decline(request=request, version=1, by=scene.olga, now=now, by_organiser=True),
        ]
    )
    assert {type(answer) for answer in answers} == {MeetingRequest, RequestChanged}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
def test_brought_back_while_the_two_ask_anew_one_request_stands(scene: Scene) -> None:
    request, now = scene.asked(), timezone.now()
    seen: dict[str, Any] = {"request": request, "now": now}
    withdraw(**seen, version=1, side=scene.wind, by_organiser=True)
    manager, key = scene.water.cluster.memberships.get().user, uuid4()
    sides: dict[str, Any] = {"requester": scene.water, "invitee": scene.wind}
    answers = raced(
        [
            lambda: undo_withdrawal(**seen, version=2),
            lambda: undo_withdrawal(**seen, version=2),
            lambda: ask(**sides, wish=Wish(), by=manager, key=key, now=now),
        ]
    )
    # Asked after it was brought back, the two have agreed.
    assert MeetingRequest.objects.live().count() == 1
    assert {type(answer) for answer in answers} <= {MeetingRequest, AlreadyAsked, RequestChanged}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
def test_asked_for_both_at_once_the_two_agree(scene: Scene) -> None:
    now = timezone.now()

    def asking(one: Registration, other: Registration) -> MeetingRequest:
        return ask(
            requester=one,
            invitee=other,
            wish=Wish(),
            by=scene.olga,
            key=uuid4(),
            now=now,
            by_organiser=True,
        )

    raced([lambda: asking(scene.water, scene.wind), lambda: asking(scene.wind, scene.water)])
    assert MeetingRequest.objects.get().state == "accepted"


class TestRegistration:
    """The organiser changes how many come, and who."""

    def change(self, scene: Scene, **more: object) -> int:
        sent = {"version": 1, "seats": 2, "max_meetings": 5, "delegate-0-name": "Ana Prat"}
        return scene.post("registration-edit", scene.water.pk, **{**sent, **more})

    def test_it_is_stored_and_told_once_and_the_clusters_words_stay(self, scene: Scene) -> None:
        Registration.objects.update(message="We come by train.")
        assert self.change(scene) == 302
        assert self.change(scene, version=2, seats=3) == 302
        scene.water.refresh_from_db()
        assert (scene.water.seats, scene.water.max_meetings) == (3, 5)
        assert scene.water.message == "We come by train."
        assert [row.name for row in scene.water.delegates.all()] == ["Ana Prat"]
        mail = mail_to("water@example.org", "registration-edited")
        assert "has changed the registration of Water, in your place." in mail.body
        assert "It holds 3 meetings at a time at most." in mail.body
        assert f"the organiser: {settings.SITE_URL}{scene.asking(scene.water)}" in mail.body
        assert "Ana Prat" not in mail.body
        assert told("registration-edited") == ["water@example.org"]
        said = [line.sentence for line in lines(event_log(scene.edition, Asked()))]
        assert "Olga changed the registration of Water." in said

    def test_nothing_changed_is_told_to_nobody_and_hinders_nobody(self, scene: Scene) -> None:
        assert self.change(scene) == 302
        OutboxMessage.objects.all().delete()
        address = page("organise-registration-edit", scene.edition, scene.water.pk)
        sent = {"version": 2, "seats": 2, "max_meetings": 5, "delegate-0-name": "Ana Prat"}
        shown = scene.browser.post(address, sent, follow=True).text
        assert "Nothing was changed" in shown
        scene.water.refresh_from_db()
        assert scene.water.version == 2
        assert not OutboxMessage.objects.exists()
        # Who comes, and in which order, is a change.
        assert self.change(scene, version=2, **{"delegate-0-job_title": "Adviser"}) == 302
        assert told("registration-edited") == ["water@example.org"]

    @pytest.mark.parametrize(
        ("way", "said"),
        [
            ("online", "It takes part online."),
            ("both", "It takes part on site or online."),
            ("on_site", "It takes part on site."),
        ],
    )
    def test_the_mail_says_how_it_takes_part(self, scene: Scene, way: str, said: str) -> None:
        Edition.objects.update(meets_online=True)
        assert self.change(scene, takes_part=way) == 302
        assert said in mail_to("water@example.org").body

    def test_the_mail_says_whether_a_colleague_attends(self, scene: Scene) -> None:
        assert self.change(scene, sends_colleague="on") == 302
        mail = mail_to("water@example.org")
        assert "It says that a colleague attends its meetings." in mail.body
        assert "It takes part" not in mail.body
        assert self.change(scene, version=2) == 302
        mail = mail_to("water@example.org")
        assert "It does not say that a colleague attends its meetings." in mail.body

    def test_it_waits_for_the_morning_as_other_news_of_a_registration(self) -> None:
        assert "registration-edited" in CAN_WAIT

    def test_what_somebody_else_saved_meanwhile_is_shown_and_nothing_is_lost(
        self, scene: Scene
    ) -> None:
        Registration.objects.update(version=7)
        sent = {"version": 1, "seats": 2, "delegate-0-name": "Ana Prat"}
        address = page("organise-registration-edit", scene.edition, scene.water.pk)
        answer = scene.browser.post(address, sent)
        assert answer.status_code == 409
        assert "Ana Prat" in answer.text
        assert not OutboxMessage.objects.exists()

    @pytest.mark.parametrize("state", ["declined", "withdrawn"])
    def test_who_does_not_take_part_stays_as_it_is(self, scene: Scene, state: str) -> None:
        Registration.objects.update(state=state)
        assert self.change(scene) == 409
        address = page("organise-registration-edit", scene.edition, scene.water.pk)
        shown = scene.browser.get(page("organise-registration", scene.edition, scene.water.pk)).text
        assert address not in shown

    def test_bad_input_loses_nothing(self, scene: Scene) -> None:
        assert self.change(scene, seats=99) == 422
        assert self.change(scene, **{"delegate-0-name": "", "delegate-0-job_title": "CEO"}) == 422

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.usefixtures("patient")
    def test_changed_by_both_at_once_one_of_them_is_told(self, scene: Scene) -> None:
        def changing(seats: int, *, by_organiser: bool) -> None:
            change(
                registration=scene.water,
                wishes=Wishes(seats=seats),
                version=1,
                now=timezone.now(),
                by_organiser=by_organiser,
            )

        answers = raced(
            [lambda: changing(2, by_organiser=True), lambda: changing(3, by_organiser=False)]
        )
        assert [type(one) for one in answers].count(RegistrationChanged) == 1
