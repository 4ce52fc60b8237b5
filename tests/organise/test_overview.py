"""The organiser's task list: what is done, what is next."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.utils.html import strip_tags

from events.models import Edition, Registration, RegistrationNews
from events.services.registrations import register, withdraw
from events.services.wishes import Wishes
from matchmaking.models import Meeting, Placement
from notifications.models import OutboxMessage
from organise.queries.overview import overview
from organise.words import overview as overview_words
from organise.words.overview import TaskInWords
from tests.factories.events import EditionFactory, RegistrationFactory, SessionFactory
from tests.factories.matchmaking import (
    MeetingRequestFactory,
    ScheduleRunFactory,
    ScheduleVersionFactory,
    meeting_between,
    placed,
    tables,
    window_with_slots,
)
from tests.factories.schedules import Scheduled
from tests.factories.stage import Stage, page

pytestmark = pytest.mark.django_db
NOW = datetime(2094, 3, 1, 9, tzinfo=UTC)


def tasks(edition: Edition) -> dict[str, TaskInWords]:
    groups = overview_words.groups(edition, overview(edition, NOW))
    return {task.words: task for group in groups for task in group.tasks}


def following(edition: Edition) -> list[str]:
    return [task.words for task in tasks(edition).values() if task.is_next]


def test_a_new_edition_begins_with_its_programme() -> None:
    edition = EditionFactory(state=Edition.State.DRAFT)
    groups = overview_words.groups(edition, overview(edition, NOW))
    assert [group.title for group in groups] == ["Set up", "Meetings", "Afterwards"]
    assert following(edition) == ["Programme"]
    assert not tasks(edition)["Public page"].is_done


def test_each_task_that_is_done_hands_on_to_the_next() -> None:
    edition = EditionFactory()
    SessionFactory(edition=edition)
    assert following(edition) == ["Tables and times"]

    window_with_slots(edition, slots=4)
    tables(edition, 3)
    assert (overview(edition, NOW).places, following(edition)) == (12, ["Registrations"])

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


def test_a_withdrawal_that_costs_published_meetings_is_a_task_until_it_is_replanned() -> None:
    version = ScheduleVersionFactory(
        edition__state="published", state="published", published_at=NOW
    )
    edition = version.edition
    ours, theirs = RegistrationFactory.create_batch(2, edition=edition)
    request = MeetingRequestFactory(
        edition=edition, requester=ours, invitee=theirs, state="accepted"
    )
    meeting = meeting_between(ours, theirs)
    meeting.request = request
    meeting.save()
    placed(version, meeting, window_with_slots(edition)[0], tables(edition, 1)[0])
    SessionFactory(edition=edition)
    assert "Re-plan: give the freed places away" not in tasks(edition)

    withdraw(registration=ours, now=NOW)
    task = tasks(edition)["Re-plan: give the freed places away"]
    assert (task.is_done, task.note) == (False, "1 published meeting is lost")
    assert following(edition) == [task.words]
    [news] = overview(edition, NOW).news
    assert (news.kind, news.lost_meetings) == ("withdrew", 1)


class TestWhichMeetingsAWithdrawalCosts:
    @pytest.fixture
    def event(self, stage: Stage) -> Scheduled:
        """Water meets Energy at a table, and Steel online; Energy meets Steel."""
        stage.edition.state = "published"
        stage.edition.save()
        here = [
            RegistrationFactory(edition=stage.edition, cluster__short_name=name)
            for name in ("Water", "Energy", "Steel")
        ]
        event = Scheduled.of(
            here,
            pairs=[(0, 1), (0, 2), (1, 2)],
            places=[(0, 0), (1, 0), (2, 0)],
            slots=3,
            state="published",
            published_at=NOW,
        )
        Placement.objects.filter(meeting=event.meetings[1]).update(kind="online", table=None)
        return event

    def test_the_mail_says_when_where_and_with_whom(self, event: Scheduled) -> None:
        withdraw(registration=event.registrations[0], now=NOW)
        mail = OutboxMessage.objects.get(kind="organiser-news")
        assert "2 published meetings do not take place." in mail.body
        first, second = [line for line in mail.body.splitlines() if line.startswith("•")]
        assert first == "• Thursday 3 June, 09:00, table 1, with Energy"
        assert second == "• Thursday 3 June, 09:30, online, with Steel"

    def test_the_overview_says_it_too(self, event: Scheduled, stage: Stage) -> None:
        withdraw(registration=event.registrations[0], now=NOW)
        answer = stage.organiser.get(page("organise-overview", stage.edition))
        shown = " ".join(strip_tags(answer.content.decode()).split())
        assert "2 published meetings do not take place." in shown
        assert "table 1, with Energy" in shown
        assert "online, with Steel" in shown

    def test_what_has_begun_is_not_lost(self, event: Scheduled) -> None:
        during = event.slots[0].period.lower
        withdraw(registration=event.registrations[0], now=during)
        news = RegistrationNews.objects.get()
        assert [one.others for one in news.meetings()] == [("Steel",)]


def test_who_sends_fewer_people_has_not_withdrawn(stage: Stage) -> None:
    registration = RegistrationFactory(edition=stage.edition, cluster__short_name="Water")
    RegistrationNews.objects.create(
        registration=registration, kind="shrank", lost_meetings=2, happened_at=NOW
    )
    shown = stage.organiser.get(page("organise-overview", stage.edition)).content.decode()
    assert "Water has nobody left for 2 published meetings" in " ".join(shown.split())
    assert "withdrew" not in shown
    assert "not take place" not in shown


def test_the_overview_lists_registrations_and_shows_messages_to_organisers_alone(
    stage: Stage,
) -> None:
    register(
        edition=stage.edition,
        cluster=stage.cluster,
        by=stage.manager_user,
        wishes=Wishes(message="We come with a robot."),
        key=uuid4(),
        now=NOW,
    )
    address = page("organise-overview", stage.edition)
    shown = stage.organiser.get(address).content.decode()
    assert f"{stage.cluster} registered" in shown
    assert "We come with a robot." in shown
    assert "We come with a robot." not in stage.staff.get(address).content.decode()


def test_a_meeting_that_a_cluster_cancelled_is_among_the_latest(stage: Stage) -> None:
    ours = RegistrationFactory(edition=stage.edition, cluster=stage.cluster)
    meeting = meeting_between(ours, RegistrationFactory(edition=stage.edition))
    reason = "Our flight is late."
    Meeting.objects.filter(pk=meeting.pk).update(
        is_cancelled=True,
        cancelled_at=NOW,
        cancelled_by=stage.manager_user,
        cancelled_side=ours,
        cancel_reason=reason,
    )
    address = page("organise-overview", stage.edition)
    shown = stage.organiser.get(address).text
    assert f"{stage.cluster.called} cancelled its meeting with" in shown
    assert page("organise-meeting", stage.edition, meeting.pk) in shown
    assert reason in shown
    assert reason not in stage.staff.get(address).text


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
    assert overview(run.edition, NOW).is_scheduling
    assert not overview(EditionFactory(), NOW).is_scheduling
