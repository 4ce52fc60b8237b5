"""Owners of a body that holds events say which role each member has."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.models import Invitation, Organisation, Role
from clusters.services import leaving, membership, roles
from meet.words.people import invited_as
from notifications.models import OutboxMessage
from tests.clusters.agency import NOW, ask_in, give, made_agency, place, signed_in
from tests.factories.accounts import AdministratorFactory, UserFactory
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.support.mails import all_sent, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Organisation:
    return made_agency()


def test_the_person_and_the_other_owners_are_told_of_another_role(agency: Organisation) -> None:
    give("ben", Role.VIEWER)
    assert place("ben").role == Role.VIEWER
    assert told("role-changed") == ["ben@example.org", "oscar@example.org"]
    mail = OutboxMessage.objects.get(recipient="ben@example.org")
    assert "Olga has made you a viewer of Agency" in mail.body
    mail = OutboxMessage.objects.get(recipient="oscar@example.org")
    assert "Olga has made Ben a viewer of Agency." in mail.body


def test_taken_back_at_once_nobody_is_told(agency: Organisation) -> None:
    give("ben", Role.VIEWER)
    give("ben", Role.PLANNER)
    assert place("ben").role == Role.PLANNER
    assert told() == []


def test_taken_back_after_the_mail_left_it_is_told(agency: Organisation) -> None:
    give("ben", Role.VIEWER)
    all_sent(NOW)
    give("ben", Role.PLANNER)
    mail = OutboxMessage.objects.get(recipient="ben@example.org", state="queued")
    assert "Olga has made you a planner of Agency" in mail.body


def test_a_role_that_somebody_changed_meanwhile_is_left(agency: Organisation) -> None:
    seen = place("ben")
    give("ben", Role.RECEPTION)
    with pytest.raises(roles.RoleChanged):
        roles.set_role(
            membership=seen, role=Role.VIEWER, version=seen.version, by=place("oscar").user, now=NOW
        )
    assert place("ben").role == Role.RECEPTION


def test_the_last_owner_is_not_reduced(agency: Organisation) -> None:
    give("oscar", Role.PLANNER)
    with pytest.raises(leaving.LastOwner):
        give("olga", Role.PLANNER)
    assert place("olga").is_owner


def test_the_last_owner_with_an_account_is_not_reduced(agency: Organisation) -> None:
    User.objects.filter(email="oscar@example.org").update(is_active=False)
    with pytest.raises(leaving.LastOwner):
        give("olga", Role.PLANNER)
    give("oscar", Role.PLANNER)
    assert place("olga").is_owner


def test_the_last_owner_with_an_account_does_not_leave(agency: Organisation) -> None:
    User.objects.filter(email="oscar@example.org").update(is_active=False)
    with pytest.raises(leaving.LastOwner):
        leaving.remove(membership=place("olga"), by=place("olga").user, now=NOW)


def test_a_planner_gives_no_role(agency: Organisation) -> None:
    with pytest.raises(leaving.NotOwner):
        give("ben", Role.OWNER, by="ben")


def test_a_cluster_has_neither_reception_nor_viewers() -> None:
    owner = MembershipFactory(organisation=ClusterFactory(), role="owner")
    member = MembershipFactory(organisation=owner.organisation)
    with pytest.raises(roles.RoleNotHere):
        roles.set_role(membership=member, role=Role.VIEWER, version=1, by=owner.user, now=NOW)
    with pytest.raises(roles.RoleNotHere):
        ask_in(owner.organisation, owner.user)


def test_a_place_that_is_given_back_has_its_role(agency: Organisation) -> None:
    give("ben", Role.RECEPTION)
    former = leaving.remove(membership=place("ben"), by=place("olga").user, now=NOW)
    leaving.give_back(former=former, by=place("olga").user, now=NOW)
    assert place("ben").role == Role.RECEPTION


def test_who_was_made_sole_owner_meanwhile_is_not_removed(agency: Organisation) -> None:
    seen = place("ben")
    give("ben", Role.OWNER)
    for name in ("olga", "oscar"):
        give(name, Role.PLANNER, by="ben")
    with pytest.raises(leaving.LastOwner):
        leaving.remove(membership=seen, by=AdministratorFactory(), now=NOW)


def test_owners_alone_invite_to_a_body_that_holds_events(agency: Organisation) -> None:
    with pytest.raises(leaving.NotOwner):
        ask_in(agency, place("ben").user)
    invitation = ask_in(agency, place("olga").user)
    assert "You will be a viewer" in OutboxMessage.objects.get(kind="invitation").body
    guest = UserFactory(email="new@example.org")
    assert membership.accept(invitation=invitation, user=guest, now=NOW).role == Role.VIEWER
    # Who acts for the body hears of it.
    assert told("member-joined") == ["ben@example.org", "olga@example.org", "oscar@example.org"]


@pytest.mark.parametrize("role", Role)
def test_the_mail_says_of_a_role_what_the_pages_say(agency: Organisation, role: Role) -> None:
    ask_in(agency, place("olga").user, role)
    mail = " ".join(OutboxMessage.objects.get(kind="invitation").body.split())
    assert invited_as(agency, role) in mail
    if role == Role.PLANNER:
        assert "but delete or cancel them and say who does what." in mail


def test_an_invitation_ends_when_its_sender_owns_no_more(agency: Organisation) -> None:
    invitation = ask_in(agency, place("oscar").user, Role.OWNER)
    give("oscar", Role.PLANNER)
    guest = UserFactory(email="new@example.org")
    with pytest.raises(membership.InvitationNotValid):
        membership.accept(invitation=invitation, user=guest, now=NOW)


def test_an_owner_gives_a_role_on_the_page(agency: Organisation) -> None:
    browser, ben = signed_in("olga"), place("ben")
    address = reverse("member-role", args=[agency.slug, ben.pk])
    wish = {"role": "reception", "version": ben.version}
    shown = browser.post(address, wish, follow=True).content.decode()
    assert "Ben is at the reception now." in shown
    assert browser.post(address, wish).status_code == 409
    assert browser.post(address, {"role": "king", "version": 2}).status_code == 422


def test_the_page_says_what_each_role_may_do_and_offers_what_one_may(agency: Organisation) -> None:
    page = reverse("member-list", args=[agency.slug])
    ask_in(agency, place("olga").user)
    of_owner = signed_in("olga").get(page).content.decode()
    assert "Viewers read an event" in of_owner
    assert "Role of Ben" in of_owner
    assert "new@example.org" in of_owner
    of_planner = signed_in("ben").get(page).content.decode()
    assert "Viewers read an event" in of_planner
    assert "Role of" not in of_planner
    assert "new@example.org" not in of_planner
    assert "Invite a colleague" not in of_planner


def test_a_planner_is_refused_what_owners_do(agency: Organisation) -> None:
    browser, invitation = signed_in("ben"), ask_in(agency, place("olga").user)
    page = reverse("member-list", args=[agency.slug])
    form = {"email": "x@example.org", "role": "owner", "idempotency_key": uuid.uuid4()}
    assert browser.post(page, form).status_code == 403
    role = reverse("member-role", args=[agency.slug, place("ben").pk])
    assert browser.post(role, {"role": "owner", "version": 1}).status_code == 403
    take_back = reverse("invitation-revoke", args=[agency.slug, invitation.pk])
    assert browser.post(take_back).status_code == 403
    assert Invitation.objects.filter(revoked_at=None).count() == 1


def test_a_cluster_knows_owners_and_members_alone(client: Client) -> None:
    owner = MembershipFactory(organisation=ClusterFactory(), role="owner")
    MembershipFactory(organisation=owner.organisation)
    client.force_login(owner.user)
    shown = client.get(reverse("member-list", args=[owner.organisation.slug])).content.decode()
    found = re.findall(r'<option value="(\w+)"[^>]*>\s*(\w+)', shown)
    assert set(found) == {("owner", "Owner"), ("planner", "Member")}
    form = {"email": "x@example.org", "idempotency_key": uuid.uuid4()}
    page = reverse("member-list", args=[owner.organisation.slug])
    assert client.post(page, form).status_code == 302
