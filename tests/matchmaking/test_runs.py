"""Runs end once, whoever carries them out and whatever happens on the way."""

import json
import threading
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now

from events.models import Edition
from interface.keys import KeyTaken
from matchmaking.models import Meeting, Placement, ScheduleRun, ScheduleVersion
from matchmaking.records import Progress
from matchmaking.runs.execution import carry_out
from matchmaking.services import leases, runs
from matchmaking.services.replanning import request_replan
from matchmaking.services.runs import request_replay, request_run, request_stop
from matchmaking.words.failures import FAILURES, failure
from scheduling import check
from scheduling.model import formats
from scheduling.model.solution import Solution
from scheduling.pipeline import solve
from tests.factories.accounts import UserFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import (
    ScheduleVersionFactory,
    TableFactory,
    meeting_between,
    placed,
    tables,
    window_with_slots,
)

NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)

# The lease is kept by a thread of its own, which sees only what is committed.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def edition() -> Edition:
    """Five clusters, six meetings, four slots, two tables."""
    edition: Edition = EditionFactory()
    window_with_slots(edition, slots=4)
    tables(edition, 2)
    a, b, c, d, e = (RegistrationFactory(edition=edition) for _ in range(5))
    for one, other in ((a, b), (a, c), (b, c), (c, d), (d, e), (a, e)):
        meeting_between(one, other)
    return edition


def asked(edition: Edition, **changes: Any) -> ScheduleRun:
    values: dict[str, Any] = {
        "edition": edition,
        "user": UserFactory(),
        "limit_seconds": 5,
        "key": uuid.uuid4(),
        "now": NOW,
        **changes,
    }
    return request_run(**values)


def test_run_places_all_meetings_in_a_draft_and_proves_it(edition: Edition) -> None:
    run = asked(edition)
    carry_out(run.pk, owner="worker")
    run.refresh_from_db()
    assert (run.state, run.failure, run.attempts, run.token) == ("done", "", 1, 1)
    assert run.finished_at
    version = ScheduleVersion.objects.get(run=run)
    assert (version.state, version.placements.count()) == ("draft", 6)
    steps = {step["name"]: step for step in run.solution["steps"]}
    assert steps["placed"]["value"] == steps["placed"]["bound"] == 6
    assert run.progress


def test_files_of_a_run_pass_the_independent_check(edition: Edition) -> None:
    run = asked(edition)
    carry_out(run.pk, owner="worker")
    run.refresh_from_db()
    problem = formats.read_problem(run.problem.encode())
    assert problem.sha256 == run.problem_sha256 == run.solution["problem_sha256"]
    solution = formats.read_solution(run.solution_file.encode())
    assert check.violations(problem, solution) == []
    assert json.loads(run.solution_file) == run.solution


def test_repeated_delivery_makes_one_result(edition: Edition) -> None:
    run = asked(edition)
    for _ in range(10):
        carry_out(run.pk, owner="worker")
    run.refresh_from_db()
    assert run.attempts == 1
    assert ScheduleVersion.objects.count() == 1


def test_meetings_without_a_place_keep_their_reason(edition: Edition) -> None:
    registration = edition.registrations.first()
    assert registration
    registration.max_meetings = 1
    registration.save()
    carry_out(asked(edition).pk, owner="worker")
    version = ScheduleVersion.objects.get()
    assert version.placements.count() + version.unplaced.count() == 6
    reasons = {row.reason["code"] for row in version.unplaced.all()}
    assert reasons == {"participant_full"}
    assert version.unplaced.all()[0].reason["participants"] == [registration.pk]


def test_locked_meeting_keeps_its_slot_and_table_and_stays_locked(edition: Edition) -> None:
    meeting = edition.meetings.all()[0]
    slot, table = edition.slots.all()[2], edition.tables.all()[1]
    placed(ScheduleVersionFactory(edition=edition, number=1), meeting, slot, table, is_locked=True)
    carry_out(asked(edition).pk, owner="worker")
    kept = Placement.objects.get(version__number=2, meeting=meeting)
    assert (kept.slot, kept.table, kept.is_locked) == (slot, table, True)


def test_second_worker_leaves_a_leased_run_alone(edition: Edition) -> None:
    run = asked(edition)
    assert leases.claim(run_id=run.pk, owner="first")
    assert leases.claim(run_id=run.pk, owner="second") is None
    carry_out(run.pk, owner="second")
    assert not ScheduleVersion.objects.exists()


