"""The organiser's task list: what is done, what is next."""

import pytest

from events.models import Edition, Registration
from organise.queries.overview import overview
from organise.words import overview as overview_words
from organise.words.overview import TaskInWords
from tests.factories.events import EditionFactory, RegistrationFactory, SessionFactory
from tests.factories.matchmaking import (
    MeetingRequestFactory,
    ScheduleRunFactory,
    ScheduleVersionFactory,
    tables,
    window_with_slots,
)

pytestmark = pytest.mark.django_db


def tasks(edition: Edition) -> dict[str, TaskInWords]:
    groups = overview_words.groups(edition, overview(edition))
    return {task.words: task for group in groups for task in group.tasks}


def following(edition: Edition) -> list[str]:
    return [task.words for task in tasks(edition).values() if task.is_next]


def test_a_new_edition_begins_with_its_programme() -> None:
    edition = EditionFactory(state=Edition.State.DRAFT)
    groups = overview_words.groups(edition, overview(edition))
    assert [group.title for group in groups] == ["Set up", "Meetings", "Afterwards"]
    assert following(edition) == ["Programme"]
    assert not tasks(edition)["Public page"].is_done


def test_each_task_that_is_done_hands_on_to_the_next() -> None:
    edition = EditionFactory()
    SessionFactory(edition=edition)
    assert following(edition) == ["Tables and times"]

    window_with_slots(edition, slots=4)
    tables(edition, 3)
    assert (overview(edition).places, following(edition)) == (12, ["Registrations"])

    request = MeetingRequestFactory(edition=edition)
    assert tasks(edition)["Registrations"].note == "2 approved"
    assert (following(edition), tasks(edition)["Requests"].note) == (["Requests"], "1 to answer")

    request.state = "accepted"
    request.save()
    assert following(edition) == ["Run the scheduler"]

    ScheduleVersionFactory(edition=edition)
    assert following(edition) == ["Check and publish the schedule"]

    Edition.objects.update(state=Edition.State.PUBLISHED)
    assert following(Edition.objects.get()) == []


def test_requests_that_nobody_answered_are_no_task_once_published() -> None:
    request = MeetingRequestFactory(edition__state="published")
    MeetingRequestFactory(edition=request.edition, state="accepted")
    task = tasks(request.edition)["Requests"]
    assert (task.is_done, task.note) == (True, "1 not answered")


def test_registrations_that_wait_are_to_decide() -> None:
    edition = EditionFactory(capacity=5)
    RegistrationFactory(edition=edition)
    RegistrationFactory(edition=edition, state=Registration.State.WAITING)
    task = tasks(edition)["Registrations"]
    assert (task.is_done, task.note) == (False, "1 to decide")


def test_an_event_that_is_over_asks_for_nothing() -> None:
    for state in (Edition.State.FINISHED, Edition.State.CANCELLED):
        assert following(EditionFactory(state=state)) == []


def test_a_run_under_way_is_told() -> None:
    run = ScheduleRunFactory()
    assert overview(run.edition).is_scheduling
    assert not overview(EditionFactory()).is_scheduling
