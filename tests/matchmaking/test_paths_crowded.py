"""The paths to a placement, in public and in a draft, each raced by one crowd against another."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from events.models import Edition
from matchmaking.models import Placement, PlacementParticipant, ScheduleEdit, ScheduleVersion
from matchmaking.runs.execution import carry_out
from matchmaking.services import other_times, placing
from matchmaking.services.other_times import OtherTimeRefused
from matchmaking.services.placing import PlacementRefused
from matchmaking.services.placing.keeping import Kept
from matchmaking.services.publishing import AgreedMeanwhile, ScheduleChanged
from matchmaking.services.requests import RequestRefused, cancel_published, take_up
from matchmaking.services.runs import request_run
from tests.factories.accounts import UserFactory
from tests.factories.matchmaking import MORNING
from tests.faults.conftest import violations
from tests.matchmaking.agreed import AB, AC, NOW, A, Agreed, B
from tests.matchmaking.test_live_edits import BD, CD, Published, published
from tests.matchmaking.test_paths_raced import RACED, Scene, scene  # noqa: F401 (a fixture)
from tests.support.racing import raced

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("patient")]
Act = Callable[[], Any]
REFUSALS = (OtherTimeRefused, PlacementRefused, RequestRefused, AgreedMeanwhile, ScheduleChanged)
SWAPPED = "services.placing.by_hand.swap"
# How many do each of the two acts.
CROWDS = [5, pytest.param(100, marks=pytest.mark.drill)]


def crowd(times: int, *acts: Act) -> list[list[Any]]:
    """What each act was answered, done so many times by so many, all at one instant."""
    answers = raced([act for act in acts for _ in range(times)])
    refusals = [answer for answer in answers if isinstance(answer, Exception)]
    assert all(isinstance(refusal, REFUSALS) for refusal in refusals), refusals
    assert violations() == []
    return [answers[start : start + times] for start in range(0, len(answers), times)]


def done(answers: list[Any]) -> bool:
    """Whether any of them was told yes."""
    return any(not isinstance(answer, Exception) for answer in answers)


@pytest.fixture
def two(transactional_db: None) -> Agreed:
    """AB and AC have places, and A's third time is free."""
    return Agreed.published()


@pytest.fixture
def event(transactional_db: None) -> Published:
    return published()


@pytest.mark.parametrize("times", CROWDS)
def test_a_time_accepted_by_many_while_many_take_it(two: Agreed, times: int) -> None:
    offer = two.offer(A, 2)
    accepted, moved = crowd(  # accept_time
        times, partial(two.accept, offer, B, 2), partial(two.move, AC, 2, 0)
    )
    assert done(accepted) != done(moved)
    assert [two.where(AB) == (2, 0), two.where(AC) == (2, 0)] == [done(accepted), done(moved)]


@pytest.mark.parametrize("times", CROWDS)
def test_a_first_time_accepted_by_many_while_many_take_it(two: Agreed, times: int) -> None:
    two.loses_its_place()
    offer = two.offer(A, 2)
    accepted, moved = crowd(  # accept_time
        times, partial(two.accept, offer, B, 2), partial(two.move, AC, 2, 0)
    )
    assert done(accepted) != done(moved)
    assert [two.where(AB) == (2, 0), two.where(AC) == (2, 0)] == [done(accepted), done(moved)]


@pytest.mark.parametrize("times", CROWDS)
def test_a_time_agreed_to_by_many_while_many_take_it(two: Agreed, times: int) -> None:
    Edition.objects.update(who_moves="agreed")
    offer = two.accept(two.offer(A, 2), B, 2)
    agree = partial(other_times.agree_time, offer=offer, by=two.user, now=NOW)
    agreed_to, moved = crowd(times, agree, partial(two.move, AC, 2, 0))
    assert done(agreed_to) != done(moved)
    assert [two.where(AB) == (2, 0), two.where(AC) == (2, 0)] == [
        done(agreed_to),
        done(moved),
    ]


