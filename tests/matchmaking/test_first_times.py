"""Two who agreed to meet and have no place after publication choose one that is free for both."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from events.models import Edition, Registration
from matchmaking.models import (
    Meeting,
    MeetingRequest,
    Placement,
    ScheduleEdit,
    TimeOffer,
    Unavailability,
)
from matchmaking.queries.other_times import offers_of, possible_times
from matchmaking.services import other_times as services
from matchmaking.services.other_times import OtherTimeRefused
from matchmaking.services.placing import PlacementRefused
from matchmaking.services.requests import (
    RequestRefused,
    cancel_published,
    end_requests,
    withdraw,
)
from matchmaking.words.other_times import PLACING
from notifications.models import OutboxMessage
from tests.factories.clusters import MembershipFactory
from tests.factories.matchmaking import MORNING, MeetingRequestFactory
from tests.faults.conftest import violations
from tests.matchmaking.agreed import AB, AC, NOW, A, Agreed, B, C
from tests.support.browsers import signed_in
from tests.support.counting import queries_of
from tests.support.mails import mail_to, told
from tests.support.racing import raced

Acts = list[Callable[[], Any]]

pytestmark = pytest.mark.django_db
PEOPLE = [20, pytest.param(200, marks=pytest.mark.drill)]


@pytest.fixture
def event(db: None) -> Agreed:
    event = Agreed.published()
    Edition.objects.update(who_moves="sides")
    event.meetings[AB].edition.refresh_from_db()
    event.loses_its_place()
    return event


def said(to: str, kind: str) -> str:
    return " ".join(mail_to(to, kind).body.split())


def test_all_times_are_offered_that_are_free_for_both_and_for_a_table(event: Agreed) -> None:
    assert event.times() == [0, 2, 3, 4, 5], "A meets C at the second"
    Unavailability.objects.create(
        edition=event.edition, registration=event.registrations[B], period=event.slots[3].period
    )
    assert event.times() == [0, 2, 4, 5]
    assert event.times(now=MORNING - timedelta(minutes=30)) == [2, 4, 5], "within the notice"


def test_accepted_it_stands_at_once_and_both_are_told(event: Agreed) -> None:
    offer = event.offer(A, 2, 3)
    assert offer.from_slot is None
    assert "has no time yet. Cluster A offers times" in said("b@example.org", "other-time-asked")
    for _ in range(2):
        event.accept(offer, B, 3)
    assert event.where() == (3, 0)
    edit = event.version.edits.get()
    assert (edit.kind, edit.side, edit.before) == ("placed", event.registrations[B], None)
    assert told("agenda-changed") == ["a@example.org", "b@example.org"]
    assert "Thursday 3 June, 10:30" in mail_to("b@example.org", "agenda-changed").body
    assert violations() == []


def test_an_offer_ends_after_a_day_or_at_its_last_time(event: Agreed) -> None:
    early = NOW - timedelta(days=3)
    assert event.offer(A, 2, now=early).expires_at == early + timedelta(days=1)
    assert event.offer(B, 0).expires_at == MORNING - timedelta(minutes=30)


def test_where_the_organiser_agrees_it_stands_only_then(event: Agreed) -> None:
    Edition.objects.update(who_moves="agreed")
    organiser = MembershipFactory(organisation=event.edition.owner).user
    offer = event.accept(event.offer(A, 2), B, 2)
    assert (offer.state, event.where()) == ("waiting", None)
    assert offer.expires_at == event.slots[2].period.lower - timedelta(minutes=30)
    asked = said(organiser.email, "other-time-decide")
    assert "has no place in the published schedule" in asked
    services.refuse_time(offer=offer, now=NOW)
    assert event.where() is None
    assert "still has no time" in said("a@example.org", "other-time-refused")
    again = event.accept(event.offer(B, 3), A, 3)
    services.agree_time(offer=again, by=organiser, now=NOW)
    assert event.where() == (3, 0)


def test_the_side_that_offered_hears_that_none_suits(event: Agreed) -> None:
    event.decline(event.offer(A, 2), B)
    assert "The meeting still has no time." in said("a@example.org", "other-time-declined")


def test_what_is_taken_back_after_a_yes_leaves_it_without_a_time(event: Agreed) -> None:
    Edition.objects.update(who_moves="agreed")
    services.withdraw_times(offer=event.accept(event.offer(A, 2), B, 2), now=NOW)
    assert "still has no time" in said("b@example.org", "other-time-taken-back")
    assert event.where() is None


@pytest.mark.parametrize(
    ("prepare", "refusal"),
    [
        (lambda event: Edition.objects.update(who_moves="organiser"), services.OrganiserMoves),
        (lambda event: Edition.objects.update(state="finished"), services.EventOver),
        (lambda event: event.is_opening(), services.NoPublishedPlace),
        (lambda event: Meeting.objects.update(is_cancelled=True), services.MeetingOff),
        (lambda event: Registration.objects.update(max_meetings=1), services.SidesFull),
        (lambda event: event.move(AC, 5, 0), services.TimeTaken),
    ],
)
def test_what_stands_in_the_way_of_an_offer(
    event: Agreed, prepare: Callable[[Agreed], Any], refusal: type[OtherTimeRefused]
) -> None:
    prepare(event)
    with pytest.raises(refusal):
        event.offer(A, 5)


def leave(registration: Registration) -> None:
    end_requests(registration=registration, now=NOW)


@pytest.mark.parametrize(
    ("happens", "refusal"),
    [
        (lambda event: event.move(AC, 2, 0), services.TimeTaken),
        (lambda event: Registration.objects.update(max_meetings=1), services.SidesFull),
        (lambda event: event.move(AB, 4, 0), services.OfferOver),
        (lambda event: leave(event.registrations[A]), services.OfferOver),
    ],
)
def test_what_happened_since_is_asked_at_the_yes(
    event: Agreed, happens: Callable[[Agreed], Any], refusal: type[OtherTimeRefused]
) -> None:
    requested(event)
    offer = event.offer(A, 2)
    happens(event)
    before = event.where()
    with pytest.raises(refusal):
        event.accept(offer, B, 2)
    assert event.where() == before


def test_an_offer_for_a_first_time_ends_when_the_organiser_places_it(event: Agreed) -> None:
    offer = event.offer(A, 2)
    assert list(offers_of(event.meetings[AB], NOW)) == [offer]
    event.move(AB, 4, 0)
    assert list(offers_of(event.meetings[AB], NOW)) == []
    assert services.expire_offers(now=NOW) == 0, "it may be undone before it is told"
    assert told("other-time-asked") == []


def requested(event: Agreed) -> MeetingRequest:
    """That A meets B was asked for and accepted."""
    ours, theirs = event.registrations[A], event.registrations[B]
    asked: MeetingRequest = MeetingRequestFactory(
        edition=event.edition, requester=ours, invitee=theirs, state="accepted"
    )
    event.meetings[AB].request = asked
    event.meetings[AB].save()
    return asked


def test_an_offer_ends_when_a_side_withdraws_from_the_meeting(event: Agreed) -> None:
    asked, theirs = requested(event), event.registrations[B]
    offer = event.offer(A, 2)
    withdraw(request=asked, version=asked.version, side=theirs, now=NOW)
    assert told("other-time-asked") == []
    offer.refresh_from_db()
    assert offer.state == "overtaken"
    with pytest.raises(OtherTimeRefused):
        event.accept(offer, B, 2)
    assert event.where() is None


def test_who_chose_too_early_cancels_or_asks_for_another_time(event: Agreed) -> None:
    event.accept(event.offer(A, 2), B, 2)
    event.accept(event.offer(B, 4), A, 4)
    assert event.where() == (4, 0)
    cancel_published(meeting=event.meetings[AB], by=event.user, now=NOW)
    assert event.where() is None
    kinds = ScheduleEdit.objects.order_by("number").values_list("kind", flat=True)
    assert list(kinds) == ["placed", "moved", "cancelled"]


class TestPages:
    @pytest.mark.parametrize(("who", "words"), PLACING.items())
    def test_the_page_of_the_meeting_says_how_it_gets_a_time(
        self, event: Agreed, who: str, words: str
    ) -> None:
        Edition.objects.update(who_moves=who)
        with time_machine.travel(NOW, tick=False):
            page = self.page(event, A)
        assert str(words) in page
        assert ("Offer times for it" in page) is (who != "organiser")

    def test_one_side_offers_and_the_other_accepts(self, event: Agreed) -> None:
        with time_machine.travel(NOW, tick=False):
            a, b = self.browser(event, A), self.browser(event, B)
            agenda = a.get(reverse("meet-agenda", args=self.here(event, A))).text
            assert f'href="{self.address(event, A)}"' in agenda
            times = self.address(event, A, "meet-meeting-times")
            shown = a.get(times).text
            assert "Offer times for the meeting" in shown
            assert "Thursday 3 June, 09:00" in shown
            slots = [event.slots[2].pk, event.slots[3].pk]
            sent = a.post(times, {"idempotency_key": uuid.uuid4(), "slots": slots}, follow=True)
            assert "You offer times" in sent.text
            assert "Cluster A offers times for this meeting" in self.page(event, B)
            answer = reverse(
                "meet-offer-answer", args=[*self.here(event, B), TimeOffer.objects.get().pk]
            )
            done = b.post(answer, {"answer": "accept", "slot": slots[1]}, follow=True)
            assert "Agreed. The meeting has its time" in done.text
            assert "Thursday 3 June" in done.text
        assert event.where() == (3, 0)

    def test_the_organiser_agrees_on_the_page_of_the_meeting(self, event: Agreed) -> None:
        Edition.objects.update(who_moves="agreed")
        with time_machine.travel(NOW, tick=False):
            browser = signed_in(MembershipFactory(organisation=event.edition.owner).user)
            offer = event.accept(event.offer(A, 2), B, 2)
            slug = event.edition.slug
            at = reverse("organise-meeting", args=[slug, event.meetings[AB].pk])
            shown = browser.get(at).text
            assert "The meeting gets this time once you agree." in shown
            answer = reverse("organise-offer-answer", args=[slug, offer.pk])
            done = browser.post(answer, {"answer": "agree"}, follow=True)
        assert "The meeting has its time." in done.text
        assert event.where() == (2, 0)

    def test_full_sides_read_why_there_is_none(self, event: Agreed) -> None:
        Registration.objects.update(max_meetings=1)
        with time_machine.travel(NOW, tick=False):
            assert possible_times(event.meetings[AB], NOW).refusal == "full"
            times = self.address(event, A, "meet-meeting-times")
            assert "as many meetings as it may have" in self.browser(event, A).get(times).text

    def test_the_page_of_times_asks_at_most_fifteen_questions(self, event: Agreed) -> None:
        with time_machine.travel(NOW, tick=False):
            times = self.address(event, A, "meet-meeting-times")
            assert queries_of(self.browser(event, A), times) <= 15

    def here(self, event: Agreed, side: int) -> list[str]:
        return [event.edition.slug, event.registrations[side].cluster.slug]

    def address(self, event: Agreed, side: int, name: str = "meet-meeting") -> str:
        return reverse(name, args=[*self.here(event, side), event.meetings[AB].pk])

    def page(self, event: Agreed, side: int) -> str:
        return self.browser(event, side).get(self.address(event, side)).text

    def browser(self, event: Agreed, side: int) -> Client:
        return signed_in(event.person(side))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
class TestRaces:
    def check(self, answers: list[Any]) -> None:
        refusals = [answer for answer in answers if isinstance(answer, Exception)]
        known = (OtherTimeRefused, PlacementRefused, RequestRefused)
        assert all(isinstance(refusal, known) for refusal in refusals), refusals
        assert violations() == []

    @pytest.mark.parametrize("people", PEOPLE)
    def test_many_accept_one_offer_and_it_is_placed_once(self, event: Agreed, people: int) -> None:
        offer = event.offer(A, 2, 3)
        acts: Acts = [partial(event.accept, offer, B, 2 + number % 2) for number in range(people)]
        answers = raced(acts)
        self.check(answers)
        assert any(isinstance(answer, TimeOffer) for answer in answers)
        assert Placement.objects.filter(meeting=event.meetings[AB]).count() == 1
        assert event.version.edits.count() == 1
        assert OutboxMessage.objects.filter(kind="agenda-changed").count() == 2

    def test_both_sides_accept_each_others_offer(self, event: Agreed) -> None:
        ours, theirs = event.offer(A, 2), event.offer(B, 3)
        acts: Acts = [partial(event.accept, ours, B, 2), partial(event.accept, theirs, A, 3)]
        answers = raced(acts)
        self.check(answers)
        assert sum(isinstance(answer, TimeOffer) for answer in answers) == 1
        assert event.where() in ((2, 0), (3, 0))

    def test_two_meetings_without_a_place_come_to_one_time(self, event: Agreed) -> None:
        event.loses_its_place(AC)
        ours, theirs = event.offer(A, 2), event.offer(A, 2, meeting=AC)
        acts: Acts = [partial(event.accept, ours, B, 2), partial(event.accept, theirs, C, 2)]
        answers = raced(acts)
        self.check(answers)
        won = [isinstance(answer, TimeOffer) for answer in answers]
        assert sum(won) == 1, answers
        assert [event.where(AB) == (2, 0), event.where(AC) == (2, 0)] == won

    def test_the_last_meeting_that_a_cluster_may_have(self, event: Agreed) -> None:
        event.loses_its_place(AC)
        Registration.objects.filter(pk=event.registrations[A].pk).update(max_meetings=1)
        ours, theirs = event.offer(A, 2), event.offer(A, 3, meeting=AC)
        acts: Acts = [partial(event.accept, ours, B, 2), partial(event.accept, theirs, C, 3)]
        answers = raced(acts)
        self.check(answers)
        assert sum(isinstance(answer, TimeOffer) for answer in answers) == 1, answers

    def test_accepting_against_withdrawing(self, event: Agreed) -> None:
        asked = requested(event)
        offer = event.offer(A, 2)
        leave = partial(
            withdraw,
            request=asked,
            version=asked.version,
            side=event.registrations[A],
            now=NOW,
        )
        acts: Acts = [partial(event.accept, offer, B, 2), leave]
        answers = raced(acts)
        self.check(answers)
        asked.refresh_from_db()
        accepted, withdrawn = (not isinstance(answer, Exception) for answer in answers)
        assert accepted != withdrawn
        assert (asked.state, event.where()) == (
            ("accepted", (2, 0)) if accepted else ("withdrawn", None)
        )
