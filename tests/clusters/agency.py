"""A body that holds events and has three people, and what its tests do with them."""

import uuid
from datetime import UTC, datetime

from django.test import Client

from accounts.models import User
from clusters.models import Invitation, Membership, Organisation, Role
from clusters.services import membership, roles
from tests.factories.accounts import UserFactory
from tests.factories.clusters import MembershipFactory, OrganisationFactory

NOW = datetime(2094, 3, 1, 9, tzinfo=UTC)


def made_agency() -> Organisation:
    """Owned by Olga and Oscar; Ben plans."""
    body: Organisation = OrganisationFactory(name="Agency")
    for name, role in (("olga", "owner"), ("oscar", "owner"), ("ben", "planner")):
        user = UserFactory(email=f"{name}@example.org", name=name.title())
        MembershipFactory(organisation=body, user=user, role=role)
    return body


def place(name: str) -> Membership:
    return Membership.objects.select_related("user").get(user__email=f"{name}@example.org")


def give(name: str, role: Role, by: str = "olga") -> None:
    of = place(name)
    giver = place(by).user
    roles.set_role(membership=of, role=role, version=of.version, by=giver, now=NOW)


def ask_in(body: Organisation, by: User, role: Role = Role.VIEWER) -> Invitation:
    return membership.invite(
        organisation=body,
        email="new@example.org",
        role=role,
        by=by,
        key=uuid.uuid4(),
        now=NOW,
        address_of=lambda token: f"https://example.org/{token}",
    )


def signed_in(name: str) -> Client:
    browser = Client()
    browser.force_login(place(name).user)
    return browser
