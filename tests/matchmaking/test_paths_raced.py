"""Every path to a placement is raced: the paths are found in the code, and a new one fails here.

Each is raced against somebody who puts another meeting of the same cluster into the same slot.
"""

import importlib
import inspect
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from events.models import Registration
from matchmaking.models import (
    Meeting,
    PlacementParticipant,
    ScheduleVersion,
    Slot,
    Table,
)
from matchmaking.runs.execution import carry_out
from matchmaking.services import placing
from matchmaking.services.placing import PlacementRefused
from matchmaking.services.runs import request_run
from tests.factories.accounts import UserFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import (
    MORNING,
    ScheduleVersionFactory,
    meeting_between,
    tables,
    window_with_slots,
)
from tests.faults.conftest import violations
from tests.matchmaking.paths import WRITER, makers, paths
from tests.support.racing import raced

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("patient")]
ROUNDS = 5


@dataclass
class Scene:
    """`a` meets `b` and `c`; `d` meets `e`. Two slots, three tables, an empty draft."""

    version: ScheduleVersion
    a: Registration
    ab: Meeting
    ac: Meeting
    de: Meeting
    slots: list[Slot]
    tables: list[Table]

    def put(self, meeting: Meeting, slot: int, table: int) -> Any:
        return placing.put(
            version=self.version,
            meeting=meeting.pk,
            slot=self.slots[slot].pk,
            table=self.tables[table].pk,
            user=UserFactory(),
            key=uuid.uuid4(),
            now=MORNING,
        )

    def undo(self, number: int) -> Any:
        return placing.undo(version=self.version, number=number, now=MORNING)


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    edition = EditionFactory()
    a, b, c, d, e = (RegistrationFactory(edition=edition) for _ in range(5))
    return Scene(
        version=ScheduleVersionFactory(edition=edition, number=1),
        a=a,
        ab=meeting_between(a, b),
        ac=meeting_between(a, c),
        de=meeting_between(d, e),
        slots=window_with_slots(edition, slots=2),
        tables=tables(edition, 3),
    )


def put(scene: Scene) -> Callable[[], Any]:
    return lambda: scene.put(scene.ab, 0, 0)


def swap(scene: Scene) -> Callable[[], Any]:
    scene.put(scene.ab, 1, 0)
    scene.put(scene.de, 0, 0)
    user = UserFactory()
    return lambda: placing.swap(
        version=scene.version,
        meeting=scene.ab.pk,
        other=scene.de.pk,
        user=user,
        key=uuid.uuid4(),
        now=MORNING,
    )


def undo(scene: Scene) -> Callable[[], Any]:
    scene.put(scene.ab, 0, 0)
    moved = scene.put(scene.ab, 1, 0)
    return lambda: scene.undo(moved.number)


def redo(scene: Scene) -> Callable[[], Any]:
    done = scene.put(scene.ab, 0, 0)
    scene.undo(done.number)
    return lambda: placing.redo(version=scene.version, number=done.number, now=MORNING)


# Paths that put one meeting somewhere: each is made ready to put `ab` into the first slot.
RACED = {
    "services.placing.by_hand.put": put,
    "services.placing.by_hand.swap": swap,
    "services.placing.undoing.undo": undo,
    "services.placing.undoing.redo": redo,
}
# Those that write a whole draft, or several things at once, have races of their own.
RACED_ELSEWHERE = {
    "services.placing.whole.start_draft": "tests.matchmaking.test_paths_raced",
    "runs.execution.carry_out": "tests.matchmaking.test_paths_raced",
    "services.remedies.applying.apply": "tests.matchmaking.test_remedies",
    "services.placing.keeping.keep_agreed": "tests.matchmaking.test_live_edits",
    "services.publishing.publish": "tests.matchmaking.test_live_edits",
    "services.requests.cancelling.take_up": "tests.matchmaking.test_live_edits",
    "services.requests.instant.accept_at": "tests.matchmaking.test_instant",
    "services.other_times.answering.accept_time": "tests.matchmaking.test_other_times",
    "services.other_times.answering.agree_time": "tests.matchmaking.test_other_times",
}


def test_every_path_to_a_placement_has_a_race() -> None:
    assert paths() == set(RACED) | set(RACED_ELSEWHERE)
    assert makers() == {WRITER}


@pytest.mark.parametrize("path", RACED_ELSEWHERE)
def test_what_is_raced_elsewhere_is_raced(path: str) -> None:
    source = inspect.getsource(importlib.import_module(RACED_ELSEWHERE[path]))
    name = path.rpartition(".")[2]
    assert any("raced(" in test and name in test for test in source.split("def test_"))


@pytest.mark.parametrize("path", RACED)
def test_of_a_path_and_a_rival_one_wins_and_the_other_is_told(scene: Scene, path: str) -> None:
    prepared = RACED[path](scene)
    rivals = [lambda: scene.put(scene.ac, 0, 1), lambda: scene.put(scene.ac, 0, 2)]
    answers = raced([prepared, *rivals])
    refusals = [answer for answer in answers if isinstance(answer, Exception)]
    assert all(isinstance(refusal, PlacementRefused) for refusal in refusals), refusals
    there = PlacementParticipant.objects.filter(registration=scene.a, slot=scene.slots[0])
    assert there.count() == 1
    assert refusals
    assert violations() == []


def test_drafts_started_at_once_leave_one_draft(scene: Scene) -> None:
    edition = scene.version.edition
    answers = raced([lambda: placing.start_draft(edition=edition, now=MORNING)] * ROUNDS)
    draft = ScheduleVersion.objects.get(edition=edition, state="draft")
    assert answers == [draft] * ROUNDS
    assert violations() == []


def test_a_run_carried_out_by_many_at_once_makes_one_version(scene: Scene) -> None:
    edition = scene.version.edition
    run = request_run(
        edition=edition, user=UserFactory(), limit_seconds=2, key=uuid.uuid4(), now=MORNING
    )
    answers = raced([lambda: carry_out(run.pk, owner=uuid.uuid4().hex)] * ROUNDS)
    assert answers == [None] * ROUNDS
    assert ScheduleVersion.objects.filter(run=run).count() == 1
    assert violations() == []
