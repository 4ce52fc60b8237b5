"""Approving, declining and undoing, within the capacity."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections

from events.models import Edition, Registration
from events.services.decisions import EditionEnded, approve, decline, undo
from events.services.registrations import withdraw
from events.signals import registration_left
from notifications.models import OutboxMessage
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2094, 3, 1, 9, 0, tzinfo=UTC)
State = Registration.State


def waiting(edition: Edition, count: int = 1) -> list[Registration]:
    """Registrations that wait, each a minute after the one before."""
    rows: list[Registration] = RegistrationFactory.create_batch(
        count, edition=edition, state=State.WAITING
    )
    for minute, row in enumerate(rows):
        row.created_at = NOW - timedelta(days=1) + timedelta(minutes=minute)
        row.save()
    return rows


def ids(rows: list[Registration]) -> list[int]:
    return [row.pk for row in rows]


def states(rows: list[Registration]) -> list[str]:
    return [Registration.objects.get(pk=row.pk).state for row in rows]


def test_approving_tells_the_members_of_the_cluster_with_the_organisers_words() -> None:
    (registration,) = waiting(EditionFactory())
    member = MembershipFactory(organisation=registration.cluster)
    outcome = approve(
        edition=registration.edition, chosen=[registration.pk], now=NOW, message="Welcome to us"
    )
    assert [change.after for change in outcome.changes] == [State.APPROVED]
    mail = OutboxMessage.objects.get()
    assert mail.recipient == member.user.email
    assert mail.kind == "registration-approved"
    assert "Welcome to us" in mail.body


def test_those_beyond_the_capacity_go_on_the_waiting_list_in_order_of_coming() -> None:
    edition = EditionFactory(capacity=2)
    rows = waiting(edition, 3)
    approve(edition=edition, chosen=ids(rows)[::-1], now=NOW)
    assert states(rows) == [State.APPROVED, State.APPROVED, State.WAITLISTED]


def test_without_a_capacity_everybody_fits() -> None:
    edition = EditionFactory(capacity=None)
    rows = waiting(edition, 3)
    approve(edition=edition, chosen=ids(rows), now=NOW)
    assert set(states(rows)) == {State.APPROVED}


def test_a_withdrawn_registration_is_not_approved_and_the_others_are() -> None:
    edition = EditionFactory()
    rows = waiting(edition, 2)
    withdraw(registration=rows[0], now=NOW)
    outcome = approve(edition=edition, chosen=ids(rows), now=NOW)
    assert outcome.refused == (State.WITHDRAWN,)
    assert states(rows) == [State.WITHDRAWN, State.APPROVED]


def test_registrations_of_another_edition_are_left_alone() -> None:
    (foreign,) = waiting(EditionFactory())
    outcome = approve(edition=EditionFactory(), chosen=[foreign.pk], now=NOW)
    assert outcome.changes == ()
    assert states([foreign]) == [State.WAITING]


@pytest.mark.parametrize("state", [Edition.State.FINISHED, Edition.State.CANCELLED])
def test_nothing_is_decided_after_the_end(state: str) -> None:
    (registration,) = waiting(EditionFactory(state=state))
    for act in (approve, decline):
        with pytest.raises(EditionEnded):
            act(edition=registration.edition, chosen=[registration.pk], now=NOW)
    with pytest.raises(EditionEnded):
        undo(edition=registration.edition, changes=[], now=NOW)


def test_declining_an_approved_cluster_promotes_the_first_on_the_waiting_list() -> None:
    edition = EditionFactory(capacity=1)
    rows = waiting(edition, 3)
    approve(edition=edition, chosen=ids(rows), now=NOW)
    member = MembershipFactory(organisation=rows[1].cluster)
    decline(edition=edition, chosen=[rows[0].pk], now=NOW)
    assert states(rows) == [State.DECLINED, State.APPROVED, State.WAITLISTED]
    assert "A place became free" in OutboxMessage.objects.get(recipient=member.user.email).body


def test_undo_gives_everybody_the_state_before() -> None:
    edition = EditionFactory(capacity=1)
    rows = waiting(edition, 3)
    outcome = approve(edition=edition, chosen=ids(rows), now=NOW)
    undo(edition=edition, changes=outcome.changes, now=NOW)
    assert set(states(rows)) == {State.WAITING}


def test_undo_leaves_what_changed_since() -> None:
    edition = EditionFactory()
    rows = waiting(edition, 2)
    outcome = approve(edition=edition, chosen=ids(rows), now=NOW)
    withdraw(registration=rows[0], now=NOW)
    undone = undo(edition=edition, changes=outcome.changes, now=NOW)
    assert undone.refused == (State.WITHDRAWN,)
    assert states(rows) == [State.WITHDRAWN, State.WAITING]


def test_undoing_a_decline_takes_no_place_from_who_got_it_meanwhile() -> None:
    edition = EditionFactory(capacity=1)
    rows = waiting(edition, 2)
    approve(edition=edition, chosen=ids(rows), now=NOW)
    declined = decline(edition=edition, chosen=[rows[0].pk], now=NOW)
    undo(edition=edition, changes=declined.changes, now=NOW)
    assert states(rows) == [State.WAITLISTED, State.APPROVED]


def test_those_above_learn_that_an_approved_cluster_left() -> None:
    left: list[int] = []

    def heard(registration: Registration, **extra: Any) -> None:
        left.append(registration.pk)

    edition = EditionFactory()
    rows = waiting(edition, 2)
    registration_left.connect(heard)
    try:
        approve(edition=edition, chosen=[rows[0].pk], now=NOW)
        decline(edition=edition, chosen=ids(rows), now=NOW)
    finally:
        registration_left.disconnect(heard)
    assert left == [rows[0].pk]


def in_threads(act: Callable[[Registration], object], rows: list[Registration]) -> None:
    """Each of eight threads, with a connection of its own, takes every eighth row."""

    def every_eighth(first: int) -> None:
        try:
            for row in rows[first::8]:
                act(row)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(every_eighth, range(8)))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
def test_fifty_places_two_hundred_clusters_and_ten_who_leave() -> None:
    edition = EditionFactory(capacity=50)
    rows = waiting(edition, 200)
    in_threads(lambda row: approve(edition=edition, chosen=[row.pk], now=NOW), rows)
    approved = edition.registrations.filter(state=State.APPROVED)
    waitlisted = edition.registrations.filter(state=State.WAITLISTED)
    assert (approved.count(), waitlisted.count()) == (50, 150)

    first_ten = ids(list(waitlisted.order_by("created_at", "pk")[:10]))
    leaving = list(approved.order_by("pk")[:10])
    in_threads(lambda row: withdraw(registration=row, now=NOW), leaving)
    assert (approved.count(), waitlisted.count()) == (50, 140)
    promoted = approved.filter(pk__in=first_ten)
    assert promoted.count() == 10