def test_run_of_a_dead_worker_is_taken_over_and_the_dead_one_writes_nothing(
    edition: Edition,
) -> None:
    run = asked(edition)
    frozen = leases.claim(run_id=run.pk, owner="first")
    assert frozen
    ScheduleRun.objects.update(lease_until=Now() - timedelta(seconds=1))
    carry_out(run.pk, owner="second")
    for write in (
        lambda: runs.extend(run=frozen, progress=[]),
        lambda: runs.fail(run=frozen, failure=ScheduleRun.Failure.CRASHED, details={}),
        lambda: runs.finish(run=frozen, solution_file="{}", progress=[], result=None),
        lambda: runs.note_problem(run=frozen, problem="", sha256="", meeting_count=0, weight=0),
    ):
        with pytest.raises(runs.LeaseLost):
            write()
    run.refresh_from_db()
    assert (run.state, run.token, run.attempts, run.lease_owner) == ("done", 2, 2, "second")
    assert ScheduleVersion.objects.count() == 1


def test_poison_run_fails_after_five_attempts_with_its_reason(edition: Edition) -> None:
    run = asked(edition)
    for _ in range(5):
        assert leases.claim(run_id=run.pk, owner="dies")
        ScheduleRun.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert leases.claim(run_id=run.pk, owner="sixth") is None
    run.refresh_from_db()
    assert (run.state, run.failure) == ("failed", "broke_off")
    assert failure(run) == (
        "The run broke off 5 times without an answer. Run again with a shorter time limit."
    )


def test_crash_fails_the_run_with_its_reason(edition: Edition) -> None:
    def broken(*args: object, **kwargs: object) -> Solution:
        raise RuntimeError("boom")

    run = asked(edition)
    with pytest.raises(RuntimeError):
        carry_out(run.pk, owner="worker", solver=broken)
    run.refresh_from_db()
    assert (run.state, run.failure) == ("failed", "crashed")
    assert failure(run) == ("Something went wrong in the scheduler (RuntimeError). Run again.")


def test_every_failure_has_a_sentence(edition: Edition) -> None:
    said = {*FAILURES, ScheduleRun.Failure.BROKE_OFF}
    assert said == set(ScheduleRun.Failure)
    run = ScheduleRun(edition=edition)
    assert failure(run) == ""
    for code in ScheduleRun.Failure:
        run.failure = code
        assert failure(run).endswith(".")


def test_wrong_answer_of_the_solver_is_refused_by_the_check(edition: Edition) -> None:
    def lying(problem: Any, **options: Any) -> Solution:
        found = solve(problem, **options)
        twice = [replace(placed, slot=0, table=0) for placed in found.placements]
        return replace(found, placements=tuple(twice))

    run = asked(edition)
    carry_out(run.pk, owner="worker", solver=lying)
    run.refresh_from_db()
    assert (run.state, run.failure) == ("failed", "broken_answer")
    assert failure(run).startswith("The check refused the schedule that was found: ")
    assert run.failure_details["rules"]
    assert not ScheduleVersion.objects.exists()


def test_meetings_called_off_during_the_run_are_left_out(edition: Edition) -> None:
    gone, off = edition.registrations.order_by("pk")[0], edition.meetings.order_by("pk")[3]

    def called_off_meanwhile(problem: Any, **options: Any) -> Solution:
        edition.registrations.filter(pk=gone.pk).update(state="withdrawn")
        edition.meetings.filter(pk=off.pk).update(is_cancelled=True)
        return solve(problem, **options)

    run = asked(edition)
    carry_out(run.pk, owner="worker", solver=called_off_meanwhile)
    run.refresh_from_db()
    assert run.state == "done"
    placements = ScheduleVersion.objects.get().placements
    # Of six meetings three were those of the cluster that left, and one was called off.
    assert set(placements.values_list("meeting", flat=True)) == {
        meeting.pk for meeting in edition.meetings.order_by("pk") if meeting != off
    } - set(gone.participations.values_list("meeting", flat=True))


def test_same_key_is_one_run(edition: Edition) -> None:
    key = uuid.uuid4()
    assert asked(edition, key=key) == asked(edition, key=key)


def test_second_run_waits_for_the_first(edition: Edition) -> None:
    first = asked(edition)
    with pytest.raises(runs.RunActive) as active:
        asked(edition)
    assert active.value.run == first


