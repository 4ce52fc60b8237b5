"""A cluster registers, changes its delegation, withdraws and comes back."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections

from events.models import Edition, Registration
from events.services.registrations import (
    AlreadyRegistered,
    NotChangeable,
    RegistrationChanged,
    RegistrationClosed,
    SeatsInUse,
    change,
    register,
    withdraw,
)
from events.services.wishes import Wishes
from interface.keys import KeyTaken
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import (
    ScheduleVersionFactory,
    meeting_between,
    placed,
    tables,
    window_with_slots,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2094, 3, 1, 9, 0, tzinfo=UTC)
State = Registration.State
TWO = Wishes(seats=2, max_meetings=6, message="Hello", delegates=[("Ada", "Director"), ("Bo", "")])


def registered(edition: Edition, **fields: object) -> Registration:
    asked = {"cluster": ClusterFactory(), "by": UserFactory(), "key": uuid.uuid4(), **fields}
    return register(edition=edition, wishes=TWO, now=NOW, **asked)  # type: ignore[arg-type]


def test_a_registration_waits_with_its_delegation() -> None:
    row = registered(EditionFactory())
    assert (row.state, row.seats, row.max_meetings, row.message) == (State.WAITING, 2, 6, "Hello")
    assert list(row.delegates.values_list("name", "job_title")) == [("Ada", "Director"), ("Bo", "")]


def test_the_same_key_gives_the_same_registration() -> None:
    edition, cluster, by, key = EditionFactory(), ClusterFactory(), UserFactory(), uuid.uuid4()
    first = registered(edition, cluster=cluster, by=by, key=key)
    assert registered(edition, cluster=cluster, by=by, key=key) == first
    with pytest.raises(KeyTaken):
        registered(edition, key=key)
    with pytest.raises(KeyTaken):
        registered(EditionFactory(), cluster=cluster, by=by, key=key)


def test_a_form_that_was_sent_says_nothing_else_and_brings_nobody_back() -> None:
    edition, cluster, by, key = EditionFactory(), ClusterFactory(), UserFactory(), uuid.uuid4()
    first = registered(edition, cluster=cluster, by=by, key=key)
    with pytest.raises(KeyTaken):
        register(
            edition=edition,
            cluster=cluster,
            by=by,
            wishes=replace(TWO, seats=3),
            key=key,
            now=NOW,
        )
    withdraw(registration=first, now=NOW)
    with pytest.raises(KeyTaken):
        registered(edition, cluster=cluster, by=by, key=key)
    first.refresh_from_db()
    assert (first.state, first.seats) == ("withdrawn", 2)


def test_another_key_learns_that_the_cluster_is_registered() -> None:
    first = registered(EditionFactory())
    with pytest.raises(AlreadyRegistered) as refusal:
        registered(first.edition, cluster=first.cluster)
    assert refusal.value.registration == first


@pytest.mark.parametrize("state", ["draft", "scheduling", "published", "finished", "cancelled"])
def test_nobody_registers_while_registration_is_not_open(state: str) -> None:
    with pytest.raises(RegistrationClosed):
        registered(EditionFactory(state=state))


def test_nobody_registers_from_the_closing_instant_on() -> None:
    registered(EditionFactory(registration_closes_at=NOW + timedelta(seconds=1)))
    with pytest.raises(RegistrationClosed):
        registered(EditionFactory(registration_closes_at=NOW))


def test_who_withdrew_and_registers_again_queues_at_the_end() -> None:
    row = RegistrationFactory(state=State.WAITING)
    withdraw(registration=row, now=NOW)
    again = registered(row.edition, cluster=row.cluster)
    again.refresh_from_db()
    assert (again.pk, again.state, again.created_at) == (row.pk, State.WAITING, NOW)
    assert again.version == row.version + 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
def test_twenty_equal_submissions_make_one_registration() -> None:
    edition, cluster, by, key = EditionFactory(), ClusterFactory(), UserFactory(), uuid.uuid4()

    def submit(_: int) -> int:
        try:
            return registered(edition, cluster=cluster, by=by, key=key).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(submit, range(20)))
    assert answers == {Registration.objects.get().pk}


def test_a_delegation_is_changed_as_a_whole() -> None:
    row = registered(EditionFactory())
    change(registration=row, wishes=Wishes(delegates=[("Cy", "")]), version=row.version, now=NOW)
    row.refresh_from_db()
    assert (row.seats, row.max_meetings, row.message) == (10, None, "")
    assert [person.name for person in row.delegates.all()] == ["Cy"]


def test_a_name_that_is_corrected_is_still_the_same_person() -> None:
    row = registered(EditionFactory())
    ada, bo = row.delegates.all()
    corrected = Wishes(delegates=[("Adda", "Director"), ("Bo", "")], shown_as=[0, 1])
    change(registration=row, wishes=corrected, version=1, now=NOW)
    assert [(one.pk, one.name) for one in row.delegates.all()] == [(ada.pk, "Adda"), (bo.pk, "Bo")]


def test_two_who_are_sent_from_one_place_of_the_list_are_two_people() -> None:
    row = registered(EditionFactory())
    sent = Wishes(delegates=[("Cy", ""), ("Di", "")], shown_as=[0, 0])
    change(registration=row, wishes=sent, version=1, now=NOW)
    assert [one.name for one in row.delegates.all()] == ["Cy", "Di"]


def test_who_is_named_in_an_empty_row_is_somebody_else() -> None:
    row = registered(EditionFactory())
    ada, bo = row.delegates.all()
    other = Wishes(delegates=[("Bo", ""), ("Cy", "")], shown_as=[1, 2])
    change(registration=row, wishes=other, version=1, now=NOW)
    first, second = row.delegates.all()
    assert first == bo
    assert second not in (ada, bo)


def test_a_change_of_what_was_changed_meanwhile_is_refused() -> None:
    row = registered(EditionFactory())
    change(registration=row, wishes=Wishes(seats=3), version=row.version, now=NOW)
    with pytest.raises(RegistrationChanged):
        change(registration=row, wishes=Wishes(), version=row.version, now=NOW)


@pytest.mark.parametrize("state", [State.DECLINED, State.WITHDRAWN])
def test_a_settled_registration_is_neither_changed_nor_withdrawn(state: str) -> None:
    row = RegistrationFactory(state=state)
    with pytest.raises(NotChangeable):
        change(registration=row, wishes=TWO, version=row.version, now=NOW)
    with pytest.raises(NotChangeable):
        withdraw(registration=row, now=NOW)


def test_seats_that_a_schedule_uses_cannot_be_given_up() -> None:
    edition = EditionFactory()
    one, two = RegistrationFactory.create_batch(2, edition=edition, seats=2)
    placement = placed(
        ScheduleVersionFactory(edition=edition),
        meeting_between(one, two),
        window_with_slots(edition)[0],
        tables(edition, 1)[0],
    )
    placement.participants.filter(registration=one).update(seat=2)
    with pytest.raises(SeatsInUse):
        change(registration=one, wishes=Wishes(seats=1), version=one.version, now=NOW)


def test_a_withdrawal_promotes_the_first_on_the_waiting_list() -> None:
    edition = EditionFactory(capacity=1)
    inside = RegistrationFactory(edition=edition)
    late = RegistrationFactory(edition=edition, state=State.WAITLISTED)
    early = RegistrationFactory(edition=edition, state=State.WAITLISTED)
    Registration.objects.filter(pk=early.pk).update(created_at=datetime(2020, 1, 1, tzinfo=UTC))
    withdraw(registration=inside, now=NOW)
    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.state, late.state) == (State.APPROVED, State.WAITLISTED)


def test_nobody_is_promoted_into_an_event_that_runs() -> None:
    edition = EditionFactory(capacity=1, state=Edition.State.RUNNING)
    inside = RegistrationFactory(edition=edition)
    outside = RegistrationFactory(edition=edition, state=State.WAITLISTED)
    withdraw(registration=inside, now=datetime(2094, 6, 3, 9, tzinfo=UTC))
    outside.refresh_from_db()
    assert outside.state == State.WAITLISTED
