"""Mails about an edition are in its organiser's name and say where and by which clock."""

import pytest
from django.utils import timezone

from events.models import Edition
from events.queries.about import about, key_of
from events.services.letters import mail_of_cancellation
from notifications.services import tell_each
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.support.mails import mail_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    edition: Edition = EditionFactory(
        venue="Palacio <Real>",
        city="Málaga",
        time_zone="Europe/Madrid",
        reply_to="answers@junta.example",
    )
    return edition


def test_mail_says_where_and_by_which_clock_and_in_whose_name(edition: Edition) -> None:
    registration = RegistrationFactory(edition=edition)
    member = MembershipFactory(organisation=registration.cluster).user
    cancelled = mail_of_cancellation(edition, [registration.cluster_id], "", timezone.now())
    tell_each([cancelled], timezone.now())
    mail = mail_to(member.email)
    assert "The event is at Palacio <Real>, Málaga." in mail.body
    assert "The event is at Palacio &lt;Real&gt;, Málaga." in mail.html
    assert "All times are in the time of Europe/Madrid." in mail.body
    assert edition.owner
    assert (mail.sender, mail.reply_to) == (edition.owner.called, "answers@junta.example")
    assert mail.about == key_of(edition)


def test_edition_without_place_body_and_address_says_nothing_of_them() -> None:
    edition = Edition(name="A day", time_zone="UTC")
    told = about(edition)
    assert (told.sender, told.reply_to, told.place) == ("", "", "")
