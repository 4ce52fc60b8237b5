"""Another time for a meeting: one side offers some that are free, the other accepts one."""

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
from interface.keys import KeyTaken
from matchmaking.models import Table, TimeOffer, Unavailability
from matchmaking.services import other_times as services
from matchmaking.services.other_times import OtherTimeRefused
from matchmaking.services.placing import PlacementRefused
from matchmaking.services.requests import RequestRefused, cancel_published
from matchmaking.telling.acts import tell_waiting
from matchmaking.words.other_times import MOVING
from notifications.models import OutboxMessage
from tests.factories.clusters import MembershipFactory
from tests.factories.matchmaking import MORNING
from tests.faults.conftest import violations
from tests.matchmaking.agreed import AB, AC, CD, NOW, A, Agreed, B, C, D
from tests.support.browsers import signed_in
from tests.support.counting import queries_of
from tests.support.mails import told
from tests.support.racing import raced

Acts = list[Callable[[], Any]]

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(db: None) -> Agreed:
    return Agreed.published()


def test_times_are_those_free_for_both_and_for_a_table(event: Agreed) -> None:
    assert event.times() == [2, 3, 4, 5]
    Unavailability.objects.create(
        edition=event.edition, registration=event.registrations[B], period=event.slots[3].period
    )
    event.move(CD, 4, 0)
    Table.objects.filter(pk=event.tables[1].pk).update(is_closed=True)
    assert event.times() == [2, 5]
    Registration.objects.filter(pk=event.registrations[D].pk).update(state="withdrawn")
    assert event.times() == [2, 4, 5]


@pytest.mark.parametrize(
    ("owners", "table"), [({}, 0), ({1: B}, 1), ({0: C, 1: A}, 1), ({0: C}, 0), ({1: D}, 0)]
)
def test_it_moves_to_the_own_table_of_a_side_before_others(
    event: Agreed, owners: dict[int, int], table: int
) -> None:
    Edition.objects.update(who_moves="sides")
    for number, owner in owners.items():
        rows = Table.objects.filter(pk=event.tables[number].pk)
        rows.update(owner=event.registrations[owner])
    event.accept(event.offer(A, 2), B, 2)
    assert event.where() == (2, table)


def test_times_within_the_notice_are_left_out(event: Agreed) -> None:
    Edition.objects.update(notice_minutes=60)
    event.meetings[AB].refresh_from_db()
    now = MORNING - timedelta(hours=1)
    assert event.times(AC, now) == [2, 3, 4, 5]
    assert event.times(AC, now - timedelta(seconds=1)) == [2, 3, 4, 5]
    assert event.times(AB, now) == []
    with pytest.raises(services.TooLate):
        event.offer(A, 2, now=now)
    event.offer(A, 2, now=now - timedelta(seconds=1))


def test_accepted_the_meeting_moves_and_both_are_told_at_once(event: Agreed) -> None:
    offer = event.offer(A, 2, 3)
    assert told("other-time-asked") == ["b@example.org"]
    mail = OutboxMessage.objects.get(kind="other-time-asked")
    assert "Thursday 3 June, 10:00" in mail.body
    for _ in range(2):
        event.accept(offer, B, 3)
    assert event.where() == (3, 0)
    assert told("agenda-changed") == ["a@example.org", "b@example.org"]
    edit = event.version.edits.get()
    assert (edit.side, edit.kind) == (event.registrations[B], "moved")
    tell_waiting(NOW + timedelta(days=1))
    assert OutboxMessage.objects.filter(kind="agenda-changed").count() == 2
    assert violations() == []


@pytest.mark.parametrize(
    ("prepare", "refusal"),
    [
        (lambda event: event.lock(), services.MeetingFixed),
        (lambda event: event.move(AB, 5, 0), services.TimeTaken),
        (lambda event: Edition.objects.update(state="finished"), services.EventOver),
        (lambda event: event.is_opening(), services.NoPublishedPlace),
        (lambda event: event.offer(A, 2), services.OfferedAlready),
    ],
)
def test_what_stands_in_the_way_of_an_offer(
    event: Agreed, prepare: Callable[[Agreed], Any], refusal: type[OtherTimeRefused]
) -> None:
    prepare(event)
    with pytest.raises(refusal):
        event.offer(A, 5)


def test_one_key_is_one_offer(event: Agreed) -> None:
    key = uuid.uuid4()
    assert event.offer(A, 2, key=key) == event.offer(A, 2, key=key)
    with pytest.raises(KeyTaken):
        event.offer(A, 3, key=key)


def test_an_offer_ends_after_a_day_or_at_its_last_time(event: Agreed) -> None:
    early = event.offer(A, 2, now=NOW - timedelta(days=3))
    assert early.expires_at == NOW - timedelta(days=2)
    late = event.offer(A, 2, now=NOW)
    assert late.expires_at == MORNING - timedelta(minutes=30)
    with pytest.raises(services.OfferOver):
        event.accept(late, B, 2, now=late.expires_at)
    assert services.expire_offers(now=late.expires_at) == 1


