"""The mails about requests: the last word alone, who did it, to which meeting, what to do next."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from pytest_django import Settings

from events.models import Edition, Registration
from events.services import decisions, registrations
from matchmaking.models import Meeting, MeetingRequest
from matchmaking.services import requests as services
from matchmaking.telling.acts import tell_waiting
from notifications.delivery import deliver_due
from notifications.models import OutboxMessage
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import (
    ScheduleVersionFactory,
    placed,
    tables,
    window_with_slots,
)
from tests.support.mails import all_sent, mail_to, told
from tests.support.telling import everything_told

pytestmark = pytest.mark.django_db

NOW = datetime(2094, 5, 1, 10, tzinfo=UTC)
QUIET = timedelta(minutes=5)
Act = Callable[[MeetingRequest], MeetingRequest]


@pytest.fixture
def request_() -> MeetingRequest:
    """Water asked Steel, and Steel has got the mail."""
    edition = EditionFactory(name="Spring")
    for name in ("Water", "Steel"):
        cluster = ClusterFactory(name=name)
        MembershipFactory(organisation=cluster, user__email=f"{name.lower()}@example.org")
        RegistrationFactory(edition=edition, cluster=cluster)
    ours, theirs = edition.registrations.all()
    asked = services.ask(
        requester=ours,
        invitee=theirs,
        wish=services.Wish(),
        by=ours.registered_by,
        key=uuid.uuid4(),
        now=NOW - timedelta(hours=1),
    )
    all_sent(NOW - timedelta(hours=1))
    return asked


def accepted(request: MeetingRequest, now: datetime = NOW) -> MeetingRequest:
    by = request.invitee.registered_by
    return services.accept(request=request, version=request.version, by=by, now=now)


def asked_by_organiser(request: MeetingRequest) -> MeetingRequest:
    """Steel is asked anew, by the organiser in Water's place, and nobody has got a mail yet."""
    OutboxMessage.objects.all().delete()
    MeetingRequest.objects.all().delete()
    return services.ask(
        requester=request.requester,
        invitee=request.invitee,
        wish=services.Wish(),
        by=MembershipFactory(organisation=request.edition.owner).user,
        key=uuid.uuid4(),
        now=NOW,
        by_organiser=True,
    )


def declined(request: MeetingRequest) -> MeetingRequest:
    by = request.invitee.registered_by
    return services.decline(request=request, version=request.version, by=by, now=NOW, reply="Full")


def undone(request: MeetingRequest) -> MeetingRequest:
    return services.undo_answer(request=request, version=request.version, now=NOW)


def withdrawn(request: MeetingRequest, side: str) -> MeetingRequest:
    return services.withdraw(
        request=request, version=request.version, side=getattr(request, side), now=NOW
    )


def waiting() -> list[tuple[str, str]]:
    rows = OutboxMessage.objects.filter(state="queued").order_by("pk")
    return list(rows.values_list("kind", "recipient"))


def published(request: MeetingRequest) -> None:
    edition = request.edition
    version = ScheduleVersionFactory(edition=edition, state="published", published_at=NOW)
    meeting = Meeting.objects.get(request=request)
    placed(version, meeting, window_with_slots(edition)[0], tables(edition, 1)[0])
    edition.state = "published"
    edition.save()


def test_accept_undo_decline_in_a_minute_is_one_mail_with_the_last_word(
    request_: MeetingRequest,
) -> None:
    declined(undone(accepted(request_)))
    assert waiting() == [("request-declined", "water@example.org")]
    assert "Full" in OutboxMessage.objects.get(state="queued").body


@pytest.mark.parametrize("answer", [accepted, declined])
def test_who_was_asked_for_learns_it_with_the_answer_that_came_before_the_mail(
    request_: MeetingRequest, answer: Act
) -> None:
    said = "The organiser of Spring had asked Steel for this meeting, in the place of Water."
    asked = asked_by_organiser(request_)
    answer(asked)
    assert waiting() == [(f"request-{MeetingRequest.objects.get().state}", "water@example.org")]
    assert said in OutboxMessage.objects.get(state="queued").body
    undone(MeetingRequest.objects.get())
    assert said in mail_to("water@example.org").body


@pytest.mark.parametrize("answer", [accepted, declined])
def test_who_asked_itself_reads_nothing_of_the_organiser(
    request_: MeetingRequest, answer: Act
) -> None:
    answer(request_)
    assert "organiser" not in mail_to("water@example.org").body


def test_an_answer_taken_back_at_once_is_told_to_nobody(request_: MeetingRequest) -> None:
    undone(accepted(request_))
    assert waiting() == []


def test_an_answer_taken_back_after_its_mail_has_left_is_told(request_: MeetingRequest) -> None:
    answered = accepted(request_)
    all_sent(NOW)
    undone(answered)
    assert waiting() == [("request-pending", "water@example.org")]


def test_a_mail_waits_for_the_quiet_interval_and_then_leaves(request_: MeetingRequest) -> None:
    accepted(request_)
    assert deliver_due(now=NOW + QUIET - timedelta(seconds=1)) == 0
    assert deliver_due(now=NOW + QUIET) == 1


