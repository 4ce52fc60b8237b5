"""The applications to a call are taken along, those of a call for hosts too, and before it is
decided; points are the owners'.
"""

import csv
import io
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Call, CallExport, Review
from files.sheets.reading import rows_of_xlsx
from tests.factories.accounts import StaffFactory
from tests.factories.calls import (
    ApplicationFactory,
    CallFactory,
    CriterionFactory,
    HostApplicationFactory,
    HostCallFactory,
    ReviewerFactory,
    prepared,
    reviewed,
)
from tests.factories.clusters import MembershipFactory
from tests.support.browsers import signed_in

pytestmark = pytest.mark.django_db

POINTS = ["Points", "Reviews", "Reviews that there can be"]
MOST_QUERIES = 20
MARK = "canary-of-a-person"


def member(call: Call, role: str = "owner") -> Client:
    return signed_in(MembershipFactory(organisation=call.body, role=role).user)


def address(call: Call) -> str:
    return reverse("organise-call-export", args=[call.slug])


def taken(browser: Client, call: Call, **sent: object) -> Any:
    key = {"idempotency_key": uuid.uuid4()}
    return browser.post(address(call), {"form": "csv", **key, **sent})


def rows(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.fixture
def call(db: None) -> Call:
    """Two applied, a reviewer has given points to one, and a decision is prepared and not public.

    A person's mark stands wherever somebody wrote or is named.
    """
    call: Call = CallFactory(state=Call.State.REVIEWING)
    criterion, reviewer = CriterionFactory(call=call), ReviewerFactory(call=call)
    for name, points in (("Water", None), ("Wind", 4)):
        row = ApplicationFactory(
            call=call,
            organisation__name=name,
            organisation__short_name="",
            text=MARK,
            submitted_by__name=MARK,
        )
        prepared(row, "reserve", 1 if points else 2)
        if points:
            reviewed(row, reviewer, {criterion: points})
    Review.objects.update(note=MARK)
    return call


def test_owners_have_the_points_in_their_order_and_planners_have_neither(call: Call) -> None:
    found = rows(taken(member(call), call))
    assert found[0][-3:] == POINTS
    assert [(row[0], *row[-3:]) for row in found[1:]] == [
        ("Wind", "4.00", "1", "1"),
        ("Water", "", "0", "1"),
    ]
    planners = rows(taken(member(call, "planner"), call))
    assert not set(POINTS) & set(planners[0])
    assert [row[0] for row in planners[1:]] == ["Water", "Wind"]


def test_nobody_is_named_and_what_is_prepared_does_not_show(call: Call) -> None:
    answer = taken(member(call), call)
    assert MARK not in answer.content.decode()
    states = {row[3] for row in rows(answer)[1:]}
    assert states == {"Submitted"}
    place = rows(answer)[0].index("Place among the reserves")
    assert {row[place] for row in rows(answer)[1:]} == {""}


def test_a_call_for_hosts_has_when_and_where(db: None) -> None:
    call = HostCallFactory(state=Call.State.OPEN)
    row = HostApplicationFactory(call=call)
    found = rows(taken(member(call, "planner"), call))
    assert found[0][-4:] == ["First day", "Last day", "City", "Region of the event"]
    assert found[1][-4:] == ["2095-05-09", "2095-05-10", "Milan", str(row.region)]


def test_it_is_a_sheet_where_that_is_asked_for_and_the_page_has_both(call: Call) -> None:
    owner = member(call)
    answer = taken(owner, call, form="xlsx")
    assert answer["Content-Disposition"] == f'attachment; filename="{call.slug}.xlsx"'
    assert rows_of_xlsx(answer.content)[1][0] == "Wind"
    shown = owner.get(reverse("organise-call", args=[call.slug])).text
    assert f'action="{address(call)}"' in shown
    for form in ("csv", "xlsx"):
        assert f'name="form" value="{form}"' in shown
    looks_on = signed_in(StaffFactory()).get(reverse("organise-call", args=[call.slug])).text
    assert address(call) not in looks_on


def test_it_takes_as_many_queries_for_many_as_for_few(call: Call) -> None:
    owner, counts = member(call), []
    for more in (3, 27):
        ApplicationFactory.create_batch(more, call=call)
        with CaptureQueriesContext(connection) as captured:
            assert taken(owner, call).status_code == 200
        counts.append(len(captured))
    few, many = counts
    assert few == many <= MOST_QUERIES


@pytest.mark.parametrize("role", ["owner", "planner"])
@pytest.mark.parametrize("make", [CallFactory, HostCallFactory])
def test_the_log_says_who_took_them_once_for_a_double_click(
    db: None, make: type[Any], role: str
) -> None:
    call = make(state=Call.State.REVIEWING, title="Wind in the north")
    user = MembershipFactory(organisation=call.body, role=role, user__name="Ada").user
    key = uuid.uuid4()
    for _ in range(2):
        assert taken(signed_in(user), call, idempotency_key=key).status_code == 200
    assert CallExport.objects.get().has_points is (role == "owner")
    said = signed_in(user).get(reverse("member-log", args=[call.body.slug])).text
    assert said.count("Ada exported the applications to “Wind in the north”.") == 1


def test_a_key_of_somebody_else_takes_nothing(call: Call) -> None:
    key = uuid.uuid4()
    taken(member(call), call, idempotency_key=key)
    answer = taken(member(call), call, idempotency_key=key)
    assert (answer.status_code, CallExport.objects.count()) == (422, 1)
    assert "This form was sent before." in answer.text


def test_without_a_kind_of_file_nothing_is_noted(call: Call) -> None:
    assert taken(member(call), call, form="exe").status_code == 422
    assert not CallExport.objects.exists()
