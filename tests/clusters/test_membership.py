"""Invitations work once, for the one who was invited; a removed member is out at once."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from clusters.models import Invitation, Membership
from clusters.services import leaving, membership
from interface.keys import KeyTaken
from notifications.models import OutboxMessage
from notifications.sealing import unsealed
from tests.factories.accounts import AdministratorFactory, UserFactory
from tests.factories.clusters import ClusterFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def invited(email: str = "colleague@example.org", **fields: object) -> tuple[Invitation, str]:
    place = MembershipFactory()
    values = {
        "organisation": place.organisation,
        "email": email,
        "by": place.user,
        "key": uuid.uuid4(),
        "now": timezone.now(),
        "address_of": lambda token: f"https://example.org/{token}/",
    }
    invitation = membership.invite(**{**values, **fields})
    mail = OutboxMessage.objects.get(object_key=f"invitation:{invitation.pk}")
    found = re.fullmatch(r"https://example\.org/(.+)/", unsealed(mail.secret))
    assert found
    return invitation, found[1]


def test_the_token_is_mailed_and_only_its_hash_kept() -> None:
    invitation, token = invited()
    assert invitation.token_hash == membership.hash_of(token)
    assert token not in str(Invitation.objects.values().get())


def test_an_invitation_gives_the_place_once() -> None:
    invitation, _ = invited()
    user = UserFactory(email="colleague@example.org")
    membership.accept(invitation=invitation, user=user, now=timezone.now())
    assert Membership.objects.filter(user=user, organisation=invitation.organisation).exists()
    with pytest.raises(membership.InvitationNotValid):
        membership.accept(invitation=invitation, user=user, now=timezone.now())


def test_an_invitation_is_no_use_to_somebody_else() -> None:
    invitation, _ = invited()
    with pytest.raises(membership.InvitationForSomebodyElse):
        membership.accept(invitation=invitation, user=UserFactory(), now=timezone.now())


def test_an_invitation_lapses_and_can_be_taken_back() -> None:
    user = UserFactory(email="colleague@example.org")
    invitation, _ = invited()
    with pytest.raises(membership.InvitationNotValid):
        membership.accept(invitation=invitation, user=user, now=timezone.now() + timedelta(days=15))
    membership.revoke(invitation=invitation, now=timezone.now())
    with pytest.raises(membership.InvitationNotValid):
        membership.accept(invitation=invitation, user=user, now=timezone.now())


def test_an_invitation_taken_back_before_its_mail_left_sends_none() -> None:
    invitation, _ = invited()
    membership.revoke(invitation=invitation, now=timezone.now())
    assert not OutboxMessage.objects.exists()


def test_the_same_key_invites_once() -> None:
    invitation, _ = invited()
    again = membership.invite(
        organisation=invitation.organisation,
        email="colleague@example.org",
        by=invitation.invited_by,
        key=invitation.idempotency_key,
        now=timezone.now(),
        address_of=str,
    )
    assert again == invitation
    assert OutboxMessage.objects.count() == 1


def test_a_form_that_was_sent_invites_nobody_else() -> None:
    invitation, _ = invited()
    others: tuple[dict[str, Any], ...] = (
        {"email": "other@example.org"},
        {"organisation": MembershipFactory(user=invitation.invited_by).organisation},
    )
    for other in others:
        same: dict[str, Any] = {
            "organisation": invitation.organisation,
            "by": invitation.invited_by,
        }
        with pytest.raises(KeyTaken):
            invited(**{**same, "key": invitation.idempotency_key, **other})
    assert OutboxMessage.objects.count() == 1


def test_an_organisation_keeps_its_last_member() -> None:
    place = MembershipFactory(role="owner")
    with pytest.raises(leaving.LastMember):
        leaving.remove(membership=place, by=place.user, now=timezone.now())


def test_a_removed_member_is_out_at_the_next_request(client: Client) -> None:
    place = MembershipFactory(organisation=ClusterFactory())
    other = MembershipFactory(organisation=place.organisation, role="owner")
    page = reverse("member-list", args=[place.organisation.slug])
    client.force_login(place.user)
    assert client.get(page).status_code == 200
    other_client = Client()
    other_client.force_login(other.user)
    other_client.post(reverse("member-remove", args=[place.organisation.slug, place.pk]))
    assert client.get(page).status_code == 404


def test_a_stranger_finds_no_members_page(client: Client) -> None:
    place = MembershipFactory()
    client.force_login(UserFactory())
    assert client.get(reverse("member-list", args=[place.organisation.slug])).status_code == 404


def test_an_administrator_sees_members_but_invites_nobody(client: Client) -> None:
    place = MembershipFactory()
    client.force_login(AdministratorFactory())
    page = reverse("member-list", args=[place.organisation.slug])
    assert place.user.email in client.get(page).content.decode()
    form = {"email": "new@example.org", "idempotency_key": uuid.uuid4()}
    assert client.post(page, form).status_code == 403


def test_a_colleague_is_invited_and_accepts_through_pages(client: Client) -> None:
    place = MembershipFactory()
    client.force_login(place.user)
    page = reverse("member-list", args=[place.organisation.slug])
    form = {"email": "New@example.org", "role": "viewer", "idempotency_key": uuid.uuid4()}
    assert client.post(page, form).status_code == 302
    link = re.search(r"/invitations/\S+/", unsealed(OutboxMessage.objects.get().secret))
    assert link
    colleague = UserFactory(email="new@example.org")
    client.force_login(colleague)
    assert client.get(link[0]).status_code == 200
    assert client.post(link[0]).status_code == 302
    assert Membership.objects.get(user=colleague).role == "viewer"
    assert client.post(link[0]).status_code == 409


def test_django_s_admin_shows_places_and_gives_and_takes_none(client: Client) -> None:
    place = MembershipFactory()
    client.force_login(User.objects.create_superuser("admin@example.org", "a long password"))
    at = reverse("admin:clusters_organisation_change", args=[place.organisation.pk])
    page = client.get(at).text
    assert str(place.user) in page
    for field in ("0-user", "0-role", "0-DELETE", "__prefix__-user"):
        assert f'name="memberships-{field}"' not in page
    form = {
        **{
            f"{many}-{count}": "0"
            for many in ("keywords", "documents", "label_awards")
            for count in ("TOTAL_FORMS", "INITIAL_FORMS")
        },
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "1",
        "memberships-0-id": place.pk,
        "memberships-0-organisation": place.organisation.pk,
        "memberships-0-DELETE": "on",
    }
    client.post(at, form)
    assert Membership.objects.get() == place
