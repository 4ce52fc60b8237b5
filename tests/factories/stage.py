"""People around one edition: who runs it, a stranger, staff, and a cluster's manager."""

from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.models import Organisation
from events.models import Edition
from tests.factories.accounts import StaffFactory
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.events import EditionFactory
from tests.support.browsers import signed_in


@dataclass(frozen=True)
class Stage:
    """An edition and those around it, each with a browser where they are signed in."""

    edition: Edition
    cluster: Organisation
    organiser: Client
    manager: Client
    manager_user: User
    staff: Client
    stranger: Client


@pytest.fixture
def stage(db: None) -> Stage:
    edition, cluster = EditionFactory(), ClusterFactory()
    organiser = MembershipFactory(organisation=edition.owner).user
    manager = MembershipFactory(organisation=cluster).user
    # Somebody of another organising body: an organiser, but not of this edition.
    stranger = MembershipFactory(organisation=EditionFactory().owner).user
    return Stage(
        edition=edition,
        cluster=cluster,
        organiser=signed_in(organiser),
        manager=signed_in(manager),
        manager_user=manager,
        staff=signed_in(StaffFactory()),
        stranger=signed_in(stranger),
    )


def page(name: str, edition: Edition, *more: object) -> str:
    """The address of an organiser's page of an edition."""
    return reverse(name, args=[edition.slug, *more])
