"""Acts that meet others at the same rows wait shortly, try again, and then say so."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest
from django.db import transaction
from pytest_django import Settings

from events.models import Edition, Registration
from events.services import decisions
from events.services.locking import hold_edition
from events.services.registrations import withdraw
from interface.contention import Busy, retrying
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.stage import Stage, page
from tests.support.racing import raced

NOW = datetime(2094, 5, 1, 10, tzinfo=UTC)
State = Registration.State
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_page_that_finds_the_event_held_answers_503_and_when_to_come_again(stage: Stage) -> None:
    row = RegistrationFactory(edition=stage.edition, state="waiting")
    address = page("organise-registrations-decide", stage.edition)
    with transaction.atomic():
        Edition.objects.select_for_update().get(pk=stage.edition.pk)
        [answer] = raced(
            [lambda: stage.organiser.post(address, {"action": "approve", "chosen": [row.pk]})]
        )
    assert not isinstance(answer, Exception)
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert "Nothing was changed" in answer.content.decode()
    row.refresh_from_db()
    assert row.state == "waiting"


def approved(row: Registration) -> object:
    return decisions.approve(edition=row.edition, chosen=[row.pk], now=NOW)


def declined(row: Registration) -> object:
    return decisions.decline(edition=row.edition, chosen=[row.pk], now=NOW)


def taken_back(row: Registration) -> object:
    before = decisions.Change(row.pk, State.WAITING, State.APPROVED, row.version)
    return decisions.undo(edition=row.edition, changes=[before], now=NOW)


def withdrawn(row: Registration) -> None:
    withdraw(registration=row, now=NOW)


@pytest.mark.parametrize("act", [approved, declined, taken_back, withdrawn])
def test_whoever_decides_about_a_cluster_while_its_event_is_held_is_told_to_come_again(
    act: Callable[[Registration], object], settings: Settings
) -> None:
    settings.LOCK_TIMEOUT_MS = 100
    row = RegistrationFactory(edition=EditionFactory())
    with transaction.atomic():
        hold_edition(row.edition_id)
        [answer] = raced([partial(act, row)])
    assert isinstance(answer, Busy)


def test_many_hold_an_event_at_once_and_nobody_changes_it_meanwhile() -> None:
    edition = EditionFactory()
    row = RegistrationFactory(edition=edition, state="waiting")

    @retrying
    def held() -> None:
        hold_edition(edition.pk)

    def approved() -> None:
        decisions.approve(edition=edition, chosen=[row.pk], now=NOW)

    with transaction.atomic():
        hold_edition(edition.pk)
        acts: list[Callable[[], None]] = [held, held, approved]
        first, second, third = raced(acts)
    assert (first, second, type(third)) == (None, None, Busy)


@pytest.mark.usefixtures("patient")
def test_those_promoted_are_locked_with_those_who_leave_in_order_of_id() -> None:
    """Clusters leave while requests between them and the waiting list lock the same rows."""
    edition = EditionFactory(capacity=2)
    first = RegistrationFactory.create_batch(2, edition=edition, state="waitlisted")
    inside = RegistrationFactory.create_batch(2, edition=edition)

    @retrying
    def both(one: Registration, other: Registration) -> None:
        rows = Registration.objects.filter(pk__in=[one.pk, other.pk]).order_by("pk")
        list(rows.select_for_update(no_key=True))

    def declined(row: Registration) -> Callable[[], object]:
        return lambda: decisions.decline(edition=edition, chosen=[row.pk], now=NOW)

    pairs = [(one, other) for one in first for other in inside]
    acts = [declined(row) for row in inside]
    acts += [partial(both, one, other) for one, other in pairs]
    answers = raced(acts)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert edition.registrations.approved().count() == 2
    assert {row.pk for row in edition.registrations.approved()} == {row.pk for row in first}