@pytest.mark.parametrize(
    "overtaken",
    [
        lambda event, offer: services.withdraw_times(offer=offer, now=NOW),
        lambda event, offer: event.decline(offer, B),
        lambda event, offer: event.move(AB, 4, 0),
        lambda event, offer: cancel_published(meeting=event.meetings[AB], by=event.user, now=NOW),
    ],
)
def test_what_ended_meanwhile_is_not_accepted(
    event: Agreed, overtaken: Callable[[Agreed, TimeOffer], Any]
) -> None:
    offer = event.offer(A, 2)
    overtaken(event, offer)
    before = event.where()
    with pytest.raises(OtherTimeRefused):
        event.accept(offer, B, 2)
    assert event.where() == before


def test_nobody_accepts_its_own_offer(event: Agreed) -> None:
    with pytest.raises(services.OfferOver):
        event.accept(event.offer(A, 2), A, 2)


def test_where_the_organiser_agrees_it_moves_only_then(event: Agreed) -> None:
    Edition.objects.update(who_moves="agreed")
    organiser = MembershipFactory(organisation=event.edition.owner).user
    offer = event.accept(event.offer(A, 2), B, 2)
    assert (offer.state, event.where()) == ("waiting", (0, 0))
    assert told("other-time-decide") == [organiser.email]
    services.agree_time(offer=offer, by=organiser, now=NOW)
    assert event.where() == (2, 0)
    again = event.accept(event.offer(B, 3), A, 3)
    services.refuse_time(offer=again, now=NOW)
    assert (again.state, event.where()) == ("refused", (2, 0))
    assert told("other-time-refused") == ["a@example.org", "b@example.org"]


def test_where_the_organiser_alone_moves_no_times_are_offered(event: Agreed) -> None:
    earlier = event.offer(A, 2)
    Edition.objects.update(who_moves="organiser")
    event.meetings[AB].refresh_from_db()
    assert event.times() == []
    with pytest.raises(services.OrganiserMoves):
        event.offer(B, 3)
    assert event.accept(earlier, B, 2).state == "waiting"
    services.agree_time(offer=earlier, by=event.user, now=NOW)
    assert event.where() == (2, 0)


