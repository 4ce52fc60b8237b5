"""A cluster that comes late: the organiser registers it, whatever the time."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clusters.models import Organisation
from events.models import Edition, Registration
from events.services.registrations import AlreadyRegistered, RegistrationClosed, register_for
from events.services.wishes import Wishes
from interface.keys import KeyTaken
from notifications.models import OutboxMessage
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.clusters import (
    ClusterFactory,
    MembershipFactory,
    OrganisationFactory,
)
from tests.factories.events import EditionFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2094, 3, 1, 9, 0, tzinfo=UTC)
State = Registration.State


def entered(edition: Edition, **fields: Any) -> Registration:
    values = {"cluster": ClusterFactory(), "by": UserFactory(), "key": uuid.uuid4(), **fields}
    return register_for(edition=edition, wishes=Wishes(2, 6, "Welcome"), now=NOW, **values)


@pytest.mark.parametrize(
    "state", ["registration_open", "requests_open", "scheduling", "published", "running"]
)
def test_late_cluster_is_approved_and_told(state: str) -> None:
    cluster = ClusterFactory()
    manager = MembershipFactory(organisation=cluster).user
    row = entered(EditionFactory(state=state), cluster=cluster)
    row.refresh_from_db()
    assert (row.state, row.seats, row.max_meetings, row.message) == (State.APPROVED, 2, 6, "")
    mail = OutboxMessage.objects.get()
    assert mail.recipient == manager.email
    assert "Welcome" in mail.body
    assert "once you agree" in mail.body


def test_late_cluster_waits_where_no_place_is_free() -> None:
    edition = EditionFactory(state="published", capacity=1)
    RegistrationFactory(edition=edition)
    assert entered(edition).state == State.WAITLISTED


@pytest.mark.parametrize("state", ["draft", "finished", "cancelled"])
def test_nobody_is_registered_before_opening_nor_after_the_end(state: str) -> None:
    with pytest.raises(RegistrationClosed):
        entered(EditionFactory(state=state))


def test_same_key_is_one_registration_and_a_cluster_is_registered_once() -> None:
    edition, cluster, by, key = EditionFactory(), ClusterFactory(), UserFactory(), uuid.uuid4()
    first = entered(edition, cluster=cluster, by=by, key=key)
    assert entered(edition, cluster=cluster, by=by, key=key) == first
    with pytest.raises(KeyTaken):
        entered(edition, key=key)
    with pytest.raises(AlreadyRegistered):
        entered(edition, cluster=cluster)
    assert OutboxMessage.objects.count() == 0


def test_cluster_that_withdrew_comes_back() -> None:
    edition = EditionFactory(state="published")
    before = RegistrationFactory(edition=edition, state="withdrawn")
    after = entered(edition, cluster=before.cluster)
    assert (after.pk, after.state) == (before.pk, State.APPROVED)


class TestPage:
    @pytest.fixture
    def edition(self) -> Edition:
        edition: Edition = EditionFactory(state="published", slug="event")
        return edition

    @pytest.fixture
    def cluster(self) -> Organisation:
        cluster: Organisation = ClusterFactory(name="Water", slug="water")
        return cluster

    @pytest.fixture
    def organiser(self, edition: Edition, client: Client) -> Client:
        assert edition.owner
        client.force_login(MembershipFactory(organisation=edition.owner).user)
        return client

    search = "/organise/event/registrations/new/"
    address = f"{search}water/"

    def form(self, **changes: str) -> dict[str, str]:
        return {
            "seats": "1",
            "max_meetings": "",
            "message": "",
            "idempotency_key": str(uuid.uuid4()),
            **changes,
        }

    def test_organiser_registers_a_cluster_once(
        self, organiser: Client, cluster: Organisation
    ) -> None:
        listed = organiser.get(reverse("organise-registrations", args=["event"])).text
        assert self.search in listed
        assert self.address in organiser.get(self.search, {"q": "water"}).text
        assert "Register Water" in organiser.get(self.address).text
        form = self.form()
        for _ in range(2):
            page = organiser.post(self.address, form, follow=True).text
            assert "Water is registered and approved. Its members are told." in page
            assert reverse("organise-replan", args=["event"]) in page.split("<main")[1]
        assert Registration.objects.get().cluster == cluster

    def test_full_event_says_that_it_waits(
        self, organiser: Client, edition: Edition, cluster: Organisation
    ) -> None:
        Edition.objects.update(capacity=1)
        RegistrationFactory(edition=edition)
        page = organiser.post(self.address, self.form(), follow=True).text
        assert "Water is on the waiting list: no place is free." in page

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"seats": "0"}, "greater than or equal to 1"),
            ({"max_meetings": "0"}, "greater than or equal to 1"),
        ],
    )
    def test_mistakes_are_said_at_the_field(
        self, organiser: Client, cluster: Organisation, changes: dict[str, str], words: str
    ) -> None:
        answer = organiser.post(self.address, self.form(**changes))
        assert answer.status_code == 422
        assert words in answer.text
        assert not Registration.objects.exists()

    def test_what_is_no_cluster_is_not_registered(self, organiser: Client) -> None:
        OrganisationFactory(slug="agency")
        for slug in ("nobody", "agency"):
            assert organiser.get(f"{self.search}{slug}/").status_code == 404
            assert organiser.post(f"{self.search}{slug}/", self.form()).status_code == 404

    def test_cluster_that_is_registered_is_said_so(
        self, organiser: Client, edition: Edition, cluster: Organisation
    ) -> None:
        RegistrationFactory(edition=edition, cluster=cluster, state="declined")
        answer = organiser.post(self.address, self.form())
        assert answer.status_code == 422
        assert "Water is registered already: declined." in answer.text

    def test_event_that_is_over_takes_nobody(
        self, organiser: Client, edition: Edition, cluster: Organisation
    ) -> None:
        Edition.objects.update(state="finished")
        listed = organiser.get(reverse("organise-registrations", args=["event"])).text
        assert self.search not in listed
        assert organiser.get(self.search).status_code == 409
        assert organiser.get(self.address).status_code == 409
        assert organiser.post(self.address, self.form()).status_code == 409

    def test_staff_registers_nobody_and_a_stranger_finds_nothing(
        self, edition: Edition, cluster: Organisation
    ) -> None:
        for user, status in ((StaffFactory(), 403), (UserFactory(), 404)):
            client = Client()
            client.force_login(user)
            assert client.get(self.search, {"q": "water"}).status_code == status
            assert client.get(self.address).status_code == status
            assert client.post(self.address, self.form()).status_code == status
        assert not Registration.objects.exists()
