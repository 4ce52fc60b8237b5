"""Reviewers are asked in, and give points alone; their weighted points make an order."""

import uuid
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from accounts.models import User
from clusters.models import Membership
from events.models import Application, Call, Criterion, Edition, Reviewer, ReviewerInvitation, Score
from events.queries.calls import ranking
from events.services.calls.applying import Said, change_application, return_application
from events.services.calls.reviewers import (
    AlreadyReviewer,
    ForSomebodyElse,
    HasReviewed,
    NotOwner,
    ReviewerInvitationNotValid,
    accept_review,
    invite_reviewer,
    remove_reviewer,
    revoke_reviewer_invitation,
)
from events.services.calls.reviewing import NotTheirs, PointsMissing, ReadAnew, review
from events.services.calls.scene import CallTooLate
from interface.keys import KeyTaken
from tests.factories.accounts import UserFactory
from tests.factories.calls import (
    CLOSES,
    OPENS,
    ApplicationFactory,
    CallFactory,
    CriterionFactory,
    ReviewerFactory,
    reviewed,
)
from tests.factories.clusters import MembershipFactory
from tests.support.mails import mail_to, told

pytestmark = pytest.mark.django_db
NOW = datetime(2094, 2, 2, 9, tzinfo=UTC)


def invited(call: Call, by: User, email: str = "rita@example.org") -> ReviewerInvitation:
    return invite_reviewer(
        call=call,
        email=email,
        by=by,
        key=uuid.uuid4(),
        now=NOW,
        address_of=lambda token: f"https://example.org/{token}",
    )


def owner_of(call: Call, role: str = "owner") -> User:
    user: User = MembershipFactory(organisation=call.body, role=role).user
    return user


def test_an_owner_asks_somebody_in_who_becomes_a_reviewer_once() -> None:
    call = CallFactory(title="Health")
    invitation = invited(call, owner_of(call))
    assert "Health" in mail_to("rita@example.org", "reviewer-invited").subject
    rita = UserFactory(email="rita@example.org")
    reviewer = accept_review(invitation=invitation, user=rita, now=NOW)
    assert (reviewer.call, reviewer.user) == (call, rita)
    with pytest.raises(ReviewerInvitationNotValid):
        accept_review(invitation=invitation, user=rita, now=NOW)
    with pytest.raises(AlreadyReviewer):
        invited(call, owner_of(call))


def test_other_invitations_to_who_accepts_one_do_not_leave() -> None:
    call = CallFactory()
    first, _second = invited(call, owner_of(call)), invited(call, owner_of(call))
    rita = UserFactory(email="rita@example.org")
    accept_review(invitation=first, user=rita, now=NOW)
    assert len(told("reviewer-invited")) == 1


def test_a_form_that_asked_somebody_in_asks_nobody_else() -> None:
    call, key = CallFactory(), uuid.uuid4()
    asked = partial(
        invite_reviewer,
        call=call,
        by=owner_of(call),
        key=key,
        now=NOW,
        address_of=lambda token: f"https://example.org/{token}",
    )
    first = asked(email="rita@example.org")
    assert asked(email="Rita@example.org") == first
    with pytest.raises(KeyTaken):
        asked(email="rob@example.org")


def test_a_planner_asks_nobody_in() -> None:
    call = CallFactory()
    with pytest.raises(NotOwner):
        invited(call, owner_of(call, "planner"))


def test_an_invitation_is_for_one_address_for_14_days_and_ends_with_its_owner() -> None:
    call = CallFactory()
    owner = owner_of(call)
    invitation = invited(call, owner)
    rita = UserFactory(email="rita@example.org")
    with pytest.raises(ForSomebodyElse):
        accept_review(invitation=invitation, user=UserFactory(), now=NOW)
    with pytest.raises(ReviewerInvitationNotValid):
        accept_review(invitation=invitation, user=rita, now=NOW + timedelta(days=14))
    Membership.objects.filter(user=owner).update(role="planner")
    with pytest.raises(ReviewerInvitationNotValid):
        accept_review(invitation=invitation, user=rita, now=NOW)


def test_an_invitation_is_taken_back_with_its_mail() -> None:
    call = CallFactory()
    invitation = invited(call, owner_of(call))
    revoke_reviewer_invitation(invitation=invitation, now=NOW)
    assert told("reviewer-invited") == []
    with pytest.raises(ReviewerInvitationNotValid):
        revoke_reviewer_invitation(invitation=invitation, now=NOW)


def test_nobody_is_asked_in_once_it_is_decided() -> None:
    call = CallFactory(state="decided", decided_at=NOW)
    with pytest.raises(CallTooLate):
        invited(call, owner_of(call))


def test_nobody_reviews_for_an_event_that_is_cancelled() -> None:
    call = CallFactory()
    owner, rita = owner_of(call), UserFactory(email="rita@example.org")
    invitation = invited(call, owner)
    Edition.objects.update(state=Edition.State.CANCELLED)
    with pytest.raises(ReviewerInvitationNotValid):
        accept_review(invitation=invitation, user=rita, now=NOW)
    with pytest.raises(CallTooLate):
        invited(call, owner, "rob@example.org")


