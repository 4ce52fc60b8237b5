"""A cluster manager's way into an edition: register, change, withdraw."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Edition, Registration
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.stage import Stage

pytestmark = pytest.mark.django_db
State = Registration.State


def register_page(edition: Edition) -> str:
    return reverse("edition-register", args=[edition.slug])


def answers(stage: Stage, **fields: Any) -> dict[str, Any]:
    return {
        "idempotency_key": str(uuid.uuid4()),
        "cluster": stage.cluster.slug,
        "seats": "1",
        "delegate-0-name": "Ada Rossi",
        "delegate-0-job_title": "Director",
        "delegate-1-name": "",
        "delegate-1-job_title": "",
        **fields,
    }


def own(stage: Stage, **fields: Any) -> Registration:
    row: Registration = RegistrationFactory(edition=stage.edition, cluster=stage.cluster, **fields)
    return row


def test_a_manager_registers_the_cluster_and_learns_what_happens_next(stage: Stage) -> None:
    shown = stage.manager.get(register_page(stage.edition)).content.decode()
    assert f"You register <strong>{stage.cluster}" in shown
    sent = answers(stage, message="Hello", max_meetings="5")
    answer = stage.manager.post(register_page(stage.edition), sent, follow=True)
    assert "What happens next" in answer.content.decode()
    row = Registration.objects.get()
    assert (row.cluster, row.registered_by) == (stage.cluster, stage.manager_user)
    assert (row.state, row.message, row.max_meetings) == (State.WAITING, "Hello", 5)
    assert row.delegates.get().job_title == "Director"


def test_the_same_key_leads_to_the_same_page_and_another_to_what_is_there(stage: Stage) -> None:
    sent = answers(stage)
    first = stage.manager.post(register_page(stage.edition), sent)
    again = stage.manager.post(register_page(stage.edition), sent)
    assert again.headers["Location"] == first.headers["Location"]
    answer = stage.manager.post(register_page(stage.edition), answers(stage))
    assert answer.status_code == 409
    row = Registration.objects.get()
    words = answer.content.decode()
    assert "is registered already" in words
    assert reverse("registration-edit", args=[row.pk]) in words


def test_who_speaks_for_several_clusters_chooses_one(stage: Stage) -> None:
    other = MembershipFactory(user=stage.manager_user, organisation=ClusterFactory()).organisation
    shown = stage.manager.get(f"{register_page(stage.edition)}?cluster={other.slug}")
    assert f'value="{other.slug}" selected' in shown.content.decode()
    stage.manager.post(register_page(stage.edition), answers(stage, cluster=other.slug))
    assert Registration.objects.get().cluster == other


def test_nobody_registers_a_cluster_of_others(stage: Stage) -> None:
    foreign = answers(stage, cluster=ClusterFactory().slug)
    answer = stage.manager.post(register_page(stage.edition), foreign)
    assert answer.status_code == 422
    assert "Choose one of your clusters" in answer.content.decode()
    assert stage.stranger.post(register_page(stage.edition), foreign).status_code == 403
    assert Client().post(register_page(stage.edition), foreign).status_code == 302
    assert not Registration.objects.exists()


def test_who_speaks_for_no_cluster_learns_how_to(stage: Stage) -> None:
    shown = stage.stranger.get(register_page(stage.edition))
    assert "Claim your cluster" in shown.content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"seats": "0"}, "greater than or equal to 1"),
        ({"seats": "11"}, "less than or equal to 10"),
        ({"max_meetings": "0"}, "greater than or equal to 1"),
        ({"delegate-1-job_title": "Chair"}, "Enter the name of the person"),
        ({"idempotency_key": "no key"}, "Enter a valid UUID"),
    ],
)
def test_a_registration_is_refused_in_words(
    stage: Stage, fields: dict[str, str], words: str
) -> None:
    answer = stage.manager.post(register_page(stage.edition), answers(stage, **fields))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Registration.objects.exists()


@pytest.mark.parametrize("state", ["published", "finished", "cancelled"])
def test_registration_that_is_not_open_says_so(stage: Stage, state: str) -> None:
    Edition.objects.filter(pk=stage.edition.pk).update(state=state)
    for answer in (
        stage.manager.get(register_page(stage.edition)),
        stage.manager.post(register_page(stage.edition), answers(stage)),
    ):
        assert answer.status_code == 409
        assert "Registration for this event is not open" in answer.content.decode()


def test_a_draft_is_unknown_to_managers(stage: Stage) -> None:
    draft = EditionFactory(state="draft")
    assert stage.manager.get(register_page(draft)).status_code == 404
    assert stage.manager.post(register_page(draft), answers(stage)).status_code == 404


def test_a_delegation_is_changed_and_an_outdated_page_is_told(stage: Stage) -> None:
    row = own(stage)
    address = reverse("registration-edit", args=[row.pk])
    sent = answers(stage, seats="3", version="1")
    assert stage.manager.post(address, sent).status_code == 302
    row.refresh_from_db()
    assert (row.seats, row.version) == (3, 2)
    assert "Ada Rossi" in stage.manager.get(address).content.decode()
    assert stage.manager.post(address, sent).status_code == 409


def test_other_peoples_registrations_are_unknown(stage: Stage) -> None:
    row = RegistrationFactory(edition=stage.edition)
    for name in ("registration-edit", "registration-next", "registration-withdraw"):
        address = reverse(name, args=[row.pk])
        for browser in (stage.manager, stage.organiser, stage.staff, stage.stranger):
            assert browser.get(address).status_code == 404
    assert stage.manager.post(reverse("registration-withdraw", args=[row.pk])).status_code == 404
    row.refresh_from_db()
    assert row.state == State.APPROVED


def test_withdrawing_asks_first_and_works_once(stage: Stage) -> None:
    row = own(stage)
    address = reverse("registration-withdraw", args=[row.pk])
    assert "Stay registered" in stage.manager.get(address).content.decode()
    answer = stage.manager.post(address, follow=True)
    assert "Register again" in answer.content.decode()
    row.refresh_from_db()
    assert row.state == State.WITHDRAWN
    assert stage.manager.post(address).status_code == 409
    edit = reverse("registration-edit", args=[row.pk])
    assert stage.manager.post(edit, answers(stage, version=row.version)).status_code == 409


def holds(edition: Edition, phase: str, capacity: int | None) -> None:
    """The event is in this state by the clock too."""
    today = timezone.now().astimezone(edition.zone).date()
    days = {"starts_on": today, "ends_on": today + timedelta(days=1)} if phase == "running" else {}
    Edition.objects.filter(pk=edition.pk).update(capacity=capacity, state=phase, **days)


@pytest.mark.parametrize(
    ("state", "capacity", "phase", "is_promised"),
    [
        ("approved", 1, "published", True),
        ("approved", 1, "running", False),
        ("approved", None, "published", False),
        ("waiting", 1, "published", False),
    ],
)
def test_a_place_is_promised_to_the_first_in_line_where_it_is_given(
    stage: Stage, state: str, capacity: int | None, phase: str, *, is_promised: bool
) -> None:
    row = own(stage, state=state)
    holds(stage.edition, phase, capacity)
    asked = stage.manager.get(reverse("registration-withdraw", args=[row.pk])).text
    assert ("Its place goes to the first on the waiting list." in asked) == is_promised


@pytest.mark.parametrize(
    ("phase", "said"),
    [
        ("published", "You get a mail when a place is free."),
        ("running", "from now on only the organiser gives places."),
        ("finished", "You were on the waiting list, and got no place."),
    ],
)
def test_who_is_on_the_waiting_list_reads_what_comes_of_it(
    stage: Stage, phase: str, said: str
) -> None:
    own(stage, state=State.WAITLISTED)
    holds(stage.edition, phase, 1)
    here = [stage.edition.slug, stage.cluster.slug]
    assert said in stage.manager.get(reverse("meet-home", args=here)).text
    listed = stage.organiser.get(reverse("organise-registrations", args=here[:1])).text
    assert ("gets a place by itself" in listed) == (phase == "published")
    assert ("given by you alone" in listed) == (phase == "running")


def test_who_withdrew_registers_again_in_the_same_row(stage: Stage) -> None:
    row = own(stage, state=State.WITHDRAWN)
    stage.manager.post(register_page(stage.edition), answers(stage))
    assert Registration.objects.get().pk == row.pk
    assert Registration.objects.get().state == State.WAITING


def test_every_delegate_that_is_posted_is_stored(stage: Stage) -> None:
    people = {f"delegate-{number}-name": f"Person {number}" for number in range(25)}
    stage.manager.post(register_page(stage.edition), answers(stage, **people))
    row = Registration.objects.get(cluster=stage.cluster)
    assert row.delegates.count() == 25
    edit = stage.manager.get(page_of(row)).content.decode()
    assert "Person 24" in edit


def test_more_delegates_than_a_form_takes_are_refused_in_words(stage: Stage) -> None:
    people = {f"delegate-{number}-name": f"Person {number}" for number in range(201)}
    address = register_page(stage.edition)
    answer = stage.manager.post(address, answers(stage, **people))
    assert answer.status_code == 422
    assert "Enter at most 200 rows." in answer.content.decode()
    assert not Registration.objects.filter(cluster=stage.cluster).exists()


def test_more_fields_than_the_site_reads_are_refused_in_words(stage: Stage) -> None:
    fields = {f"field-{number}": "x" for number in range(3001)}
    answer = stage.manager.post(register_page(stage.edition), fields)
    assert answer.status_code == 400
    assert "more fields than the site takes at once" in answer.content.decode()


def test_an_older_form_of_a_delegation_keeps_what_was_typed(stage: Stage) -> None:
    stage.manager.post(register_page(stage.edition), answers(stage))
    row = Registration.objects.get(cluster=stage.cluster)
    older = answers(stage, version=str(row.version), message="Mine")
    stage.manager.post(page_of(row), answers(stage, version=str(row.version), message="First"))
    answer = stage.manager.post(page_of(row), older)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Mine" in shown
    assert "Message to the organiser: First" in shown
    row.refresh_from_db()
    assert row.message == "First"


def page_of(row: Registration) -> str:
    return reverse("registration-edit", args=[row.pk])


def test_who_speaks_for_two_clusters_reads_that_their_meetings_are_never_at_one_time(
    stage: Stage,
) -> None:
    row, other = own(stage), RegistrationFactory(edition=stage.edition, cluster__name="Wind")
    page = reverse("registration-edit", args=[row.pk])
    assert "speaks for others too" not in stage.manager.get(page).content.decode()
    MembershipFactory(organisation=other.cluster, user=stage.manager_user)
    for address in (page, reverse("registration-edit", args=[other.pk])):
        words = " ".join(stage.manager.get(address).content.decode().split())
        assert "its meetings and yours are never at one time." in words
    organised = reverse("organise-registration", args=[stage.edition.slug, row.pk])
    words = " ".join(stage.organiser.get(organised).content.decode().split())
    assert "Wind: meetings of both are never at one time." in words


def test_a_colleague_who_comes_too_frees_both(stage: Stage) -> None:
    row, other = own(stage), RegistrationFactory(edition=stage.edition, cluster__name="Wind")
    MembershipFactory(organisation=other.cluster, user=stage.manager_user)
    page = reverse("registration-edit", args=[row.pk])
    sent = answers(stage, version=row.version, sends_colleague="on")
    assert stage.manager.post(page, sent).status_code == 302
    row.refresh_from_db()
    assert row.sends_colleague
    words = " ".join(stage.manager.get(page).content.decode().split())
    assert "Wind: a colleague attends the meetings of" in words
    theirs = reverse("registration-edit", args=[other.pk])
    words = " ".join(stage.manager.get(theirs).content.decode().split())
    assert "a colleague attends its meetings, so yours may be at one time." in words
