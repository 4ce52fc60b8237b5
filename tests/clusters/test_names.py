"""One name of an organisation in mails, files and on pages; the long one beside it."""

import uuid
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from matchmaking.services.requests import Wish, ask
from notifications.models import OutboxMessage
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory

LONG = "Cluster for the Internationalisation of Solar Energy"

pytestmark = pytest.mark.django_db


def test_a_mail_and_a_page_call_a_cluster_alike(client: Client) -> None:
    edition = EditionFactory(state="requests_open")
    solartys = ClusterFactory(name=LONG, short_name="Solartys")
    ours = RegistrationFactory(edition=edition, cluster=solartys)
    theirs = RegistrationFactory(edition=edition)
    manager = MembershipFactory(organisation=theirs.cluster).user
    now = datetime(2094, 5, 1, tzinfo=UTC)
    ask(
        requester=ours,
        invitee=theirs,
        wish=Wish(message=""),
        by=ours.registered_by,
        key=uuid.uuid4(),
        now=now,
    )

    mail = OutboxMessage.objects.get()
    assert "Solartys" in mail.subject
    assert LONG not in mail.subject + mail.body

    client.force_login(manager)
    address = reverse("meet-partner", args=[edition.slug, theirs.cluster.slug, solartys.slug])
    shown = client.get(address).content.decode()
    assert "<h1>Solartys</h1>" in shown
    assert shown.count(LONG) == 1
    partners = client.get(reverse("meet-partners", args=[edition.slug, theirs.cluster.slug]))
    assert LONG not in partners.content.decode()


def test_the_public_page_and_list_show_the_long_name_beside_the_short_one(client: Client) -> None:
    solartys = ClusterFactory(name=LONG, short_name="Solartys")
    plain = ClusterFactory(name="Aeronautics Valley", short_name="")

    shown = client.get(solartys.get_absolute_url()).content.decode()
    assert ">Solartys</h1>" in shown
    assert LONG in shown
    listed = client.get(reverse("cluster-list")).content.decode()
    assert listed.index(plain.name) < listed.index(">Solartys</a>") < listed.index(LONG)
    assert listed.count(plain.name) == 1
