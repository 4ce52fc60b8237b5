"""Owners let members go and make others owners; who is concerned is told; it can be undone."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from clusters.models import Claim, FormerMembership, Invitation, Membership, Organisation, Role
from clusters.services import claims, leaving, membership, roles
from clusters.services.membership import hash_of
from notifications.models import OutboxMessage
from tests.factories.accounts import AdministratorFactory, UserFactory
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.support.mails import all_sent, told

pytestmark = pytest.mark.django_db
NOW = datetime(2094, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def water() -> Organisation:
    """Owned by Ana; Ben is a member."""
    cluster: Organisation = ClusterFactory(name="Water")
    for name in ("ana", "ben"):
        user = UserFactory(email=f"{name}@example.org", name=name.title())
        MembershipFactory(
            organisation=cluster, user=user, role="owner" if name == "ana" else "planner"
        )
    return cluster


def place(email: str) -> Membership:
    return Membership.objects.get(user__email=email)


def person(email: str) -> User:
    return User.objects.get(email=email)


def removed(whom: str, by: str) -> FormerMembership:
    return leaving.remove(membership=place(whom), by=person(by), now=NOW)


def set_role(whom: str, role: Role, by: str) -> None:
    membership = place(f"{whom}@example.org")
    by_whom = person(f"{by}@example.org")
    roles.set_role(
        membership=membership, role=role, version=membership.version, by=by_whom, now=NOW
    )


def joined(water: Organisation, user: User) -> Membership:
    claim = Claim.objects.create(
        user=user, organisation=water, reason="I work there.", idempotency_key=uuid.uuid4()
    )
    return claims.approve(claim=claim, by=AdministratorFactory(), now=NOW)


def invited(email: str, by: str, water: Organisation) -> Invitation:
    return Invitation.objects.create(
        organisation=water,
        email=email,
        token_hash=hash_of("token"),
        invited_by=person(by),
        expires_at=timezone.now() + timedelta(days=7),
        idempotency_key=uuid.uuid4(),
    )


def test_members_are_told_when_a_strangers_claim_is_approved(water: Organisation) -> None:
    stranger = UserFactory(name="Cleo")
    assert not joined(water, stranger).is_owner
    assert told("member-joined") == ["ana@example.org", "ben@example.org"]
    mail = OutboxMessage.objects.filter(kind="member-joined")[0]
    assert mail.subject == "Cleo now speaks for Water too"
    assert stranger.email in mail.body


def test_who_comes_first_is_the_owner() -> None:
    assert joined(ClusterFactory(), UserFactory()).is_owner


def test_a_member_does_not_remove_another(water: Organisation) -> None:
    with pytest.raises(leaving.NotOwner):
        removed("ana@example.org", by="ben@example.org")
    browser = Client()
    browser.force_login(person("ben@example.org"))
    address = reverse("member-remove", args=[water.slug, place("ana@example.org").pk])
    assert browser.post(address).status_code == 403
    assert place("ana@example.org").is_owner


def test_who_is_removed_is_told(water: Organisation) -> None:
    removed("ben@example.org", by="ana@example.org")
    mail = OutboxMessage.objects.get()
    assert mail.recipient == "ben@example.org"
    assert "Ana has removed you from Water." in mail.body


def test_an_owner_gives_the_place_back_and_at_once_nobody_is_told(water: Organisation) -> None:
    former = removed("ben@example.org", by="ana@example.org")
    leaving.give_back(former=former, by=person("ana@example.org"), now=NOW)
    assert place("ben@example.org").organisation == water
    assert told() == []


def test_given_back_after_the_mail_left_the_person_is_told(water: Organisation) -> None:
    former = removed("ben@example.org", by="ana@example.org")
    all_sent(NOW)
    leaving.give_back(former=former, by=person("ana@example.org"), now=NOW)
    mail = OutboxMessage.objects.get(state="queued")
    assert mail.subject == "You are a member of Water again"


def test_somebody_removed_does_not_give_the_place_back_to_oneself(water: Organisation) -> None:
    former = removed("ben@example.org", by="ana@example.org")
    with pytest.raises(leaving.NotOwner):
        leaving.give_back(former=former, by=former.user, now=NOW)


def test_everybody_may_leave_but_the_last_owner(water: Organisation) -> None:
    with pytest.raises(leaving.LastOwner):
        removed("ana@example.org", by="ana@example.org")
    set_role("ben", Role.OWNER, by="ana")
    removed("ana@example.org", by="ana@example.org")
    assert told("member-removed") == ["ben@example.org"]


def test_the_last_owner_stays_one(water: Organisation) -> None:
    with pytest.raises(leaving.LastOwner):
        set_role("ana", Role.PLANNER, by="ana")


def test_a_member_makes_nobody_an_owner(water: Organisation) -> None:
    with pytest.raises(leaving.NotOwner):
        set_role("ben", Role.OWNER, by="ben")


def test_an_invitation_by_somebody_who_was_removed_is_void(water: Organisation) -> None:
    invitation = invited("cleo@example.org", "ben@example.org", water)
    removed("ben@example.org", by="ana@example.org")
    with pytest.raises(membership.InvitationNotValid):
        membership.accept(
            invitation=invitation, user=UserFactory(email="cleo@example.org"), now=timezone.now()
        )


def test_an_invitation_waits_on_the_start_page_of_the_address_it_was_sent_to(
    client: Client, water: Organisation
) -> None:
    invitation = invited("cleo@example.org", "ana@example.org", water)
    client.force_login(UserFactory(email="cleo@example.org"))
    assert "Ana invites you to speak for Water." in client.get("/my/").content.decode()
    address = reverse("invitation-take", args=[invitation.pk])
    answer = client.post(address, follow=True)
    assert "You now speak for Water." in answer.content.decode()
    client.force_login(UserFactory())
    assert client.post(address).status_code == 404


def test_a_claim_survives_sign_up_and_stands_on_the_start_page(
    client: Client, water: Organisation
) -> None:
    claim_page = f"/claims/new/?organisation={water.slug}"
    form = {
        "email": "cleo@example.org",
        "name": "Cleo",
        "password1": "a long and unusual one",
        "next": claim_page,
    }
    client.post(reverse("account_signup"), form)
    cleo = person("cleo@example.org")
    # Another browser, after the address was confirmed.
    browser = Client()
    browser.force_login(cleo)
    shown = browser.get("/my/").content.decode()
    assert "You opened your account to speak for Water." in shown
    assert claim_page in shown
    claim = {"organisation": water.pk, "reason": "Mine", "idempotency_key": uuid.uuid4()}
    browser.post("/claims/new/", claim)
    assert "You opened your account" not in browser.get("/my/").content.decode()


def test_a_page_elsewhere_is_not_kept_at_sign_up(client: Client) -> None:
    form = {
        "email": "cleo@example.org",
        "name": "Cleo",
        "password1": "a long and unusual one",
        "next": "/invitations/a-secret/",
    }
    client.post(reverse("account_signup"), form)
    assert person("cleo@example.org").came_for == ""


def test_owners_find_on_the_page_what_they_may_do(client: Client, water: Organisation) -> None:
    page = reverse("member-list", args=[water.slug])
    removed_too = MembershipFactory(organisation=water).user
    leaving.remove(
        membership=place(removed_too.email), by=person("ana@example.org"), now=timezone.now()
    )
    client.force_login(person("ana@example.org"))
    shown = client.get(page).content.decode()
    assert "Role of Ben" in shown
    assert "Left or removed in the last 30 days" in shown
    client.force_login(person("ben@example.org"))
    shown = client.get(page).content.decode()
    assert "Role of Ben" not in shown
    assert "Leave" in shown
