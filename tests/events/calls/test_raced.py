"""What many do with one call at one instant."""

import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

import pytest

from events.models import Application, Call, Edition, Registration, Reviewer
from events.queries.waiting import waiting_list
from events.services.calls.applying import Said, apply, withdraw_application
from events.services.calls.publishing import AlreadyDecided, publish_decision
from events.services.calls.reviewers import accept_review
from events.services.calls.reviewing import review
from events.services.calls.scene import CallChanged, CallTooLate
from events.services.registrations import withdraw
from interface.keys import KeyTaken
from notifications.models import OutboxMessage
from tests.factories.accounts import UserFactory
from tests.factories.calls import (
    ApplicationFactory,
    CallFactory,
    CriterionFactory,
    HostApplicationFactory,
    HostCallFactory,
    ReviewerFactory,
    prepared,
)
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.support.racing import raced

PEOPLE = 200
NOW = datetime(2094, 2, 10, 9, tzinfo=UTC)
OPEN = datetime(2094, 1, 20, 9, tzinfo=UTC)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("patient")]


def closed(places: int = 2) -> Call:
    call: Call = CallFactory(state=Call.State.REVIEWING, places=places)
    return call


def kinds(answers: Sequence[object]) -> list[str]:
    return sorted(type(answer).__name__ for answer in answers)


def test_a_decision_that_several_publish_at_once_is_done_once() -> None:
    call = closed()
    rows = ApplicationFactory.create_batch(3, call=call)
    for row in rows:
        MembershipFactory(organisation=row.organisation)
    prepared(rows[0], "selected")
    prepared(rows[1], "selected")
    prepared(rows[2], "reserve", 1)
    act = partial(publish_decision, call=call, version=1, now=NOW)
    answers = raced([act] * 5)
    assert answers.count(3) == 1
    assert all(isinstance(answer, AlreadyDecided) for answer in answers if answer != 3)
    assert Registration.objects.filter(state="approved").count() == 2
    assert Registration.objects.count() == OutboxMessage.objects.count() == 3


def test_a_host_call_that_several_publish_at_once_makes_one_draft() -> None:
    call = HostCallFactory(state=Call.State.REVIEWING)
    prepared(HostApplicationFactory(call=call), "selected")
    raced([partial(publish_decision, call=call, version=1, now=NOW)] * 5)
    assert Edition.objects.filter(series=call.series).count() == 1


def test_who_withdraws_while_it_is_published_is_out_or_has_a_place() -> None:
    call = closed()
    row = ApplicationFactory(call=call)
    prepared(row, "selected")
    acts: list[Callable[[], int | None]] = [
        partial(publish_decision, call=call, version=1, now=NOW),
        partial(withdraw_application, application=row, now=NOW),
    ]
    answers = raced(acts)
    row.refresh_from_db()
    if row.state == "withdrawn":
        assert isinstance(answers[0], CallChanged)
        assert not Registration.objects.exists()
    else:
        assert isinstance(answers[1], CallTooLate)
        assert Registration.objects.get().state == "approved"


def test_two_forms_of_one_cluster_at_once_are_one_application() -> None:
    call, cluster, user = CallFactory(), ClusterFactory(), UserFactory()
    acts = [
        partial(
            apply,
            call=call,
            organisation=cluster,
            by=user,
            said=Said("So."),
            key=uuid.uuid4(),
            now=OPEN,
        )
        for _ in range(4)
    ]
    answers = raced(acts)
    assert kinds(answers) == ["AlreadyApplied"] * 3 + ["Application"]
    assert Application.objects.count() == 1


def test_one_form_sent_twice_at_once_is_one_application() -> None:
    call, cluster, user = CallFactory(), ClusterFactory(), UserFactory()
    act = partial(
        apply,
        call=call,
        organisation=cluster,
        by=user,
        said=Said("So."),
        key=uuid.uuid4(),
        now=OPEN,
    )
    answers = raced([act] * 4)
    assert not [answer for answer in answers if isinstance(answer, KeyTaken)]
    assert {getattr(answer, "pk", None) for answer in answers} == {Application.objects.get().pk}


def test_a_reviewer_who_sends_points_twice_at_once_has_one_review() -> None:
    criterion = CriterionFactory(call=closed())
    row, by = ApplicationFactory(call=criterion.call), ReviewerFactory(call=criterion.call).user
    acts = [
        partial(
            review,
            application=row,
            by=by,
            points={criterion.pk: points},
            note="",
            version=1,
            now=NOW,
        )
        for points in (2, 3, 4)
    ]
    assert kinds(raced(acts)) == ["Review"] * 3
    assert row.reviews.get().scores.count() == 1


