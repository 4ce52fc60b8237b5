"""Acts that meet others at the same rows wait shortly, try again, and then say so."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import RequestFactory
from pytest_django import Settings

from events.models import Edition, Registration
from events.services import decisions
from events.services.locking import hold_edition
from events.services.registrations import withdraw
from interface.contention import Busy, retrying
from interface.refusals import sent_again
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.stage import Stage, page
from tests.support.racing import raced
from tests.support.waiting import until, waiting_for_me

NOW = datetime(2094, 5, 1, 10, tzinfo=UTC)
State = Registration.State
# Of nobody else.
LOCK = 4711
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
    again = re.findall('<input type="hidden" name="(action|chosen)" value="(.+?)">', answer.text)
    assert again == [("action", "approve"), ("chosen", str(row.pk))]
    assert stage.organiser.post(address, dict(again)).status_code == 302
    row.refresh_from_db()
    assert row.state == "approved"


def test_an_act_that_is_not_tried_again_and_meets_another_answers_so_too(stage: Stage) -> None:
    """The database gives up the page's lock, as after a deadlock."""
    address, settled = page("organise-reminders", stage.edition), Event()

    def held() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL deadlock_timeout = '1h'")
            Edition.objects.select_for_update().get(pk=stage.edition.pk)
            settled.set()
            until(waiting_for_me, "the page to wait", 60)
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])

    def asked() -> Any:
        settled.wait(60)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            return stage.organiser.post(address, {"kind": "agenda", "days_before": "7"})

    acts: list[Callable[[], Any]] = [held, asked]
    [_, answer] = raced(acts)
    assert not isinstance(answer, Exception)
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert 'name="days_before" value="7"' in answer.text


@pytest.mark.parametrize("fields", [{"password": "x"}, {f"f{n}": "x" for n in range(501)}])
def test_no_secret_and_no_endless_form_is_shown_to_be_sent_again(fields: dict[str, str]) -> None:
    assert sent_again(RequestFactory().post("/", fields)) == []


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
