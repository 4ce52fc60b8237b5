"""After publication a cluster asks for times that are free; whoever accepts one has the place."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from accounts.models import User
from events.models import Edition, Registration
from matchmaking.models import (
    BarredPair,
    Meeting,
    MeetingRequest,
    OnlineRoom,
    Placement,
    RequestTime,
    Table,
    Unavailability,
)
from matchmaking.queries.instant import free_times, named_times
from matchmaking.queries.meanwhile import agreed_meanwhile
from matchmaking.queries.pairing import pairing
from matchmaking.services import placing
from matchmaking.services import requests as services
from matchmaking.services.placing import PlacementRefused
from matchmaking.services.publishing import publish
from matchmaking.services.requests import RequestRefused
from matchmaking.services.requests.changes import make_meeting
from matchmaking.telling.acts import tell_waiting
from meet.queries.inbox import cards
from meet.words.requests import why_no_times
from notifications.models import OutboxMessage
from tests.factories.accounts import UserFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory
from tests.factories.matchmaking import MORNING, MeetingRequestFactory
from tests.factories.schedules import Scheduled, four_managed
from tests.faults.conftest import violations
from tests.support.mails import all_sent, mail_to, told
from tests.support.racing import raced

NOW = datetime(2094, 6, 2, 9, tzinfo=UTC)
A, B, C, D = range(4)
AB, CD = range(2)
PEOPLE = [20, pytest.param(200, marks=pytest.mark.drill)]
Acts = list[Callable[[], Any]]

pytestmark = pytest.mark.django_db


class Published(Scheduled):
    """A meets B at the first time, table 1; C meets D then, table 2. Four times from 09:00 on."""

    def free(self, first: int = A, second: int = C, now: datetime = NOW) -> list[int]:
        """When two could meet, by position."""
        found = free_times(self.registrations[first], self.registrations[second], now)
        return [self.slots.index(slot) for slot in found.slots]

    def ask(
        self,
        *slots: int,
        ours: int = A,
        theirs: int = C,
        now: datetime = NOW,
        key: uuid.UUID | None = None,
        message: str = "",
    ) -> MeetingRequest:
        return services.ask_at(
            requester=self.registrations[ours],
            invitee=self.registrations[theirs],
            slots=[self.slots[slot].pk for slot in slots],
            message=message,
            by=self.person(ours),
            key=key or uuid.uuid4(),
            now=now,
        )

    def accept(
        self, request: MeetingRequest, slot: int, now: datetime = NOW, version: int = 1
    ) -> MeetingRequest:
        return services.accept_at(
            request=request,
            version=version,
            slot=self.slots[slot].pk,
            by=self.speaker(request.invitee),
            now=now,
        )

    def person(self, side: int) -> User:
        return self.speaker(self.registrations[side])

    def speaker(self, registration: Registration) -> User:
        return User.objects.filter(memberships__organisation=registration.cluster)[0]

    def put(self, meeting: int, slot: int, table: int) -> Any:
        return self.put_at(meeting, slot, table, NOW, is_live=True)

    def places(self, request: MeetingRequest) -> list[tuple[int, int]]:
        """Where the meeting of a request is published, by position."""
        rows = Placement.objects.filter(meeting__request=request, version=self.version)
        return [
            (self.slots.index(row.slot), self.tables.index(row.table)) for row in rows if row.table
        ]

    def set(self, **rules: Any) -> None:
        Edition.objects.update(**rules)
        for registration in self.registrations:
            registration.refresh_from_db()


@pytest.fixture
def event(db: None) -> Published:
    return Published.of(
        four_managed(EditionFactory(state="published", instant_meetings=True, notice_minutes=30)),
        pairs=[(A, B), (C, D)],
        places=[(0, 0), (0, 1)],
        slots=4,
        state="published",
        published_at=NOW,
    )


def state_of(request: MeetingRequest) -> str:
    request.refresh_from_db()
    return str(request.state)


def test_times_are_those_free_for_both_and_for_a_table(event: Published) -> None:
    assert event.free() == [1, 2, 3]
    Unavailability.objects.create(
        edition=event.edition, registration=event.registrations[C], period=event.slots[3].period
    )
    event.put(AB, 2, 0)
    assert event.free() == [1]
    assert event.free(now=MORNING) == []
    Table.objects.update(is_closed=True)
    assert event.free(now=NOW) == []


def test_asking_tells_the_other_side_at_once_and_holds_no_place(event: Published) -> None:
    request = event.ask(1, 3, message="About rust?")
    mail = mail_to("c@example.org")
    assert (mail.kind, mail.due_at) == ("request-pending", NOW)
    for words in (
        "Cluster A asks Cluster C for a meeting",
        "Thursday 3 June, 09:30",
        "Thursday 3 June, 10:30",
        "About rust?",
        "None is held for you until then.",
        "until Thursday 3 June, 10:00",
    ):
        assert words in mail.body
    assert mail.secret
    assert OutboxMessage.objects.count() == 1
    assert not Meeting.objects.filter(request=request).exists()
    assert event.free() == [1, 2, 3]


@pytest.mark.parametrize("now", [NOW, MORNING], ids=["before the event", "while it runs"])
def test_two_whose_agreed_meeting_has_no_place_withdraw_and_ask_for_a_time(
    event: Published, now: datetime
) -> None:
    ours, theirs = (event.registrations[number] for number in (A, C))
    agreed = MeetingRequestFactory(
        edition=event.edition, requester=ours, invitee=theirs, state="accepted"
    )
    make_meeting(agreed)
    with pytest.raises(services.AgreedWithoutPlace):
        event.ask(3, now=now)
    assert "Offer them times for it on its page" in why_no_times(ours, theirs, now)
    ours.edition.who_moves = "organiser"
    assert "Withdraw from it among your requests" in why_no_times(ours, theirs, now)
    [card] = cards([agreed], ours, "agreed", pairing(event.edition), now=now)
    assert card.is_withdrawable
    services.withdraw(request=agreed, version=agreed.version, side=ours, now=now)
    assert why_no_times(ours, theirs, now) == ""
    request = event.accept(event.ask(3, now=now), 3, now=now)
    assert event.places(request) == [(3, 0)]
    assert (
        why_no_times(ours, theirs, now) == "There is a request between your two clusters already."
    )
    with pytest.raises(services.MeetingPublished):
        services.withdraw(request=request, version=request.version, side=ours, now=now)
    assert violations() == []


def test_what_was_only_asked_is_not_withdrawn_while_the_event_runs(event: Published) -> None:
    asked = MeetingRequestFactory(edition=event.edition)
    with pytest.raises(services.RequestsClosed):
        services.withdraw(request=asked, version=1, side=asked.requester, now=MORNING)


def test_a_yes_takes_the_place_at_once_and_both_are_told(event: Published) -> None:
    request = event.ask(1, 3)
    all_sent(NOW)
    for _ in range(2):
        event.accept(request, 3)
    assert (state_of(request), event.places(request)) == ("accepted", [(3, 0)])
    assert told("agenda-changed") == ["a@example.org", "c@example.org"]
    assert OutboxMessage.objects.count() == 3
    mail = mail_to("a@example.org")
    assert mail.subject == "Agreed: you meet Cluster C"
    assert "Cluster A and Cluster C have agreed to meet: Thursday 3 June, 10:30" in mail.body
    assert "BEGIN:VCALENDAR" in mail.calendar
    edit = event.version.edits.get()
    assert (edit.side, edit.kind) == (event.registrations[C], "placed")
    tell_waiting(NOW + timedelta(days=1))
    assert OutboxMessage.objects.count() == 3
    assert violations() == []


def test_with_a_side_online_both_are_told_so_and_no_table_is_needed(event: Published) -> None:
    Table.objects.update(is_closed=True)
    online = Registration.objects.filter(pk=event.registrations[C].pk)
    online.update(takes_part=Registration.TakesPart.ONLINE)
    event.set(meets_online=True, online_pattern="https://meet.example.org/{secret}")
    assert event.free() == [1, 2, 3]
    request = event.accept(event.ask(1, 2), 2)
    row = Placement.objects.get(meeting__request=request)
    assert (row.slot, row.table) == (event.slots[2], None)
    mail = mail_to("a@example.org")
    assert (
        "Cluster A and Cluster C have agreed to meet online: Thursday 3 June, 10:00." in mail.body
    )
    [room] = OnlineRoom.objects.filter(meeting=row.meeting)
    assert f"The address of this meeting: https://meet.example.org/{room.secret}" in mail.body
    end = partial(services.cancel_published, meeting=row.meeting, by=event.person(A))
    end(side=event.registrations[A], reason="Ill", now=NOW)
    services.take_up(meeting=row.meeting, side=event.registrations[A], now=NOW)
    assert [(one.slot, one.table) for one in row.meeting.placements.all()] == [
        (event.slots[2], None)
    ]
    assert violations() == []


def test_a_mail_that_waits_about_an_answered_request_is_not_sent(event: Published) -> None:
    event.accept(event.ask(1), 1)
    assert told("request-pending") == []


def test_one_key_is_one_request(event: Published) -> None:
    key = uuid.uuid4()
    assert event.ask(1, key=key) == event.ask(1, key=key)
    others: list[Callable[[], object]] = [
        lambda: event.ask(1, theirs=D, key=key),
        lambda: event.ask(1, 2, key=key),
        lambda: event.ask(1, key=key, message="Pumps?"),
    ]
    for other in others:
        with pytest.raises(services.KeyTaken):
            other()


def bar(event: Published) -> None:
    first, second = event.registrations[A], event.registrations[C]
    BarredPair.objects.create(edition=event.edition, first=first, second=second)


def full(side: int) -> Callable[[Published], Any]:
    return lambda event: Registration.objects.filter(pk=event.registrations[side].pk).update(
        max_meetings=1
    )


def leave(event: Published) -> None:
    Registration.objects.filter(pk=event.registrations[C].pk).update(state="withdrawn")


def be_one_person(event: Published) -> None:
    MembershipFactory(organisation=event.registrations[C].cluster, user=event.person(A))


STANDS_BETWEEN: list[tuple[Callable[[Published], Any], type[RequestRefused]]] = [
    (bar, services.NeverMeet),
    (leave, services.NotApproved),
    (full(A), services.MeetingsFull),
    (full(C), services.MeetingsFull),
    (be_one_person, services.SamePerson),
    (lambda event: event.set(most_meetings=1), services.MeetingsFull),
    (lambda event: event.set(state="finished"), services.RequestsClosed),
    (lambda event: event.set(state="cancelled"), services.RequestsClosed),
    (lambda event: event.put(AB, 1, 0), services.TimeGone),
    (lambda event: Table.objects.update(is_closed=True), services.TimeGone),
]


@pytest.mark.parametrize(
    ("prepare", "refusal"),
    [
        *STANDS_BETWEEN,
        (lambda event: event.set(instant_meetings=False), services.RequestsClosed),
        (lambda event: event.set(state="scheduling"), services.RequestsClosed),
        (lambda event: event.ask(2), services.AlreadyAsked),
        (lambda event: event.ask(2, ours=C, theirs=A), services.AlreadyAsked),
        (
            lambda event: (event.set(most_requests=1), event.ask(2, theirs=D)),
            services.TooManyRequests,
        ),
    ],
)
def test_what_stands_in_the_way_of_asking(
    event: Published, prepare: Callable[[Published], Any], refusal: type[RequestRefused]
) -> None:
    prepare(event)
    with pytest.raises(refusal):
        event.ask(1)


@pytest.mark.parametrize(("prepare", "refusal"), STANDS_BETWEEN)
def test_what_stands_in_the_way_of_a_yes_changes_nothing(
    event: Published, prepare: Callable[[Published], Any], refusal: type[RequestRefused]
) -> None:
    request = event.ask(1, 2)
    prepare(event)
    with pytest.raises(refusal):
        event.accept(request, 1)
    assert state_of(request) == "pending"
    assert event.places(request) == []
    assert not Meeting.objects.filter(request=request).exists()


def test_a_time_taken_meanwhile_leaves_the_request_with_its_others(event: Published) -> None:
    request = event.ask(1, 2)
    event.accept(event.ask(1, ours=B, theirs=C), 1)
    with pytest.raises(services.TimeGone):
        event.accept(request, 1)
    times = named_times(request, NOW)
    assert (times.gone, times.free) == ((event.slots[1],), (event.slots[2],))
    event.accept(request, 2)
    assert event.places(request) == [(2, 0)]


def test_only_a_time_that_was_named_is_taken(event: Published) -> None:
    with pytest.raises(services.TimeGone):
        event.accept(event.ask(1), 2)
    with pytest.raises(services.TimeNotChosen):
        services.accept(
            request=MeetingRequest.objects.get(), version=1, by=event.person(C), now=NOW
        )


def test_what_was_asked_before_the_rule_went_is_still_answered(event: Published) -> None:
    request = event.ask(1)
    event.set(instant_meetings=False)
    event.accept(request, 1)
    assert event.places(request) == [(1, 0)]


def test_declining_and_withdrawing_tell_the_other_side_as_ever(event: Published) -> None:
    request = event.ask(1)
    all_sent(NOW)
    services.decline(request=request, version=1, by=event.person(C), now=NOW, reply="No time")
    assert "No time" in mail_to("a@example.org", "request-declined").body
    with pytest.raises(services.DeclinedBefore):
        event.ask(2)
    services.undo_answer(request=request, version=2, now=NOW)
    services.withdraw(request=request, version=3, side=event.registrations[A], now=NOW)
    assert state_of(request) == "withdrawn"
    assert told("request-withdrawn") == ["c@example.org"]
    assert event.ask(2).is_instant


def test_the_meeting_is_cancelled_as_any_other(event: Published) -> None:
    request = event.accept(event.ask(1), 1)
    with pytest.raises(services.MeetingPublished):
        services.withdraw(request=request, version=2, side=event.registrations[A], now=NOW)
    cancel = partial(services.cancel_published, meeting=request.meeting, by=event.person(A))
    cancel(side=event.registrations[A], reason="Ill", now=NOW)
    assert (state_of(request), event.places(request)) == ("withdrawn", [])
    services.take_up(meeting=request.meeting, side=event.registrations[A], now=NOW)
    assert (state_of(request), event.places(request)) == ("accepted", [(1, 0)])
    cancel(side=event.registrations[A], reason="Ill", now=NOW)
    event.accept(event.ask(1, ours=C, theirs=A), 1)
    assert violations() == []


class TestExpiry:
    def test_it_ends_with_its_last_time_and_the_asker_is_told(self, event: Published) -> None:
        request = event.ask(1, 2)
        all_sent(NOW)
        last = MORNING + timedelta(minutes=30)  # The last time begins half an hour later.
        assert services.expire_everywhere(now=last - timedelta(seconds=1)) == 0
        assert services.expire_everywhere(now=last) == 1
        assert services.expire_everywhere(now=last) == 0
        assert (state_of(request), request.version) == ("expired", 2)
        [mail] = OutboxMessage.objects.exclude(state="sent")
        assert (mail.kind, mail.recipient) == ("request-expired", "a@example.org")
        assert "Cluster C has not answered in time" in mail.body
        assert mail.due_at == last

    def test_it_is_not_accepted_though_no_worker_has_ended_it(self, event: Published) -> None:
        request = event.ask(1, 2, now=NOW - timedelta(days=1))
        with pytest.raises(services.TimeGone):
            event.accept(request, 1, now=MORNING)
        with pytest.raises(services.AnswerTooLate):
            event.accept(request, 2, now=MORNING + timedelta(minutes=30))
        event.set(answer_days=1)
        with pytest.raises(services.AnswerTooLate):
            event.accept(request, 2, now=NOW)
        event.ask(3)

    def test_the_days_to_answer_hold_for_it(self, event: Published) -> None:
        request = event.ask(1, now=NOW - timedelta(days=3))
        event.set(answer_days=2)
        assert services.expire_everywhere(now=NOW - timedelta(days=1, seconds=1)) == 0
        assert services.expire_everywhere(now=NOW - timedelta(days=1)) == 1
        assert state_of(request) == "expired"

    def test_it_ends_when_its_times_are_gone_from_the_grid(self, event: Published) -> None:
        request = event.ask(1)
        event.slots[1].delete()
        assert services.expire_everywhere(now=NOW) == 1
        assert state_of(request) == "expired"

    def test_a_new_publication_leaves_it_open(self, event: Published) -> None:
        request = event.ask(1)
        draft = placing.start_draft(edition=event.edition, now=NOW)
        publish(version=draft, revision=draft.revision, user=event.user, now=NOW)
        assert state_of(request) == "pending"
        event.accept(request, 1)
        assert Placement.objects.filter(meeting__request=request, version=draft).exists()

    def test_the_end_of_the_event_ends_it_without_a_mail(self, event: Published) -> None:
        request = event.ask(1)
        event.set(state="cancelled")
        services.expire_everywhere(now=NOW)
        assert state_of(request) == "expired"
        assert told("request-expired") == []

    def test_one_without_an_answer_from_before_is_no_hindrance(self, event: Published) -> None:
        a, _, c, _ = event.registrations
        MeetingRequestFactory(edition=event.edition, requester=c, invitee=a)
        assert event.ask(1).is_instant

    def test_who_comes_back_after_its_times_is_not_asked_again(self, event: Published) -> None:
        early, late = event.ask(1), event.ask(3, theirs=D)
        services.end_requests(registration=event.registrations[A], now=NOW)
        services.restore_requests(registration=event.registrations[A], now=MORNING)
        assert (state_of(early), state_of(late)) == ("withdrawn", "pending")


def test_the_organiser_says_yes_for_a_cluster_and_both_learn_who_did(event: Published) -> None:
    request, organiser = event.ask(1), UserFactory()
    all_sent(NOW)
    services.accept_at(
        request=request,
        version=1,
        slot=event.slots[1].pk,
        by=organiser,
        now=NOW,
        by_organiser=True,
    )
    assert event.version.edits.get().side is None
    assert told("request-accepted") == ["a@example.org", "c@example.org"]
    assert told("agenda-changed") == ["a@example.org", "c@example.org"]
    mail = mail_to("c@example.org", "request-accepted").body
    assert "has accepted, in the place of Cluster C" in mail
    assert "When and where you meet is in another mail and in your agenda." in mail
    agenda = mail_to("a@example.org", "agenda-changed")
    assert agenda.subject == "You meet Cluster C, at a time that the organiser has chosen"
    assert (
        "Cluster A and Cluster C meet: Thursday 3 June, 09:30, at table 1. The organiser of "
        f"{event.edition.name} has chosen the time." in " ".join(agenda.body.split())
    )


def test_what_expired_with_its_times_is_not_accepted_by_the_organiser(event: Published) -> None:
    request, organiser = event.ask(1), UserFactory()
    services.expire_everywhere(now=MORNING)
    late: Any = {"request": request, "version": 2, "by": organiser, "now": MORNING}
    with pytest.raises(services.TimesOver):
        services.accept(**late, by_organiser=True)
    with pytest.raises(services.TimesOver):
        services.accept_at(**late, slot=event.slots[1].pk, by_organiser=True)
    assert state_of(request) == "expired"
    assert not Meeting.objects.filter(request=request).exists()


def test_a_draft_begun_before_shows_and_keeps_what_was_agreed(event: Published) -> None:
    draft = placing.start_draft(edition=event.edition, now=NOW)
    request = event.accept(event.ask(1), 1)
    [change] = agreed_meanwhile(draft, event.version)
    assert (change.meeting, change.before) == (request.meeting.pk, None)
    kept = placing.keep_agreed(version=draft, user=event.user, key=uuid.uuid4(), now=NOW)
    assert kept.not_kept == ()
    draft.refresh_from_db()
    publish(version=draft, revision=draft.revision, user=event.user, now=NOW)
    assert Placement.objects.get(meeting__request=request, version=draft).slot == event.slots[1]
    assert violations() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
class TestRaces:
    def check(self, answers: list[Any]) -> list[MeetingRequest]:
        """Refused in words or done; those that were done."""
        refusals = [answer for answer in answers if isinstance(answer, Exception)]
        known = (RequestRefused, PlacementRefused)
        assert all(isinstance(refusal, known) for refusal in refusals), refusals
        assert violations() == []
        return [answer for answer in answers if isinstance(answer, MeetingRequest)]

    def test_two_requests_to_one_cluster_for_one_time(self, event: Published) -> None:
        ours, theirs = event.ask(1, 2), event.ask(1, 2, ours=B)
        acts: Acts = [partial(event.accept, ours, 1), partial(event.accept, theirs, 1)]
        [done] = self.check(raced(acts))  # accept_at
        [left] = {ours.pk, theirs.pk} - {done.pk}
        other = MeetingRequest.objects.get(pk=left)
        event.accept(other, 2)
        assert event.places(other) == [(2, 0)]

    def test_the_last_table_of_a_time(self, event: Published) -> None:
        Table.objects.filter(pk=event.tables[1].pk).update(is_closed=True)
        asked = [event.ask(1), event.ask(1, ours=B, theirs=D)]
        answers = raced([partial(event.accept, request, 1) for request in asked])
        assert len(self.check(answers)) == 1

    def test_two_tables_at_one_time_are_for_both(self, event: Published) -> None:
        asked = [event.ask(1), event.ask(1, ours=B, theirs=D)]
        answers = raced([partial(event.accept, request, 1) for request in asked])
        assert len(self.check(answers)) == 2

    def test_a_yes_against_a_move_of_the_organiser(self, event: Published) -> None:
        request = event.ask(1)
        acts: Acts = [partial(event.accept, request, 1), partial(event.put, AB, 1, 0)]
        answers = raced(acts)
        self.check(answers)
        assert sum(isinstance(answer, Exception) for answer in answers) == 1

    def test_a_yes_a_no_a_withdrawal_and_the_end_at_once(self, event: Published) -> None:
        request = event.ask(1)
        seen: Any = {"request": request, "version": 1, "now": NOW}
        acts: Acts = [
            partial(event.accept, request, 1),
            partial(event.accept, request, 1),
            partial(services.decline, by=event.person(C), **seen),
            partial(services.withdraw, side=event.registrations[A], **seen),
            partial(services.expire_everywhere, now=MORNING),
        ]
        self.check(raced(acts))
        assert bool(event.places(request)) == (state_of(request) == "accepted")
        assert state_of(request) != "pending"

    def test_both_ask_each_other_at_once(self, event: Published) -> None:
        acts: Acts = [partial(event.ask, 1), partial(event.ask, 1, ours=C, theirs=A)]
        assert len(self.check(raced(acts))) == 1

    @pytest.mark.parametrize("people", PEOPLE)
    def test_of_all_requests_to_one_cluster_one_has_the_time(
        self, event: Published, people: int
    ) -> None:
        """Each is accepted at once by somebody of the cluster, with tables enough for all."""
        numbers = range(10, 10 + people)
        Table.objects.bulk_create(Table(edition=event.edition, number=n) for n in numbers)
        asked = [
            MeetingRequestFactory(
                edition=event.edition, invitee=event.registrations[C], is_instant=True
            )
            for _ in numbers
        ]
        RequestTime.objects.bulk_create(
            RequestTime(request=request, slot=event.slots[slot])
            for request in asked
            for slot in (1, 2)
        )
        answers = raced([partial(event.accept, request, 1) for request in asked])
        assert len(self.check(answers)) == 1
        assert MeetingRequest.objects.filter(state="pending").count() == people - 1
        assert Meeting.objects.filter(request__isnull=False).count() == 1
