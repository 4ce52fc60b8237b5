"""The organiser's task list: what is done, what is next."""

import pytest

from events.models import Edition, Registration
from organise.queries.overview import Overview, Task, overview
from tests.factories.events import EditionFactory, RegistrationFactory, SessionFactory
from tests.factories.matchmaking import (
    MeetingRequestFactory,
    ScheduleRunFactory,
    ScheduleVersionFactory,
    tables,
    window_with_slots,
)

pytestmark = pytest.mark.django_db


def tasks(found: Overview) -> dict[str, Task]:
    return {task.words: task for group in found.groups for task in group.tasks}


def following(found: Overview) -> list[str]:
    return [task.words for task in tasks(found).values() if task.is_next]


def test_a_new_edition_begins_with_its_programme() -> None:
    found = overview(EditionFactory(state=Edition.State.DRAFT))
    assert [group.title for group in found.groups] == ["Set up", "Meetings", "Afterwards"]
    assert following(found) == ["Programme"]
    assert not tasks(found)["Public page"].is_done


def test_each_task_that_is_done_hands_on_to_the_next() -> None:
    edition = EditionFactory()
    SessionFactory(edition=edition)
    assert following(overview(edition)) == ["Tables and times"]

    window_with_slots(edition, slots=4)
    tables(edition, 3)
    found = overview(edition)
    assert (found.places, following(found)) == (12, ["Registrations"])

    request = MeetingRequestFactory(edition=edition)
    found = overview(edition)
    assert tasks(found)["Registrations"].note == "2 approved"
    assert (following(found), tasks(found)["Requests"].note) == (["Requests"], "1 to answer")

    request.state = "accepted"
    request.save()
    assert following(overview(edition)) == ["Run the scheduler"]

    ScheduleVersionFactory(edition=edition)
    assert following(overview(edition)) == ["Check and publish the schedule"]

    Edition.objects.update(state=Edition.State.PUBLISHED)
    assert following(overview(Edition.objects.get())) == []


def test_requests_that_nobody_answered_are_no_task_once_published() -> None:
    request = MeetingRequestFactory(edition__state="published")
    MeetingRequestFactory(edition=request.edition, state="accepted")
    task = tasks(overview(request.edition))["Requests"]
    assert (task.is_done, task.note) == (True, "1 not answered")


def test_registrations_that_wait_are_to_decide() -> None:
    edition = EditionFactory(capacity=5)
    RegistrationFactory(edition=edition)
    RegistrationFactory(edition=edition, state=Registration.State.WAITING)
    task = tasks(overview(edition))["Registrations"]
    assert (task.is_done, task.note) == (False, "1 to decide")


def test_an_event_that_is_over_asks_for_nothing() -> None:
    for state in (Edition.State.FINISHED, Edition.State.CANCELLED):
        assert following(overview(EditionFactory(state=state))) == []


def test_a_run_under_way_is_told() -> None:
    run = ScheduleRunFactory()
    assert overview(run.edition).is_scheduling
    assert not overview(EditionFactory()).is_scheduling
