"""Who is asked in comes with the role of the invitation, and all concerned read which one."""

import uuid
from collections.abc import Callable
from threading import Event

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.models import Claim, Invitation, Membership, Organisation, Role
from clusters.services import claims, leaving, membership
from meet.words.people import INVITED
from notifications.models import OutboxMessage
from tests.clusters.agency import NOW, ask_in, give, made_agency, place, signed_in
from tests.factories.accounts import AdministratorFactory, UserFactory
from tests.factories.clusters import MembershipFactory
from tests.support.mails import told
from tests.support.racing import raced
from tests.support.waiting import PATIENCE, until, waiting_for_me

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Organisation:
    return made_agency()


def test_an_invitation_ends_when_the_account_of_its_sender_is_closed(agency: Organisation) -> None:
    invitation = ask_in(agency, place("oscar").user)
    User.objects.filter(email="oscar@example.org").update(is_active=False)
    guest = UserFactory(email="new@example.org")
    with pytest.raises(membership.InvitationNotValid):
        membership.accept(invitation=invitation, user=guest, now=NOW)


def test_a_member_is_not_asked_in_but_given_another_role(agency: Organisation) -> None:
    User.objects.filter(email="ben@example.org").update(email="new@example.org")
    with pytest.raises(membership.AlreadyMember):
        ask_in(agency, place("olga").user, Role.OWNER)
    form = {"email": "New@example.org", "role": "owner", "idempotency_key": uuid.uuid4()}
    page = reverse("member-list", args=[agency.slug])
    answer = signed_in("olga").post(page, form)
    assert answer.status_code == 422
    assert "This person is a member already. Another role is given in" in answer.text
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("stands", "asked_as", "then"),
    [
        (Role.VIEWER, Role.PLANNER, Role.PLANNER),
        (Role.VIEWER, Role.VIEWER, Role.VIEWER),
        (Role.PLANNER, Role.RECEPTION, Role.PLANNER),
    ],
)
def test_who_became_a_member_meanwhile_has_the_role_that_may_more(
    agency: Organisation, stands: Role, asked_as: Role, then: Role
) -> None:
    invitation = ask_in(agency, place("olga").user, asked_as)
    guest = UserFactory(email="new@example.org", name="Cleo")
    MembershipFactory(organisation=agency, user=guest, role=stands)
    assert membership.accept(invitation=invitation, user=guest, now=NOW).role == then
    assert place("new").role == then
    assert not told("member-joined")
    is_told = ["new@example.org", "oscar@example.org"] if then != stands else []
    assert told("role-changed") == is_told


def test_who_is_reduced_does_not_come_back_by_another_invitation(agency: Organisation) -> None:
    olga = place("olga").user
    first, second = (ask_in(agency, olga, Role.OWNER) for _ in range(2))
    guest = UserFactory(email="new@example.org")
    membership.accept(invitation=first, user=guest, now=NOW)
    give("new", Role.VIEWER)
    with pytest.raises(membership.InvitationNotValid):
        membership.accept(invitation=second, user=guest, now=NOW)
    assert place("new").role == Role.VIEWER


def test_an_invitation_ends_with_the_place_that_is_taken_away(agency: Organisation) -> None:
    invitation = ask_in(agency, place("olga").user)
    guest = UserFactory(email="new@example.org")
    taken = MembershipFactory(organisation=agency, user=guest, role=Role.VIEWER)
    leaving.remove(membership=taken, by=place("oscar").user, now=NOW)
    with pytest.raises(membership.InvitationNotValid):
        membership.accept(invitation=invitation, user=guest, now=NOW)
    assert not Membership.objects.filter(user=guest).exists()


def test_a_claim_that_is_approved_lets_a_viewer_act_for_the_body(agency: Organisation) -> None:
    guest = MembershipFactory(organisation=agency, role="viewer").user
    made = Claim.objects.create(
        user=guest, organisation=agency, reason="Mine", idempotency_key=uuid.uuid4()
    )
    claims.approve(claim=made, by=AdministratorFactory(), now=NOW)
    assert Membership.objects.get(user=guest).role == Role.PLANNER


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
def test_nobody_comes_in_whose_sender_is_being_reduced(agency: Organisation) -> None:
    invitation = ask_in(agency, place("oscar").user, Role.OWNER)
    guest = UserFactory(email="new@example.org")
    is_held = Event()

    def reduced() -> None:
        with transaction.atomic():
            give("oscar", Role.PLANNER)
            is_held.set()
            until(waiting_for_me, "somebody to wait")

    def accepted() -> Membership:
        is_held.wait(PATIENCE)
        return membership.accept(invitation=invitation, user=guest, now=NOW)

    acts: list[Callable[[], object]] = [reduced, accepted]
    _, answer = raced(acts)
    assert isinstance(answer, membership.InvitationNotValid)
    assert not Membership.objects.filter(user=guest).exists()


@pytest.mark.parametrize(
    ("role", "as_what", "joined"),
    [
        ("owner", "You are an owner of Agency now.", "has joined Agency as an owner."),
        ("planner", "You are a planner of Agency now.", "has joined Agency as a planner."),
        ("reception", "You are at the reception of", "has joined Agency for the reception."),
        ("viewer", "You are a viewer of Agency now.", "has joined Agency as a viewer."),
    ],
)
def test_who_is_asked_in_and_who_hears_of_it_read_the_role(
    agency: Organisation, role: str, as_what: str, joined: str
) -> None:
    invitation = ask_in(agency, place("olga").user, Role(role))
    mail = OutboxMessage.objects.get(kind="invitation")
    assert mail.subject == "Olga invites you to join Agency"
    assert "speak for" not in mail.body
    browser = Client()
    browser.force_login(UserFactory(email="new@example.org"))
    home = browser.get("/my/").text
    assert "Olga invites you to join Agency." in home
    assert str(INVITED[Role(role)]) in home
    took = browser.post(reverse("invitation-take", args=[invitation.pk]), follow=True)
    assert as_what in took.text
    own_page = browser.get(agency.get_absolute_url()).text
    assert "You are a member of it" in own_page
    assert "speak for" not in own_page
    mail = OutboxMessage.objects.filter(kind="member-joined")[0]
    assert joined in mail.body
    assert mail.subject.endswith("has joined Agency")
