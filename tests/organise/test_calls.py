"""The pages of a call: made, opened, reviewed alone, decided and published."""

import re
import uuid
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from events.models import (
    Application,
    Call,
    Registration,
    Review,
    Reviewer,
    ReviewerInvitation,
    Verdict,
)
from notifications.models import OutboxMessage
from notifications.sealing import unsealed
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.calls import (
    ApplicationFactory,
    CallFactory,
    CriterionFactory,
    ReviewerFactory,
    prepared,
    reviewed,
)
from tests.factories.clusters import MembershipFactory, OrganisationFactory
from tests.factories.events import EditionFactory, SeriesFactory
from tests.support.browsers import signed_in

pytestmark = pytest.mark.django_db
OPEN = datetime(2094, 1, 20, 9, tzinfo=UTC)
CLOSED = datetime(2094, 2, 10, 9, tzinfo=UTC)


def member(call: Call, role: str = "owner") -> Client:
    return signed_in(MembershipFactory(organisation=call.body, role=role).user)


def page(name: str, call: Call, *more: object) -> str:
    return reverse(name, args=[call.slug, *more])


def closed(**fields: object) -> Call:
    call: Call = CallFactory(state=Call.State.REVIEWING, **fields)
    return call


def form(**sent: object) -> dict[str, object]:
    given = {
        "title": "Health partners",
        "text": "Clusters in health.",
        "places": 3,
        "closes_on": "2094-02-01",
        "closes_clock": "17:00",
        "time_zone": "Europe/Rome",
        "criterion-0-text": "Fit",
        "criterion-0-weight": 3,
        "criterion-1-text": "Reach",
        "criterion-1-weight": "",
        "idempotency_key": str(uuid.uuid4()),
    }
    return given | sent


@time_machine.travel(OPEN, tick=False)
def test_a_planner_makes_a_call_for_an_event_in_the_events_time() -> None:
    edition = EditionFactory(time_zone="Europe/Helsinki")
    planner = signed_in(MembershipFactory(organisation=edition.owner, role="planner").user)
    address = reverse("organise-call-create")
    assert str(edition) in planner.get(address).text
    answer = planner.post(address, form(subject=f"edition-{edition.pk}", opens_on="2094-01-25"))
    call = Call.objects.get()
    assert answer["Location"] == page("organise-call", call)
    assert (call.edition, call.body, call.state) == (edition, edition.owner, "draft")
    assert call.closes_at == datetime(2094, 2, 1, 15, tzinfo=UTC)
    assert call.opens_at == datetime(2094, 1, 24, 22, tzinfo=UTC)
    assert list(call.criteria.values_list("text", "weight")) == [("Fit", 3), ("Reach", 1)]


@time_machine.travel(OPEN, tick=False)
def test_a_call_to_host_is_for_a_series_in_a_time_of_its_own() -> None:
    series = SeriesFactory(organiser=OrganisationFactory())
    owner = signed_in(MembershipFactory(organisation=series.organiser).user)
    owner.post(reverse("organise-call-create"), form(subject=f"series-{series.pk}"))
    call = Call.objects.get()
    assert (call.series, call.body) == (series, series.organiser)
    assert call.closes_at == datetime(2094, 2, 1, 16, tzinfo=UTC)


@time_machine.travel(OPEN, tick=False)
def test_what_is_wrong_in_the_form_is_said_and_what_was_typed_stays() -> None:
    edition = EditionFactory()
    owner = signed_in(MembershipFactory(organisation=edition.owner).user)
    wrong = {"opens_on": "2094-02-02", "criterion-1-text": "", "criterion-1-weight": 2}
    sent = form(subject=f"edition-{edition.pk}", **wrong)
    answer = owner.post(reverse("organise-call-create"), sent)
    assert answer.status_code == 422
    assert "Enter a day no later than the last day to apply." in answer.text
    assert "Say what this weight is for." in answer.text
    assert "Clusters in health." in answer.text
    assert not Call.objects.exists()


