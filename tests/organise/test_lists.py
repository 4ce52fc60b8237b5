"""Who runs events and calls takes the list of them along."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from clusters.models import Role
from events.models import Edition
from files.sheets.reading import rows_of_xlsx
from organise.words.tables.lists import LISTS
from tests.factories.accounts import UserFactory
from tests.factories.calls import CallFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, EventRoleFactory, RegistrationFactory
from tests.factories.stage import Stage
from tests.support.browsers import signed_in

pytestmark = pytest.mark.django_db
ADDRESS = "/organise/lists/"
NOW = datetime(2094, 1, 20, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def ask(browser: Client, table: str, **more: Any) -> Any:
    columns = [code for code, _ in LISTS[table].plain]
    sent = {"table": table, "columns": columns, "form": "csv"} | _key() | more
    return browser.post(ADDRESS, sent)


def _key() -> dict[str, str]:
    return {"idempotency_key": "6f0f1d9e-3a63-4c1a-9b0a-0d1f6c8e7a11"}


def rows(answer: Any) -> list[list[str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def names(browser: Client, table: str = "events") -> list[str]:
    return [row[0] for row in rows(ask(browser, table))[1:]]


def test_events_stand_with_their_days_state_and_figures(stage: Stage) -> None:
    Edition.objects.update(name="=Spring", capacity=30)
    RegistrationFactory.create_batch(2, edition=stage.edition, state="approved")
    RegistrationFactory(edition=stage.edition, state="waiting")
    answer = ask(stage.organiser, "events")
    [heads, row] = rows(answer)
    assert heads[:4] == ["Event", "Series", "First day", "Last day"]
    assert row == [
        "'=Spring", "", "2094-06-03", "2094-06-04", "Barcelona", "Requests open", "2", "1", "30",
    ]  # fmt: skip
    assert answer["Content-Disposition"] == 'attachment; filename="events-2094-01-20.csv"'
    sheet = ask(stage.organiser, "events", form="xlsx", columns=["event"])
    assert rows_of_xlsx(sheet.content) == [["Event"], ["=Spring"]]


def test_calls_stand_with_what_they_are_for(stage: Stage) -> None:
    CallFactory(edition=stage.edition, title="Health", time_zone="Europe/Madrid")
    [heads, row] = rows(ask(stage.organiser, "calls"))
    assert heads == ["Call", "What for", "Closes", "State", "Applications"]
    assert row == ["Health", str(stage.edition), "2094-02-01T13:00+01:00", "Open", "0"]


def test_who_only_reads_takes_nothing_along(stage: Stage) -> None:
    CallFactory(edition=stage.edition)
    reading = [
        signed_in(MembershipFactory(organisation=stage.edition.owner, role=role).user)
        for role in (Role.RECEPTION, Role.VIEWER)
    ]
    for browser in (stage.staff, stage.manager, *reading):
        assert names(browser) == names(browser, "calls") == []
        assert ADDRESS not in browser.get("/organise/").text
    assert ADDRESS in stage.organiser.get("/organise/").text
    assert ADDRESS in stage.organiser.get("/organise/calls/").text


def test_nobody_takes_the_events_of_others_along(stage: Stage) -> None:
    CallFactory(edition=stage.edition)
    assert stage.edition.name not in names(stage.stranger)
    assert names(stage.stranger, "calls") == []
    assert Client().get(ADDRESS).status_code == 302


def test_who_plans_one_event_alone_takes_it_along(stage: Stage) -> None:
    planner: User = EventRoleFactory(edition=stage.edition, role=Role.PLANNER).user
    CallFactory(edition=stage.edition, title="Health")
    EditionFactory(owner=stage.edition.owner)
    browser = signed_in(planner)
    assert (names(browser), names(browser, "calls")) == ([stage.edition.name], ["Health"])


def test_no_column_is_refused(stage: Stage) -> None:
    found = ask(stage.organiser, "events", columns=[])
    assert found.status_code == 422
    assert "Choose at least one column." in found.text


@pytest.mark.parametrize("table", LISTS)
def test_a_list_takes_as_many_queries_for_many_rows(table: str) -> None:
    user = UserFactory()
    body = MembershipFactory(user=user, organisation=EditionFactory().owner).organisation
    counts = []
    for count in (1, 20):
        for edition in EditionFactory.create_batch(count, owner=body):
            CallFactory(edition=edition, body=body)
        with CaptureQueriesContext(connection) as made:
            assert len(names(signed_in(user), table)) >= count
        counts.append(len(made))
    assert counts[0] == counts[1]
