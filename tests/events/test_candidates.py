"""An organiser looks for a cluster by name."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.services.drafts import enter_draft
from events.models import Consent, Edition, EditionOrganiser
from events.queries.candidates import MOST, candidates
from tests.factories.accounts import AdministratorFactory, StaffFactory, UserFactory
from tests.factories.clusters import (
    ClusterFactory,
    MembershipFactory,
    OrganisationFactory,
    RegionFactory,
)
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.support.counting import queries_of

pytestmark = pytest.mark.django_db


class TestSearch:
    @pytest.fixture
    def organiser(self, client: Client) -> Client:
        edition = EditionFactory(state="published", slug="event")
        client.force_login(MembershipFactory(organisation=edition.owner).user)
        return client

    address = "/organise/event/registrations/new/"

    @pytest.mark.parametrize("words", ["agua limpia", "água", "auga limpia", "AL", "  Lombardy "])
    def test_cluster_is_found_by_name_without_accents_and_with_slips(self, words: str) -> None:
        region = RegionFactory(name="Lombardy")
        water = ClusterFactory(name="Água limpia", short_name="AL", region=region)
        ClusterFactory(name="Steel", region=None)
        OrganisationFactory(name="Agua limpia agency")
        [found] = candidates(EditionFactory(), words, by=UserFactory()).rows
        assert (found.cluster, found.registration) == (water, None)

    def test_who_is_registered_is_shown_with_its_registration(self, organiser: Client) -> None:
        edition = Edition.objects.get()
        names = ("Water One", "Water Two", "Water Three")
        one, two, three = (ClusterFactory(name=name) for name in names)
        there = RegistrationFactory(edition=edition, cluster=one, state="declined")
        RegistrationFactory(edition=edition, cluster=two, state="withdrawn")
        RegistrationFactory(cluster=three)
        page = organiser.get(self.address, {"q": "water"}).text
        assert "3 clusters" in page
        assert reverse("organise-registration", args=["event", there.pk]) in page
        for cluster, is_offered in ((one, False), (two, True), (three, True)):
            assert (f'{self.address}{cluster.slug}/"' in page) is is_offered

    @pytest.mark.parametrize(
        ("words", "answer"),
        [
            ("", ""),
            ("w", "Type at least two letters."),
            ("steel", "No cluster has a name like “steel”."),
            ("water" * 30, ""),
        ],
    )
    def test_nothing_found_is_said_in_words(
        self, organiser: Client, words: str, answer: str
    ) -> None:
        ClusterFactory(name="Water")
        page = organiser.get(self.address, {"q": words}).text
        assert re.search(rf'role="status">\s*{re.escape(answer)}\s*</p>', page)
        assert "Clusters found" not in page

    def test_only_the_first_ones_are_shown_of_many(self) -> None:
        for number in range(MOST + 1):
            ClusterFactory(name=f"Water {number}")
        found = candidates(EditionFactory(), "water", by=UserFactory())
        assert (len(found.rows), found.more) == (MOST, True)

    def test_live_results_are_the_part_of_the_page(self, organiser: Client) -> None:
        ClusterFactory(name="Water")
        answer = organiser.get(self.address, {"q": "wat"}, headers={"HX-Request": "true"})
        assert "Water" in answer.text
        assert "<html" not in answer.text
        assert "HX-Request" in answer["Vary"]

    def test_queries_do_not_grow_with_the_register(self, organiser: Client) -> None:
        edition = Edition.objects.get()
        counts = set()
        for _ in range(2):
            for _ in range(2):
                cluster = ClusterFactory(name="Water")
                RegistrationFactory(edition=edition, cluster=cluster)
                ClusterFactory(name="Water")
            counts.add(queries_of(organiser, f"{self.address}?q=water"))
        assert len(counts) == 1


class TestDrafts:
    """A cluster that a list entered is not yet public: only that event's bodies find it."""

    @pytest.fixture
    def edition(self) -> Edition:
        edition: Edition = EditionFactory(state="published", slug="with-draft")
        draft = enter_draft(name="Nordic Batteries", region=None)
        RegistrationFactory(edition=edition, cluster=draft)
        return edition

    def found_by(self, user: User) -> list[str]:
        rows = candidates(EditionFactory(), "nordic batteries", by=user).rows
        return [found.cluster.name for found in rows]

    def test_those_of_the_event_it_takes_part_in_find_it_for_all_their_events(
        self, edition: Edition
    ) -> None:
        assert self.found_by(MembershipFactory(organisation=edition.owner).user)
        body, role = OrganisationFactory(), EditionOrganiser.Role.CO_ORGANISER
        EditionOrganiser.objects.create(
            edition=edition, organisation=body, role=role, state=Consent.ACCEPTED
        )
        assert self.found_by(MembershipFactory(organisation=body).user)

    @pytest.mark.parametrize("factory", [StaffFactory, AdministratorFactory])
    def test_who_keeps_the_register_finds_it(
        self, edition: Edition, factory: Callable[[], User]
    ) -> None:
        assert self.found_by(factory())

    def test_nobody_of_another_body_finds_it_or_opens_it(self, edition: Edition) -> None:
        other = EditionFactory(state="published", slug="other")
        stranger = MembershipFactory(organisation=other.owner).user
        assert self.found_by(stranger) == []
        draft = edition.registrations.get().cluster
        address = "/organise/{}/registrations/new/{}/"
        client = Client()
        client.force_login(stranger)
        assert client.get(address.format("other", draft.slug)).status_code == 404
        client.force_login(MembershipFactory(organisation=edition.owner).user)
        assert client.get(address.format("with-draft", draft.slug)).status_code == 200