@time_machine.travel(OPEN, tick=False)
def test_a_call_is_opened_closed_and_changed() -> None:
    call = CallFactory(state=Call.State.DRAFT)
    owner = member(call)
    state = page("organise-call-state", call)
    assert owner.get(call.get_absolute_url()).status_code == 404
    owner.post(state, {"to": "open", "version": 1})
    assert owner.get(call.get_absolute_url()).status_code == 200
    assert owner.post(state, {"to": "open", "version": 1}).status_code == 409
    edit = page("organise-call-edit", call)
    assert "Health" not in owner.get(edit).text
    owner.post(edit, form(version=2))
    call.refresh_from_db()
    assert (call.title, call.places) == ("Health partners", 3)
    assert call.closes_at == datetime(2094, 2, 1, 16, tzinfo=UTC)
    owner.post(state, {"to": "reviewing", "version": 3})
    assert "Reviewing" in owner.get(page("organise-call", call)).text


def test_a_draft_of_a_draft_event_says_what_to_do_first() -> None:
    call = CallFactory(state=Call.State.DRAFT, edition__state="draft")
    owner = member(call)
    assert "The event is a draft." in owner.get(page("organise-call", call)).text
    answer = owner.post(page("organise-call-state", call), {"to": "open", "version": 1})
    assert answer.status_code == 409
    assert "Open its registration first" in answer.text


def test_a_draft_is_deleted() -> None:
    call = CallFactory(state=Call.State.DRAFT)
    owner = member(call)
    assert owner.get(page("organise-call-delete", call)).status_code == 200
    owner.post(page("organise-call-delete", call), {"version": 1})
    assert not Call.objects.exists()


@time_machine.travel(CLOSED, tick=False)
def test_owners_see_points_and_planners_and_staff_do_not() -> None:
    call = closed()
    row, criterion = ApplicationFactory(call=call), CriterionFactory(call=call)
    reviewed(row, ReviewerFactory(call=call), {criterion: 4})
    Review.objects.update(note="A canary note.")
    for reader, sees in (
        (member(call), True),
        (member(call, "planner"), False),
        (signed_in(StaffFactory()), False),
    ):
        overview = reader.get(page("organise-call", call)).text
        assert row.organisation.called in overview
        assert ("4.00" in overview) == sees
        alone = reader.get(page("organise-call-application", call, row.pk)).text
        assert ("A canary note." in alone) == sees
        assert row.text in alone


def scored_by_another() -> tuple[Call, Application, Client, Reviewer]:
    """An application that a reviewer has scored, and an owner who reviews the call too."""
    call = closed()
    row, criterion = ApplicationFactory(call=call), CriterionFactory(call=call)
    reviewed(row, ReviewerFactory(call=call), {criterion: 4})
    Review.objects.update(note="A canary note.")
    user = MembershipFactory(organisation=call.body, role="owner").user
    return call, row, signed_in(user), ReviewerFactory(call=call, user=user)


def shown(owner: Client, call: Call, row: Application) -> tuple[bool, bool, bool]:
    """Whether the points are on the call's page and in its file, and the note on the page."""
    overview = owner.get(page("organise-call", call)).text
    sent = {"form": "csv", "idempotency_key": uuid.uuid4()}
    file = owner.post(page("organise-call-export", call), sent).content.decode()
    alone = owner.get(page("organise-call-application", call, row.pk)).text
    return "4.00" in overview, "4.00" in file, "A canary note." in alone


@time_machine.travel(CLOSED, tick=False)
def test_an_owner_who_reviews_too_reads_what_others_say_after_the_own_points() -> None:
    call, row, owner, reviewer = scored_by_another()
    assert shown(owner, call, row) == (False, False, False)
    assert "until you have given yours" in owner.get(page("organise-call", call)).text
    alone = owner.get(page("organise-call-application", call, row.pk)).text
    assert "once you have given your own points" in alone
    assert page("review-application", call, row.pk) in alone
    reviewed(row, reviewer, {call.criteria.get(): 2})
    # The average of both.
    assert "3.00" in owner.get(page("organise-call", call)).text
    assert "A canary note." in owner.get(page("organise-call-application", call, row.pk)).text


@time_machine.travel(CLOSED, tick=False)
def test_points_that_were_given_to_an_earlier_text_are_given_anew_alone() -> None:
    call, row, owner, reviewer = scored_by_another()
    reviewed(row, reviewer, {call.criteria.get(): 4})
    assert shown(owner, call, row) == (True, True, True)
    Review.objects.filter(reviewer=reviewer).update(application_version=row.version + 1)
    assert shown(owner, call, row) == (False, False, False)


