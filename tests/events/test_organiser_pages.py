"""The organiser's pages: who may open them, what they say, what they do."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Edition, Registration, Session
from notifications.models import OutboxMessage
from tests.events.conftest import Stage
from tests.factories.accounts import UserFactory
from tests.factories.clusters import MembershipFactory, RegionFactory, SectorFactory
from tests.factories.events import (
    EditionFactory,
    RegistrationFactory,
    SeriesFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db
State = Registration.State

READ = ("organise-overview", "organise-programme", "organise-registrations")
CHANGE = ("organise-edit", "organise-cancel", "organise-session-create")
POSTS = (
    "organise-state",
    "organise-registrations-decide",
    "organise-registrations-undo",
    "organise-session-restore",
)


def page(name: str, edition: Edition, *more: object) -> str:
    return reverse(name, args=[edition.slug, *more])


@pytest.mark.parametrize("name", READ)
def test_organisers_and_staff_read_and_strangers_find_nothing(stage: Stage, name: str) -> None:
    address = page(name, stage.edition)
    assert stage.organiser.get(address).status_code == 200
    assert stage.staff.get(address).status_code == 200
    assert stage.stranger.get(address).status_code == 404
    assert stage.manager.get(address).status_code == 404
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("name", CHANGE)
def test_staff_reads_but_does_not_change(stage: Stage, name: str) -> None:
    address = page(name, stage.edition)
    assert stage.organiser.get(address).status_code == 200
    assert stage.staff.get(address).status_code == 403
    assert stage.stranger.get(address).status_code == 404


@pytest.mark.parametrize("name", POSTS)
def test_acts_are_refused_to_staff_and_unknown_to_strangers(stage: Stage, name: str) -> None:
    address = page(name, stage.edition)
    assert stage.staff.post(address).status_code == 403
    assert stage.stranger.post(address).status_code == 404
    assert stage.organiser.get(address).status_code == 405


def test_acts_on_a_session_are_the_organisers_alone(stage: Stage) -> None:
    session = SessionFactory(edition=stage.edition)
    foreign = SessionFactory()
    for name in ("move", "remove", "edit"):
        address = page(f"organise-session-{name}", stage.edition, session.pk)
        assert stage.staff.post(address).status_code == 403
        assert stage.stranger.post(address).status_code == 404
        swapped = page(f"organise-session-{name}", stage.edition, foreign.pk)
        assert stage.organiser.post(swapped).status_code == 404
    assert Session.objects.count() == 2


def test_my_events_shows_own_editions_and_the_next_task(stage: Stage) -> None:
    RegistrationFactory(edition=stage.edition, state=State.WAITING)
    listed = stage.organiser.get(reverse("organise-list")).content.decode()
    assert "Decide 1 registration" in listed
    assert listed.count('rowheader"><a') == 1
    assert len(stage.staff.get(reverse("organise-list")).context["events"]) == 2


def test_my_events_says_how_to_begin() -> None:
    browser, body = Client(), EditionFactory().owner
    person = UserFactory()
    browser.force_login(person)
    assert "Say which body you speak for" in browser.get(reverse("organise-list")).content.decode()
    Edition.objects.all().delete()
    MembershipFactory(user=person, organisation=body)
    assert "Create your first event" in browser.get(reverse("organise-list")).content.decode()


def edition_answers(**fields: Any) -> dict[str, Any]:
    return {
        "idempotency_key": str(uuid.uuid4()),
        "name": "Sicily meets Catalonia",
        "kind": "intercluster",
        "host_region": RegionFactory(code="ES51").pk,
        "guest_regions": [RegionFactory(code="ITG1").pk],
        "sectors": [SectorFactory().pk],
        "starts_on": "2027-06-03",
        "ends_on": "2027-06-04",
        "time_zone": "Europe/Madrid",
        "city": "Barcelona",
        "capacity": "40",
        "registration_closes_on": "2027-05-01",
        **fields,
    }


def test_an_event_is_created_and_its_overview_opens(stage: Stage) -> None:
    answers = edition_answers(owner=stage.edition.owner_id, new_series="Islands meet", ordinal="2")
    answer = stage.organiser.post(reverse("organise-create"), answers)
    edition = Edition.objects.get(name="Sicily meets Catalonia")
    assert answer.headers["Location"] == page("organise-overview", edition)
    assert (edition.state, edition.ordinal, edition.capacity) == ("draft", 2, 40)
    assert f"{edition.registration_closes_at:%Y-%m-%d %H:%M}" == "2027-05-01 22:00"
    assert stage.organiser.get(answer.headers["Location"]).status_code == 200
    again = stage.organiser.post(reverse("organise-create"), answers)
    assert again.headers["Location"] == answer.headers["Location"]
    assert Edition.objects.filter(name="Sicily meets Catalonia").count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"ends_on": "2027-06-02"}, "Enter 3 June 2027 or a later day."),
        ({"registration_closes_on": "2027-06-05"}, "Enter 4 June 2027 or an earlier day."),
        ({"ordinal": "3"}, "Choose a series, or leave the number empty."),
        ({"time_zone": "Mars/Olympus"}, "Select a valid choice"),
        ({"capacity": "0"}, "greater than or equal to 1"),
        ({"new_series": "Series of old"}, "Choose it from the list"),
    ],
)
def test_an_event_is_refused_in_words(stage: Stage, fields: dict[str, str], words: str) -> None:
    SeriesFactory(name="Series of old")
    answers = edition_answers(owner=stage.edition.owner_id, **fields)
    answer = stage.organiser.post(reverse("organise-create"), answers)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_nobody_holds_events_in_the_name_of_others(stage: Stage) -> None:
    foreign = EditionFactory().owner
    assert foreign is not None
    answers = edition_answers(owner=foreign.pk)
    assert stage.organiser.post(reverse("organise-create"), answers).status_code == 422
    assert stage.manager.post(reverse("organise-create"), answers).status_code == 403
    assert stage.staff.get(reverse("organise-create")).status_code == 403


def test_details_are_edited_and_an_outdated_page_is_told(stage: Stage) -> None:
    address = page("organise-edit", stage.edition)
    answers = edition_answers(version=1, name="New name")
    assert stage.organiser.post(address, answers).status_code == 302
    stage.edition.refresh_from_db()
    assert (stage.edition.name, stage.edition.version) == ("New name", 2)
    answer = stage.organiser.post(address, answers)
    assert answer.status_code == 409
    assert "Somebody changed this event meanwhile" in answer.content.decode()


def test_details_of_a_finished_event_stay(stage: Stage) -> None:
    Edition.objects.update(state="finished")
    for answer in (
        stage.organiser.get(page("organise-edit", stage.edition)),
        stage.organiser.post(page("organise-edit", stage.edition), edition_answers(version=1)),
        stage.organiser.get(page("organise-session-create", stage.edition)),
    ):
        assert answer.status_code == 409


def test_a_capacity_below_those_approved_is_refused_in_words(stage: Stage) -> None:
    RegistrationFactory.create_batch(2, edition=stage.edition)
    answers = edition_answers(version=1, capacity="1")
    answer = stage.organiser.post(page("organise-edit", stage.edition), answers)
    assert answer.status_code == 422
    assert "2 clusters are approved. Enter 2 or more." in answer.content.decode()


def test_registration_opens_by_a_button_of_the_overview(stage: Stage) -> None:
    Edition.objects.update(state="draft")
    assert (
        "Open registration"
        in stage.organiser.get(page("organise-overview", stage.edition)).content.decode()
    )
    assert (
        "Open registration"
        not in stage.staff.get(page("organise-overview", stage.edition)).content.decode()
    )
    step = {"to": "registration_open", "version": 1}
    address = page("organise-state", stage.edition)
    assert stage.organiser.post(address, step).status_code == 302
    answer = stage.organiser.post(address, step)
    assert answer.status_code == 409
    assert "This step does not follow it" in answer.content.decode()


def test_an_unknown_or_outdated_step_is_a_conflict(stage: Stage) -> None:
    address = page("organise-state", stage.edition)
    for step in ({}, {"to": "party", "version": 1}, {"to": "cancelled", "version": 9}):
        assert stage.organiser.post(address, step).status_code == 409
    stage.edition.refresh_from_db()
    assert stage.edition.state == "requests_open"


def test_cancelling_asks_first_and_tells_those_registered(stage: Stage) -> None:
    registration = RegistrationFactory(edition=stage.edition)
    MembershipFactory(organisation=registration.cluster)
    asked = stage.organiser.get(page("organise-cancel", stage.edition))
    assert "This cannot be taken back" in asked.content.decode()
    step = {"to": "cancelled", "version": 1, "message": "Sorry"}
    stage.organiser.post(page("organise-state", stage.edition), step)
    assert OutboxMessage.objects.get().kind == "edition-cancelled"
    assert stage.organiser.get(page("organise-cancel", stage.edition)).status_code == 409


def session_answers(**fields: Any) -> dict[str, Any]:
    return {
        "idempotency_key": str(uuid.uuid4()),
        "kind": "talk",
        "title": "Opening",
        "day": "2027-06-03",
        "start": "09:30",
        "end": "10:15",
        **fields,
    }


def test_a_session_is_written_in_the_time_of_the_event(stage: Stage) -> None:
    rows = {
        "speaker-0-name": "Ada Rossi",
        "speaker-0-organisation": str(stage.cluster.pk),
        "speaker-1-name": "",
    }
    address = page("organise-session-create", stage.edition)
    stage.organiser.post(address, session_answers(**rows))
    session = stage.edition.sessions.get()
    assert f"{session.period.lower:%H:%M}" == "07:30"
    assert session.speakers.get().organisation == stage.cluster
    edit = page("organise-session-edit", stage.edition, session.pk)
    assert 'value="09:30"' in stage.organiser.get(edit).content.decode()
    stage.organiser.post(edit, session_answers(title="Welcome", end="11:00"))
    session.refresh_from_db()
    assert (session.title, f"{session.period.upper:%H:%M}") == ("Welcome", "09:00")
    assert not session.speakers.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"end": "09:30"}, "Enter an end after 09:30."),
        ({"day": "2027-06-05"}, "Select a valid choice"),
        ({"title": ""}, "Fill in “Title”."),
        ({"speaker-0-name": "", "speaker-0-role": "Chair"}, "Enter a name or choose"),
        ({"speaker-0-name": "x", "speaker-0-organisation": "999999"}, "Select a valid choice"),
    ],
)
def test_a_session_is_refused_in_words(stage: Stage, fields: dict[str, str], words: str) -> None:
    address = page("organise-session-create", stage.edition)
    answer = stage.organiser.post(address, session_answers(**fields))
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_time_that_clocks_leave_out_is_refused_in_words(stage: Stage) -> None:
    Edition.objects.update(starts_on=date(2027, 3, 28), ends_on=date(2027, 3, 28))
    address = page("organise-session-create", stage.edition)
    answers = session_answers(day="2027-03-28", start="02:30", end="04:00")
    assert "Clocks go forward" in stage.organiser.post(address, answers).content.decode()


def test_a_removed_session_comes_back_by_undo(stage: Stage) -> None:
    stage.organiser.post(page("organise-session-create", stage.edition), session_answers())
    session = stage.edition.sessions.get()
    stage.organiser.post(page("organise-session-remove", stage.edition, session.pk))
    shown = stage.organiser.get(page("organise-programme", stage.edition)).content.decode()
    assert "Removed: Opening" in shown
    restore = page("organise-session-restore", stage.edition)
    assert stage.organiser.post(restore).status_code == 302
    assert stage.edition.sessions.get().title == "Opening"
    assert stage.organiser.post(restore).status_code == 409


def test_sessions_change_places_by_up_and_down(stage: Stage) -> None:
    address = page("organise-session-create", stage.edition)
    stage.organiser.post(address, session_answers())
    stage.organiser.post(address, session_answers(title="Second", start="10:15", end="10:45"))
    second = stage.edition.sessions.get(title="Second")
    move = page("organise-session-move", stage.edition, second.pk)
    stage.organiser.post(move, {"to": "up"})
    second.refresh_from_db()
    assert f"{second.period.lower:%H:%M}" == "07:30"
    answer = stage.organiser.post(move, {"to": "up"}, follow=True)
    assert "nothing to change places with" in answer.content.decode()
    Edition.objects.update(state="cancelled")
    assert stage.organiser.post(move, {"to": "down"}).status_code == 409


def decide(stage: Stage, action: str, *rows: Registration, **fields: object) -> Any:
    answers = {"action": action, "chosen": [row.pk for row in rows], **fields}
    address = page("organise-registrations-decide", stage.edition)
    return stage.organiser.post(address, answers, follow=True)


def test_a_bulk_decision_says_what_was_and_was_not_done_and_can_be_undone(stage: Stage) -> None:
    waiting = RegistrationFactory.create_batch(3, edition=stage.edition, state=State.WAITING)
    withdrawn = RegistrationFactory(edition=stage.edition, state=State.WITHDRAWN)
    answer = decide(stage, "approve", *waiting, withdrawn)
    assert "3 approved, 1 not: already withdrawn" in answer.content.decode()
    undo = page("organise-registrations-undo", stage.edition)
    assert "3 waiting" in stage.organiser.post(undo, follow=True).content.decode()
    assert stage.edition.registrations.filter(state=State.WAITING).count() == 3
    assert stage.organiser.post(undo).status_code == 409


def test_everybody_who_waits_is_decided_at_once(stage: Stage) -> None:
    RegistrationFactory.create_batch(3, edition=stage.edition, state=State.WAITING)
    answer = decide(stage, "decline", everybody_in="waiting")
    assert "3 declined" in answer.content.decode()


def test_registrations_of_others_cannot_be_decided(stage: Stage) -> None:
    foreign = RegistrationFactory(state=State.WAITING)
    decide(stage, "approve", foreign)
    foreign.refresh_from_db()
    assert foreign.state == State.WAITING
    detail = page("organise-registration", stage.edition, foreign.pk)
    assert stage.organiser.get(detail).status_code == 404


def test_a_decision_without_a_choice_or_after_the_end_is_told(stage: Stage) -> None:
    row = RegistrationFactory(edition=stage.edition, state=State.WAITING)
    assert "Choose at least one cluster first" in decide(stage, "approve").content.decode()
    Edition.objects.update(state="finished")
    assert decide(stage, "approve", row).status_code == 409


def test_one_registration_is_shown_with_profile_and_decided(stage: Stage) -> None:
    row = RegistrationFactory(edition=stage.edition, state=State.WAITING, message="We care")
    row.delegates.create(name="Ada Rossi", job_title="Director")
    detail = page("organise-registration", stage.edition, row.pk)
    shown = stage.organiser.get(detail).content.decode()
    for words in ("We care", "Ada Rossi", "Director", "Approve"):
        assert words in shown
    assert "Approve" not in stage.staff.get(detail).content.decode()
    assert stage.stranger.get(detail).status_code == 404


def test_texts_from_people_are_escaped(stage: Stage) -> None:
    Edition.objects.update(name="<script>alert(1)</script>")
    row = RegistrationFactory(edition=stage.edition, message="<b>bold</b>")
    SessionFactory(edition=stage.edition, title="<i>x</i>", description="<u>y</u>")
    for name in READ:
        assert (
            "<script>alert" not in stage.organiser.get(page(name, stage.edition)).content.decode()
        )
    programme = stage.organiser.get(page("organise-programme", stage.edition)).content.decode()
    assert "<i>x</i>" not in programme
    detail = stage.organiser.get(page("organise-registration", stage.edition, row.pk))
    assert "<b>bold</b>" not in detail.content.decode()


def queries_of(browser: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


def _crowd(edition: Edition, count: int) -> None:
    for row in RegistrationFactory.create_batch(count, edition=edition, state=State.WAITING):
        row.cluster.sectors.add(SectorFactory())
        row.delegates.create(name="Ada")
        session = SessionFactory(edition=edition, day_on=edition.starts_on)
        session.speakers.create(name="Ada", organisation=row.cluster)
        session.visited.add(row.cluster)
        EditionFactory(owner=edition.owner)


@pytest.mark.parametrize("name", ["organise-list", *READ])
def test_pages_need_as_many_queries_for_one_row_as_for_four(stage: Stage, name: str) -> None:
    address = reverse(name) if name == "organise-list" else page(name, stage.edition)
    _crowd(stage.edition, 1)
    few = queries_of(stage.organiser, address)
    _crowd(stage.edition, 3)
    assert queries_of(stage.organiser, address) == few <= 15
