"""An offer of another time that is over: taken back, or about a place that is no more."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from accounts.models import User
from events.models import Edition
from matchmaking.models import TimeOffer
from matchmaking.queries.other_times import offers_of
from matchmaking.services import other_times as services
from matchmaking.services import placing
from matchmaking.services.publishing import publish
from matchmaking.services.requests import cancel_published, end_requests
from matchmaking.telling.acts import tell_them
from notifications.models import OutboxMessage
from tests.factories.clusters import MembershipFactory
from tests.factories.matchmaking import MORNING
from tests.matchmaking.agreed import AB, NOW, A, Agreed, B
from tests.support.mails import all_sent, mail_to, told
from tests.support.telling import everything_told

pytestmark = pytest.mark.django_db
TAKEN_BACK, ENDED = "other-time-taken-back", "other-time-ended"


@pytest.fixture
def event(db: None) -> Agreed:
    event = Agreed.published()
    Edition.objects.update(who_moves="agreed")
    MembershipFactory(organisation=event.edition.owner, user__email="organiser@example.org")
    return event


def test_who_had_accepted_is_told_that_the_meeting_stays(event: Agreed) -> None:
    offer = event.accept(event.offer(A, 2), B, 2)
    for _ in range(2):
        services.withdraw_times(offer=offer, now=NOW)
    assert told(TAKEN_BACK) == ["b@example.org"]
    said = " ".join(mail_to("b@example.org", TAKEN_BACK).body.split())
    assert "Cluster A has taken its offer of another time back" in said
    assert "stays on Thursday 3 June, 09:00" in said


def test_who_was_to_decide_hears_that_nothing_is_left_to_decide(event: Agreed) -> None:
    offer = event.accept(event.offer(A, 2), B, 2)
    all_sent(NOW)
    services.withdraw_times(offer=offer, now=NOW)
    assert told(ENDED) == ["organiser@example.org"]
    assert "nothing to decide" in mail_to("organiser@example.org", ENDED).body


def test_a_mail_that_asks_and_has_not_left_is_not_sent(event: Agreed) -> None:
    services.withdraw_times(offer=event.offer(A, 2), now=NOW)
    assert not OutboxMessage.objects.exists()
    services.withdraw_times(offer=event.accept(event.offer(A, 2), B, 2), now=NOW)
    assert told() == ["b@example.org"]


def test_of_a_meeting_that_is_elsewhere_nobody_is_told_that_it_stays(event: Agreed) -> None:
    offer = event.accept(event.offer(A, 2), B, 2)
    event.move(AB, 4, 0)
    with pytest.raises(services.OfferOver):
        services.withdraw_times(offer=offer, now=NOW)
    assert told(TAKEN_BACK) == []


OVER: list[Callable[[Agreed], Any]] = [
    lambda event: event.move(AB, 4, 0),
    lambda event: end_requests(registration=event.registrations[A], now=NOW),
    lambda event: Edition.objects.update(state="cancelled"),
]


@pytest.mark.parametrize("is_waiting", [False, True])
@pytest.mark.parametrize("ends", OVER)
def test_no_mail_says_that_a_meeting_stays_which_is_elsewhere_or_off(
    event: Agreed, ends: Callable[[Agreed], Any], is_waiting: bool
) -> None:
    offer = event.offer(A, 2)
    if is_waiting:
        event.accept(offer, B, 2)
    ends(event)
    refuse = partial(services.refuse_time, offer=offer, now=NOW)
    with pytest.raises(services.OfferOver):
        refuse() if is_waiting else event.decline(offer, B)
    assert told("other-time-refused") + told("other-time-declined") == []
    assert list(offers_of(event.meetings[AB], NOW)) == []
    services.expire_offers(now=NOW)
    assert told("other-time-asked") + told("other-time-decide") == []


def test_an_offer_for_a_time_that_is_past_does_not_stand_in_the_way(event: Agreed) -> None:
    event.offer(A, 2)
    event.move(AB, 4, 0)
    assert event.offer(A, 3).from_slot == event.slots[4]


def test_what_waits_for_the_organiser_ends_when_the_meeting_can_move_no_longer(
    event: Agreed,
) -> None:
    Edition.objects.update(notice_minutes=60)
    offer = event.accept(event.offer(A, 2), B, 2)
    late = MORNING - timedelta(hours=1)
    assert services.expire_offers(now=late - timedelta(seconds=1)) == 0
    assert list(offers_of(event.meetings[AB], late)) == []
    assert services.expire_offers(now=late) == 1
    with pytest.raises(services.OfferOver):
        services.refuse_time(offer=offer, now=late)


def declined(event: Agreed, offer: TimeOffer) -> None:
    event.decline(offer, B)


def accepted(event: Agreed, offer: TimeOffer) -> None:
    event.accept(offer, B, 2)


def moved(event: Agreed, offer: TimeOffer) -> None:
    Edition.objects.update(who_moves="sides")
    event.accept(offer, B, 2)


def overtaken(event: Agreed, offer: TimeOffer) -> None:
    end_requests(registration=event.registrations[A], now=NOW)


def elsewhere(event: Agreed, offer: TimeOffer) -> None:
    event.move(AB, 4, 0)
    services.expire_offers(now=NOW)


def expired(event: Agreed, offer: TimeOffer) -> None:
    assert services.expire_offers(now=offer.expires_at) == 1


@pytest.mark.parametrize("ends", [declined, accepted, moved, overtaken, elsewhere, expired])
def test_however_an_offer_ends_no_mail_asks_for_an_answer_any_more(
    event: Agreed, ends: Callable[[Agreed, TimeOffer], None]
) -> None:
    offer = event.offer(A, 2)
    assert told("other-time-asked") == ["b@example.org"]
    ends(event, offer)
    assert told("other-time-asked") == []


def agreed_to(offer: TimeOffer) -> None:
    services.agree_time(offer=offer, by=User.objects.get(email="organiser@example.org"), now=NOW)


def refused(offer: TimeOffer) -> None:
    services.refuse_time(offer=offer, now=NOW)


def too_late(offer: TimeOffer) -> None:
    assert services.expire_offers(now=offer.expires_at) == 1


def off(offer: TimeOffer) -> None:
    side = offer.side
    cancel_published(meeting=offer.meeting, by=offer.made_by, side=side, reason="Ill", now=NOW)


@pytest.mark.parametrize("ends", [agreed_to, refused, too_late, off])
def test_however_it_ends_no_mail_asks_the_organiser_to_decide_any_more(
    event: Agreed, ends: Callable[[TimeOffer], None]
) -> None:
    offer = event.accept(event.offer(A, 2), B, 2)
    assert told("other-time-decide") == ["organiser@example.org"]
    ends(offer)
    assert told("other-time-decide") == []


def test_the_organiser_is_asked_in_quiet_hours_what_is_over_soon(event: Agreed) -> None:
    Edition.objects.update(notice_minutes=720)
    offer = event.accept(event.offer(A, 2), B, 2)
    mail = mail_to("organiser@example.org", "other-time-decide")
    assert mail.concerns_at == offer.expires_at


OVERTAKEN = "The times that Cluster A had offered for this meeting can no longer be chosen."


def news(event: Agreed, recipient: str, kind: str = "event-changes", **fields: Any) -> str:
    return " ".join(mail_to(recipient, kind, **fields).body.split())


def tell_all(event: Agreed) -> None:
    tell_them(edition=event.edition, by=event.user, now=NOW)


@pytest.mark.parametrize("beats", [False, True])
@pytest.mark.parametrize("is_waiting", [False, True])
@pytest.mark.parametrize("is_first", [False, True])
def test_the_mail_about_a_move_says_to_both_which_offer_ended_with_it(
    event: Agreed, beats: bool, is_waiting: bool, is_first: bool
) -> None:
    if is_first:
        event.loses_its_place()
    everything_told(event.edition)
    offer = event.offer(A, 2)
    if is_waiting:
        event.accept(offer, B, 2)
    all_sent(NOW)
    before = told()
    event.move(AB, 4, 0)
    if beats:
        services.expire_offers(now=NOW)
    tell_all(event)
    assert told() == sorted([*before, "a@example.org", "b@example.org"])
    for side in ("a", "b"):
        assert OVERTAKEN in news(event, f"{side}@example.org")


def test_that_an_offer_ended_is_said_once(event: Agreed) -> None:
    everything_told(event.edition)
    event.offer(A, 2)
    event.move(AB, 4, 0)
    services.expire_offers(now=NOW)
    tell_all(event)
    event.move(AB, 5, 0)
    tell_all(event)
    again = news(event, "b@example.org", version=2)
    assert "Moved: Cluster A" in again
    assert OVERTAKEN not in again


def test_an_offer_that_stands_does_not_end_with_a_move_before_it(event: Agreed) -> None:
    everything_told(event.edition)
    event.move(AB, 4, 0)
    offer = event.offer(A, 2)
    tell_all(event)
    assert OVERTAKEN not in news(event, "b@example.org")
    assert list(offers_of(event.meetings[AB], NOW)) == [offer]
    event.move(AB, 5, 0)
    tell_all(event)
    assert OVERTAKEN in news(event, "b@example.org", version=2)


def test_who_agrees_on_one_offer_reads_nothing_of_the_other(event: Agreed) -> None:
    Edition.objects.update(who_moves="sides")
    everything_told(event.edition)
    event.offer(A, 2)
    event.accept(event.offer(B, 3), A, 3)
    assert "can no longer be chosen" not in news(event, "b@example.org", "agenda-changed")
    event.move(AB, 5, 0)
    tell_all(event)
    assert "can no longer be chosen" not in news(event, "b@example.org")


def test_a_schedule_that_is_published_anew_says_which_offers_ended(event: Agreed) -> None:
    everything_told(event.edition)
    event.offer(A, 2)
    draft = placing.start_draft(edition=event.edition, now=NOW)
    placing.put(
        version=draft,
        meeting=event.meetings[AB].pk,
        slot=event.slots[4].pk,
        table=event.tables[0].pk,
        user=event.user,
        key=uuid.uuid4(),
        now=NOW,
    )
    draft.refresh_from_db()
    publish(version=draft, revision=draft.revision, user=event.user, now=NOW)
    assert OVERTAKEN in news(event, "b@example.org", "agenda")


def back(event: Agreed, *, is_first: bool) -> None:
    """The meeting is again where it was, or nowhere."""
    if is_first:
        event.loses_its_place()
    else:
        event.move(AB, 0, 0)


@pytest.mark.parametrize("beats", [False, True])
@pytest.mark.parametrize("has_left", [False, True])
@pytest.mark.parametrize("is_waiting", [False, True])
@pytest.mark.parametrize("is_first", [False, True])
def test_an_offer_stands_again_when_the_move_is_undone_before_anybody_knows(
    event: Agreed, beats: bool, has_left: bool, is_waiting: bool, is_first: bool
) -> None:
    if is_first:
        event.loses_its_place()
    everything_told(event.edition)
    offer = event.offer(A, 2)
    if is_waiting:
        event.accept(offer, B, 2)
    if has_left:
        all_sent(NOW)
    asked = told()
    event.move(AB, 4, 0)
    if beats:
        services.expire_offers(now=NOW)
        assert told() == (asked if has_left else [])
    back(event, is_first=is_first)
    assert list(offers_of(event.meetings[AB], NOW)) == [offer]
    for _ in range(2):
        services.expire_offers(now=NOW)
        tell_all(event)
    assert told() == asked, "who was to answer is asked once, and nobody is told of the move"
    if is_waiting:
        services.agree_time(offer=offer, by=event.user, now=NOW)
    else:
        Edition.objects.update(who_moves="sides")
        event.accept(offer, B, 2)
    assert event.where() == (2, 0)


@pytest.mark.parametrize("beats", [False, True])
def test_an_offer_whose_end_was_told_does_not_stand_again(event: Agreed, beats: bool) -> None:
    everything_told(event.edition)
    offer = event.offer(A, 2)
    event.move(AB, 4, 0)
    tell_all(event)
    back(event, is_first=False)
    if beats:
        assert services.expire_offers(now=NOW) == 1
    assert list(offers_of(event.meetings[AB], NOW)) == []
    with pytest.raises(services.OfferOver):
        event.accept(offer, B, 2)
    assert event.offer(A, 3).state == "open"
    offer.refresh_from_db()
    assert offer.state == "overtaken"


def test_an_offer_that_runs_out_while_the_meeting_is_elsewhere_ended_with_the_move(
    event: Agreed,
) -> None:
    everything_told(event.edition)
    offer = event.offer(A, 2)
    event.move(AB, 4, 0)
    assert services.expire_offers(now=offer.expires_at) == 1
    back(event, is_first=False)
    assert list(offers_of(event.meetings[AB], NOW)) == []
    event.move(AB, 4, 0)
    tell_all(event)
    assert OVERTAKEN in news(event, "b@example.org")