@time_machine.travel(CLOSED, tick=False)
@pytest.mark.parametrize("reviews", [True, False])
@pytest.mark.parametrize("state", ["reviewing", "decided"])
def test_nobody_reads_what_is_said_of_a_body_of_their_own(*, reviews: bool, state: str) -> None:
    call, row, owner, reviewer = scored_by_another()
    MembershipFactory(organisation=row.organisation, user=reviewer.user, role="planner")
    if not reviews:
        reviewer.delete()
    if state == "decided":
        Call.objects.update(state="decided", decided_at=CLOSED)
        Application.objects.update(state="selected")
    assert shown(owner, call, row) == (False, False, False)
    assert "because you belong to it" in owner.get(page("organise-call", call)).text
    alone = owner.get(page("organise-call-application", call, row.pk)).text
    assert "You belong to this applicant" in alone
    assert page("review-application", call, row.pk) not in alone


@time_machine.travel(CLOSED, tick=False)
def test_the_decision_lets_a_reviewer_who_gave_no_points_read_those_of_others() -> None:
    call, row, owner, _reviewer = scored_by_another()
    Call.objects.update(state="decided", decided_at=CLOSED)
    Application.objects.update(state="selected")
    assert shown(owner, call, row) == (True, True, True)


@time_machine.travel(CLOSED, tick=False)
def test_who_has_points_to_give_puts_no_applications_in_order_by_those_of_others() -> None:
    call, row, owner, reviewer = scored_by_another()
    other = ApplicationFactory(call=call)
    sent = {"reserves": 1, "version": 1}
    answer = owner.post(page("organise-call-propose", call), sent)
    assert answer.status_code == 409
    assert "Give yours to 2 applications first." in answer.text
    both = {"outcome": "reserve", "chosen": [row.pk, other.pk], "version": 1}
    assert owner.post(page("organise-call-prepare", call), both).status_code == 409
    assert not Verdict.objects.exists()
    for one in (row, other):
        reviewed(one, reviewer, {call.criteria.get(): 2})
    owner.post(page("organise-call-propose", call), sent)
    assert Verdict.objects.count() == 2


@time_machine.travel(CLOSED, tick=False)
def test_an_application_is_returned_in_words() -> None:
    row = ApplicationFactory(call=closed())
    planner = member(row.call, "planner")
    address = page("organise-call-application", row.call, row.pk)
    assert planner.post(address, {"version": 1}).status_code == 422
    planner.post(address, {"version": 1, "to_complete": "Name two members."})
    row.refresh_from_db()
    assert row.state == "returned"
    assert "Name two members." in planner.get(address).text
    assert planner.post(address, {"version": 2, "to_complete": "More."}).status_code == 409


@time_machine.travel(CLOSED, tick=False)
def test_a_decision_is_prepared_looked_at_and_published() -> None:
    call = closed(places=1)
    criterion, reviewer = CriterionFactory(call=call), ReviewerFactory(call=call)
    rows = ApplicationFactory.create_batch(3, call=call)
    for row, points in zip(rows, (5, 3, 4), strict=True):
        reviewed(row, reviewer, {criterion: points})
    owner = member(call)
    assert owner.get(page("organise-call-publish", call)).status_code == 200
    owner.post(page("organise-call-propose", call), {"reserves": 2, "version": 1})
    prepare = page("organise-call-prepare", call)
    owner.post(prepare, {"up": rows[1].pk, "version": 2})
    # What was done last is said once.
    owner.get(page("organise-call", call))
    shown = owner.get(page("organise-call-publish", call)).text
    names = [rows[at].organisation.called for at in (0, 1, 2)]
    assert [shown.index(name) for name in names] == sorted(shown.index(name) for name in names)
    answer = owner.post(page("organise-call-publish", call), {"version": 3}, follow=True)
    assert "The decision is published." in answer.text
    assert Registration.objects.filter(state="waitlisted").count() == 2
    again = owner.post(page("organise-call-publish", call), {"version": 3})
    assert again.status_code == 409
    assert "This call is decided." in again.text


