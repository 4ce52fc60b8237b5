"""A cluster's log: its members read who of them did what, and nothing of others' by name."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from clusters.models import Invitation, Membership
from clusters.services import leaving, membership
from events.models import Registration
from matchmaking.models import MeetingRequest
from privacy.log.actors import acting_as, user
from tests.factories.accounts import AdministratorFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.events import RegistrationFactory
from tests.factories.matchmaking import MeetingRequestFactory
from tests.factories.stage import Stage
from tests.support.counting import queries_of

pytestmark = pytest.mark.django_db

PRIVATE = "zzyx private words"


@pytest.fixture
def address(stage: Stage) -> str:
    """Of a cluster at an event: registered by a member, approved and asked by others."""
    stage.manager_user.name = "Ana Prat"
    stage.manager_user.save()
    other = MembershipFactory(user__name="Otto Other")
    with acting_as(user(stage.manager_user.pk)):
        mine: Registration = RegistrationFactory(
            edition=stage.edition, cluster=stage.cluster, message=PRIVATE, state="waiting"
        )
        membership.invite(
            organisation=stage.cluster,
            email="guest@example.org",
            by=stage.manager_user,
            key=uuid4(),
            now=timezone.now(),
            address_of=str,
        )
    with acting_as(user(other.user_id)):
        Registration.objects.filter(pk=mine.pk).update(state="approved")
        theirs = RegistrationFactory(edition=stage.edition, cluster=other.organisation)
        MeetingRequestFactory(
            edition=stage.edition, requester=theirs, invitee=mine, message=PRIVATE
        )
    return reverse("member-log", args=[stage.cluster.slug])


def test_members_read_what_was_done_to_their_cluster(stage: Stage, address: str) -> None:
    said = stage.manager.get(address).text
    name = escape(str(stage.cluster))
    assert f"Ana Prat registered {name}." in said
    assert f"Somebody of another organisation approved the registration of {name}." in said
    assert "Somebody of another organisation asked for a meeting" in said
    assert "Ana Prat invited somebody to join." in said
    assert escape(str(stage.edition)) in said
    for word in ("Otto Other", PRIVATE, "guest@example.org"):
        assert word not in said
    assert address in stage.manager.get(reverse("my-home")).text


@pytest.mark.parametrize("field", ["who", "q"])
def test_members_find_nothing_by_the_name_of_somebody_of_another_organisation(
    stage: Stage, address: str, field: str
) -> None:
    nothing = "Nothing in the log is like that."
    assert nothing in stage.manager.get(address, {field: "Otto"}).text
    assert nothing not in stage.manager.get(address, {field: "Ana"}).text
    administrator = stage.manager
    administrator.force_login(AdministratorFactory())
    assert nothing not in administrator.get(address, {field: "Otto"}).text


def test_who_left_is_still_named_and_others_registrations_are_not_there(
    stage: Stage, address: str
) -> None:
    MembershipFactory(organisation=stage.cluster, role="owner")
    own = Membership.objects.get(user=stage.manager_user)
    with acting_as(user(stage.manager_user.pk)):
        leaving.remove(membership=own, by=stage.manager_user, now=timezone.now())
    assert stage.manager.get(address).status_code == 404
    another = stage.manager
    another.force_login(MembershipFactory(organisation=stage.cluster).user)
    said = another.get(address).text
    assert "Ana Prat ended the membership of Ana Prat." in said
    stranger = RegistrationFactory(edition=stage.edition)
    assert str(stranger.cluster) not in another.get(address).text


def test_a_long_log_needs_no_more_queries(stage: Stage, address: str) -> None:
    few = queries_of(stage.manager, address)
    mine = stage.cluster.registrations.get()
    for _ in range(30):
        MeetingRequestFactory(edition=stage.edition, requester=mine)
    assert queries_of(stage.manager, address) <= few <= 15
    assert MeetingRequest.objects.count() == 31
    assert Invitation.objects.count() == 1
