"""The decision is prepared, published once, and done: places, reserves in their order, hosts."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from events.models import Application, Call, Edition, Registration, Verdict
from events.services import decisions
from events.services.calls.applying import withdraw_application
from events.services.calls.preparing import PointsFirst, move_up, prepare, propose
from events.services.calls.publishing import (
    AlreadyDecided,
    EventNotReady,
    HostDaysOver,
    NoRoom,
    TooManySelected,
    Undecided,
    publish_decision,
)
from events.services.calls.reviewers import invite_reviewer
from events.services.calls.scene import CallChanged, CallTooLate
from events.services.registrations import register, withdraw
from events.services.wishes import Wishes
from tests.factories.accounts import UserFactory
from tests.factories.calls import (
    CLOSES,
    ApplicationFactory,
    CallFactory,
    CriterionFactory,
    HostApplicationFactory,
    HostCallFactory,
    ReviewerFactory,
    prepared,
    reviewed,
)
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.support.mails import mail_to, told

pytestmark = pytest.mark.django_db
NOW = datetime(2094, 2, 10, 9, tzinfo=UTC)
Outcome = Verdict.Outcome


def closed(**fields: object) -> Call:
    call: Call = CallFactory(state=Call.State.REVIEWING, **fields)
    return call


def version_of(call: Call) -> int:
    return Call.objects.get(pk=call.pk).version


def verdicts(call: Call) -> list[tuple[int, str, int | None]]:
    rows = Verdict.objects.filter(application__call=call).order_by("application")
    return list(rows.values_list("application", "outcome", "place"))


def registered(call: Call) -> dict[int, str]:
    rows = Registration.objects.filter(edition=call.edition)
    return dict(rows.values_list("cluster", "state"))


def test_the_points_propose_who_is_selected_and_the_order_of_the_reserves() -> None:
    call = closed(places=1)
    criterion, reviewer = CriterionFactory(call=call), ReviewerFactory(call=call)
    rows = ApplicationFactory.create_batch(4, call=call)
    for row, points in zip(rows, (2, 5, 4, 1), strict=True):
        reviewed(row, reviewer, {criterion: points})
    ApplicationFactory(call=call, state=Application.State.WITHDRAWN)
    assert propose(call=call, reserves=2, by=UserFactory(), version=1, now=NOW) == 4
    assert verdicts(call) == [
        (rows[0].pk, "reserve", 2),
        (rows[1].pk, "selected", None),
        (rows[2].pk, "reserve", 1),
        (rows[3].pk, "rejected", None),
    ]
    assert told() == []


def test_owners_prepare_otherwise_and_reserves_keep_numbers_without_gaps() -> None:
    call = closed()
    first, second, third = ApplicationFactory.create_batch(3, call=call)
    every = [first.pk, second.pk, third.pk]
    assert (
        prepare(
            call=call, chosen=every, outcome=Outcome.RESERVE, by=UserFactory(), version=1, now=NOW
        )
        == 3
    )
    move_up(application=third, version=2, now=NOW)
    assert verdicts(call) == [
        (first.pk, "reserve", 1),
        (second.pk, "reserve", 3),
        (third.pk, "reserve", 2),
    ]
    prepare(
        call=call, chosen=[first.pk], outcome=Outcome.SELECTED, by=UserFactory(), version=3, now=NOW
    )
    assert [place for _, _, place in verdicts(call)] == [None, 2, 1]
    move_up(application=third, version=4, now=NOW)
    assert [place for _, _, place in verdicts(call)] == [None, 2, 1]


def test_nothing_is_prepared_before_the_call_is_closed_or_by_an_older_state() -> None:
    call = CallFactory()
    row = ApplicationFactory(call=call)
    before = CLOSES - timedelta(seconds=1)
    with pytest.raises(CallTooLate):
        prepare(
            call=call,
            chosen=[row.pk],
            outcome=Outcome.SELECTED,
            by=UserFactory(),
            version=1,
            now=before,
        )
    with pytest.raises(CallChanged):
        prepare(
            call=call,
            chosen=[row.pk],
            outcome=Outcome.SELECTED,
            by=UserFactory(),
            version=2,
            now=NOW,
        )


def test_the_decision_makes_registrations_and_tells_all_at_once() -> None:
    call = closed(title="Health")
    one, two, three, four = ApplicationFactory.create_batch(4, call=call)
    for row, name in zip((one, two, three, four), ("one", "two", "three", "four"), strict=True):
        MembershipFactory(organisation=row.organisation, user__email=f"{name}@example.org")
    prepared(one, Outcome.SELECTED)
    prepared(two, Outcome.RESERVE, 2)
    prepared(three, Outcome.RESERVE, 1)
    prepared(four, Outcome.REJECTED)
    assert publish_decision(call=call, version=1, now=NOW) == 4
    assert registered(call) == {
        one.organisation_id: "approved",
        two.organisation_id: "waitlisted",
        three.organisation_id: "waitlisted",
    }
    states = dict(Application.objects.values_list("pk", "state"))
    assert states == {
        one.pk: "selected",
        two.pk: "reserve",
        three.pk: "reserve",
        four.pk: "rejected",
    }
    assert len(told("application-decided")) == len(told()) == 4
    assert "approved for" in mail_to("one@example.org").body
    assert "number 2 among the reserves" in mail_to("two@example.org").body
    assert "not selected" in mail_to("four@example.org").body
    call.refresh_from_db()
    assert (call.state, call.decided_at) == ("decided", NOW)


def test_who_was_asked_to_review_what_is_decided_by_then_is_not_asked_any_more() -> None:
    call = closed()
    prepared(ApplicationFactory(call=call), Outcome.REJECTED)
    owner = MembershipFactory(organisation=call.body, role="owner").user
    invite_reviewer(
        call=call,
        email="rita@example.org",
        by=owner,
        key=uuid.uuid4(),
        now=NOW,
        address_of=lambda token: f"https://example.org/{token}",
    )
    assert told("reviewer-invited") == ["rita@example.org"]
    publish_decision(call=call, version=1, now=NOW)
    assert told("reviewer-invited") == []


def test_a_decision_leaves_what_is_prepared_in_other_calls_alone() -> None:
    call, other = closed(), closed()
    row, elsewhere = ApplicationFactory(call=call), ApplicationFactory(call=other)
    for one in (row, elsewhere):
        prepared(one, Outcome.SELECTED)
    publish_decision(call=call, version=1, now=NOW)
    assert registered(call) == {row.organisation_id: "approved"}
    assert registered(other) == {}
    elsewhere.refresh_from_db()
    assert elsewhere.state == "submitted"


def test_a_decision_is_published_once() -> None:
    call = closed()
    prepared(ApplicationFactory(call=call), Outcome.SELECTED)
    publish_decision(call=call, version=1, now=NOW)
    for version in (1, 2):
        with pytest.raises(AlreadyDecided):
            publish_decision(call=call, version=version, now=NOW)
    assert Registration.objects.count() == 1


def test_what_was_changed_since_it_was_looked_at_is_not_published() -> None:
    call = closed()
    rows = ApplicationFactory.create_batch(2, call=call)
    for row in rows:
        prepared(row, Outcome.SELECTED)
    withdraw_application(application=rows[0], now=NOW)
    with pytest.raises(CallChanged):
        publish_decision(call=call, version=1, now=NOW)
    publish_decision(call=call, version=2, now=NOW)
    assert registered(call) == {rows[1].organisation_id: "approved"}
    rows[0].refresh_from_db()
    assert rows[0].state == "withdrawn"


def test_reserves_behind_one_that_withdraws_move_up() -> None:
    call = closed()
    rows = ApplicationFactory.create_batch(4, call=call)
    for place, row in enumerate(rows, start=1):
        prepared(row, Outcome.RESERVE, place)
    withdraw_application(application=rows[1], now=NOW)
    assert verdicts(call) == [
        (rows[0].pk, "reserve", 1),
        (rows[2].pk, "reserve", 2),
        (rows[3].pk, "reserve", 3),
    ]
    move_up(application=rows[2], version=2, now=NOW)
    assert [place for _, _, place in verdicts(call)] == [2, 1, 3]


def test_who_applies_again_is_decided_on_anew() -> None:
    call = closed()
    row = ApplicationFactory(call=call)
    prepared(row, Outcome.SELECTED)
    withdraw_application(application=row, now=NOW)
    Application.objects.update(state=Application.State.SUBMITTED)
    with pytest.raises(Undecided):
        publish_decision(call=call, version=2, now=NOW)


def test_a_decision_is_whole_and_within_its_places() -> None:
    call = closed(places=1)
    first, second = ApplicationFactory.create_batch(2, call=call)
    prepared(first, Outcome.SELECTED)
    with pytest.raises(Undecided) as refused:
        publish_decision(call=call, version=1, now=NOW)
    assert refused.value.count == 1
    prepared(second, Outcome.SELECTED)
    with pytest.raises(TooManySelected):
        publish_decision(call=call, version=1, now=NOW)
    assert not Registration.objects.exists()


def test_the_event_has_room_for_those_selected_or_nothing_is_published() -> None:
    call = closed(edition__capacity=2)
    RegistrationFactory(edition=call.edition)
    rows = ApplicationFactory.create_batch(2, call=call)
    for row in rows:
        prepared(row, Outcome.SELECTED)
    with pytest.raises(NoRoom) as refused:
        publish_decision(call=call, version=1, now=NOW)
    assert (refused.value.free, refused.value.wanted) == (1, 2)
    Edition.objects.update(capacity=3)
    publish_decision(call=call, version=1, now=NOW)
    assert list(registered(call).values()).count("approved") == 3


@pytest.mark.parametrize(
    ("state", "refusal"), [("draft", EventNotReady), ("cancelled", CallTooLate)]
)
def test_nobody_is_registered_for_a_draft_or_what_is_over(
    state: str, refusal: type[Exception]
) -> None:
    call = closed(edition__state=state)
    prepared(ApplicationFactory(call=call), Outcome.SELECTED)
    with pytest.raises(refusal):
        publish_decision(call=call, version=1, now=NOW)


@pytest.mark.parametrize(
    ("before", "outcome", "after"),
    [
        ("waiting", "selected", "approved"),
        ("waitlisted", "selected", "approved"),
        ("declined", "selected", "approved"),
        ("withdrawn", "selected", "approved"),
        ("waiting", "reserve", "waitlisted"),
        ("approved", "reserve", "approved"),
        ("waiting", "rejected", "waiting"),
    ],
)
def test_a_registration_that_is_there_is_taken(before: str, outcome: str, after: str) -> None:
    call = closed()
    row = ApplicationFactory(call=call)
    RegistrationFactory(edition=call.edition, cluster=row.organisation, state=before)
    prepared(row, outcome, 1 if outcome == "reserve" else None)
    publish_decision(call=call, version=1, now=NOW)
    assert registered(call) == {row.organisation_id: after}


def decided(reserves: int = 2, **fields: object) -> tuple[Call, list[Application]]:
    """A call for one place: one has it, the others are reserves, the last one first."""
    call = closed(places=1, **fields)
    rows = ApplicationFactory.create_batch(1 + reserves, call=call)
    prepared(rows[0], Outcome.SELECTED)
    for number, row in enumerate(reversed(rows[1:]), start=1):
        prepared(row, Outcome.RESERVE, number)
    publish_decision(call=call, version=1, now=NOW)
    return call, rows


def registration_of(application: Application) -> Registration:
    return Registration.objects.get(cluster=application.organisation)


@pytest.mark.parametrize("capacity", [1, None, 50])
def test_reserves_move_up_in_their_order_as_those_selected_leave(capacity: int | None) -> None:
    call, rows = decided(edition__capacity=capacity)
    selected, second, first = (row.organisation_id for row in rows)
    assert call.edition
    decisions.decline(edition=call.edition, chosen=[], now=NOW)
    assert registered(call)[first] == "waitlisted"
    withdraw(registration=registration_of(rows[0]), now=NOW)
    assert registered(call) == {selected: "withdrawn", first: "approved", second: "waitlisted"}
    withdraw(registration=registration_of(rows[2]), now=NOW)
    assert registered(call)[second] == "approved"


def test_a_reserve_comes_before_others_on_the_waiting_list_and_others_wait_for_their_place() -> (
    None
):
    edition = EditionFactory(capacity=2)
    RegistrationFactory(edition=edition)
    early = RegistrationFactory(edition=edition, state="waitlisted")
    call, rows = decided(reserves=1, edition=edition)
    withdraw(registration=registration_of(rows[0]), now=NOW)
    assert registered(call)[rows[1].organisation_id] == "approved"
    withdraw(registration=registration_of(rows[1]), now=NOW)
    early.refresh_from_db()
    assert early.state == "approved"


def test_who_withdraws_and_registers_again_is_no_reserve_any_more() -> None:
    call, rows = decided(edition__capacity=1)
    _, second, first = rows
    withdraw(registration=registration_of(first), now=NOW)
    assert call.edition
    register(
        edition=call.edition,
        cluster=first.organisation,
        by=first.submitted_by,
        wishes=Wishes(),
        key=uuid.uuid4(),
        now=NOW + timedelta(hours=1),
    )
    Registration.objects.filter(cluster=first.organisation).update(state="waitlisted")
    withdraw(registration=registration_of(rows[0]), now=NOW)
    assert registered(call)[second.organisation_id] == "approved"
    assert registered(call)[first.organisation_id] == "waitlisted"


def test_reserves_of_an_earlier_call_come_before_those_of_a_later_one() -> None:
    edition = EditionFactory(capacity=1)
    holder = RegistrationFactory(edition=edition)
    found = []
    for number in range(2):
        call = closed(edition=edition)
        row = ApplicationFactory(call=call)
        prepared(row, Outcome.RESERVE, 1)
        publish_decision(call=call, version=1, now=NOW - timedelta(hours=number))
        found.append(row)
    withdraw(registration=holder, now=NOW)
    assert registration_of(found[1]).state == "approved"
    assert registration_of(found[0]).state == "waitlisted"


def test_a_host_that_is_selected_owns_a_draft_of_the_series_next_event() -> None:
    call = HostCallFactory(state=Call.State.REVIEWING, series__name="Clusters meet Regions")
    EditionFactory(series=call.series, ordinal=3)
    row, other = HostApplicationFactory.create_batch(2, call=call)
    MembershipFactory(organisation=row.organisation, user__email="hanna@example.org")
    prepared(row, Outcome.SELECTED)
    prepared(other, Outcome.RESERVE, 1)
    publish_decision(call=call, version=1, now=NOW)
    row.refresh_from_db()
    made = row.edition_made
    assert made
    assert (made.owner, made.series, made.ordinal, made.state) == (
        row.organisation,
        call.series,
        4,
        "draft",
    )
    assert (made.name, made.city, made.time_zone) == (
        "Clusters meet Regions, Milan",
        "Milan",
        "Europe/Rome",
    )
    assert (made.starts_on, made.ends_on) == (date(2095, 5, 9), date(2095, 5, 10))
    assert "to host the next event" in mail_to("hanna@example.org").body
    assert told("consent-asked") == []


def test_a_host_whose_days_are_over_is_not_selected() -> None:
    call = HostCallFactory(state=Call.State.REVIEWING)
    over = {"starts_on": date(2094, 2, 1), "ends_on": date(2094, 2, 2)}
    row = HostApplicationFactory(call=call, **over)
    prepared(row, Outcome.SELECTED)
    with pytest.raises(HostDaysOver) as refused:
        publish_decision(call=call, version=1, now=NOW)
    assert refused.value.application == row
    assert Edition.objects.filter(series=call.series).count() == 0


def test_a_cluster_of_another_call_is_left_alone() -> None:
    call = closed()
    prepared(ApplicationFactory(call=call), Outcome.SELECTED)
    other = ApplicationFactory(call=closed(edition=call.edition), organisation=ClusterFactory())
    publish_decision(call=call, version=1, now=NOW)
    other.refresh_from_db()
    assert (other.state, version_of(other.call)) == ("submitted", 1)


def test_reserves_are_put_in_order_once_their_points_are_given() -> None:
    call = closed(places=2)
    reviewer = ReviewerFactory(call=call)
    scored, *others = ApplicationFactory.create_batch(3, call=call)
    reviewed(scored, reviewer, {CriterionFactory(call=call): 3})

    def prepared_as(outcome: Verdict.Outcome, *rows: Application) -> int:
        return prepare(
            call=call,
            chosen=[row.pk for row in rows],
            outcome=outcome,
            by=reviewer.user,
            version=version_of(call),
            now=NOW,
        )

    with pytest.raises(PointsFirst) as refusal:
        prepared_as(Outcome.RESERVE, scored, others[0])
    assert refusal.value.count == 1
    assert verdicts(call) == []
    assert prepared_as(Outcome.RESERVE, others[0]) == 1, "one alone has no order"
    assert prepared_as(Outcome.SELECTED, scored, others[1]) == 2, "nor have the selected"