@time_machine.travel(CLOSED, tick=False)
def test_applications_are_ticked_and_rejected_and_nothing_ticked_is_said() -> None:
    call = closed()
    rows = ApplicationFactory.create_batch(2, call=call)
    owner, prepare = member(call), page("organise-call-prepare", call)
    sent = {"outcome": "rejected", "chosen": [row.pk for row in rows], "version": 1}
    assert "2 applications are to be rejected." in owner.post(prepare, sent, follow=True).text
    nothing = owner.post(prepare, {"outcome": "rejected", "version": 2}, follow=True)
    assert "Tick at least one application first." in nothing.text
    answer = owner.post(prepare, sent)
    assert answer.status_code == 409
    assert set(answer.context["typed"].split("\n")) == {row.organisation.called for row in rows}
    assert Verdict.objects.filter(outcome="rejected").count() == 2


@time_machine.travel(CLOSED, tick=False)
@pytest.mark.parametrize(
    ("fields", "outcomes", "words"),
    [
        ({"places": 1}, ("selected", "selected"), "More are selected than the call has places."),
        ({"edition__capacity": 1}, ("selected", "selected"), "room for 1 cluster more"),
        ({}, ("selected",), "1 application has no decision yet."),
    ],
)
def test_what_stands_in_the_way_of_publishing_is_said(
    fields: dict[str, object], outcomes: tuple[str, ...], words: str
) -> None:
    call = closed(**fields)
    rows = ApplicationFactory.create_batch(2, call=call)
    for row, outcome in zip(rows, outcomes, strict=False):
        prepared(row, outcome)
    answer = member(call).post(page("organise-call-publish", call), {"version": 1})
    assert answer.status_code == 409
    assert words in answer.text


@time_machine.travel(CLOSED, tick=False)
def test_a_reviewer_comes_by_a_mail_scores_alone_and_later_reads_the_others() -> None:
    call = closed()
    criterion = CriterionFactory(call=call, text="Fit")
    row = ApplicationFactory(call=call)
    first = ReviewerFactory(call=call)
    reviewed(row, first, {criterion: 1})
    Review.objects.update(note="Too far away.")
    owner = member(call)
    asked = {"email": "rita@example.org", "idempotency_key": str(uuid.uuid4())}
    owner.post(page("organise-call-reviewers", call), asked)
    assert "rita@example.org" in owner.get(page("organise-call-reviewers", call)).text
    mail = OutboxMessage.objects.get(kind="reviewer-invited")
    link = re.search(r"/reviews/invitations/\S+", unsealed(mail.secret))
    assert link
    rita = signed_in(UserFactory(email="rita@example.org"))
    assert rita.get(link[0]).status_code == 200
    assert rita.post(link[0])["Location"] == reverse("review-list")
    assert str(call) in rita.get(reverse("review-list")).text
    assert row.organisation.called in rita.get(page("review-call", call)).text
    address = page("review-application", call, row.pk)
    assert "Too far away." not in rita.get(address).text
    assert rita.post(address, {"version": 1}).status_code == 422
    rita.post(address, {"version": 1, f"points-{criterion.pk}": 5, "note": "Near."})
    assert "Scored" in rita.get(page("review-call", call)).text
    assert "Near." in rita.get(address).text
    Call.objects.update(state="decided", decided_at=CLOSED)
    assert "Too far away." in rita.get(address).text
    assert rita.post(address, {"version": 1, f"points-{criterion.pk}": 2}).status_code == 409


@time_machine.travel(CLOSED, tick=False)
def test_a_reviewer_of_the_applicants_body_finds_nothing_of_it() -> None:
    call = closed()
    row, other = ApplicationFactory.create_batch(2, call=call)
    reviewer = ReviewerFactory(call=call).user
    MembershipFactory(organisation=row.organisation, user=reviewer)
    client = signed_in(reviewer)
    shown = client.get(page("review-call", call)).text
    assert row.organisation.called not in shown
    assert other.organisation.called in shown
    assert client.get(page("review-application", call, row.pk)).status_code == 404


@time_machine.travel(OPEN, tick=False)
def test_reviewers_wait_until_the_call_is_closed() -> None:
    reviewer = ReviewerFactory()
    row = ApplicationFactory(call=reviewer.call)
    client = signed_in(reviewer.user)
    assert "You are told when you can begin." in client.get(page("review-call", row.call)).text
    assert client.get(page("review-application", row.call, row.pk)).status_code == 409