class TestPages:
    @pytest.mark.parametrize(("who", "words"), MOVING.items())
    def test_the_page_of_a_meeting_says_who_moves_it(
        self, event: Agreed, who: str, words: str
    ) -> None:
        Edition.objects.update(who_moves=who)
        with time_machine.travel(NOW, tick=False):
            a = self.browser(event, A)
            page = a.get(self.address(event, A)).text
            times = self.address(event, A, "meet-meeting-times")
            assert str(words) in page
            assert (times in page) is (who != "organiser")
            if who == "organiser":
                assert "Ask the organiser for another time." in a.get(times).text
            event.lock()
            assert str(words) not in a.get(self.address(event, A)).text

    def test_one_side_offers_and_the_other_accepts(self, event: Agreed) -> None:
        with time_machine.travel(NOW, tick=False):
            a, b = self.browser(event, A), self.browser(event, B)
            times = self.address(event, A, "meet-meeting-times")
            assert times in a.get(self.address(event, A)).text
            shown = a.get(times).text
            assert "Thursday 3 June, 10:00" in shown
            assert "Thursday 3 June, 09:30" not in shown
            empty = a.post(times, {"idempotency_key": uuid.uuid4()})
            assert (empty.status_code, "Choose at least one time." in empty.text) == (422, True)
            sent: dict[str, Any] = {"idempotency_key": uuid.uuid4()}
            a.post(times, {**sent, "slots": [event.slots[2].pk, event.slots[3].pk]})
            assert "Cluster A asks for another time" in b.get(self.address(event, B)).text
            offer = TimeOffer.objects.get()
            answer = self.answer(event, B, offer)
            chosen: dict[str, Any] = {"answer": "accept", "slot": event.slots[3].pk}
            done = b.post(answer, chosen, follow=True)
            assert "The meeting has moved" in done.text
            assert "Both agreed to move it from Thursday 3 June, 09:00, table 1" in done.text
            assert b.post(answer, {"answer": "decline"}).status_code == 409

    def test_a_fixed_meeting_leads_to_the_organiser(self, event: Agreed) -> None:
        event.lock()
        with time_machine.travel(NOW, tick=False):
            a = self.browser(event, A)
            assert "has fixed this meeting" in a.get(self.address(event, A)).text
            shown = a.get(self.address(event, A, "meet-meeting-times")).text
        assert "has fixed this meeting" in shown
        assert reverse("meet-organiser", args=self.here(event, A)) in shown

    def test_the_organiser_agrees_on_the_page_of_the_meeting(self, event: Agreed) -> None:
        Edition.objects.update(who_moves="agreed")
        client = Client()
        with time_machine.travel(NOW, tick=False):
            client.force_login(MembershipFactory(organisation=event.edition.owner).user)
            offer = event.accept(event.offer(A, 2), B, 2)
            slug = event.edition.slug
            page = reverse("organise-meeting", args=[slug, event.meetings[AB].pk])
            said = client.get(page).text
            assert "It moves once you agree." in said
            assert str(MOVING["agreed"]) in said
            answer = reverse("organise-offer-answer", args=[slug, offer.pk])
            client.post(answer, {"answer": "agree"})
        assert event.where() == (2, 0)

    def test_the_overview_leads_to_what_waits_for_the_organiser_and_ends_first(
        self, event: Agreed
    ) -> None:
        Edition.objects.update(who_moves="agreed")
        overview = reverse("organise-overview", args=[event.edition.slug])
        words = "Agree to times that clusters chose"
        with time_machine.travel(NOW, tick=False):
            organiser = signed_in(MembershipFactory(organisation=event.edition.owner).user)
            event.offer(A, 4)
            assert words not in organiser.get(overview).text, "nobody has chosen yet"
            later = event.accept(event.offer(C, 5, meeting=AC), A, 5)
            first = event.accept(event.offer(B, 3), A, 3)
            shown = " ".join(organiser.get(overview).text.split())
            at = reverse("organise-meeting", args=[event.edition.slug, first.meeting_id])
            assert f'href="{at}">{words}' in shown
            assert "2 wait for you" in shown
            for offer in (first, later):
                services.refuse_time(offer=offer, now=NOW)
            assert words not in organiser.get(overview).text

    def test_the_page_of_times_asks_at_most_fifteen_questions(self, event: Agreed) -> None:
        with time_machine.travel(NOW, tick=False):
            times = self.address(event, A, "meet-meeting-times")
            assert queries_of(self.browser(event, A), times) <= 15

    def here(self, event: Agreed, side: int) -> list[str]:
        return [event.edition.slug, event.registrations[side].cluster.slug]

    def address(self, event: Agreed, side: int, name: str = "meet-meeting") -> str:
        return reverse(name, args=[*self.here(event, side), event.meetings[AB].pk])

    def answer(self, event: Agreed, side: int, offer: TimeOffer) -> str:
        return reverse("meet-offer-answer", args=[*self.here(event, side), offer.pk])

    def browser(self, event: Agreed, side: int) -> Client:
        client = Client()
        client.force_login(event.person(side))
        return client


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
class TestRaces:
    def check(self, answers: list[Any]) -> None:
        refusals = [answer for answer in answers if isinstance(answer, Exception)]
        known = (OtherTimeRefused, PlacementRefused, RequestRefused)
        assert all(isinstance(refusal, known) for refusal in refusals), refusals
        assert violations() == []

    def one_wins(self, event: Agreed, answers: list[Any]) -> None:
        """AB comes to the third time or AC does, and the other is told that it may not."""
        self.check(answers)
        won = [not isinstance(answer, Exception) for answer in answers]
        assert sum(won) == 1, answers
        assert [event.where(AB) == (2, 0), event.where(AC) == (2, 0)] == won

    def test_both_sides_accept_each_others_offer(self, event: Agreed) -> None:
        ours, theirs = event.offer(A, 2), event.offer(B, 3)
        acts: Acts = [partial(event.accept, ours, B, 2), partial(event.accept, theirs, A, 3)]
        answers = raced(acts)  # accept_time
        self.check(answers)
        assert sum(isinstance(answer, TimeOffer) for answer in answers) == 1
        assert event.where() in ((2, 0), (3, 0))

    def test_two_meetings_of_one_cluster_to_one_time(self, event: Agreed) -> None:
        ours, theirs = event.offer(A, 2), event.offer(A, 2, meeting=AC)
        acts: Acts = [partial(event.accept, ours, B, 2), partial(event.accept, theirs, C, 2)]
        answers = raced(acts)
        self.check(answers)
        won = [isinstance(answer, TimeOffer) for answer in answers]
        assert sum(won) == 1, answers
        assert [event.where(AB) == (2, 0), event.where(AC) == (2, 0)] == won

    def test_accepting_against_a_move_of_the_organiser(self, event: Agreed) -> None:
        offer = event.offer(A, 2)
        acts: Acts = [partial(event.accept, offer, B, 2), partial(event.move, AC, 2, 0)]
        self.one_wins(event, raced(acts))

    def test_accepting_against_cancelling(self, event: Agreed) -> None:
        offer = event.offer(A, 2)
        cancel = partial(cancel_published, meeting=event.meetings[AB], by=event.user, now=NOW)
        acts: Acts = [partial(event.accept, offer, B, 2), cancel]
        accepted, cancelled = raced(acts)
        self.check([accepted])
        assert cancelled == event.meetings[AB]
        event.meetings[AB].refresh_from_db()
        assert event.meetings[AB].is_cancelled
        assert event.where() is None

    def test_the_organiser_agrees_while_the_place_is_taken(self, event: Agreed) -> None:
        Edition.objects.update(who_moves="agreed")
        offer = event.accept(event.offer(A, 2), B, 2)
        agree = partial(services.agree_time, offer=offer, by=event.user, now=NOW)
        acts: Acts = [agree, partial(event.move, AC, 2, 0)]
        self.one_wins(event, raced(acts))  # agree_time
