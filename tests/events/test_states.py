"""The edition's steps from state to state."""

from datetime import UTC, datetime

import pytest

from events.models import Edition
from events.services.states import (
    STEPS,
    EditionChanged,
    StepNotAllowed,
    begin_scheduling,
    change_state,
    mark_published,
    steps_by_hand,
)
from matchmaking.rules import is_ready_to_schedule
from tests.factories.events import EditionFactory

NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db
State = Edition.State


@pytest.mark.parametrize(
    ("state", "to"), [(state, step.to) for state in STEPS for step in STEPS[state]]
)
def test_each_allowed_step_is_taken_and_counted(state: State, to: State) -> None:
    edition = EditionFactory(state=state)
    change_state(edition=edition, to=to, version=1)
    assert (edition.state, edition.version) == (to, 2)
    assert Edition.objects.get(pk=edition.pk).state == to


@pytest.mark.parametrize("state", list(State))
def test_no_other_step_is_taken_by_hand(state: State) -> None:
    edition = EditionFactory(state=state)
    for to in set(State) - {step.to for step in steps_by_hand(edition)}:
        with pytest.raises(StepNotAllowed):
            change_state(edition=edition, to=to, version=1)


def test_a_step_from_an_outdated_page_changes_nothing() -> None:
    edition = EditionFactory(state=State.DRAFT, version=3)
    with pytest.raises(EditionChanged):
        change_state(edition=edition, to=State.REGISTRATION_OPEN, version=2)
    assert Edition.objects.get(pk=edition.pk).state == State.DRAFT


def test_a_step_from_an_outdated_state_changes_nothing() -> None:
    edition = EditionFactory(state=State.REGISTRATION_OPEN)
    Edition.objects.update(state=State.CANCELLED)
    with pytest.raises(EditionChanged):
        change_state(edition=edition, to=State.REQUESTS_OPEN, version=1)


@pytest.mark.parametrize(
    ("state", "after"),
    [
        (State.REQUESTS_OPEN, State.SCHEDULING),
        (State.SCHEDULING, State.SCHEDULING),
        (State.PUBLISHED, State.PUBLISHED),
    ],
)
def test_a_run_closes_requests_and_unpublishes_nothing(state: State, after: State) -> None:
    edition = EditionFactory(state=state)
    begin_scheduling(edition=edition)
    assert edition.state == after


@pytest.mark.parametrize(
    ("state", "after"),
    [
        (State.REQUESTS_OPEN, State.PUBLISHED),
        (State.SCHEDULING, State.PUBLISHED),
        (State.PUBLISHED, State.PUBLISHED),
        (State.RUNNING, State.RUNNING),
    ],
)
def test_publishing_makes_an_edition_published_unless_it_runs(state: State, after: State) -> None:
    edition = EditionFactory(state=state)
    mark_published(edition=edition)
    assert edition.state == after


@pytest.mark.parametrize("state", ["draft", "registration_open", "finished", "cancelled"])
def test_neither_happens_before_requests_nor_after_the_end(state: str) -> None:
    edition = EditionFactory(state=state)
    for act in (begin_scheduling, mark_published):
        with pytest.raises(StepNotAllowed):
            act(edition=edition)
    assert edition.state == state


@pytest.mark.parametrize("state", list(State))
def test_a_run_may_begin_in_just_the_states_that_allow_the_step(state: State) -> None:
    edition = EditionFactory(state=state)
    now = datetime(2094, 6, 3, 9, tzinfo=UTC) if state == State.RUNNING else NOW
    try:
        begin_scheduling(edition=edition)
    except StepNotAllowed:
        assert not is_ready_to_schedule(Edition.objects.get(pk=edition.pk), now)
    else:
        assert is_ready_to_schedule(edition, now)