def test_an_invitation_is_taken_back_and_a_reviewer_removed() -> None:
    call = CallFactory()
    owner, reviewer = member(call), ReviewerFactory(call=call)
    asked = {"email": "rita@example.org", "idempotency_key": str(uuid.uuid4())}
    owner.post(page("organise-call-reviewers", call), asked)
    invitation = ReviewerInvitation.objects.get()
    owner.post(page("organise-call-invitation-revoke", call, invitation.pk))
    owner.post(page("organise-call-reviewer-remove", call, reviewer.pk))
    shown = owner.get(page("organise-call-reviewers", call)).text
    assert "Nobody reviews this call yet." in shown
    assert "Take back" not in shown


def test_an_invitation_is_taken_from_the_start_page_by_whom_it_is_for() -> None:
    call = CallFactory()
    asked = {"email": "rita@example.org", "idempotency_key": str(uuid.uuid4())}
    member(call).post(page("organise-call-reviewers", call), asked)
    address = reverse("review-take", args=[ReviewerInvitation.objects.get().pk])
    assert signed_in(UserFactory()).post(address).status_code == 404
    rita = signed_in(UserFactory(email="rita@example.org"))
    assert address in rita.get(reverse("my-home")).text
    assert rita.post(address)["Location"] == reverse("review-list")
    assert rita.post(address).status_code == 409
    assert call.reviewers.count() == 1


def test_an_application_of_another_call_is_not_found() -> None:
    row, call = ApplicationFactory(), CallFactory()
    owner = member(call)
    assert owner.get(page("organise-call-application", call, row.pk)).status_code == 404
    reviewer = ReviewerFactory(call=call)
    address = page("review-application", call, row.pk)
    Call.objects.update(state="reviewing")
    assert signed_in(reviewer.user).get(address).status_code == 404


def test_a_body_finds_its_calls_in_a_list() -> None:
    call = CallFactory(title="Health partners")
    ApplicationFactory(call=call, state=Application.State.WITHDRAWN)
    ApplicationFactory(call=call)
    shown = member(call).get(reverse("organise-calls")).text
    assert "Health partners" in shown
    assert "Health partners" not in member(CallFactory()).get(reverse("organise-calls")).text


@time_machine.travel(OPEN, tick=False)
def test_a_call_changed_from_an_older_page_comes_back_with_all_that_was_typed() -> None:
    call = CallFactory(state=Call.State.DRAFT)
    owner, edit = member(call), page("organise-call-edit", call)
    Call.objects.update(version=2, places=7)
    answer = owner.post(edit, form(version=1))
    assert answer.status_code == 409
    assert "Somebody else saved this meanwhile." in answer.text
    for typed in ("Health partners", "Clusters in health.", "Fit", "Reach"):
        assert typed in answer.text
    assert 'name="version" value="2"' in answer.text
    assert owner.post(edit, form(version=2)).status_code == 302


@time_machine.travel(CLOSED, tick=False)
def test_a_call_that_is_decided_meanwhile_gives_all_back_that_was_typed() -> None:
    call = closed()
    Call.objects.update(state="decided", decided_at=CLOSED)
    answer = member(call).post(page("organise-call-edit", call), form(version=1))
    assert answer.status_code == 409
    for typed in ("Health partners", "How many you will select: 3", "Row 1, Fit: Weight: 3"):
        assert typed in answer.text
    assert "Row 2, Reach: Criterion: Reach" in answer.text


@time_machine.travel(CLOSED, tick=False)
@pytest.mark.parametrize("why", ["decided", "changed", "open again"])
def test_points_that_are_refused_come_back_with_the_note(why: str) -> None:
    call = closed()
    criterion = CriterionFactory(call=call, text="Fit")
    row, reviewer = ApplicationFactory(call=call), ReviewerFactory(call=call)
    if why == "decided":
        Call.objects.update(state="decided", decided_at=CLOSED)
    elif why == "changed":
        Application.objects.update(version=2)
    else:
        Call.objects.update(state="open", closes_at=datetime(2094, 3, 1, tzinfo=UTC))
    sent = {"version": 1, f"points-{criterion.pk}": 4, "note": "Near and new."}
    address = page("review-application", call, row.pk)
    answer = signed_in(reviewer.user).post(address, sent)
    assert answer.status_code == 409
    assert "Fit: 4" in answer.text
    assert "Note: Near and new." in answer.text
