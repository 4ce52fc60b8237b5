"""Before the press that publishes an organiser looks at the mails that it sends."""

import pytest
from django.test import Client
from django.utils.html import linebreaks

from events.models import Edition
from matchmaking.models import ScheduleVersion
from matchmaking.services.placing import start_draft
from matchmaking.services.publishing import publish
from notifications.models import OutboxMessage
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.events import RegistrationFactory
from tests.factories.sitting import ADA, BO, NOW, Sent, sent
from tests.factories.stage import page
from tests.support.browsers import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Sent:
    """Cluster A to D, a delegate with an account at A twice; nothing is published."""
    event = sent()
    Edition.objects.filter(pk=event.edition.pk).update(state="requests_open")
    return event


@pytest.fixture
def organiser(event: Sent) -> Client:
    return signed_in(MembershipFactory(organisation=event.edition.owner).user)


def mails(event: Sent) -> str:
    return page("organise-publish-mails", event.edition, event.version.number)


def slug(event: Sent, position: int) -> str:
    return str(event.registrations[position].cluster.slug)


def test_the_page_has_the_mail_that_goes_out(event: Sent, organiser: Client) -> None:
    looked = organiser.get(mails(event), {"cluster": slug(event, 1)})
    assert not OutboxMessage.objects.exists()
    publish(version=event.version, revision=0, user=event.user, now=NOW)
    mail = OutboxMessage.objects.get(recipient="b@example.org")
    assert f"<strong>{mail.subject}</strong>" in looked.text
    assert linebreaks(mail.body, autoescape=True) in looked.text


def test_the_page_has_what_each_delegate_gets_too(event: Sent, organiser: Client) -> None:
    looked = organiser.get(mails(event), {"cluster": slug(event, 0)}).text
    publish(version=event.version, revision=0, user=event.user, now=NOW)
    bodies = OutboxMessage.objects.filter(recipient__in=("a@example.org", ADA, BO)).values_list(
        "body", flat=True
    )
    assert len(bodies) == 3
    assert all(linebreaks(body, autoescape=True) in looked for body in bodies)
    assert "for Ada" in looked


def test_who_may_not_know_names_reads_none(event: Sent) -> None:
    viewer = MembershipFactory(organisation=event.edition.owner, role="viewer").user
    looked = signed_in(viewer).get(mails(event), {"cluster": slug(event, 0)}).text
    assert "for a delegate" in looked
    assert "for Ada" not in looked


def test_the_first_cluster_is_shown_where_none_is_chosen(event: Sent, organiser: Client) -> None:
    assert "This is the agenda of Cluster A." in organiser.get(mails(event)).text


def test_a_cluster_is_looked_for_by_its_name(event: Sent, organiser: Client) -> None:
    cluster = event.registrations[2].cluster
    cluster.name = "Solartys"
    cluster.save()
    found = organiser.get(mails(event), {"q": "sólartis"}, follow=True)
    assert found.redirect_chain == [(f"{mails(event)}?cluster={cluster.slug}", 302)]
    assert "This is the agenda of Solartys." in found.text
    several = organiser.get(mails(event), {"q": "cluster"}).text
    for position in (0, 1, 3):
        assert f'href="?cluster={slug(event, position)}"' in several
    assert "No cluster of this event is called “qqqq”." in (
        organiser.get(mails(event), {"q": "qqqq"}).text
    )


@pytest.mark.parametrize("state", ["waiting", "waitlisted"])
def test_who_waits_reads_that_once(event: Sent, organiser: Client, state: str) -> None:
    waits = RegistrationFactory(
        edition=event.edition, cluster=ClusterFactory(name="Solartys"), state=state
    )
    MembershipFactory(organisation=waits.cluster, user__email="s@example.org")
    check = page("organise-publish", event.edition, event.version.number)
    assert "1 cluster that waits for your decision, or is on the waiting list, reads" in (
        organiser.get(check).text
    )
    looked = organiser.get(mails(event), {"q": "solartys"}, follow=True).text
    publish(version=event.version, revision=0, user=event.user, now=NOW)
    mail = OutboxMessage.objects.get(recipient="s@example.org")
    assert linebreaks(mail.body, autoescape=True) in looked
    assert f"<strong>{mail.subject}</strong>" in looked
    draft = start_draft(edition=event.edition, now=NOW)
    address = page("organise-publish-mails", event.edition, draft.number)
    assert "No mail goes to this cluster" in (
        organiser.get(address, {"cluster": waits.cluster.slug}).text
    )
    again = organiser.get(page("organise-publish", event.edition, draft.number)).text
    assert "that waits for your decision" not in again


def test_who_gets_no_mail_is_said(event: Sent, organiser: Client) -> None:
    gone = RegistrationFactory(edition=event.edition, state="declined")
    for asked in (gone.cluster.slug, "no-such-cluster"):
        looked = organiser.get(mails(event), {"cluster": asked}).text
        assert "This cluster does not take part: no mail goes to it." in looked
    publish(version=event.version, revision=0, user=event.user, now=NOW)
    draft = start_draft(edition=event.edition, now=NOW)
    address = page("organise-publish-mails", event.edition, draft.number)
    looked = organiser.get(address, {"cluster": slug(event, 1)}).text
    assert "No mail goes to this cluster: nothing in its agenda changes." in looked


def test_of_what_is_published_the_mails_are_out(event: Sent, organiser: Client) -> None:
    ScheduleVersion.objects.filter(pk=event.version.pk).update(state="published", published_at=NOW)
    check = page("organise-publish", event.edition, event.version.number)
    assert organiser.get(mails(event)).headers["Location"] == check
    assert mails(event) not in organiser.get(check).text


def test_check_and_publish_leads_to_the_mail_of_each_cluster(
    event: Sent, organiser: Client
) -> None:
    check = organiser.get(page("organise-publish", event.edition, event.version.number)).text
    for position in range(4):
        assert f'href="{mails(event)}?cluster={slug(event, position)}"' in check
    assert f'action="{mails(event)}"' in check