@pytest.mark.usefixtures("patient")
def test_twenty_clicks_at_once_make_one_run(edition: Edition) -> None:
    key, user, found = uuid.uuid4(), UserFactory(), []

    def click() -> None:
        try:
            found.append(asked(edition, key=key, user=user).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 20
    assert len(set(found)) == ScheduleRun.objects.count() == 1


def test_a_trial_run_closes_no_requests(edition: Edition) -> None:
    asked(edition)
    edition.refresh_from_db()
    assert (edition.state, edition.version) == ("requests_open", 1)


def test_published_edition_stays_published(edition: Edition) -> None:
    Edition.objects.update(state="published")
    asked(edition)
    edition.refresh_from_db()
    assert edition.state == "published"


@pytest.mark.parametrize("state", ["draft", "registration_open", "finished"])
def test_edition_in_another_state_is_not_scheduled(edition: Edition, state: str) -> None:
    Edition.objects.update(state=state)
    with pytest.raises(runs.EditionNotReady):
        asked(edition)


def test_edition_is_not_scheduled_from_its_first_day_on(edition: Edition) -> None:
    Edition.objects.update(state="published")
    with pytest.raises(runs.EditionNotReady):
        asked(edition, now=datetime(2094, 6, 3, 9, tzinfo=UTC))


def test_edition_without_agreed_meetings_is_not_scheduled() -> None:
    edition = EditionFactory()
    window_with_slots(edition)
    tables(edition, 1)
    with pytest.raises(runs.NothingToSchedule):
        asked(edition)


def test_queued_run_is_cancelled(edition: Edition) -> None:
    run, user = asked(edition), UserFactory()
    request_stop(run=run, user=user)
    run.refresh_from_db()
    assert (run.state, run.stopped_by) == ("cancelled", user)
    carry_out(run.pk, owner="worker")
    assert not ScheduleVersion.objects.exists()
    with pytest.raises(runs.RunEnded):
        request_stop(run=run, user=user)


def test_running_run_hears_the_stop_once(edition: Edition) -> None:
    run, user = asked(edition), UserFactory()
    held = leases.claim(run_id=run.pk, owner="worker")
    assert held
    assert not runs.extend(run=held, progress=[])
    request_stop(run=run, user=user)
    request_stop(run=run, user=UserFactory())
    assert runs.extend(run=held, progress=[Progress("placed", 1, 2, 0.1)])
    run.refresh_from_db()
    assert (run.stopped_by, run.progress) == (user, [["placed", 1, 2, 0.1, None]])


def test_reconciler_finds_waiting_runs_once_per_lease(edition: Edition) -> None:
    run = asked(edition)
    assert leases.to_wake() == []
    ScheduleRun.objects.update(woken_at=None)
    assert leases.to_wake() == [run.pk]
    assert leases.to_wake() == []


def test_reconciler_finds_runs_whose_worker_died_and_no_others(edition: Edition) -> None:
    run = asked(edition)
    leases.claim(run_id=run.pk, owner="worker")
    ScheduleRun.objects.update(woken_at=None)
    assert leases.to_wake() == []
    ScheduleRun.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert leases.to_wake() == [run.pk]


def test_meetings_locked_at_tables_of_one_slot_keep_them(edition: Edition) -> None:
    a, b = list(edition.meetings.all())[:5:4]
    slot, places = edition.slots.all()[0], list(edition.tables.all())
    version = ScheduleVersionFactory(edition=edition)
    placed(version, a, slot, places[1], is_locked=True)
    placed(version, b, slot, places[0], is_locked=True)
    run = asked(edition)
    carry_out(run.pk, owner="worker")
    draft = ScheduleVersion.objects.get(run=run)
    kept = draft.placements.filter(is_locked=True)
    assert set(kept.values_list("meeting_id", "slot_id", "table_id")) == {
        (a.pk, slot.pk, places[1].pk),
        (b.pk, slot.pk, places[0].pk),
    }


def replayed(run: ScheduleRun, **changes: Any) -> ScheduleRun:
    run.refresh_from_db()
    values: dict[str, Any] = {
        "user": UserFactory(),
        "limit_seconds": 5,
        "seed": 1,
        "now": NOW,
        **changes,
    }
    values.setdefault("key", uuid.uuid4())
    replay = request_replay(run=run, **values)
    carry_out(replay.pk, owner="worker")
    replay.refresh_from_db()
    return replay


def test_replay_of_what_is_still_wanted_is_a_draft(edition: Edition) -> None:
    first = asked(edition)
    carry_out(first.pk, owner="worker")
    replay = replayed(first, seed=7)
    first.refresh_from_db()
    assert (replay.replay_of, replay.seed, replay.state) == (first, 7, "done")
    assert replay.problem == first.problem
    assert replay.problem_sha256 == first.problem_sha256
    assert ScheduleVersion.objects.filter(run=replay).exists()


def test_replay_of_a_problem_that_is_out_of_date_is_no_draft(edition: Edition) -> None:
    first = asked(edition)
    carry_out(first.pk, owner="worker")
    TableFactory(edition=edition, number=3)
    replay = replayed(first)
    first.refresh_from_db()
    assert (replay.state, replay.failure) == ("done", "")
    assert replay.problem_sha256 == first.problem_sha256
    assert len(replay.solution["placements"]) == 6
    assert not ScheduleVersion.objects.filter(run=replay).exists()
    problem = formats.read_problem(replay.problem.encode())
    solution = formats.read_solution(replay.solution_file.encode())
    assert check.violations(problem, solution) == []


def test_same_key_is_one_replay_and_it_waits_for_an_active_run(edition: Edition) -> None:
    first = asked(edition)
    carry_out(first.pk, owner="worker")
    first.refresh_from_db()
    values: dict[str, Any] = {"user": UserFactory(), "limit_seconds": 5, "seed": 1, "now": NOW}
    key = uuid.uuid4()
    again = [request_replay(run=first, **values, key=key) for _ in range(2)]
    assert again[0] == again[1]
    with pytest.raises(runs.RunActive):
        request_replay(run=first, **values, key=uuid.uuid4())
    with pytest.raises(KeyTaken):
        request_replay(run=first, **values | {"seed": 2}, key=key)


def test_a_key_used_for_another_run_is_refused(edition: Edition) -> None:
    key = uuid.uuid4()
    first = asked(edition, key=key)
    assert asked(edition, key=key) == first
    with pytest.raises(KeyTaken):
        asked(edition, key=key, limit_seconds=first.limit_seconds + 1)
    with pytest.raises(KeyTaken):
        asked(EditionFactory(), key=key)
    with pytest.raises(KeyTaken):
        request_replan(edition=edition, user=UserFactory(), limit_seconds=5, key=key, now=NOW)


def test_run_without_a_problem_and_one_under_way_are_not_replayed(edition: Edition) -> None:
    run = asked(edition)
    values: dict[str, Any] = {"user": UserFactory(), "limit_seconds": 5, "seed": 1, "now": NOW}
    values["key"] = uuid.uuid4()
    with pytest.raises(runs.NoProblem):
        request_replay(run=run, **values)
    request_stop(run=run, user=UserFactory())
    run.refresh_from_db()
    with pytest.raises(runs.NoProblem):
        request_replay(run=run, **values)


def test_finished_edition_replays_nothing(edition: Edition) -> None:
    first = asked(edition)
    carry_out(first.pk, owner="worker")
    first.refresh_from_db()
    Edition.objects.update(state="finished")
    with pytest.raises(runs.EditionNotReady):
        request_replay(
            run=first, user=UserFactory(), limit_seconds=5, seed=1, key=uuid.uuid4(), now=NOW
        )


def drafted(edition: Edition) -> ScheduleRun:
    """A run that is done, with its draft."""
    run = asked(edition)
    carry_out(run.pk, owner="worker")
    return ScheduleRun.objects.get(pk=run.pk)


def places(version: ScheduleVersion) -> set[tuple[int, int]]:
    return set(version.placements.values_list("meeting_id", "slot_id"))


def test_run_that_goes_on_begins_with_the_current_schedule(edition: Edition) -> None:
    draft = ScheduleVersion.objects.get(run=drafted(edition))
    run = asked(edition, goes_on=True)
    handed: list[Any] = []

    def noting(*args: Any, **named: Any) -> Solution:
        handed.extend(named["start"])
        return solve(*args, **named)

    carry_out(run.pk, owner="worker", solver=noting)
    run.refresh_from_db()
    assert (run.state, run.starts_from) == ("done", draft)
    assert len(handed) == 6
    assert run.start == [[one.meeting, one.slot, one.table] for one in handed]
    assert places(ScheduleVersion.objects.get(run=run)) == places(draft)


def test_run_that_goes_on_keeps_what_still_fits_and_places_what_is_new(edition: Edition) -> None:
    draft = ScheduleVersion.objects.get(run=drafted(edition))
    gone = draft.placements.first()
    assert gone
    Meeting.objects.filter(pk=gone.meeting_id).update(is_cancelled=True)
    new = meeting_between(*(RegistrationFactory(edition=edition) for _ in range(2)))
    run = asked(edition, goes_on=True)
    carry_out(run.pk, owner="worker")
    found = places(ScheduleVersion.objects.get(run=run))
    assert {meeting for meeting, _ in found} == (
        {meeting for meeting, _ in places(draft)} - {gone.meeting_id}
    ) | {new.pk}


def test_run_without_a_current_schedule_goes_on_from_nothing(edition: Edition) -> None:
    run = asked(edition, goes_on=True)
    carry_out(run.pk, owner="worker")
    run.refresh_from_db()
    assert (run.state, run.starts_from, run.start) == ("done", None, [])


def test_replay_begins_where_its_first_run_began(edition: Edition) -> None:
    drafted(edition)
    first = asked(edition, goes_on=True)
    carry_out(first.pk, owner="worker")
    first.refresh_from_db()
    again = replayed(first)
    carry_out(again.pk, owner="worker")
    again.refresh_from_db()
    assert (again.starts_from, again.start) == (first.starts_from, first.start)
    assert again.start


def test_run_keeps_the_weight_of_what_is_asked_for(edition: Edition) -> None:
    run = asked(edition)
    edition.meetings.filter(pk=edition.meetings.all()[0].pk).update(priority=10)
    carry_out(run.pk, owner="worker")
    run.refresh_from_db()
    assert (run.meeting_count, run.weight) == (6, 15)
