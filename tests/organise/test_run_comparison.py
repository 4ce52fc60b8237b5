"""Runs of an edition stand side by side."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Edition
from matchmaking.models import ScheduleRun
from organise.queries.comparison import spread
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory
from tests.factories.matchmaking import ScheduleRunFactory, ScheduleVersionFactory
from tests.organise.test_runs import solved
from tests.support.counting import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    edition: Edition = EditionFactory()
    return edition


@pytest.fixture
def organiser(edition: Edition, client: Client) -> Client:
    client.force_login(MembershipFactory(organisation=edition.owner).user)
    return client


def with_figures(edition: Edition, number: int, breaks: int, **changes: Any) -> ScheduleRun:
    steps = [
        {"name": "placed", "value": 1, "bound": 1},
        {"name": "breaks", "value": breaks, "bound": None},
        {"name": "idle_slots", "value": breaks + 1, "bound": None},
    ]
    solution = {
        "status": "feasible",
        "placements": [{}],
        "steps": steps,
        "breaks_per_participant": {"r1": 0, "r2": breaks},
    }
    return solved(edition, number=number, solution=solution, **changes)


def page(client: Client, edition: Edition, *numbers: int) -> str:
    address = reverse("organise-runs-compare", args=[edition.slug], query={"run": list(numbers)})
    return client.get(address).content.decode()


def test_two_runs_stand_side_by_side_with_all_their_figures(
    organiser: Client, edition: Edition
) -> None:
    first = with_figures(edition, 1, breaks=3, limit_seconds=20, seed=5, problem_sha256="a")
    with_figures(edition, 2, breaks=1, problem_sha256="a")
    ScheduleVersionFactory(edition=edition, number=4, run=first)
    shown = page(organiser, edition, 1, 2)
    assert "Run 2 against run 1: 2 breaks fewer, 2 idle times fewer." in shown
    assert "Both solved the same problem." in shown
    assert "3.0 of 20 s" in shown
    assert "<strong>0 to 3</strong>, difference 3" in shown
    assert "Draft 4" in shown
    assert "Run 1: Meetings placed and the best possible" in shown
    assert "Run 2: Breaks and the best possible" in shown


def test_runs_of_different_problems_are_said_to_be_so(organiser: Client, edition: Edition) -> None:
    with_figures(edition, 1, breaks=1, problem_sha256="a")
    with_figures(edition, 2, breaks=1, problem_sha256="b")
    shown = page(organiser, edition, 2, 1)
    assert "Run 1 is worth the same as run 2. They solved different problems" in shown


def test_failed_run_stands_beside_one_with_a_schedule(organiser: Client, edition: Edition) -> None:
    with_figures(edition, 1, breaks=1)
    solved(edition, number=2, state="failed", failure="out_of_time", solution=None, progress=[])
    shown = page(organiser, edition, 1, 2)
    assert "cannot be weighed up" in shown
    assert "Give it more time." in shown


@pytest.mark.parametrize("query", ["", "?run=1", "?run=1&run=1", "?run=x&run=²&run=99999999999"])
def test_fewer_than_two_runs_lead_to_the_choice(
    organiser: Client, edition: Edition, query: str
) -> None:
    with_figures(edition, 1, breaks=1)
    with_figures(edition, 2, breaks=1)
    address = reverse("organise-runs-compare", args=[edition.slug])
    answer = organiser.get(address + query)
    assert answer.status_code == 200
    assert "Choose two to four runs" in answer.content.decode()
    assert "Side by side" not in answer.content.decode()


def test_four_runs_at_most_and_none_of_another_edition(organiser: Client, edition: Edition) -> None:
    for number in range(1, 7):
        with_figures(edition, number, breaks=1)
    with_figures(EditionFactory(), 9, breaks=1)
    shown = page(organiser, edition, 9, 6, 5, 4, 3, 2)
    assert "Four runs stand side by side at most" in shown
    assert shown.count('<th scope="col"><a href=') == 4


def test_what_if_is_not_compared(organiser: Client, edition: Edition) -> None:
    with_figures(edition, 1, breaks=1)
    ScheduleRunFactory(
        edition=edition, number=2, kind="what_if", state="done", finished_at="2094-01-01T00:00Z"
    )
    assert "Side by side" not in page(organiser, edition, 1, 2)


def test_staff_reads_and_a_stranger_finds_nothing(edition: Edition) -> None:
    address = reverse("organise-runs-compare", args=[edition.slug])
    for user, status in ((StaffFactory(), 200), (UserFactory(), 404)):
        client = Client()
        client.force_login(user)
        assert client.get(address).status_code == status


def test_number_of_queries_does_not_grow_with_the_runs(organiser: Client, edition: Edition) -> None:
    for number in (1, 2):
        with_figures(edition, number, breaks=1)
    address = reverse("organise-runs-compare", args=[edition.slug])
    two = queries_of(organiser, f"{address}?run=1&run=2")
    for number in (3, 4):
        with_figures(edition, number, breaks=1)
    assert queries_of(organiser, f"{address}?run=1&run=2&run=3&run=4") == two


def test_spread_counts_clusters_by_their_breaks() -> None:
    found = spread([2, 0, 0, 1])
    assert found
    assert (found.fewest, found.most, found.difference) == (0, 2, 2)
    assert found.clusters == ((0, 2), (1, 1), (2, 1))
    assert spread([]) is None
