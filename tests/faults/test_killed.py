"""A worker killed at any mark of a run or an import: the next one brings it to its end, once."""

import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from accounts.models import User
from clusters.models import Organisation
from events.models import Edition, Registration
from matchmaking.models import Import, ScheduleRun, ScheduleVersion, Table
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory
from tests.factories.lists import waiting_list
from tests.factories.matchmaking import window_with_slots
from tests.faults.agreeing import agree, registered
from tests.faults.killed import MARKS
from tests.faults.site import Process, Site
from tests.faults.test_workers import edition, ended, organiser, start
from tests.support.measuring import NAME, Record, since
from tests.support.waiting import until

__all__ = ("edition", "organiser")
pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
PARTICIPANTS, REQUESTS, TIMES, TABLES = 300, 3000, 32, 110


@pytest.fixture
def large(transactional_db: None) -> tuple[Edition, User]:
    """An event of 300 participants that agreed on 3,000 meetings, twenty each."""
    edition = EditionFactory()
    organiser: User = MembershipFactory(organisation=edition.owner).user
    window_with_slots(edition, slots=TIMES)
    Table.objects.bulk_create(Table(edition=edition, number=n + 1) for n in range(TABLES))
    people = registered(edition, organiser, PARTICIPANTS)
    steps = range(1, REQUESTS // PARTICIPANTS + 1)
    pairs = [(one, (at + step) % PARTICIPANTS) for at, one in enumerate(people) for step in steps]
    agree(edition, organiser, [(one, people[other]) for one, other in pairs])
    return edition, organiser


def deadly_worker(site: Site, mark: Path) -> Process:
    site.environment["KILLED_AT"] = str(mark)
    return site.start_worker(application="tests.faults.killed", wait=False)


def outcome(run: ScheduleRun) -> tuple[str, str, str, int, int]:
    """What a run came to: state, failure, problem, and how many meetings have a place or none."""
    found = run.result
    placed, unplaced = found.placements.count(), found.unplaced.count()
    return run.state, run.failure, run.problem_sha256, placed, unplaced


@dataclass
class Scene:
    """Who asks for runs of which event, how many seconds each has, and who hears how long."""

    site: Site
    edition: Edition
    organiser: User
    record: Record
    seconds: int

    def started(self) -> ScheduleRun:
        return start(self.site, self.organiser, self.edition, self.seconds)


def killed_at(scene: Scene, mark: str) -> ScheduleRun:
    """The run, ended by another worker than the one that was killed at the mark."""
    wanted = scene.site.folder / "mark"
    wanted.write_text(mark)
    run = scene.started()
    until(lambda: not wanted.exists(), f"the worker to be killed: {mark}")
    begun = time.monotonic()
    deadly_worker(scene.site, wanted)
    run = ended(run)
    scene.record(NAME, f"a run of {scene.seconds} s killed at {mark}: done after {since(begun)}")
    assert run.attempts == (1 if mark == "committed" else 2)
    return run


def test_a_run_whose_worker_is_killed_before_it_commits_ends_once(
    site: Site, organiser: User, edition: Edition, record_property: Record
) -> None:
    site.start_web(workers=2)
    site.start_beat()
    deadly_worker(site, site.folder / "mark")
    scene = Scene(site, edition, organiser, record_property, seconds=2)
    run = killed_at(scene, "draft written")
    assert outcome(run) == ("done", "", run.problem_sha256, 96, 0)
    assert ScheduleVersion.objects.count() == 1


def test_an_import_whose_worker_is_killed_between_two_rows_is_done_once(
    site: Site, organiser: User, edition: Edition
) -> None:
    Edition.objects.filter(pk=edition.pk).update(state="registration_open", capacity=None)
    names = [f"Imported {number}" for number in range(5)]
    listed = waiting_list(edition, organiser, names)
    wanted = site.folder / "mark"
    wanted.write_text("row stored")
    site.start_beat()
    deadly_worker(site, wanted)
    until(lambda: not wanted.exists(), "the worker to be killed")
    rows = Registration.objects.filter(cluster__name__startswith="Imported")
    assert rows.count() == 1
    deadly_worker(site, wanted)
    until(lambda: import_state(listed) != "waiting", "the end of the import")
    assert (import_state(listed), rows.count()) == ("done", len(names))
    assert Organisation.with_drafts.filter(is_draft=True).count() == len(names)


def import_state(listed: Import) -> str:
    return Import.objects.values_list("state", flat=True).get(pk=listed.pk)


@pytest.mark.drill
def test_a_worker_killed_at_each_of_eight_marks_of_a_large_run_changes_nothing_about_its_end(
    site: Site, large: tuple[Edition, User], record_property: Record
) -> None:
    """Twenty seconds are enough for all meetings to have a place, on a machine that is busy too."""
    site.start_web(workers=2)
    site.start_beat()
    deadly_worker(site, site.folder / "mark")
    scene = Scene(site, *large, record_property, seconds=20)
    undisturbed = outcome(ended(scene.started()))
    assert undisturbed[0] == "done"
    assert undisturbed[3:] == (REQUESTS, 0)
    for mark in MARKS:
        assert outcome(killed_at(scene, mark)) == undisturbed, mark
    assert ScheduleVersion.objects.count() == 1 + len(MARKS)