def test_a_reviewer_leaves_before_giving_points_and_is_told() -> None:
    reviewer = ReviewerFactory(user__email="rita@example.org")
    with pytest.raises(NotOwner):
        remove_reviewer(reviewer=reviewer, by=owner_of(reviewer.call, "planner"), now=NOW)
    remove_reviewer(reviewer=reviewer, by=owner_of(reviewer.call), now=NOW)
    assert not Reviewer.objects.exists()
    assert told("reviewer-removed") == ["rita@example.org"]


def test_who_has_given_points_stays() -> None:
    application, reviewer, _ = scored(3)
    with pytest.raises(HasReviewed):
        remove_reviewer(reviewer=reviewer, by=owner_of(application.call), now=NOW)


def scored(points: int) -> tuple[Application, Reviewer, Criterion]:
    criterion = CriterionFactory()
    application = ApplicationFactory(call=criterion.call)
    reviewer = ReviewerFactory(call=criterion.call)
    review(
        application=application,
        by=reviewer.user,
        points={criterion.pk: points},
        note="Good.",
        version=1,
        now=NOW,
    )
    return application, reviewer, criterion


def test_a_reviewer_gives_points_and_gives_others_later() -> None:
    application, reviewer, criterion = scored(3)
    again = review(
        application=application,
        by=reviewer.user,
        points={criterion.pk: 5},
        note="",
        version=1,
        now=NOW,
    )
    assert Score.objects.get(review=again).points == 5
    assert application.reviews.count() == 1


def test_a_member_of_the_applicants_body_and_a_stranger_give_no_points() -> None:
    criterion = CriterionFactory()
    application = ApplicationFactory(call=criterion.call)
    own = ReviewerFactory(call=criterion.call).user
    MembershipFactory(organisation=application.organisation, user=own)
    for user in (own, UserFactory()):
        with pytest.raises(NotTheirs):
            review(
                application=application,
                by=user,
                points={criterion.pk: 5},
                note="",
                version=1,
                now=NOW,
            )
    judged = Application.objects.judged_by(own)
    assert list(judged) == []


def test_points_are_given_between_closing_and_decision() -> None:
    criterion = CriterionFactory()
    application = ApplicationFactory(call=criterion.call)
    by = ReviewerFactory(call=criterion.call).user
    given = partial(
        review, application=application, by=by, points={criterion.pk: 5}, note="", version=1
    )
    with pytest.raises(CallTooLate):
        given(now=CLOSES - timedelta(seconds=1))
    given(now=CLOSES)
    Call.objects.update(state="decided", decided_at=NOW)
    with pytest.raises(CallTooLate):
        given(now=CLOSES)


def test_each_criterion_needs_its_points() -> None:
    criterion = CriterionFactory()
    application = ApplicationFactory(call=criterion.call)
    by = ReviewerFactory(call=criterion.call).user
    for points in ({}, {criterion.pk: 3, CriterionFactory().pk: 3}):
        with pytest.raises(PointsMissing):
            review(application=application, by=by, points=points, note="", version=1, now=NOW)


def test_what_was_completed_is_read_again_before_its_points_count() -> None:
    application, reviewer, criterion = scored(3)
    return_application(application=application, to_complete="More.", version=1, now=NOW)
    application.refresh_from_db()
    given = partial(
        review,
        application=application,
        by=reviewer.user,
        points={criterion.pk: 4},
        note="",
        now=NOW,
    )
    with pytest.raises(ReadAnew):
        given(version=2)
    said, by = Said(text="More words."), application.submitted_by
    change_application(application=application, by=by, said=said, version=2, now=NOW)
    assert [(row.reviews, row.average) for row in ranking(application.call)] == [(0, None)]
    with pytest.raises(ReadAnew):
        given(version=2)
    given(version=3)
    assert [(row.reviews, row.average) for row in ranking(application.call)] == [(1, 4.0)]


def test_the_order_is_that_of_the_weighted_points_then_of_coming() -> None:
    call = CallFactory()
    fit, reach = CriterionFactory(call=call, weight=3), CriterionFactory(call=call, weight=1)
    rows = [
        ApplicationFactory(call=call, submitted_at=OPENS + timedelta(hours=number))
        for number in range(4)
    ]
    first, second = ReviewerFactory(call=call), ReviewerFactory(call=call)
    reviewed(rows[1], first, {fit: 2, reach: 5})
    reviewed(rows[2], first, {fit: 5, reach: 1})
    reviewed(rows[2], second, {fit: 4, reach: 2})
    reviewed(rows[3], second, {fit: 3, reach: 2})
    found = [(row.application, row.average, row.reviews, row.reviewers) for row in ranking(call)]
    assert found == [
        (rows[2], 3.75, 2, 2),
        (rows[1], 2.75, 1, 2),
        (rows[3], 2.75, 1, 2),
        (rows[0], None, 0, 2),
    ]


def test_points_of_who_belongs_to_the_applicant_by_now_do_not_count() -> None:
    application, reviewer, _ = scored(5)
    MembershipFactory(organisation=application.organisation, user=reviewer.user)
    [row] = ranking(application.call)
    assert (row.average, row.reviews, row.reviewers) == (None, 0, 0)
