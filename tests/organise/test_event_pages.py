"""The organiser's pages: who may open them, what they say, what they do."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusters.models import Sector
from events.models import Edition, Registration, Session
from matchmaking.telling.entries import refresh_marked
from notifications.models import OutboxMessage
from tests.factories.accounts import UserFactory
from tests.factories.clusters import MembershipFactory, RegionFactory, SectorFactory
from tests.factories.events import (
    EditionFactory,
    RegistrationFactory,
    SeriesFactory,
    SessionFactory,
)
from tests.factories.stage import Stage, page

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
    assert listed.count('role="rowheader"') == 1
    assert "<h1>My events</h1>" in listed
    read = stage.staff.get(reverse("organise-list"))
    assert len(read.context["events"]) == 2
    assert "<h1>All events</h1>" in read.content.decode()


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
        "starts_on": "2094-06-03",
        "ends_on": "2094-06-04",
        "time_zone": "Europe/Madrid",
        "city": "Barcelona",
        "capacity": "40",
        "fairness": "3",
        "registration_closes_on": "2094-05-01",
        **fields,
    }


def test_an_event_is_created_and_its_overview_opens(stage: Stage) -> None:
    answers = edition_answers(owner=stage.edition.owner_id, new_series="Islands meet", ordinal="2")
    answer = stage.organiser.post(reverse("organise-create"), answers)
    edition = Edition.objects.get(name="Sicily meets Catalonia")
    assert answer.headers["Location"] == page("organise-overview", edition)
    assert (edition.state, edition.ordinal, edition.capacity) == ("draft", 2, 40)
    assert edition.fairness == 3
    assert f"{edition.registration_closes_at:%Y-%m-%d %H:%M}" == "2094-05-01 22:00"
    assert stage.organiser.get(answer.headers["Location"]).status_code == 200
    again = stage.organiser.post(reverse("organise-create"), answers)
    assert again.headers["Location"] == answer.headers["Location"]
    assert Edition.objects.filter(name="Sicily meets Catalonia").count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"ends_on": "2094-06-02"}, "Enter 3 June 2094 or a later day."),
        ({"registration_closes_on": "2094-06-05"}, "Enter 4 June 2094 or an earlier day."),
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


def test_an_older_form_of_the_details_keeps_what_was_typed_and_shows_what_is_stored(
    stage: Stage,
) -> None:
    address = page("organise-edit", stage.edition)
    answers = edition_answers(version=1, name="New name")
    assert stage.organiser.post(address, answers).status_code == 302
    stage.edition.refresh_from_db()
    assert (stage.edition.name, stage.edition.version) == ("New name", 2)
    mine = {**answers, "name": "Mine", "host_region": RegionFactory(code="ITC4").pk, "sectors": []}
    answer = stage.organiser.post(address, mine)
    shown = answer.text
    assert answer.status_code == 409
    assert 'value="Mine"' in shown
    sector = Sector.objects.get(pk=answers["sectors"][0])
    for stored in ("Name: New name", "Host region: Region ES51", f"Sectors: {sector}"):
        assert stored in shown
    assert "Guest regions:" not in shown, "there is no difference"
    assert 'name="version" value="2"' in shown
    assert stage.organiser.post(address, {**mine, "version": 2}).status_code == 302
    stage.edition.refresh_from_db()
    assert stage.edition.name == "Mine"


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
    assert "Registration is open." in stage.organiser.post(address, step, follow=True).text
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
    refresh_marked()
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
