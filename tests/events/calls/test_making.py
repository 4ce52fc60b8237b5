"""A body makes a call, opens it, closes it; the clock closes it too."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from events.models import Application, Call, Edition, Review
from events.rules import can_delete_draft, can_return_to_draft, is_empty_series
from events.rules.calls import (
    are_criteria_changeable,
    can_open_call,
    is_open_for_applications,
    stage,
)
from events.services.calls.ending import KEPT, end_old_calls
from events.services.calls.making import (
    CriteriaInUse,
    change_call,
    close_call,
    close_due,
    create_call,
    delete_call,
    open_call,
    return_call_to_draft,
)
from events.services.calls.reviewers import invite_reviewer
from events.services.calls.scene import CallChanged, CallTooLate
from interface.keys import KeyTaken
from privacy.models import LogEntry
from tests.factories.calls import (
    CLOSES,
    OPENS,
    ApplicationFactory,
    CallFactory,
    CriterionFactory,
    HostApplicationFactory,
    HostCallFactory,
    ReviewerFactory,
    reviewed,
)
from tests.factories.clusters import MembershipFactory, OrganisationFactory
from tests.factories.events import EditionFactory, SeriesFactory
from tests.support.mails import all_sent, mail_to, told

pytestmark = pytest.mark.django_db
NOW = datetime(2094, 1, 15, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)
State = Call.State


def draft(**fields: object) -> Call:
    """As a form makes it, not saved."""
    edition = EditionFactory()
    given = {"edition": edition, "body": edition.owner, "title": "Health partners", "text": "So."}
    return Call(**{**given, "closes_at": CLOSES, "places": 3, **fields})


def test_a_new_call_is_a_draft_with_an_address_and_its_criteria() -> None:
    call = create_call(
        draft=draft(), criteria=[("Fit", 3), ("Reach", 1)], key=uuid.uuid4(), now=NOW
    )
    call.refresh_from_db()
    assert (call.state, call.slug) == ("draft", "health-partners")
    assert list(call.criteria.values_list("text", "weight")) == [("Fit", 3), ("Reach", 1)]


def test_two_of_one_title_have_different_addresses() -> None:
    slugs = {
        create_call(draft=draft(), criteria=[], key=uuid.uuid4(), now=NOW).slug for _ in range(2)
    }
    assert slugs == {"health-partners", "health-partners-2"}


def test_a_form_sent_twice_makes_one_call_and_another_bodys_key_is_taken() -> None:
    key, wished = uuid.uuid4(), draft()
    first = create_call(draft=wished, criteria=[], key=key, now=NOW)
    again = draft(edition=wished.edition, body=wished.body)
    assert create_call(draft=again, criteria=[], key=key, now=NOW) == first
    with pytest.raises(KeyTaken):
        create_call(draft=draft(), criteria=[], key=key, now=NOW)


@pytest.mark.parametrize("other", [{"title": "Water"}, {"places": 4}, {}])
def test_a_form_that_was_sent_makes_no_call_of_other_words(other: dict[str, object]) -> None:
    key, wished = uuid.uuid4(), draft()
    first = create_call(draft=wished, criteria=[("Fit", 1)], key=key, now=NOW)
    again = draft(edition=wished.edition, body=wished.body, **other)
    with pytest.raises(KeyTaken):
        create_call(
            draft=again, criteria=[("Reach", 1)] if not other else [("Fit", 1)], key=key, now=NOW
        )
    assert list(Call.objects.values_list("title", "places")) == [(first.title, 3)]


@pytest.mark.parametrize("of", [{"edition": None}, {"series": True}])
def test_a_call_is_for_an_event_or_for_a_series(of: dict[str, object]) -> None:
    if "series" in of:
        of = {"series": SeriesFactory()}
    with pytest.raises(IntegrityError), transaction.atomic():
        CallFactory(body=OrganisationFactory(), **of)


def test_a_draft_is_opened_and_is_a_draft_again_until_somebody_applies() -> None:
    call = CallFactory(state=State.DRAFT)
    open_call(call=call, version=1, now=NOW)
    call.refresh_from_db()
    assert (call.state, call.version) == ("open", 2)
    return_call_to_draft(call=call, version=2, now=NOW)
    open_call(call=call, version=3, now=NOW)
    ApplicationFactory(call=call, state=Application.State.WITHDRAWN)
    with pytest.raises(CallTooLate):
        return_call_to_draft(call=call, version=4, now=NOW)


def test_a_call_of_a_draft_event_or_one_that_is_over_is_not_opened() -> None:
    call = CallFactory(state=State.DRAFT, edition__state=Edition.State.DRAFT)
    assert not can_open_call(call, NOW)
    with pytest.raises(CallTooLate):
        open_call(call=call, version=1, now=NOW)
    cancelled = CallFactory(state=State.DRAFT, edition__state=Edition.State.CANCELLED)
    assert not can_open_call(cancelled, NOW)


def test_nothing_is_opened_from_its_closing_instant_on() -> None:
    call = CallFactory(state=State.DRAFT)
    assert can_open_call(call, CLOSES - SECOND)
    assert not can_open_call(call, CLOSES)


def test_applications_come_from_the_opening_instant_to_the_closing_one() -> None:
    call = CallFactory()
    found = [
        is_open_for_applications(call, now) for now in (OPENS - SECOND, OPENS, CLOSES - SECOND)
    ]
    assert found == [False, True, True]
    assert not is_open_for_applications(call, CLOSES)
    assert (stage(call, CLOSES - SECOND), stage(call, CLOSES)) == ("open", "reviewing")


def test_who_saw_an_older_state_is_refused() -> None:
    call = CallFactory(state=State.DRAFT, version=4)
    with pytest.raises(CallChanged):
        open_call(call=call, version=3, now=NOW)


def test_closing_tells_the_reviewers_and_opening_again_takes_back_what_waits() -> None:
    call = ReviewerFactory(user__email="rita@example.org").call
    close_call(call=call, version=1, now=NOW)
    call.refresh_from_db()
    assert call.state == "reviewing"
    assert "wait for your points" in mail_to("rita@example.org", "reviewing-begun").body
    open_call(call=call, version=2, now=NOW)
    assert told("reviewing-begun") == []


def test_the_clock_closes_a_call_once_and_tells_the_reviewers_once() -> None:
    call = ReviewerFactory(user__email="rita@example.org").call
    CallFactory(closes_at=CLOSES + SECOND)
    assert close_due(now=CLOSES - SECOND) == 0
    assert close_due(now=CLOSES) == 1
    all_sent(CLOSES)
    assert close_due(now=CLOSES) == 0
    call.refresh_from_db()
    assert call.state == "reviewing"
    assert told("reviewing-begun") == ["rita@example.org"]


def test_of_a_cancelled_event_the_clock_closes_the_call_and_tells_nobody() -> None:
    call = ReviewerFactory(call__edition__state=Edition.State.CANCELLED).call
    assert close_due(now=CLOSES) == 1
    assert told() == []
    call.refresh_from_db()
    assert call.state == "reviewing"


def test_a_later_closing_instant_opens_it_for_longer() -> None:
    call = CallFactory()
    call.closes_at = CLOSES + timedelta(days=7)
    change_call(wished=call, criteria=[], version=1, now=CLOSES)
    call.refresh_from_db()
    assert stage(call, CLOSES) == "open"


def test_an_earlier_closing_instant_closes_it_and_tells_the_reviewers() -> None:
    call = ReviewerFactory(user__email="rita@example.org").call
    call.closes_at = NOW - SECOND
    call.opens_at = None
    change_call(wished=call, criteria=[], version=1, now=NOW)
    call.refresh_from_db()
    assert call.state == "reviewing"
    assert told("reviewing-begun") == ["rita@example.org"]


def test_criteria_change_until_the_first_points() -> None:
    criterion = CriterionFactory(call__state=State.REVIEWING)
    call = criterion.call
    assert are_criteria_changeable(call, NOW)
    application = ApplicationFactory(call=call)
    reviewed(application, ReviewerFactory(call=call), {criterion: 4})
    assert not are_criteria_changeable(call, NOW)
    with pytest.raises(CriteriaInUse):
        change_call(wished=call, criteria=[("Other", 1)], version=1, now=NOW)
    call.title = "Better words"
    change_call(wished=call, criteria=[(criterion.text, 1)], version=1, now=NOW)
    call.refresh_from_db()
    assert call.title == "Better words"


def test_what_is_decided_is_not_changed() -> None:
    call = CallFactory(state=State.DECIDED, decided_at=NOW)
    acts: list[Callable[[], object]] = [
        lambda: change_call(wished=call, criteria=[], version=1, now=NOW),
        lambda: open_call(call=call, version=1, now=NOW),
        lambda: close_call(call=call, version=1, now=NOW),
    ]
    for act in acts:
        with pytest.raises(CallTooLate):
            act()


def test_a_draft_is_deleted_and_what_is_open_is_not() -> None:
    call = CriterionFactory(call__state=State.DRAFT).call
    delete_call(call=call, version=1, now=NOW)
    assert not Call.objects.exists()
    with pytest.raises(CallTooLate):
        delete_call(call=CallFactory(), version=1, now=NOW)


def test_with_a_draft_end_its_invitations_and_its_reviewers_hear() -> None:
    call = ReviewerFactory(user__email="rita@example.org", call__state=State.DRAFT).call
    invite_reviewer(
        call=call,
        email="rob@example.org",
        by=MembershipFactory(organisation=call.body, role="owner").user,
        key=uuid.uuid4(),
        now=NOW,
        address_of=lambda token: f"https://example.org/{token}",
    )
    delete_call(call=call, version=1, now=NOW)
    assert told("reviewer-invited") == []
    assert told("reviewer-removed") == ["rita@example.org"]


def test_an_event_with_a_call_stays() -> None:
    call = CallFactory(state=State.DRAFT, edition__state=Edition.State.DRAFT)
    assert not can_delete_draft(call.edition)
    public = CallFactory(edition__state=Edition.State.REGISTRATION_OPEN).edition
    assert not can_return_to_draft(public)
    assert can_return_to_draft(CallFactory(state=State.DRAFT).edition)
    assert not is_empty_series(HostCallFactory().series)


def test_what_was_written_about_a_call_for_hosts_ends_two_years_after_it_closed() -> None:
    application = HostApplicationFactory(text="We have a hall by the sea.")
    reviewer = ReviewerFactory(call=application.call)
    reviewed(application, reviewer, {})
    Review.objects.update(note="A hall too small.")
    assert end_old_calls(now=CLOSES + KEPT - SECOND) == 0
    assert end_old_calls(now=CLOSES + KEPT) == 1
    application.refresh_from_db()
    assert (application.text, Review.objects.get().note) == ("", "")
    kept = LogEntry.objects.filter(table_name__in=["events_application", "events_review"])
    assert "hall" not in "".join(f"{row.before}{row.after}" for row in kept)
    assert end_old_calls(now=CLOSES + KEPT) == 0


def test_what_one_person_had_erased_keeps_no_other_words_about_hosts() -> None:
    call = HostCallFactory()
    erased = HostApplicationFactory(call=call, text="")
    kept = HostApplicationFactory(call=call, text="We have a hall by the sea.")
    reviewer = ReviewerFactory(call=call)
    for application in (erased, kept):
        reviewed(application, reviewer, {})
    Review.objects.filter(application=kept).update(note="A hall too small.")
    assert end_old_calls(now=CLOSES + KEPT) == 1
    kept.refresh_from_db()
    assert (kept.text, kept.reviews.get().note) == ("", "")
