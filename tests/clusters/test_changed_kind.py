"""A body becomes a cluster: who only looked at its events does not act for it by that."""

import uuid
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.models import Invitation, Organisation
from clusters.services.leaving import NotOwner
from clusters.services.membership import invite
from events import answer_links as event_links
from events.models import Registration
from events.queries.inviting import invitations_of
from events.queries.same_people import same_people
from events.rules import can_act_for, can_manage
from matchmaking import answer_links as request_links
from matchmaking.services.feeds import make_feed
from tests.factories.clusters import MembershipFactory, OrganisationFactory
from tests.factories.events import EventInvitationFactory, RegistrationFactory
from tests.factories.matchmaking import MeetingRequestFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)


class Changed:
    """It was an agency, takes part in an event, and has an owner, a planner and this person."""

    def __init__(self, role: str) -> None:
        self.cluster: Organisation = OrganisationFactory(name="Water agency")
        for other in ("owner", "planner"):
            MembershipFactory(organisation=self.cluster, role=other)
        self.user: User = MembershipFactory(organisation=self.cluster, role=role).user
        Organisation.objects.filter(pk=self.cluster.pk).update(kind="cluster")
        self.cluster.refresh_from_db()
        self.registration: Registration = RegistrationFactory(cluster=self.cluster)
        self.browser = Client()
        self.browser.force_login(self.user)


@pytest.fixture(params=["viewer", "reception"])
def here(request: pytest.FixtureRequest) -> Changed:
    return Changed(request.param)


def test_who_only_looked_manages_nothing(here: Changed) -> None:
    assert not can_manage(here.user, here.registration)
    assert not can_act_for(here.user, here.registration)
    slug, edition = here.cluster.slug, here.registration.edition.slug
    addresses = [
        reverse("registration-edit", args=[here.registration.pk]),
        reverse("cluster-profile-edit", args=[slug]),
        reverse("meet-home", args=[edition, slug]),
    ]
    assert [here.browser.get(address).status_code for address in addresses] == [404] * 3
    form = {"cluster": slug, "idempotency_key": uuid.uuid4()}
    assert here.browser.post(reverse("edition-register", args=[edition]), form).status_code == 403
    planner = Changed("planner")
    assert can_manage(planner.user, planner.registration)


def test_who_only_looked_lets_nobody_in(here: Changed) -> None:
    with pytest.raises(NotOwner):
        invite(
            organisation=here.cluster,
            email="new@example.org",
            by=here.user,
            key=uuid.uuid4(),
            now=NOW,
            address_of=str,
        )
    Invitation.objects.create(
        organisation=here.cluster,
        email="new@example.org",
        token_hash="a" * 64,
        invited_by=here.user,
        idempotency_key=uuid.uuid4(),
        expires_at=datetime(2094, 6, 1, tzinfo=UTC),
    )
    assert not Invitation.objects.open(NOW).exists()


def test_links_in_mails_do_not_act_for_who_only_looked(here: Changed) -> None:
    request = MeetingRequestFactory(
        edition=here.registration.edition,
        requester=RegistrationFactory(edition=here.registration.edition),
        invitee=here.registration,
    )
    for link in (
        request_links.link_for(request, here.user.pk),
        event_links.link_for(EventInvitationFactory(cluster=here.cluster), here.user.pk),
    ):
        answer = Client().get(urlsplit(link).path)
        assert answer.status_code == 409
        assert "This link no longer works." in answer.text
    assert not invitations_of(here.user)


def test_the_calendar_of_the_cluster_is_closed_to_who_only_looked(here: Changed) -> None:
    feed = make_feed(user=here.user, cluster=here.cluster, now=NOW)
    assert Client().get(feed.get_absolute_url()).status_code == 404


def test_who_only_looked_is_nobody_that_two_clusters_share(here: Changed) -> None:
    other = RegistrationFactory(edition=here.registration.edition)
    MembershipFactory(organisation=other.cluster, user=here.user)
    people = same_people(here.registration.edition_id)
    assert not people.apart_from(here.registration.pk)
