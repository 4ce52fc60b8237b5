"""Asking for meetings and answering: good cases, strangers' states, repeats and races."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest
from django.db import transaction

from events.models import Edition, Registration
from interface.contention import Busy
from matchmaking.models import Meeting, MeetingParticipant, MeetingRequest, Priority
from matchmaking.queries.agenda import Kind, agenda
from matchmaking.services.requests import (
    AlreadyAsked,
    DeclinedBefore,
    KeyTaken,
    MeetingPublished,
    NotApproved,
    RequestChanged,
    RequestsClosed,
    Wish,
    accept,
    ask,
    decline,
    end_requests,
    undo_answer,
    withdraw,
)
from notifications.models import OutboxMessage
from tests.factories.accounts import UserFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import (
    MeetingRequestFactory,
    ScheduleVersionFactory,
    placed,
    tables,
    window_with_slots,
)
from tests.support.mails import all_sent
from tests.support.racing import raced

FIRST_DAY = datetime(2094, 6, 3, 9, tzinfo=UTC)
NOW = datetime(2094, 5, 1, 10, tzinfo=UTC)
State = MeetingRequest.State


def pair(state: Edition.State = Edition.State.REQUESTS_OPEN) -> tuple[Registration, Registration]:
    edition = EditionFactory(state=state)
    first, second = RegistrationFactory.create_batch(2, edition=edition)
    for registration in (first, second):
        MembershipFactory(organisation=registration.cluster)
    return first, second


def asked(ours: Registration, theirs: Registration, key: uuid.UUID | None = None) -> MeetingRequest:
    return ask(
        requester=ours,
        invitee=theirs,
        wish=Wish(message="Heat pumps?"),
        by=ours.registered_by,
        key=key or uuid.uuid4(),
        now=NOW,
    )


def accepted(request: MeetingRequest) -> MeetingRequest:
    by = request.invitee.registered_by
    return accept(request=request, version=request.version, by=by, now=NOW)


def publish(meeting: Meeting) -> None:
    edition = meeting.edition
    [slot], [table] = window_with_slots(edition, slots=1), tables(edition, 1)
    version = ScheduleVersionFactory(edition=edition, state="published", published_at=NOW)
    placed(version, meeting, slot, table)


@pytest.mark.django_db
class TestAsking:
    def test_makes_a_request_and_tells_the_other_cluster(self) -> None:
        ours, theirs = pair()
        request = asked(ours, theirs)
        assert (request.state, request.requester, request.invitee) == ("pending", ours, theirs)
        mail = OutboxMessage.objects.get()
        assert mail.recipient == theirs.cluster.memberships.get().user.email
        assert "Heat pumps?" in mail.body
        assert not Meeting.objects.exists()

    def test_the_same_key_gives_the_same_request_and_one_mail(self) -> None:
        ours, theirs = pair()
        key = uuid.uuid4()
        assert asked(ours, theirs, key) == asked(ours, theirs, key)
        assert OutboxMessage.objects.count() == 1

    @pytest.mark.parametrize("other", [Wish(message="Pumps?"), Wish(Priority.MUST, "Heat pumps?")])
    def test_a_form_that_was_sent_asks_nothing_else(self, other: Wish) -> None:
        ours, theirs = pair()
        request = asked(ours, theirs)
        with pytest.raises(KeyTaken):
            ask(
                requester=ours,
                invitee=theirs,
                wish=other,
                by=ours.registered_by,
                key=request.idempotency_key,
                now=NOW,
            )
        request.refresh_from_db()
        assert (request.message, request.version) == ("Heat pumps?", 1)

    def test_a_key_of_another_submission_is_refused(self) -> None:
        ours, theirs = pair()
        request = MeetingRequestFactory()
        with pytest.raises(KeyTaken):
            asked(ours, theirs, request.idempotency_key)

    def test_asking_twice_is_refused(self) -> None:
        ours, theirs = pair()
        asked(ours, theirs)
        with pytest.raises(AlreadyAsked):
            asked(ours, theirs)

    def test_asking_back_accepts_and_the_higher_priority_holds(self) -> None:
        ours, theirs = pair()
        request = asked(ours, theirs)
        answer = ask(
            requester=theirs,
            invitee=ours,
            wish=Wish(Priority.MUST, "We too"),
            by=theirs.registered_by,
            key=uuid.uuid4(),
            now=NOW,
        )
        assert answer == request
        assert (answer.state, answer.invitee_priority, answer.weight) == ("accepted", 10, 10)
        assert Meeting.objects.get().priority == Priority.MUST

    def test_a_cluster_that_was_declined_does_not_ask_again_but_the_other_side_may(self) -> None:
        ours, theirs = pair()
        request = asked(ours, theirs)
        decline(request=request, version=1, by=theirs.registered_by, now=NOW)
        with pytest.raises(DeclinedBefore):
            asked(ours, theirs)
        assert asked(theirs, ours).state == State.PENDING

    @pytest.mark.parametrize("state", ["registration_open", "published", "finished", "cancelled"])
    def test_an_edition_that_is_not_open_refuses(self, state: Edition.State) -> None:
        with pytest.raises(RequestsClosed):
            asked(*pair(state))

    def test_refused_from_the_instant_at_which_requests_close(self) -> None:
        ours, theirs = pair()
        Edition.objects.update(requests_close_at=NOW)
        with pytest.raises(RequestsClosed):
            asked(ours, theirs)

    def test_a_cluster_that_is_not_approved_is_not_asked(self) -> None:
        ours, theirs = pair()
        Registration.objects.filter(pk=theirs.pk).update(state="waitlisted")
        with pytest.raises(NotApproved):
            asked(ours, theirs)


@pytest.mark.django_db
class TestAnswering:
    def test_accepting_makes_one_meeting_of_both_and_tells_the_requester(self) -> None:
        ours, theirs = pair()
        request = accepted(asked(ours, theirs))
        assert (request.state, request.answered_at) == ("accepted", NOW)
        participants = MeetingParticipant.objects.filter(meeting=request.meeting)
        assert {row.registration_id for row in participants} == {ours.pk, theirs.pk}
        assert OutboxMessage.objects.filter(kind="request-accepted").count() == 1

    def test_the_same_click_again_gives_the_same_answer(self) -> None:
        request = asked(*pair())
        assert accepted(request).version == accepted(request).version
        assert Meeting.objects.count() == 1

    def test_another_person_is_told_that_it_was_answered_meanwhile(self) -> None:
        request = asked(*pair())
        accepted(request)
        with pytest.raises(RequestChanged):
            decline(request=request, version=1, by=UserFactory(), now=NOW)

    def test_declining_keeps_the_reason_and_makes_no_meeting(self) -> None:
        ours, theirs = pair()
        request = asked(ours, theirs)
        by = theirs.registered_by
        answered = decline(request=request, version=1, by=by, now=NOW, reply="No capacity")
        assert (answered.state, answered.reply) == ("declined", "No capacity")
        assert not Meeting.objects.exists()

    def test_undo_of_an_acceptance_cancels_the_meeting_and_accepting_again_revives_it(self) -> None:
        request = accepted(asked(*pair()))
        meeting = request.meeting
        undone = undo_answer(request=request, version=2, now=NOW)
        meeting.refresh_from_db()
        assert (undone.state, undone.answered_by, meeting.is_cancelled) == ("pending", None, True)
        accepted(undone)
        meeting.refresh_from_db()
        assert not meeting.is_cancelled
        assert Meeting.objects.count() == 1

    def test_undo_of_a_decline_is_refused_when_the_other_side_was_asked_since(self) -> None:
        ours, theirs = pair()
        request = decline(request=asked(ours, theirs), version=1, by=theirs.registered_by, now=NOW)
        asked(theirs, ours)
        with pytest.raises(AlreadyAsked):
            undo_answer(request=request, version=2, now=NOW)

    def test_undo_of_an_open_request_is_refused(self) -> None:
        request = asked(*pair())
        with pytest.raises(RequestChanged):
            undo_answer(request=request, version=1, now=NOW)

    def test_a_published_meeting_is_neither_undone_nor_withdrawn(self) -> None:
        request = accepted(asked(*pair()))
        publish(request.meeting)
        with pytest.raises(MeetingPublished):
            undo_answer(request=request, version=2, now=NOW)
        with pytest.raises(MeetingPublished):
            withdraw(request=request, version=2, side=request.invitee, now=NOW)
        request.refresh_from_db()
        assert request.state == State.ACCEPTED

    @pytest.mark.parametrize("act", ["accept", "decline", "undo"])
    def test_answers_are_refused_once_the_schedule_is_published(self, act: str) -> None:
        request = asked(*pair())
        Edition.objects.update(state="published")
        by = request.invitee.registered_by
        acts: dict[str, Callable[..., MeetingRequest]] = {
            "accept": partial(accept, by=by),
            "decline": partial(decline, by=by),
            "undo": undo_answer,
        }
        with pytest.raises(RequestsClosed):
            acts[act](request=request, version=1, now=NOW)

    def test_a_cluster_that_left_cannot_accept(self) -> None:
        ours, theirs = pair()
        request = asked(ours, theirs)
        Registration.objects.filter(pk=theirs.pk).update(state="withdrawn")
        with pytest.raises(NotApproved):
            accepted(request)


@pytest.mark.django_db
class TestWithdrawing:
    def test_the_requester_withdraws_an_open_request(self) -> None:
        ours, theirs = pair()
        request = asked(ours, theirs)
        all_sent(NOW)
        request = withdraw(request=request, version=1, side=ours, now=NOW)
        assert request.state == State.WITHDRAWN
        assert OutboxMessage.objects.filter(kind="request-withdrawn").count() == 1
        assert withdraw(request=request, version=1, side=ours, now=NOW).version == 2

    def test_the_invitee_does_not_withdraw_what_it_has_to_answer(self) -> None:
        ours, theirs = pair()
        with pytest.raises(RequestChanged):
            withdraw(request=asked(ours, theirs), version=1, side=theirs, now=NOW)

    @pytest.mark.parametrize("side", ["requester", "invitee"])
    def test_either_side_withdraws_an_agreed_meeting(self, side: str) -> None:
        request = accepted(asked(*pair()))
        withdraw(request=request, version=2, side=getattr(request, side), now=NOW)
        assert Meeting.objects.get().is_cancelled

    def test_refused_once_the_event_runs(self) -> None:
        ours, theirs = pair()
        request = asked(ours, theirs)
        Edition.objects.update(state="published")
        with pytest.raises(RequestsClosed):
            withdraw(request=request, version=1, side=ours, now=FIRST_DAY)

    def test_a_declined_request_is_not_withdrawn(self) -> None:
        ours, theirs = pair()
        request = decline(request=asked(ours, theirs), version=1, by=theirs.registered_by, now=NOW)
        with pytest.raises(RequestChanged):
            withdraw(request=request, version=2, side=ours, now=NOW)

    def test_a_registration_that_leaves_ends_its_requests_and_published_meetings(self) -> None:
        ours, theirs = pair()
        published = accepted(asked(ours, theirs))
        publish(published.meeting)
        third = RegistrationFactory(edition=ours.edition)
        open_one = asked(third, ours)
        all_sent(NOW)
        end_requests(registration=ours, now=NOW)
        open_one.refresh_from_db()
        published.refresh_from_db()
        assert (open_one.state, published.state) == ("withdrawn", "withdrawn")
        assert Meeting.objects.get(request=published).is_cancelled
        told = OutboxMessage.objects.filter(kind="request-withdrawn")
        assert not told.exists(), "their agendas tell of the meeting"
        assert not agenda(theirs).items(Kind.MEETING)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
class TestRaces:
    def test_twenty_equal_submissions_give_one_request_and_twenty_equal_answers(self) -> None:
        ours, theirs = pair()
        key = uuid.uuid4()
        answers = raced([lambda: asked(ours, theirs, key)] * 20)
        assert answers == [MeetingRequest.objects.get()] * 20
        assert OutboxMessage.objects.count() == 1

    def test_twenty_equal_acceptances_give_one_meeting_and_twenty_equal_answers(self) -> None:
        request = asked(*pair())
        answers = raced([lambda: accepted(request)] * 20)
        assert answers == [request] * 20
        assert Meeting.objects.count() == 1
        assert MeetingParticipant.objects.count() == 2

    def test_both_sides_asking_at_once_agree(self) -> None:
        ours, theirs = pair()
        answers = raced([lambda: asked(ours, theirs), lambda: asked(theirs, ours)])
        assert answers == [MeetingRequest.objects.get()] * 2
        assert MeetingRequest.objects.get().state == State.ACCEPTED

    @pytest.mark.parametrize("attempt", range(5))
    def test_accept_against_withdraw_ends_in_one_legal_state(self, attempt: int) -> None:
        ours, theirs = pair()
        request = asked(ours, theirs)
        acts = [
            lambda: accepted(request),
            lambda: withdraw(request=request, version=1, side=ours, now=NOW),
        ]
        answers = raced(acts if attempt % 2 else acts[::-1])
        lost = [answer for answer in answers if isinstance(answer, Exception)]
        assert [type(error) for error in lost] == [RequestChanged]
        request.refresh_from_db()
        meetings = Meeting.objects.filter(is_cancelled=False).count()
        assert (request.state, meetings) in {("accepted", 1), ("withdrawn", 0)}

    def test_crossing_pairs_do_not_deadlock(self) -> None:
        edition = EditionFactory()
        crowd = RegistrationFactory.create_batch(6, edition=edition)
        wanted = [(one, two) for one in crowd for two in crowd if one != two]
        answers = raced([partial(asked, *both) for both in wanted])
        assert not [answer for answer in answers if isinstance(answer, Exception)]
        assert MeetingRequest.objects.filter(state=State.ACCEPTED).count() == 15


@pytest.mark.django_db(transaction=True)
def test_a_row_held_by_somebody_else_ends_as_busy() -> None:
    ours, theirs = pair()
    with transaction.atomic():
        Registration.objects.select_for_update().get(pk=ours.pk)
        [answer] = raced([lambda: asked(ours, theirs)])
    assert isinstance(answer, Busy)
    assert not MeetingRequest.objects.exists()
