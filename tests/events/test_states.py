"""The edition's steps from state to state."""

from datetime import UTC, date, datetime, timedelta

import pytest

from events.models import Edition, Registration
from events.services.closing import (
    RegistrationNotClosable,
    close_registration,
    reopen_registration,
)
from events.services.editions import cancel
from events.services.states import (
    STEPS,
    EditionChanged,
    StepNotAllowed,
    change_state,
    follow_the_clock,
    mark_published,
    steps_by_hand,
)
from tests.factories.events import EditionFactory, RegistrationFactory

# Weeks before, in the middle of, and after the days of the factory's edition.
NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)
DURING = datetime(2094, 6, 3, 9, tzinfo=UTC)
AFTER = datetime(2094, 6, 5, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db
State = Edition.State
RUN_HERE = [state for state in State if state != State.ANNOUNCED]


def time_of(state: State) -> datetime:
    """When an edition of the factory is in this state."""
    return DURING if state in (State.RUNNING, State.FINISHED) else NOW


@pytest.mark.parametrize(
    ("state", "to"), [(state, step.to) for state in STEPS for step in STEPS[state]]
)
def test_each_allowed_step_is_taken_and_counted(state: State, to: State) -> None:
    edition = EditionFactory(state=state)
    change_state(edition=edition, to=to, version=1, now=time_of(state))
    assert (edition.state, edition.version) == (to, 2)
    assert Edition.objects.get(pk=edition.pk).state == to


@pytest.mark.parametrize("state", RUN_HERE)
def test_no_other_step_is_taken_by_hand(state: State) -> None:
    edition, now = EditionFactory(state=state), time_of(state)
    for to in set(State) - {step.to for step in steps_by_hand(edition, now)}:
        with pytest.raises(StepNotAllowed):
            change_state(edition=edition, to=to, version=1, now=now)


@pytest.mark.parametrize("state", RUN_HERE)
def test_no_step_is_taken_after_the_last_day(state: State) -> None:
    assert not steps_by_hand(EditionFactory(state=state), AFTER)


@pytest.mark.parametrize("to", [State.RUNNING, State.FINISHED])
def test_nothing_is_started_or_finished_before_its_first_day(to: State) -> None:
    edition = EditionFactory(state=State.PUBLISHED)
    with pytest.raises(StepNotAllowed):
        change_state(edition=edition, to=to, version=1, now=NOW)


def test_an_event_finished_early_is_opened_again_until_its_last_day_is_over() -> None:
    edition = EditionFactory(state=State.PUBLISHED)
    change_state(edition=edition, to=State.FINISHED, version=1, now=DURING)
    change_state(edition=edition, to=State.RUNNING, version=2, now=DURING)
    change_state(edition=edition, to=State.FINISHED, version=3, now=DURING)
    with pytest.raises(StepNotAllowed):
        change_state(edition=edition, to=State.RUNNING, version=4, now=AFTER)


def test_a_running_event_is_cancelled() -> None:
    edition = EditionFactory(state=State.PUBLISHED)
    cancel(edition=edition, version=1, now=DURING)
    assert Edition.objects.get().state == State.CANCELLED


def test_an_opened_event_is_a_draft_again_until_the_first_cluster_registers() -> None:
    edition = EditionFactory(state=State.REGISTRATION_OPEN)
    change_state(edition=edition, to=State.DRAFT, version=1, now=NOW)
    change_state(edition=edition, to=State.REGISTRATION_OPEN, version=2, now=NOW)
    RegistrationFactory(edition=edition, state=Registration.State.WITHDRAWN)
    with pytest.raises(StepNotAllowed):
        change_state(edition=edition, to=State.DRAFT, version=3, now=NOW)


def test_requests_are_closed_and_opened_again_until_their_last_instant() -> None:
    edition = EditionFactory(requests_close_at=NOW + timedelta(hours=1))
    change_state(edition=edition, to=State.SCHEDULING, version=1, now=NOW)
    change_state(edition=edition, to=State.REQUESTS_OPEN, version=2, now=NOW)
    with pytest.raises(StepNotAllowed):
        change_state(
            edition=edition, to=State.REQUESTS_OPEN, version=3, now=NOW + timedelta(hours=1)
        )


def test_registration_is_closed_and_opened_again() -> None:
    edition = EditionFactory(state=State.REGISTRATION_OPEN)
    close_registration(edition=edition, version=1, now=NOW)
    edition.refresh_from_db()
    assert edition.registration_closes_at == NOW
    close_registration(edition=edition, version=1, now=NOW)
    reopen_registration(edition=edition, version=2, now=NOW)
    edition.refresh_from_db()
    assert (edition.registration_closes_at, edition.version) == (None, 3)


@pytest.mark.parametrize("act", [close_registration, reopen_registration])
@pytest.mark.parametrize("state", [State.DRAFT, State.SCHEDULING, State.FINISHED, State.CANCELLED])
def test_registration_is_not_closed_where_it_is_not_open(act: object, state: State) -> None:
    edition = EditionFactory(state=state)
    with pytest.raises(RegistrationNotClosable):
        act(edition=edition, version=1, now=NOW)  # type: ignore[operator]


def test_registration_is_not_closed_from_an_outdated_page() -> None:
    edition = EditionFactory(version=2)
    with pytest.raises(EditionChanged):
        close_registration(edition=edition, version=1, now=NOW)


def test_a_step_from_an_outdated_page_changes_nothing() -> None:
    edition = EditionFactory(state=State.DRAFT, version=3)
    with pytest.raises(EditionChanged):
        change_state(edition=edition, to=State.REGISTRATION_OPEN, version=2, now=NOW)
    assert Edition.objects.get(pk=edition.pk).state == State.DRAFT


def test_a_step_from_an_outdated_state_changes_nothing() -> None:
    edition = EditionFactory(state=State.REGISTRATION_OPEN)
    Edition.objects.update(state=State.CANCELLED)
    with pytest.raises(EditionChanged):
        change_state(edition=edition, to=State.REQUESTS_OPEN, version=1, now=NOW)


@pytest.mark.parametrize("state", [State.REQUESTS_OPEN, State.SCHEDULING, State.PUBLISHED])
def test_publishing_makes_an_edition_published(state: State) -> None:
    edition = EditionFactory(state=state)
    mark_published(edition=edition, now=NOW)
    assert edition.state == State.PUBLISHED


def test_publishing_on_its_days_lets_an_event_run() -> None:
    edition = EditionFactory(state=State.RUNNING)
    mark_published(edition=edition, now=DURING)
    assert edition.state == State.RUNNING


@pytest.mark.parametrize("state", ["draft", "registration_open", "finished", "cancelled"])
def test_nothing_is_published_before_requests_or_after_the_end(state: str) -> None:
    edition = EditionFactory(state=state)
    with pytest.raises(StepNotAllowed):
        mark_published(edition=edition, now=NOW)
    assert edition.state == state


def test_nothing_is_published_after_the_last_day() -> None:
    with pytest.raises(StepNotAllowed):
        mark_published(edition=EditionFactory(state=State.SCHEDULING), now=AFTER)


@pytest.mark.parametrize(
    ("state", "now", "after"),
    [
        (State.PUBLISHED, NOW, State.PUBLISHED),
        (State.PUBLISHED, DURING, State.RUNNING),
        (State.RUNNING, NOW, State.PUBLISHED),
        (State.RUNNING, AFTER, State.FINISHED),
        (State.REGISTRATION_OPEN, AFTER, State.FINISHED),
        (State.DRAFT, AFTER, State.DRAFT),
        (State.CANCELLED, AFTER, State.CANCELLED),
    ],
)
def test_the_stored_state_follows_the_clock(state: State, now: datetime, after: State) -> None:
    edition = EditionFactory(state=state)
    assert follow_the_clock(now=now) == (state != after)
    edition.refresh_from_db()
    assert (edition.state, edition.version) == (after, 1)


def test_a_started_event_that_moves_to_later_days_is_published_again() -> None:
    edition = EditionFactory(state=State.RUNNING)
    Edition.objects.update(starts_on=date(2094, 9, 1), ends_on=date(2094, 9, 2))
    follow_the_clock(now=DURING)
    edition.refresh_from_db()
    assert edition.state == State.PUBLISHED