def test_an_invitation_accepted_twice_at_once_is_one_reviewer() -> None:
    call = closed()
    owner = MembershipFactory(organisation=call.body).user
    user = UserFactory(email="rita@example.org")
    invitation = call.invitations.create(
        email="rita@example.org",
        token_hash="a" * 64,
        invited_by=owner,
        idempotency_key=uuid.uuid4(),
        expires_at=datetime(2094, 3, 1, tzinfo=UTC),
    )
    act = partial(accept_review, invitation=invitation, user=user, now=NOW)
    assert kinds(raced([act, act])) == ["Reviewer", "ReviewerInvitationNotValid"]
    assert Reviewer.objects.count() == 1


def test_two_that_leave_at_once_let_the_first_two_reserves_in() -> None:
    call = closed()
    rows = ApplicationFactory.create_batch(5, call=call)
    for row in rows[:2]:
        prepared(row, "selected")
    for place, row in enumerate(rows[2:], start=1):
        prepared(row, "reserve", place)
    publish_decision(call=call, version=1, now=NOW)
    leaving = Registration.objects.filter(state="approved")
    raced([partial(withdraw, registration=row, now=NOW) for row in leaving])
    states = [Registration.objects.get(cluster=row.organisation).state for row in rows]
    assert states == ["withdrawn", "withdrawn", "approved", "approved", "waitlisted"]


def test_two_hundred_apply_at_once_each_body_once_and_are_told_once() -> None:
    """Two forms of each of a hundred clusters, every fifth of them the same form sent twice."""
    call, user = CallFactory(), UserFactory()
    clusters = ClusterFactory.create_batch(PEOPLE // 2)
    for cluster in clusters:
        MembershipFactory(organisation=cluster)
    forms = [(cluster, uuid.uuid4()) for cluster in clusters]
    forms += [(cluster, key if at % 5 else uuid.uuid4()) for at, (cluster, key) in enumerate(forms)]
    acts = [
        partial(
            apply, call=call, organisation=cluster, by=user, said=Said("So."), key=key, now=OPEN
        )
        for cluster, key in forms
    ]
    found = kinds(raced(acts))
    once_more = len(range(0, PEOPLE // 2, 5))
    assert found == ["AlreadyApplied"] * once_more + ["Application"] * (PEOPLE - once_more)
    assert Application.objects.filter(call=call, version=1).count() == PEOPLE // 2
    assert OutboxMessage.objects.filter(kind="application-received").count() == PEOPLE // 2


def test_two_hundred_publish_while_clusters_withdraw_and_everybody_is_told_once() -> None:
    """What withdrew has no place and no mail of the decision; the reserves keep their order."""
    call = closed(places=3)
    assert call.edition
    rows = ApplicationFactory.create_batch(12, call=call)
    for row in rows:
        MembershipFactory(organisation=row.organisation)
    for row in rows[:3]:
        prepared(row, "selected")
    for place, row in enumerate(rows[3:], start=1):
        prepared(row, "reserve", place)
    leaving = [rows[0], rows[4]]
    acts: list[Callable[[], object]] = [
        partial(withdraw_application, application=row, now=NOW) for row in leaving
    ]
    acts += [publish_as_it_stands(call) for _ in range(PEOPLE - len(acts))]
    answers = raced(acts)
    told = [answer for answer in answers[2:] if not isinstance(answer, Exception)]
    assert len(told) == 1
    refusals = {type(answer) for answer in answers if isinstance(answer, Exception)}
    assert refusals <= {AlreadyDecided, CallTooLate}
    states = {row.pk: row.state for row in Application.objects.filter(call=call)}
    stay = [row for row in rows if states[row.pk] != "withdrawn"]
    assert told == [len(stay)]
    decided = OutboxMessage.objects.filter(kind="application-decided")
    assert decided.count() == len(stay) == Registration.objects.count()
    reserves = [row.organisation_id for row in stay if states[row.pk] == "reserve"]
    assert [row.cluster_id for row in waiting_list(call.edition)] == reserves


def publish_as_it_stands(call: Call) -> Callable[[], object]:
    """By somebody who looks again where applications have changed since."""

    def act() -> object:
        while True:
            seen = Call.objects.get(pk=call.pk)
            with suppress(CallChanged):
                return publish_decision(call=seen, version=seen.version, now=NOW)

    return act


def test_eight_that_leave_at_once_let_the_reserves_in_by_their_order() -> None:
    call = closed(places=8)
    rows = ApplicationFactory.create_batch(20, call=call)
    for row in rows[:8]:
        prepared(row, "selected")
    for place, row in enumerate(rows[8:], start=1):
        prepared(row, "reserve", place)
    publish_decision(call=call, version=1, now=NOW)
    approved = Registration.objects.filter(state="approved")
    raced([partial(withdraw, registration=row, now=NOW) for row in approved])
    states = [Registration.objects.get(cluster=row.organisation).state for row in rows]
    assert states == ["withdrawn"] * 8 + ["approved"] * 8 + ["waitlisted"] * 4
