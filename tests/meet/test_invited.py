"""A cluster is invited to an event: it reads so at home and by mail, registers, or says no."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clusters.models import Membership
from events.answer_links import link_for
from events.models import EventInvitation
from events.services.inviting import (
    InvitationChanged,
    InvitationOver,
    decline_invitation,
    take_answer_back,
)
from events.services.registrations import register
from events.services.wishes import Wishes
from privacy.log.actors import by_mail
from privacy.models import LogEntry
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EventInvitationFactory
from tests.factories.stage import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation(stage: Stage) -> EventInvitation:
    """The manager's cluster is invited."""
    found: EventInvitation = EventInvitationFactory(edition=stage.edition, cluster=stage.cluster)
    return found


def path_of(invitation: EventInvitation, reader: int) -> str:
    address = link_for(invitation, reader)
    return "/" + address.split("/", 3)[3]


def decline(invitation: EventInvitation, by: Membership, version: int = 1) -> None:
    decline_invitation(
        invitation=invitation, version=version, by=by.user, reason="No", now=timezone.now()
    )


def test_home_shows_it_with_both_answers(stage: Stage, invitation: EventInvitation) -> None:
    home = stage.manager.get(reverse("my-home")).text
    assert f"You are invited to {stage.edition}" in home
    assert f"{reverse('edition-register', args=[stage.edition.slug])}?cluster=" in home
    address = reverse("event-invitation", args=[invitation.pk])
    assert address in home
    shown = stage.manager.get(address).text
    assert f"Come, {stage.cluster.called}." in shown
    assert stage.stranger.get(address).status_code == 404


def test_not_this_time_is_said_with_a_reason_and_taken_back(
    stage: Stage, invitation: EventInvitation
) -> None:
    address = reverse("event-invitation", args=[invitation.pk])
    sent = {"answer": "decline", "reason": "We move house.", "version": 1}
    answer = stage.manager.post(address, sent, follow=True).text
    assert "You answered: not this time." in answer
    listed = stage.organiser.get(reverse("organise-invitations", args=[stage.edition.slug])).text
    assert "We move house." in listed
    assert stage.manager.post(address, sent).status_code == 409
    back = stage.manager.post(address, {"answer": "take_back", "version": 2}, follow=True).text
    assert "Your answer is taken back." in back
    invitation.refresh_from_db()
    assert (invitation.state, invitation.reason, invitation.answered_by) == ("invited", "", None)


def test_the_link_of_a_mail_shows_and_its_button_alone_answers_once(
    stage: Stage, invitation: EventInvitation
) -> None:
    address = path_of(invitation, stage.manager_user.pk)
    visitor = Client()
    for _ in range(3):
        assert "Not this time" in visitor.get(address).text
    invitation.refresh_from_db()
    assert invitation.state == "invited"
    sent = {"answer": "decline", "reason": "", "version": 1}
    assert "This link is used up." in visitor.post(address, sent, follow=True).text
    invitation.refresh_from_db()
    assert (invitation.state, invitation.answered_by) == ("declined", stage.manager_user)
    assert LogEntry.objects.filter(actor=by_mail(stage.manager_user.pk)).exists()
    assert visitor.post(address, sent).status_code == 409
    assert visitor.post(address, {**sent, "answer": "take_back"}).status_code == 409
    assert "_auth_user_id" not in visitor.session


def test_the_link_ends_with_the_membership_and_with_the_invitation(
    stage: Stage, invitation: EventInvitation
) -> None:
    address = path_of(invitation, stage.manager_user.pk)
    EventInvitation.objects.update(state="withdrawn", version=2)
    assert "took this invitation back" in Client().get(address).text
    Membership.objects.filter(user=stage.manager_user).delete()
    assert Client().get(address).status_code == 409
    assert Client().get(f"{address[:-2]}x/").status_code == 404


def test_who_has_registered_has_answered(stage: Stage, invitation: EventInvitation) -> None:
    member = Membership.objects.get(user=stage.manager_user)
    register(
        edition=stage.edition,
        cluster=stage.cluster,
        by=stage.manager_user,
        wishes=Wishes(),
        key=uuid.uuid4(),
        now=timezone.now(),
    )
    assert "You are invited" not in stage.manager.get(reverse("my-home")).text
    with pytest.raises(InvitationOver):
        decline(invitation, member)


def test_an_answer_to_what_was_answered_meanwhile_is_refused(
    stage: Stage, invitation: EventInvitation
) -> None:
    colleague = MembershipFactory(organisation=stage.cluster)
    decline(invitation, colleague)
    with pytest.raises(InvitationChanged):
        decline(invitation, colleague)
    with pytest.raises(InvitationChanged):
        take_answer_back(invitation=invitation, version=1, now=timezone.now())


def test_nobody_reads_of_a_draft(stage: Stage, invitation: EventInvitation) -> None:
    type(stage.edition).objects.filter(pk=stage.edition.pk).update(state="draft")
    address = reverse("event-invitation", args=[invitation.pk])
    assert stage.manager.get(address).status_code == 404
    assert Client().get(path_of(invitation, stage.manager_user.pk)).status_code == 409
    assert "You are invited" not in stage.manager.get(reverse("my-home")).text
