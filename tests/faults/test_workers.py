"""Runs end, once, through killed workers, a broker that forgot everything, and many clicks."""

import http.client
import signal
import uuid

import pytest
from django.urls import reverse

from accounts.models import User
from clustermeet.celery import app
from events.models import Edition
from matchmaking.models import ScheduleRun, ScheduleVersion
from matchmaking.tasks import run_schedule
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import meeting_between, tables, window_with_slots
from tests.faults.site import Site, Visitor, at_once
from tests.support.waiting import until

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def edition(transactional_db: None) -> Edition:
    """24 clusters, each with everybody five places on or fewer: enough to keep the solver busy."""
    edition: Edition = EditionFactory()
    window_with_slots(edition, slots=12)
    tables(edition, 9)
    clusters = [RegistrationFactory(edition=edition) for _ in range(24)]
    for at, registration in enumerate(clusters):
        for step in (1, 2, 3, 5):
            meeting_between(registration, clusters[(at + step) % len(clusters)])
    return edition


@pytest.fixture
def organiser(edition: Edition) -> User:
    organiser: User = MembershipFactory(organisation=edition.owner).user
    return organiser


def start(site: Site, organiser: User, edition: Edition, seconds: int = 2) -> ScheduleRun:
    """Press Schedule."""
    address = reverse("organise-runs", args=[edition.slug])
    status, where, page = Visitor(site, organiser).post(
        address, limit_seconds=seconds, idempotency_key=uuid.uuid4()
    )
    assert status == 302, page
    run = ScheduleRun.objects.latest("number")
    assert where == reverse("organise-run", args=[edition.slug, run.number])
    return run


def state(run: ScheduleRun) -> str:
    return ScheduleRun.objects.values_list("state", flat=True).get(pk=run.pk)


def ended(run: ScheduleRun) -> ScheduleRun:
    until(lambda: state(run) not in ScheduleRun.ACTIVE, "the end of the run")
    run.refresh_from_db()
    return run


def test_run_started_by_a_click_ends_with_a_draft(
    live_site: Site, organiser: User, edition: Edition
) -> None:
    run = ended(start(live_site, organiser, edition))
    assert (run.state, run.failure, run.attempts) == ("done", "", 1)
    assert run.result.placements.count() == run.meeting_count == 96


def test_waiting_run_that_the_broker_forgot_still_ends_once(
    site: Site, organiser: User, edition: Edition
) -> None:
    site.start_web()
    run = start(site, organiser, edition)
    assert site.waiting_hints() == 1
    site.flush_broker()
    assert site.waiting_hints() == 0
    site.start_worker(wait=False)
    site.start_beat()
    run = ended(run)
    assert (run.state, run.failure, run.attempts) == ("done", "", 1)
    assert ScheduleVersion.objects.count() == 1


def test_run_is_asked_for_and_waits_while_the_broker_is_away(
    site: Site, organiser: User, edition: Edition
) -> None:
    broker, site.environment["REDIS_URL"] = site.broker, "redis://127.0.0.1:1/0"
    site.start_web()
    run = start(site, organiser, edition)
    assert state(run) == "queued"
    site.environment["REDIS_URL"] = broker
    site.start_worker(wait=False)
    site.start_beat()
    assert ended(run).state == "done"


def test_twenty_clicks_two_beats_and_ten_deliveries_make_one_run_and_one_result(
    site: Site, organiser: User, edition: Edition
) -> None:
    """A site that has no connection free in time asks to try again: 503."""
    for start_program in (site.start_worker, site.start_beat, site.start_beat):
        start_program()
    site.start_web(workers=2)
    visitor, key = Visitor(site, organiser), uuid.uuid4()
    address = reverse("organise-runs", args=[edition.slug])

    def click(_: int) -> tuple[int, str]:
        return visitor.post(address, limit_seconds=2, idempotency_key=key)[:2]

    answers = at_once(20, click)
    run = ScheduleRun.objects.get()
    done = (302, reverse("organise-run", args=[edition.slug, run.number]))
    assert {done} <= set(answers) <= {done, (503, "")}
    with app.connection_for_write(site.broker) as broker:
        for _ in range(10):
            app.send_task(run_schedule.name, (run.pk,), connection=broker)
    run = ended(run)
    until(lambda: site.waiting_hints() == 0, "the repeated hints to be taken")
    assert (run.state, run.attempts) == ("done", 1)
    assert ScheduleVersion.objects.count() == 1


def test_a_frozen_worker_that_wakes_while_a_second_one_runs_writes_nothing(
    site: Site, organiser: User, edition: Edition
) -> None:
    site.start_web()
    frozen = site.start_worker()
    run = start(site, organiser, edition, seconds=8)
    until(lambda: state(run) == "running", "the worker to take the run")
    first = taken_by(run)
    frozen.send(signal.SIGSTOP)
    site.start_worker(wait=False)
    site.start_beat()
    until(lambda: taken_by(run) != first, "the second worker to take the run")
    frozen.send(signal.SIGCONT)
    second = taken_by(run)
    run = ended(run)
    assert (run.state, run.failure, run.attempts, second[1]) == ("done", "", 2, 2)
    assert ScheduleVersion.objects.count() == 1


def taken_by(run: ScheduleRun) -> tuple[str, int]:
    return ScheduleRun.objects.values_list("lease_owner", "attempts").get(pk=run.pk)


@pytest.mark.parametrize("seconds", [3600, -3600])
def test_a_beat_whose_clock_is_an_hour_wrong_is_heard(
    site: Site, organiser: User, edition: Edition, seconds: int
) -> None:
    site.start_web()
    run = start(site, organiser, edition)
    site.flush_broker()
    site.start_worker(wait=False)
    site.start_beat(skew=seconds)
    assert ended(run).state == "done"


@pytest.mark.parametrize("seconds", [3600, -3600])
def test_a_worker_whose_clock_is_an_hour_wrong_steals_no_lease(
    site: Site, organiser: User, edition: Edition, seconds: int
) -> None:
    site.start_web()
    site.start_worker()
    run = start(site, organiser, edition, seconds=6)
    until(lambda: state(run) == "running", "the worker to take the run")
    site.start_worker(wait=False, skew=seconds)
    site.start_beat(skew=seconds)
    run = ended(run)
    assert (run.state, run.attempts) == ("done", 1)
    assert ScheduleVersion.objects.count() == 1


@pytest.mark.parametrize(("cut", "kept"), [("before", 0), ("after", 1)])
def test_a_web_process_killed_at_commit_leaves_all_or_nothing_and_the_same_form_once(
    site: Site, organiser: User, edition: Edition, cut: str, kept: int
) -> None:
    site.environment |= {"CUT": cut, "CUT_DONE": str(site.folder / "cut")}
    site.start_web("tests.faults.cut")
    visitor, key = Visitor(site, organiser), uuid.uuid4()
    address = reverse("organise-runs", args=[edition.slug])
    with pytest.raises((OSError, http.client.HTTPException)):
        visitor.post(address, limit_seconds=2, idempotency_key=key)
    assert ScheduleRun.objects.count() == kept
    status, where, page = visitor.post(address, limit_seconds=2, idempotency_key=key)
    assert status == 302, page
    run = ScheduleRun.objects.get()
    assert where == reverse("organise-run", args=[edition.slug, run.number])