@pytest.mark.parametrize("times", CROWDS)
def test_a_meeting_taken_up_by_many_while_many_take_its_place(event: Published, times: int) -> None:
    cancel_published(meeting=event.meetings[AB], by=event.user, now=NOW)
    event.act(placing.remove, CD)
    up = partial(take_up, meeting=event.meetings[AB], now=NOW)
    crowd(times, up, partial(event.put, BD, 0, 0))
    there = Placement.objects.filter(version=event.version, slot=event.slots[0])
    assert [row.meeting_id for row in there] in ([event.meetings[AB].pk], [event.meetings[BD].pk])


@pytest.mark.parametrize("times", CROWDS)
def test_a_draft_published_by_many_while_many_move_a_meeting(event: Published, times: int) -> None:
    draft = placing.start_draft(edition=event.edition, now=NOW)
    published, moved = crowd(times, partial(event.publish, draft), partial(event.put, 2, 2, 0))
    standing = event.edition.versions.get(state="published")
    assert (standing == draft) == done(published)
    if done(moved):
        assert event.where(standing)[2] == (2, 0)


@pytest.mark.parametrize("times", CROWDS)
def test_what_was_agreed_is_kept_by_many_while_many_change_the_draft(
    event: Published, times: int
) -> None:
    draft = placing.start_draft(edition=event.edition, now=NOW)
    event.put(2, 2, 0)

    def put() -> ScheduleEdit:
        return placing.put(
            version=draft,
            meeting=event.meetings[BD].pk,
            slot=event.slots[2].pk,
            table=event.tables[0].pk,
            user=event.user,
            key=uuid.uuid4(),
            now=NOW,
        )

    def keep() -> Kept:
        return placing.keep_agreed(version=draft, user=event.user, now=NOW, key=uuid.uuid4())

    kept, _changed = crowd(times, keep, put)
    assert all(isinstance(answer, Kept) for answer in kept)
    assert event.where(draft)[2] == (2, 0)


@pytest.mark.parametrize("times", CROWDS)
@pytest.mark.parametrize("path", RACED)
def test_a_change_by_hand_by_many_while_many_take_its_time(
    scene: Scene,  # noqa: F811 (the fixture by its name)
    path: str,
    times: int,
) -> None:
    changed, taken = crowd(times, RACED[path](scene), lambda: scene.put(scene.ac, 0, 1))
    there = PlacementParticipant.objects.get(registration=scene.a, slot=scene.slots[0])
    winners = {scene.ab.pk: changed, scene.ac.pk: taken}
    assert done(winners.pop(there.meeting_id))
    [others] = winners.values()
    # Exchanged twice the two are back, and the time was free in between.
    assert path == SWAPPED or not done(others)


@pytest.mark.parametrize("times", CROWDS)
def test_a_draft_begun_by_many_while_many_move_a_meeting(event: Published, times: int) -> None:
    start = partial(placing.start_draft, edition=event.edition, now=NOW)
    drafts, moved = crowd(times, start, partial(event.put, 2, 2, 0))
    draft = event.edition.versions.get(state="draft")
    assert drafts == [draft] * times
    assert done(moved)
    assert event.where(draft)[2] in ((1, 0), (2, 0))


@pytest.mark.parametrize("times", CROWDS)
def test_a_run_carried_out_by_many_while_many_change_the_draft(
    scene: Scene,  # noqa: F811 (the fixture by its name)
    times: int,
) -> None:
    edition = scene.version.edition
    run = request_run(
        edition=edition, user=UserFactory(), limit_seconds=2, key=uuid.uuid4(), now=MORNING
    )
    answers, _changed = crowd(
        times,
        lambda: carry_out(run.pk, owner=uuid.uuid4().hex),
        lambda: scene.put(scene.ac, 0, 1),
    )
    assert answers == [None] * times
    made = ScheduleVersion.objects.get(run=run)
    assert made.placements.count() == 3
    assert ScheduleVersion.objects.filter(edition=edition, state="draft").count() == 1