def test_how_long_that_is_is_a_setting(request_: MeetingRequest, settings: Settings) -> None:
    settings.QUIET_SECONDS = 0
    accepted(request_)
    assert deliver_due(now=NOW) == 1


def test_a_request_withdrawn_at_once_was_never_heard_of(request_: MeetingRequest) -> None:
    OutboxMessage.objects.update(state="queued", sent_at=None)
    withdrawn(request_, "requester")
    assert waiting() == []


def test_who_answers_before_the_mail_left_gets_none(request_: MeetingRequest) -> None:
    OutboxMessage.objects.update(state="queued", sent_at=None)
    accepted(request_)
    assert waiting() == [("request-accepted", "water@example.org")]


def test_when_one_of_two_colleagues_has_the_mail_both_get_the_next(
    request_: MeetingRequest,
) -> None:
    colleague = MembershipFactory(organisation=request_.requester.cluster)
    answered = accepted(request_)
    gone = OutboxMessage.objects.filter(recipient=colleague.user.email)
    gone.update(state="sent", sent_at=NOW)
    undone(answered)
    assert told("request-pending", state="queued") == sorted(
        ["water@example.org", colleague.user.email]
    )


def test_an_answer_of_the_organiser_is_said_to_be_its_own_and_told_to_both(
    request_: MeetingRequest,
) -> None:
    organiser = MembershipFactory(organisation=request_.edition.owner).user
    services.accept(request=request_, version=1, by=organiser, now=NOW, by_organiser=True)
    said = {row.recipient: row.body for row in OutboxMessage.objects.filter(state="queued")}
    assert "organiser of Spring has accepted, in the place of Steel" in said["water@example.org"]
    assert "in the place of Steel, the request of Water" in said["steel@example.org"]


def test_what_is_accepted_after_publication_is_said_to_have_no_place(
    request_: MeetingRequest,
) -> None:
    edition = request_.edition
    ScheduleVersionFactory(edition=edition, state="published", published_at=NOW)
    Edition.objects.filter(pk=edition.pk).update(state="published")
    organiser = MembershipFactory(organisation=edition.owner).user
    services.accept(request=request_, version=1, by=organiser, now=NOW, by_organiser=True)
    for name in ("water", "steel"):
        body = mail_to(f"{name}@example.org", state="queued").body
        assert "The schedule is published, and this meeting has no place in it yet." in body
        assert "once the schedule is published" not in body


def mail_of(act: Callable[[], object]) -> OutboxMessage:
    all_sent(NOW)
    act()
    return OutboxMessage.objects.get(state="queued", kind="request-withdrawn")


def test_a_request_withdrawn_says_that_nothing_is_to_be_answered(
    request_: MeetingRequest,
) -> None:
    mail = mail_of(lambda: withdrawn(request_, "requester"))
    assert "Water withdraws its request to meet Steel at Spring." in mail.body
    assert "nothing to answer" in mail.body


def test_a_meeting_withdrawn_says_that_it_was_agreed_and_had_no_time(
    request_: MeetingRequest,
) -> None:
    answered = accepted(request_)
    mail = mail_of(lambda: withdrawn(answered, "requester"))
    assert mail.subject == "Water withdraws from the meeting with Steel"
    assert "had no time yet. It does not take place." in mail.body
    assert "/partners/" in mail.body


def test_who_withdraws_its_registration_is_said_to_have_done_so(request_: MeetingRequest) -> None:
    mail = mail_of(partial(registrations.withdraw, registration=request_.requester, now=NOW))
    assert mail.subject == "Water does not take part in Spring"
    assert "Water has withdrawn its registration" in mail.body


def test_whom_the_organiser_declines_is_not_said_to_have_withdrawn(
    request_: MeetingRequest,
) -> None:
    edition, chosen = request_.edition, [request_.requester.pk]
    mail = mail_of(partial(decisions.decline, edition=edition, chosen=chosen, now=NOW))
    assert "The organiser of Spring has taken the registration of Water back" in mail.body
    assert "withdraw" not in mail.subject + mail.body


def test_a_meeting_with_a_place_is_named_with_it(request_: MeetingRequest) -> None:
    published(accepted(request_))
    everything_told(request_.edition)
    leaver = Registration.objects.get(pk=request_.requester_id)
    registrations.withdraw(registration=leaver, now=NOW)
    tell_waiting(NOW)
    mail = mail_to("steel@example.org", "agenda-changed")
    assert "Water has withdrawn its registration." in mail.body
    words = "The meeting of Steel with Water on Thursday 3 June, 09:00, at table 1, is cancelled."
    assert words in mail.body
    assert "STATUS:CANCELLED" in mail.calendar
    assert not OutboxMessage.objects.filter(kind="request-withdrawn").exists()


def test_a_mail_about_a_request_is_in_the_organisers_name(request_: MeetingRequest) -> None:
    accepted(request_)
    mail = OutboxMessage.objects.get(kind="request-accepted")
    edition = request_.edition
    assert edition.owner
    assert mail.sender == edition.owner.called
    assert mail.about == f"edition:{edition.pk}"
    assert f"All times are in the time of {edition.time_zone}." in mail.body
