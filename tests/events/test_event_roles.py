"""Roles for one event alone: asked by mail, accepted, changed, ended, and what they open."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from clusters.models import Membership, Role
from clusters.services.membership import hash_of
from events.models import Edition, EventRole, EventRoleInvitation
from events.queries.editions import organisers_of, organisers_to_tell
from events.rules import Act, can_create_edition, may, role_in, works_at_events
from events.services.event_roles import (
    HasRole,
    NotForYou,
    OfferForSomebodyElse,
    OfferOver,
    PlaceChanged,
    RoleNotGiven,
    accept_role,
    end_event_role,
    give_event_role,
    offer_role,
    take_offer_back,
)
from events.services.retention import erase_people
from notifications.models import OutboxMessage
from tests.factories.accounts import UserFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.events import (
    EditionFactory,
    EventRoleFactory,
    EventRoleInvitationFactory,
)
from tests.factories.stage import page
from tests.support.mails import told
from tests.support.racing import raced

NOW = datetime(2094, 3, 1, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def owner_of(edition: Edition) -> User:
    user: User = MembershipFactory(
        organisation=edition.owner, role=Role.OWNER, user__email="olga@example.org"
    ).user
    return user


def ask(edition: Edition, by: User, **other: Any) -> EventRoleInvitation:
    asked: dict[str, Any] = {
        "email": "New@Example.org",
        "role": Role.PLANNER,
        "key": uuid.uuid4(),
        "now": timezone.now(),
        "address_of": lambda token: f"https://x.example/{token}",
    }
    return offer_role(edition=edition, by=by, **(asked | other))


@pytest.mark.parametrize("role", [Role.PLANNER, Role.RECEPTION, Role.VIEWER])
def test_it_may_what_a_member_with_it_may_at_this_event_alone(role: Role) -> None:
    edition, other = EditionFactory(), EditionFactory()
    alone = EventRoleFactory(edition=edition, role=role).user
    member = MembershipFactory(organisation=edition.owner, role=role).user
    brought = Edition.objects.asked_by(alone).get(pk=edition.pk)
    for act in Act:
        assert may(alone, edition, act) is may(member, edition, act)
        assert may(alone, brought, act) is may(member, edition, act)
        assert not may(alone, other, act)
    assert list(Edition.objects.organised_by(alone)) == [edition]
    assert list(Edition.objects.organised_by(alone, role)) == [edition]
    assert works_at_events(alone)
    assert not can_create_edition(alone)


def test_of_a_role_by_a_body_and_one_for_the_event_the_highest_counts() -> None:
    edition = EditionFactory()
    user = MembershipFactory(organisation=edition.owner, role=Role.VIEWER).user
    place = EventRoleFactory(edition=edition, user=user, role=Role.PLANNER)
    assert role_in(user, edition) == Role.PLANNER
    EventRole.objects.filter(pk=place.pk).update(role=Role.VIEWER)
    Membership.objects.filter(user=user).update(role=Role.OWNER)
    assert role_in(user, edition) == Role.OWNER


def test_mails_to_owners_and_planners_reach_its_planners() -> None:
    edition = EditionFactory()
    for role in ("planner", "reception"):
        EventRoleFactory(edition=edition, role=role, user__email=f"{role}@example.org")
    assert [one.email for one in organisers_to_tell(edition)] == ["planner@example.org"]
    assert organisers_of(edition).count() == 2


def test_it_is_offered_by_mail_accepted_from_the_start_page_and_the_owners_are_told() -> None:
    edition = EditionFactory()
    olga = owner_of(edition)
    browser = Client()
    browser.force_login(olga)
    sent = {"email": "New@Example.org", "role": "reception", "idempotency_key": uuid.uuid4()}
    for _ in range(2):
        assert browser.post(page("organise-people", edition), sent).status_code == 302
    assert told("event-role-invitation") == ["new@example.org"]
    assert "new@example.org" in browser.get(page("organise-people", edition)).text

    # The account is opened later.
    guest = UserFactory(email="new@example.org")
    theirs = Client()
    theirs.force_login(guest)
    home = reverse("my-home")
    assert "You will be at the reception" in theirs.get(home).text
    offer = EventRoleInvitation.objects.get()
    answer = theirs.post(reverse("event-role-take", args=[offer.pk]), follow=True).text
    assert "You are at the reception of" in answer
    assert page("organise-overview", edition) in theirs.get(home).text
    assert theirs.get(page("organise-overview", edition)).status_code == 200
    assert theirs.get(reverse("member-list", args=[edition.owner.slug])).status_code == 404
    assert told("event-role") == ["olga@example.org"]


def test_the_link_works_once_and_for_its_address_alone() -> None:
    edition = EditionFactory()
    guest = UserFactory(email="new@example.org")
    offer = EventRoleInvitationFactory(
        edition=edition,
        email=guest.email,
        invited_by=owner_of(edition),
        token_hash=hash_of("open"),
    )
    address = reverse("event-role-accept", args=["open"])
    stranger, theirs = Client(), Client()
    stranger.force_login(UserFactory())
    theirs.force_login(guest)
    assert "another e-mail address" in stranger.post(address).text
    with pytest.raises(OfferForSomebodyElse):
        accept_role(offer=offer, user=UserFactory(), now=NOW)
    assert theirs.get(address).status_code == 200
    assert not EventRole.objects.exists()
    assert theirs.post(address).status_code == 302
    assert theirs.post(address).status_code == 409
    assert EventRole.objects.get().user == guest


def test_nobody_but_an_owner_asks_and_nobody_owns_one_event() -> None:
    edition = EditionFactory()
    planner = EventRoleFactory(edition=edition).user
    with pytest.raises(NotForYou):
        ask(edition, planner)
    olga = owner_of(edition)
    with pytest.raises(RoleNotGiven):
        ask(edition, olga, role=Role.OWNER)
    with pytest.raises(HasRole):
        ask(edition, olga, email=planner.email, role=Role.VIEWER)
    member = MembershipFactory(organisation=edition.owner, role=Role.VIEWER).user
    assert ask(edition, olga, email=member.email).role == Role.PLANNER


@pytest.mark.parametrize(
    "happens",
    [
        lambda offer, olga: take_offer_back(offer=offer, by=olga, now=timezone.now()),
        lambda offer, olga: Membership.objects.filter(user=olga).update(role=Role.PLANNER),
        lambda offer, olga: User.objects.filter(pk=olga.pk).update(is_active=False),
        lambda offer, olga: EventRoleInvitation.objects.update(
            created_at=NOW - timedelta(days=90000), expires_at=timezone.now()
        ),
    ],
    ids=["taken back", "host reduced", "host closed", "too old"],
)
def test_an_invitation_is_void_when_it_no_longer_stands(
    happens: Callable[[EventRoleInvitation, User], object],
) -> None:
    edition = EditionFactory()
    olga, guest = owner_of(edition), UserFactory(email="new@example.org")
    offer = ask(edition, olga)
    happens(offer, olga)
    with pytest.raises(OfferOver):
        accept_role(offer=offer, user=guest, now=timezone.now())
    theirs = Client()
    theirs.force_login(guest)
    assert "asks you to work at" not in theirs.get(reverse("my-home")).text
    assert not EventRole.objects.exists()


def test_what_is_taken_back_does_not_leave() -> None:
    edition = EditionFactory()
    olga = owner_of(edition)
    take_offer_back(offer=ask(edition, olga), by=olga, now=timezone.now())
    assert told("event-role-invitation") == []


def test_another_role_is_told_and_taken_back_at_once_it_is_told_to_nobody() -> None:
    place = EventRoleFactory(user__email="guest@example.org")
    olga = owner_of(place.edition)
    MembershipFactory(
        organisation=place.edition.owner, role=Role.OWNER, user__email="otto@example.org"
    )
    give = partial(give_event_role, place=place, by=olga, now=NOW)
    give(role=Role.VIEWER, version=1)
    assert told("event-role") == ["guest@example.org", "otto@example.org"]
    with pytest.raises(PlaceChanged):
        give(role=Role.RECEPTION, version=1)
    give(role=Role.PLANNER, version=2)
    assert told("event-role") == []


def test_a_role_ends_at_the_next_request_and_what_asks_the_person_in_is_void() -> None:
    place = EventRoleFactory(user__email="guest@example.org", role=Role.VIEWER)
    olga = owner_of(place.edition)
    offer = ask(place.edition, olga, email="guest@example.org")
    theirs, browser = Client(), Client()
    theirs.force_login(place.user)
    browser.force_login(olga)
    assert theirs.get(page("organise-overview", place.edition)).status_code == 200
    end = page("organise-person-end", place.edition, place.pk)
    assert browser.post(end, {"version": 1}).status_code == 302
    assert theirs.get(page("organise-overview", place.edition)).status_code == 404
    assert told("event-role") == ["guest@example.org"]
    assert "ended your role" in OutboxMessage.objects.get(kind="event-role").body
    with pytest.raises(OfferOver):
        accept_role(offer=offer, user=place.user, now=timezone.now())


def test_one_gives_ones_own_role_back_and_no_other() -> None:
    place = EventRoleFactory()
    olga = owner_of(place.edition)
    with pytest.raises(NotForYou):
        end_event_role(place=place, version=1, by=UserFactory(), now=NOW)
    theirs = Client()
    theirs.force_login(place.user)
    assert "Give the role back" in theirs.get(reverse("my-home")).text
    address = reverse("event-role-end", args=[place.pk])
    assert theirs.post(address, {"version": 1}).status_code == 302
    assert not EventRole.objects.exists()
    assert told("event-role") == [olga.email]


def test_the_page_shows_who_works_there_by_body_and_alone() -> None:
    place = EventRoleFactory(user__name="Gast Alleine")
    olga = owner_of(place.edition)
    browser, theirs = Client(), Client()
    browser.force_login(olga)
    theirs.force_login(place.user)
    shown = browser.get(page("organise-people", place.edition)).text
    assert str(olga) in shown
    assert "Gast Alleine" in shown
    assert "Ask somebody to work at this event alone" in shown
    read = theirs.get(page("organise-people", place.edition)).text
    assert "Gast Alleine" in read
    assert "Ask somebody to work at this event alone" not in read


def test_it_ends_with_the_personal_data_of_the_event() -> None:
    place = EventRoleFactory()
    EventRoleInvitationFactory(edition=place.edition)
    erase_people(edition=place.edition, now=NOW)
    assert not EventRole.objects.exists()
    assert not EventRoleInvitation.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
def test_two_invitations_accepted_at_once_are_one_role_the_one_that_may_more() -> None:
    edition = EditionFactory()
    olga, guest = owner_of(edition), UserFactory(email="new@example.org")
    offers = [
        EventRoleInvitationFactory(edition=edition, email=guest.email, invited_by=olga, role=role)
        for role in (Role.VIEWER, Role.PLANNER)
    ]
    answers = raced([partial(accept_role, offer=row, user=guest, now=NOW) for row in offers])
    # Whichever came first made the other one void.
    assert sum(isinstance(answer, EventRole) for answer in answers) == 1
    assert sum(isinstance(answer, OfferOver) for answer in answers) == 1
    assert EventRole.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
def test_accepted_and_taken_back_at_once_one_is_done() -> None:
    edition = EditionFactory()
    olga, guest = owner_of(edition), UserFactory(email="new@example.org")
    offer = EventRoleInvitationFactory(edition=edition, email=guest.email, invited_by=olga)
    acts: list[Callable[[], Any]] = [
        partial(accept_role, offer=offer, user=guest, now=NOW),
        partial(take_offer_back, offer=offer, by=olga, now=NOW),
    ]
    answers = raced(acts)
    assert sum(isinstance(answer, OfferOver) for answer in answers) == 1
    assert EventRole.objects.exists() is isinstance(answers[0], EventRole)
