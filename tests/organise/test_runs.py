"""The organiser starts a run, watches it and stops it."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Edition
from matchmaking.models import ScheduleRun
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import (
    ScheduleRunFactory,
    meeting_between,
    tables,
    window_with_slots,
)
from tests.support.counting import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    edition: Edition = EditionFactory()
    window_with_slots(edition, slots=2)
    tables(edition, 1)
    meeting_between(RegistrationFactory(edition=edition), RegistrationFactory(edition=edition))
    return edition


@pytest.fixture
def organiser(edition: Edition, client: Client) -> Client:
    client.force_login(MembershipFactory(organisation=edition.owner).user)
    return client


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(StaffFactory())
    return client


@pytest.fixture
def stranger() -> Client:
    client = Client()
    client.force_login(UserFactory())
    return client


def runs_of(edition: Edition) -> str:
    return reverse("organise-runs", args=[edition.slug])


def page_of(run: ScheduleRun, name: str = "organise-run") -> str:
    return reverse(name, args=[run.edition.slug, run.number])


def asking(**changes: Any) -> dict[str, Any]:
    return {"limit_seconds": 5, "idempotency_key": uuid.uuid4(), **changes}


def solved(edition: Edition, **changes: Any) -> ScheduleRun:
    now = timezone.now()
    values = {
        "edition": edition,
        "state": "done",
        "started_at": now - timedelta(seconds=3),
        "finished_at": now,
        "meeting_count": 2,
        "progress": [["placed", 1, 2, 0.1], ["placed", 1, 1, 0.4], ["breaks", 1, 0, 0.5]],
        "weight": 2,
        "problem": '{"meetings": [{"priority": 1}, {"priority": 1}]}',
        "solution": {
            "status": "feasible",
            "placements": [{}],
            "steps": [
                {"name": "placed", "value": 1, "bound": 1},
                {"name": "breaks", "value": 51, "bound": 50},
            ],
            "breaks_per_participant": {"r1": 0, "r2": 1, "r3": 1},
        },
        **changes,
    }
    values["solution_file"] = json.dumps(values["solution"]) if values["solution"] else ""
    run: ScheduleRun = ScheduleRunFactory(**values)
    return run


def test_page_says_in_words_what_would_be_scheduled(organiser: Client, edition: Edition) -> None:
    page = organiser.get(runs_of(edition)).content.decode()
    assert "1 agreed meeting</strong> in 2 times at 1 table" in page


def test_press_of_schedule_makes_a_queued_run_and_shows_it(
    organiser: Client, edition: Edition
) -> None:
    answer = organiser.post(runs_of(edition), asking())
    run = ScheduleRun.objects.get()
    assert (run.state, run.limit_seconds) == ("queued", 5)
    assert (answer.status_code, answer.headers["Location"]) == (302, page_of(run))


def test_same_submission_again_leads_to_the_same_run(organiser: Client, edition: Edition) -> None:
    form = asking()
    answers = [organiser.post(runs_of(edition), form).headers["Location"] for _ in range(3)]
    assert len(set(answers)) == ScheduleRun.objects.count() == 1


def test_second_run_is_refused_in_words(organiser: Client, edition: Edition) -> None:
    organiser.post(runs_of(edition), asking())
    answer = organiser.post(runs_of(edition), asking())
    assert answer.status_code == 409
    assert "Run 1 is under way" in answer.content.decode()


@pytest.mark.parametrize("limit", ["", "0", "601", "many", "-1"])
def test_bad_time_limit_is_explained(organiser: Client, edition: Edition, limit: str) -> None:
    answer = organiser.post(runs_of(edition), asking(limit_seconds=limit))
    assert answer.status_code == 422
    assert "Enter " in answer.content.decode()
    assert not ScheduleRun.objects.exists()


def test_finished_edition_is_not_scheduled(organiser: Client, edition: Edition) -> None:
    Edition.objects.update(state="finished")
    assert organiser.post(runs_of(edition), asking()).status_code == 409
    assert "Schedule the meetings" not in organiser.get(runs_of(edition)).content.decode()


def test_edition_without_meetings_says_what_is_missing(organiser: Client) -> None:
    edition = EditionFactory(owner=Edition.objects.get().owner)
    assert "It takes accepted requests" in organiser.get(runs_of(edition)).content.decode()
    assert organiser.post(runs_of(edition), asking()).status_code == 409


def test_staff_reads_but_starts_and_stops_nothing(staff: Client, edition: Edition) -> None:
    run = ScheduleRunFactory(edition=edition)
    assert staff.get(runs_of(edition)).status_code == 200
    assert staff.get(page_of(run)).status_code == 200
    assert staff.post(runs_of(edition), asking()).status_code == 403
    assert staff.post(page_of(run, "organise-run-stop")).status_code == 403


def test_stranger_finds_nothing(stranger: Client, edition: Edition) -> None:
    run = solved(edition)
    for name in ("organise-run", "organise-run-problem", "organise-run-solution"):
        assert stranger.get(page_of(run, name)).status_code == 404
    assert stranger.get(runs_of(edition)).status_code == 404
    assert stranger.post(runs_of(edition), asking()).status_code == 404
    assert stranger.post(page_of(run, "organise-run-stop")).status_code == 404


def test_active_run_asks_for_itself_and_an_ended_one_does_not(
    organiser: Client, edition: Edition
) -> None:
    run = ScheduleRunFactory(edition=edition)
    part = {"HX-Request": "true", "HX-Target": "run"}
    assert 'hx-trigger="every 1s"' in organiser.get(page_of(run), headers=part).content.decode()
    assert "refresh" in organiser.get(page_of(run)).content.decode()
    ScheduleRun.objects.all().delete()
    answer = organiser.get(page_of(solved(edition)), headers=part).content.decode()
    assert "hx-trigger" not in answer
    assert "<html" not in answer


def test_running_run_shows_how_far_it_is(organiser: Client, edition: Edition) -> None:
    now = timezone.now()
    run = solved(
        edition, state="running", solution=None, lease_until=now, started_at=now, finished_at=None
    )
    page = organiser.get(page_of(run)).content.decode()
    assert "1 of 2, the most possible" in page
    assert "Stop and keep the best so far" in page


def test_result_is_told_in_words_before_the_figures(organiser: Client, edition: Edition) -> None:
    page = organiser.get(page_of(solved(edition))).content.decode()
    assert "1 of 2 meetings are placed. No schedule can place more." in page
    assert "51 breaks in all: at most 2.0% more than the best possible." in page
    assert "Figures as a table" in page


def test_failed_run_gives_its_reason(organiser: Client, edition: Edition) -> None:
    run = solved(edition, state="failed", failure="out_of_time", solution=None)
    assert "Give it more time." in organiser.get(page_of(run)).content.decode()


def test_queued_run_is_cancelled_and_an_ended_one_is_not(
    organiser: Client, edition: Edition
) -> None:
    run = ScheduleRunFactory(edition=edition)
    answer = organiser.post(page_of(run, "organise-run-stop"))
    assert answer.headers["Location"] == page_of(run)
    run.refresh_from_db()
    assert run.state == "cancelled"
    assert organiser.post(page_of(run, "organise-run-stop")).status_code == 409


def test_files_are_downloads_named_after_edition_and_run(
    organiser: Client, edition: Edition
) -> None:
    run = solved(edition)
    for what in ("problem", "solution"):
        answer = organiser.get(page_of(run, f"organise-run-{what}"))
        assert answer.headers["Content-Type"] == "application/json"
        name = f"{edition.slug}-run-{run.number}-{what}.json"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    bare = ScheduleRunFactory(edition=edition)
    assert organiser.get(page_of(bare, "organise-run-problem")).status_code == 409


def test_number_of_queries_does_not_grow_with_the_runs(organiser: Client, edition: Edition) -> None:
    solved(edition)
    one = queries_of(organiser, runs_of(edition))
    for _ in range(2):
        solved(edition)
    assert queries_of(organiser, runs_of(edition)) == one


def again(**changes: Any) -> dict[str, Any]:
    return {"limit_seconds": 7, "seed": 3, "idempotency_key": uuid.uuid4(), **changes}


def test_replay_is_asked_for_once_and_leads_to_its_page(
    organiser: Client, edition: Edition
) -> None:
    run = solved(edition, number=1, problem_sha256="abc")
    form = again()
    answers = [organiser.post(page_of(run, "organise-run-replay"), form) for _ in range(2)]
    replay = ScheduleRun.objects.get(replay_of=run)
    assert [answer.headers["Location"] for answer in answers] == [page_of(replay)] * 2
    assert (replay.seed, replay.limit_seconds, replay.problem) == (3, 7, run.problem)
    page = organiser.get(page_of(replay)).content.decode()
    assert "This replays the problem of run 1, byte for byte." in page


def test_replay_that_is_out_of_date_says_that_it_is_no_draft(
    organiser: Client, edition: Edition
) -> None:
    first = solved(edition, number=1)
    page = organiser.get(page_of(solved(edition, number=2, replay_of=first))).content.decode()
    assert "is no draft. To schedule what is wanted now" in page
    assert "No draft: out of date" in organiser.get(runs_of(edition)).content.decode()


def test_replay_is_refused_in_words(organiser: Client, edition: Edition) -> None:
    run = solved(edition, number=1)
    bare = ScheduleRunFactory(
        edition=edition, number=2, state="cancelled", finished_at="2094-01-01T00:00Z"
    )
    assert organiser.post(page_of(bare, "organise-run-replay"), again()).status_code == 409
    bad = organiser.post(page_of(run, "organise-run-replay"), again(seed="x"))
    assert (bad.status_code, "Enter a whole number." in bad.content.decode()) == (422, True)
    organiser.post(runs_of(edition), asking())
    answer = organiser.post(page_of(run, "organise-run-replay"), again())
    assert (answer.status_code, "is under way" in answer.content.decode()) == (409, True)
    Edition.objects.update(state="finished")
    ScheduleRun.objects.filter(state="queued").delete()
    assert organiser.post(page_of(run, "organise-run-replay"), again()).status_code == 409


def test_staff_replays_nothing_and_a_stranger_finds_no_run(
    staff: Client, stranger: Client, edition: Edition
) -> None:
    address = page_of(solved(edition), "organise-run-replay")
    assert staff.post(address, again()).status_code == 403
    assert stranger.post(address, again()).status_code == 404
    assert ScheduleRun.objects.count() == 1


def test_running_run_shows_points_and_meetings_and_its_plot(
    organiser: Client, edition: Edition
) -> None:
    now = timezone.now()
    run = solved(
        edition,
        state="running",
        solution=None,
        lease_until=now,
        started_at=now,
        finished_at=None,
        meeting_count=3,
        weight=12,
        progress=[["placed", 11, 12, 0.1]],
    )
    page = organiser.get(page_of(run)).content.decode()
    assert "11 of 12, at most 12" in page
    assert "2 of 3 meetings" in page
    assert "Points placed and the best possible" in page


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ([["placed", 20, 40, 0.1, 11]], "11 of 22 meetings"),
        ([["placed", 20, 40, 0.1, 11], ["breaks", 3, 0, 0.2, None]], "11 of 22 meetings"),
        ([["placed", 20, 40, 0.1, 11], ["breaks", 3, 0, 0.2, 12]], "12 of 22 meetings"),
        ([["placed", 20, 40, 0.1, 11], ["placed", 21, 40, 0.2, None]], "at least 3 of 22 meetings"),
        ([["placed", 20, 40, 0.1]], "at least 2 of 22 meetings"),
    ],
)
def test_running_run_counts_the_meetings_placed_where_they_are_told(
    organiser: Client, edition: Edition, told: list[Any], words: str
) -> None:
    now = timezone.now()
    run = solved(
        edition,
        state="running",
        solution=None,
        lease_until=now,
        started_at=now,
        finished_at=None,
        meeting_count=22,
        weight=40,
        progress=told,
    )
    page = organiser.get(page_of(run)).content.decode()
    assert f"<strong>{words}</strong> placed so far." in page


@pytest.mark.parametrize(("state", "is_told"), [("draft", True), ("finished", False)])
def test_list_says_when_runs_can_be_started(
    organiser: Client, edition: Edition, state: str, *, is_told: bool
) -> None:
    Edition.objects.update(state=state)
    page = organiser.get(runs_of(edition)).content.decode()
    assert ("The scheduler runs from the opening of requests" in page) == is_told
    assert "Schedule the meetings" not in page


def test_list_shows_what_each_run_placed(organiser: Client, edition: Edition) -> None:
    solved(edition)
    page = organiser.get(runs_of(edition)).content.decode()
    assert "1 of 2" in page
    assert "Compare runs" not in page
    solved(edition)
    assert "Compare runs" in organiser.get(runs_of(edition)).content.decode()
