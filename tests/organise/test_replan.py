"""The organiser's re-plan page, the preview, and the decision on the draft."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.models import Edition, Registration
from files.models import StoredFile
from matchmaking.models import (
    Meeting,
    MeetingRequest,
    ScheduleRun,
    ScheduleVersion,
    Table,
    Unavailability,
)
from matchmaking.tasks import run_schedule
from notifications.models import OutboxMessage
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory, SessionFactory
from tests.factories.interpreting import interpreter
from tests.factories.matchmaking import (
    MORNING,
    ScheduleRunFactory,
    ScheduleVersionFactory,
    meeting_between,
    placed,
)
from tests.factories.schedules import Scheduled, four_managed
from tests.support.counting import queries_of

pytestmark = pytest.mark.django_db


class Event(Scheduled):
    """A×B and C×D are published; a re-planned draft moves A×B to the second slot."""

    draft: ScheduleVersion

    def address(self, name: str, *args: object) -> str:
        return reverse(f"organise-{name}", args=[self.edition.slug, *args])

    @property
    def page(self) -> str:
        return self.address("replan")

    @property
    def preview(self) -> str:
        return self.address("replan-preview", self.draft.number)


@pytest.fixture
def event() -> Event:
    event = Event.of(
        four_managed(EditionFactory(state="published")),
        pairs=[(0, 1), (2, 3)],
        places=[(0, 0), (0, 1)],
        slots=2,
        state="published",
        published_at=MORNING,
    )
    run = ScheduleRunFactory(
        edition=event.edition,
        kind="replan",
        state="done",
        started_at=MORNING,
        finished_at=MORNING,
        solution={"placements": [], "steps": [{"name": "moved", "value": 1, "bound": 1}]},
    )
    event.draft = ScheduleVersionFactory(
        edition=event.edition, number=2, run=run, based_on=event.version
    )
    for meeting, slot, table in zip(
        event.meetings, reversed(event.slots), event.tables, strict=True
    ):
        placed(event.draft, meeting, slot, table)
    return event


@pytest.fixture
def organiser(event: Event) -> Client:
    client = Client()
    client.force_login(MembershipFactory(organisation=event.edition.owner).user)
    return client


def starting(**changes: Any) -> dict[str, Any]:
    return {"limit_seconds": 5, "idempotency_key": uuid.uuid4(), **changes}


def entering(event: Event, **changes: Any) -> dict[str, Any]:
    first, second = event.registrations[0], event.registrations[2]
    return {
        "first": first.pk,
        "second": second.pk,
        "priority": 1,
        "idempotency_key": uuid.uuid4(),
        **changes,
    }


def test_page_says_what_has_changed_and_leads_to_the_draft(event: Event, organiser: Client) -> None:
    Unavailability.objects.create(
        edition=event.edition,
        registration=event.registrations[1],
        period=event.edition.slots.all()[0].period,
    )
    page = organiser.get(event.page).text
    assert "Cluster B is not available on Thursday 3 June, 09:00" in page
    assert event.preview in page


def test_page_without_a_published_schedule_says_so(event: Event, organiser: Client) -> None:
    ScheduleVersion.objects.update(state="set_aside", set_aside_at=MORNING, published_at=None)
    assert "Re-planning begins once a schedule is published" in organiser.get(event.page).text


def test_organiser_starts_a_replan_once(event: Event, organiser: Client) -> None:
    data = starting()
    answers = [organiser.post(event.page, data) for _ in range(2)]
    run = ScheduleRun.objects.get(state="queued")
    assert run.kind == "replan"
    assert {answer["Location"] for answer in answers} == {event.address("run", run.number)}
    assert "is under way" in organiser.get(event.page).text
    again = organiser.post(event.page, starting())
    assert again.status_code == 409
    assert not OutboxMessage.objects.exists()


def test_replan_without_a_time_limit_is_not_started(event: Event, organiser: Client) -> None:
    answer = organiser.post(event.page, starting(limit_seconds=""))
    assert answer.status_code == 422
    assert "Enter a number of seconds." in answer.text


def test_replan_in_a_wrong_state_is_refused_in_words(event: Event, organiser: Client) -> None:
    Meeting.objects.update(is_cancelled=True)
    answer = organiser.post(event.page, starting())
    assert (answer.status_code, "There is nothing to schedule yet" in answer.text) == (409, True)
    Edition.objects.update(state="finished")
    answer = organiser.post(event.page, starting())
    assert (answer.status_code, "or the event is over" in answer.text) == (409, True)


def test_preview_shows_who_is_moved_and_who_is_not(event: Event, organiser: Client) -> None:
    page = organiser.get(event.preview).text
    assert "1 of 2 published meetings loses its time. No schedule moves fewer." in page
    assert "Cluster A × Cluster B" in page
    assert "From Thursday 3 June, 09:00, table 1 to Thursday 3 June, 09:30, table 1." in page
    assert "2 clusters (2 people), by mail, once." in page
    assert "Publish and tell 2 clusters" in page
    assert "Cluster C × Cluster D" not in page


def test_preview_says_what_else_changes_and_why(event: Event, organiser: Client) -> None:
    first, second = (event.draft.placements.get(meeting=meeting) for meeting in event.meetings)
    event.draft.unplaced.create(meeting=first.meeting, reason={"code": "tables_full"})
    first.delete()
    second.table = event.edition.tables.all()[0]
    second.save()
    page = organiser.get(event.preview).text
    assert "Was Thursday 3 June, 09:00, table 1. All tables are taken" in page
    assert "1 agreed meeting has no place." in page
    assert "Thursday 3 June, 09:00, from table 2 to table 1." in page


def test_draft_is_published_from_the_preview(event: Event, organiser: Client) -> None:
    answer = organiser.post(event.address("publish", 2), {"revision": 0})
    assert answer.status_code == 302
    event.draft.refresh_from_db()
    assert event.draft.state == "published"
    assert OutboxMessage.objects.count() == 2
    assert "Publish and tell" not in organiser.get(event.preview).text


def test_draft_is_discarded_and_brought_back(event: Event, organiser: Client) -> None:
    for _ in range(2):
        answer = organiser.post(event.address("discard", 2), {"revision": 0})
        assert answer["Location"] == event.page
    assert "Bring it back" in organiser.get(event.page).text
    assert "Draft 2, set aside" in organiser.get(event.preview).text
    organiser.post(event.address("restore", 2), {"revision": 0})
    event.draft.refresh_from_db()
    assert event.draft.state == "draft"
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("act", ["discard", "restore"])
def test_published_version_is_not_discarded(event: Event, organiser: Client, act: str) -> None:
    assert organiser.post(event.address(act, 1), {"revision": 0}).status_code == 409


@pytest.mark.parametrize("data", [{"revision": 3}, {}])
def test_stale_decision_changes_nothing(
    event: Event, organiser: Client, data: dict[str, int]
) -> None:
    assert organiser.post(event.address("discard", 2), data).status_code == 409
    event.draft.refresh_from_db()
    assert event.draft.state == "draft"


def test_table_is_taken_out_of_use_and_used_again(event: Event, organiser: Client) -> None:
    address = event.address("replan-table")
    for _ in range(2):
        organiser.post(address, {"number": 2, "is_closed": "1"})
    assert Table.objects.get(number=2).is_closed
    assert "Table 2 is out of use: 1 published meeting there." in organiser.get(event.page).text
    check = organiser.get(event.address("publish", 2)).text
    assert "The table is out of use: Cluster C × Cluster D" in check
    organiser.post(address, {"number": 2, "is_closed": "0"})
    assert not Table.objects.get(number=2).is_closed


def test_table_is_closed_on_the_page_of_tables_before_publication(
    event: Event, organiser: Client
) -> None:
    Edition.objects.update(state="scheduling")
    page, address = (
        reverse(name, args=[event.edition.slug])
        for name in ("organise-times", "organise-table-use")
    )
    assert "Meetings that a draft has there stay until the next run." in organiser.get(page).text
    answer = organiser.post(address, {"number": 2, "is_closed": "1"}, follow=True)
    assert answer.redirect_chain == [(page, 302)]
    assert "Table 2 is out of use. Its meetings keep it until the next run." in answer.text
    assert 'Use again<span class="visually-hidden">: Table 2</span>' in answer.text
    answer = organiser.post(address, {"number": 2, "is_closed": "0"}, follow=True)
    assert "Table 2 is in use." in answer.text
    refused = organiser.post(address, {"number": "", "is_closed": "1"})
    assert (refused.status_code, refused.text.count("Choose a table.")) == (422, 2)
    assert "<title>Error: " in refused.text


def test_who_does_not_organise_closes_no_table(event: Event, client: Client) -> None:
    data = {"number": 2, "is_closed": "1"}
    for user, status in ((StaffFactory(), 403), (UserFactory(), 404)):
        client.force_login(user)
        for name in ("organise-table-use", "organise-replan-table"):
            address = reverse(name, args=[event.edition.slug])
            assert client.post(address, data).status_code == status
    assert not Table.objects.get(number=2).is_closed


def test_table_that_cannot_be_closed_is_refused_in_words(event: Event, organiser: Client) -> None:
    address = event.address("replan-table")
    assert organiser.post(address, {}).status_code == 422
    assert organiser.post(address, {"number": 9, "is_closed": "1"}).status_code == 409
    Edition.objects.update(state="finished")
    assert organiser.post(address, {"number": 1, "is_closed": "1"}).status_code == 409


def test_late_meeting_is_entered_once(event: Event, organiser: Client) -> None:
    data = entering(event)
    for _ in range(2):
        assert organiser.post(event.address("replan-meeting"), data).status_code == 302
    assert MeetingRequest.objects.get().state == "accepted"
    # Agreed at another time than it was published: the clock of this test is before MORNING.
    assert Meeting.objects.count() == 3
    assert not OutboxMessage.objects.exists()


def test_wrong_late_meeting_is_refused_in_words(event: Event, organiser: Client) -> None:
    address = event.address("replan-meeting")
    same = entering(event, second=event.registrations[0].pk)
    answer = organiser.post(address, same)
    assert (answer.status_code, "nobody meets itself" in answer.text) == (422, True)
    foreign = entering(event, second=RegistrationFactory().pk)
    assert organiser.post(address, foreign).status_code == 422
    Edition.objects.update(state="finished")
    assert organiser.post(address, entering(event)).status_code == 409
    assert not MeetingRequest.objects.exists()


def test_staff_reads_and_does_nothing(event: Event) -> None:
    client = Client()
    client.force_login(StaffFactory())
    assert "Re-plan the meetings" not in client.get(event.page).text
    assert "Discard draft" not in client.get(event.preview).text
    for name, data in (("replan", starting()), ("replan-meeting", entering(event))):
        assert client.post(event.address(name), data).status_code == 403
    assert client.post(event.address("discard", 2), {"revision": 0}).status_code == 403


def test_stranger_finds_nothing(event: Event) -> None:
    client = Client()
    client.force_login(UserFactory())
    assert client.get(event.page).status_code == 404
    assert client.get(event.preview).status_code == 404
    assert client.post(event.page, starting()).status_code == 404
    assert client.post(event.address("discard", 2), {"revision": 0}).status_code == 404
    assert not ScheduleRun.objects.filter(state="queued").exists()


def test_number_of_queries_does_not_grow(event: Event, organiser: Client) -> None:
    few = queries_of(organiser, event.page), queries_of(organiser, event.preview)
    slot = event.edition.slots.all()[0]
    for number in range(3, 6):
        pair = [RegistrationFactory(edition=event.edition) for _ in range(2)]
        place = Table.objects.create(edition=event.edition, number=number)
        placed(event.version, meeting_between(*pair), slot, place)
    assert (queries_of(organiser, event.page), queries_of(organiser, event.preview)) == few


@pytest.mark.parametrize("pressed", [{}, {"find": "first"}], ids=["enter", "find"])
def test_a_refused_page_with_both_names_half_typed_asks_little(
    event: Event, organiser: Client, pressed: dict[str, str]
) -> None:
    ada = interpreter(event.edition, "Ada", "es", "de")
    event.version.placements.filter(meeting=event.meetings[0]).update(interpreter=ada)
    Edition.objects.update(meets_online=True)
    SessionFactory(edition=event.edition)
    for row in event.registrations:
        row.delegates.create(name="Bo")
        Unavailability.objects.create(
            edition=event.edition, registration=row, period=event.slots[0].period
        )
    Table.objects.filter(pk=event.tables[1].pk).update(is_closed=True)
    Registration.objects.filter(pk=event.registrations[3].pk).update(state="withdrawn")
    typed = {"first": "", "first-words": "clust", "second": "", "second-words": "lust", **pressed}
    at = event.page if pressed else event.address("replan-meeting")
    sent = entering(event, **typed)
    organiser.post(at, sent)
    with CaptureQueriesContext(connection) as asked:
        answer = organiser.post(at, sent)
    assert answer.status_code == (200 if pressed else 422)
    assert answer.text.count("Cluster A") >= 2
    assert len(asked) <= 15


@pytest.mark.django_db(transaction=True)
def test_cluster_that_comes_late_is_registered_and_gets_a_meeting_by_a_replan(
    event: Event, organiser: Client
) -> None:
    late = ClusterFactory(name="Late", slug="late")
    key = str(uuid.uuid4())
    registering = {"seats": "1", "idempotency_key": key}
    organiser.post(event.address("registration-create-for", "late"), registering)
    registration = Registration.objects.get(cluster=late)
    ScheduleVersion.objects.filter(pk=event.draft.pk).update(
        state="set_aside", set_aside_at=MORNING
    )
    before = registration.created_at - timedelta(days=1)
    ScheduleVersion.objects.filter(pk=event.version.pk).update(published_at=before)
    page = organiser.get(event.page).text
    assert event.address("registration-create") in page
    assert "Late was approved after publication." in page
    meeting = entering(event, second=registration.pk)
    assert organiser.post(event.address("replan-meeting"), meeting).status_code == 302
    organiser.post(event.page, starting())
    run = ScheduleRun.objects.get(state="queued")
    run_schedule(run.pk)
    draft = ScheduleVersion.objects.get(run=run)
    new = Meeting.objects.get(participants__registration=registration)
    assert draft.placements.filter(meeting=new).exists()
    stayed = {(row.meeting_id, row.slot_id) for row in event.version.placements.all()}
    assert stayed < {(row.meeting_id, row.slot_id) for row in draft.placements.all()}


def test_nothing_is_offered_any_more_that_an_event_that_is_over_refuses(
    event: Event, organiser: Client
) -> None:
    offers = {"schedule": "Run again", "import": "Look at it first", "replan": "Changed since"}

    def offered() -> list[str]:
        pages = {name: organiser.get(event.address(name)).text for name in offers}
        return [name for name, words in offers.items() if words in pages[name]]

    assert offered() == list(offers)
    today = timezone.now().date()
    Edition.objects.update(starts_on=today - timedelta(days=1), ends_on=today + timedelta(days=1))
    assert offered() == ["import", "replan"]
    Edition.objects.update(starts_on="2025-05-04", ends_on="2025-05-05")
    assert offered() == []

    file = SimpleUploadedFile("list.csv", b"Cluster;Asks\nA;B\n")
    refused = organiser.post(event.address("import"), {"file": file})
    assert (refused.status_code, StoredFile.objects.exists()) == (409, False)
    assert "Nothing is imported any more." in refused.text
