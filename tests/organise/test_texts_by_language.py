"""What an organiser writes to several clusters, and to those invited, in each language."""

import re
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from events.models import (
    Circular,
    CircularText,
    Edition,
    EventInvitation,
    InvitationRound,
    InvitationText,
    Registration,
)
from events.services.circulars import write_to_several
from events.services.inviting import copy_rounds, invite, remind_invited
from events.services.retention import erase_people
from interface.keys import KeyTaken
from notifications.models import OutboxMessage
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.stage import Stage, page
from tests.factories.texts import translated
from tests.support.mails import mail_to

pytestmark = pytest.mark.django_db
NOW = datetime(2094, 1, 10, 12, tzinfo=UTC)
SPANISH, CATALAN = "spanish@example.org", "catalan@example.org"
WORDS = {"text": "Welcome to {event}, {cluster}.", "text-es": "{cluster}: ven a {event}."}


@pytest.fixture
def edition(stage: Stage) -> Edition:
    """An event in English, Spanish and Catalan."""
    Edition.objects.update(languages=["en", "es", "ca"], name="Spring")
    stage.edition.refresh_from_db()
    translated(stage.edition, "es", name="Primavera")
    return stage.edition


def people_of(cluster: Any) -> None:
    """One who reads Spanish, one who reads Catalan."""
    for email, language in ((SPANISH, "es"), (CATALAN, "ca")):
        user = User.objects.filter(email=email).first()
        user = user or UserFactory(email=email, language=language)
        MembershipFactory(organisation=cluster, user=user)


@pytest.fixture
def registration(edition: Edition) -> Registration:
    row: Registration = RegistrationFactory(
        edition=edition, cluster__name="Alpine Rail", cluster__short_name="", state="approved"
    )
    people_of(row.cluster)
    return row


def hidden(shown: str, name: str) -> str:
    found = re.search(f'name="{name}" value="([^"]*)"', shown)
    assert found
    return found[1]


def sent(stage: Stage, address: str, **more: str) -> Any:
    """Looked at first, and then sent."""
    browser = stage.organiser
    fields = {**WORDS, "idempotency_key": str(uuid.uuid4()), **more}
    looked = browser.post(address, {**fields, "act": "look"}).text
    return looked, browser.post(address, {**fields, "seen": hidden(looked, "seen"), "act": "send"})


def browser_of(email: str) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(email=email))
    return browser


def test_a_message_to_several_goes_to_each_in_the_own_language(
    stage: Stage, registration: Registration
) -> None:
    address = page("organise-circular-new", stage.edition)
    shown = stage.organiser.get(address).text
    assert "Message in English" in shown
    assert "Text in Spanish" in shown
    assert "Text in Catalan" in shown
    looked, answer = sent(stage, address)
    assert "Welcome to Spring, Alpine Rail." in looked
    assert '<blockquote lang="es">Alpine Rail: ven a Primavera.</blockquote>' in looked
    assert answer.status_code == 302
    assert "Alpine Rail: ven a Primavera." in mail_to(SPANISH).body
    assert "Welcome to Spring, Alpine Rail." in mail_to(CATALAN).body
    circular = stage.organiser.get(answer["Location"]).text
    assert "Welcome to {event}" in circular
    assert '<blockquote lang="es">{cluster}: ven a {event}.</blockquote>' in circular
    assert registration.messages.get().text == "Welcome to Spring, Alpine Rail."


def test_the_thread_of_a_cluster_has_it_in_the_readers_language(
    stage: Stage, registration: Registration
) -> None:
    sent(stage, page("organise-circular-new", stage.edition))
    args = [stage.edition.slug, registration.cluster.slug]
    address = reverse("meet-organiser", args=args)
    assert '<blockquote lang="es">Alpine Rail: ven a Primavera.' in (
        browser_of(SPANISH).get(address).text
    )
    assert "Welcome to Spring, Alpine Rail." in browser_of(CATALAN).get(address).text
    own = stage.organiser.get(page("organise-thread", stage.edition, registration.pk)).text
    assert "Welcome to Spring, Alpine Rail." in own


@pytest.mark.usefixtures("registration")
def test_another_text_than_the_one_that_was_looked_at_is_not_sent(stage: Stage) -> None:
    address = page("organise-circular-new", stage.edition)
    fields = {**WORDS, "idempotency_key": str(uuid.uuid4())}
    looked = stage.organiser.post(address, {**fields, "act": "look"}).text
    other = {"text-es": "Otra cosa.", "seen": hidden(looked, "seen"), "act": "send"}
    assert stage.organiser.post(address, {**fields, **other}).status_code == 409
    assert not Circular.objects.exists()


def test_the_same_key_with_another_text_in_a_language_is_refused(
    stage: Stage, registration: Registration
) -> None:
    key, by = uuid.uuid4(), UserFactory()

    def write(**texts: str) -> Circular:
        return write_to_several(
            edition=stage.edition,
            registrations=[registration],
            choice={},
            by=by,
            text="Welcome.",
            texts=texts,
            key=key,
            now=NOW,
        )

    assert write(es="Hola.") == write(es="Hola.")
    assert OutboxMessage.objects.count() == 2
    with pytest.raises(KeyTaken):
        write(es="Buenas.")


@pytest.mark.usefixtures("registration")
def test_a_message_is_tried_in_the_writers_language(stage: Stage) -> None:
    User.objects.update(language="es")
    address = page("organise-circular-new", stage.edition)
    stage.organiser.post(address, {**WORDS, "idempotency_key": str(uuid.uuid4()), "act": "try"})
    assert "Alpine Rail: ven a Primavera." in OutboxMessage.objects.get().body


@pytest.fixture
def guest(edition: Edition) -> Any:
    cluster = ClusterFactory(name="Baltic Wood", short_name="")
    people_of(cluster)
    Edition.objects.update(state="registration_open")
    edition.refresh_from_db()
    return cluster


def invited(edition: Edition, guest: Any, **texts: str) -> InvitationRound:
    return invite(
        edition=edition,
        clusters=[guest],
        choice={},
        by=UserFactory(),
        text=WORDS["text"],
        texts=texts or {"es": WORDS["text-es"]},
        key=uuid.uuid4(),
        now=NOW,
    ).round


@pytest.mark.usefixtures("guest")
def test_an_invitation_goes_to_each_in_the_own_language(stage: Stage) -> None:
    looked, answer = sent(stage, page("organise-invitation-new", stage.edition), q="Baltic Wood")
    assert '<blockquote lang="es">Baltic Wood: ven a Primavera.</blockquote>' in looked
    assert answer.status_code == 302
    assert "Baltic Wood: ven a Primavera." in mail_to(SPANISH).body
    assert "Welcome to Spring, Baltic Wood." in mail_to(CATALAN).body
    listed = stage.organiser.get(page("organise-invitations", stage.edition)).text
    assert '<blockquote lang="es">{cluster}: ven a {event}.</blockquote>' in listed


def test_the_page_of_an_invitation_is_in_the_readers_language(edition: Edition, guest: Any) -> None:
    invited(edition, guest)
    address = reverse("event-invitation", args=[EventInvitation.objects.get().pk])
    assert "Baltic Wood: ven a Primavera." in browser_of(SPANISH).get(address).text
    assert "Welcome to Spring, Baltic Wood." in browser_of(CATALAN).get(address).text


def test_a_reminder_is_in_the_readers_language_too(edition: Edition, guest: Any) -> None:
    invited(edition, guest)
    OutboxMessage.objects.all().delete()
    assert remind_invited(edition=edition, now=datetime(2094, 1, 14, tzinfo=UTC)) == 1
    assert "Baltic Wood: ven a Primavera." in mail_to(SPANISH).body


def test_a_copy_of_the_event_has_the_texts_prepared(edition: Edition, guest: Any) -> None:
    invited(edition, guest, es="Hola.", ca="Bon dia.")
    copy = EditionFactory(owner=edition.owner)
    copy_rounds(edition, copy)
    texts = copy.invitation_rounds.get().texts.values_list("language", "text")
    assert dict(texts) == {"es": "Hola.", "ca": "Bon dia."}


def test_an_event_in_one_language_asks_for_one_text(stage: Stage) -> None:
    shown = stage.organiser.get(page("organise-circular-new", stage.edition)).text
    assert "Message in English" not in shown
    assert 'name="text-' not in shown


def test_the_texts_end_with_the_personal_data_of_the_event(
    stage: Stage, registration: Registration, guest: Any
) -> None:
    sent(stage, page("organise-circular-new", stage.edition))
    invited(stage.edition, guest)
    assert erase_people(edition=stage.edition, now=datetime(2100, 1, 1, tzinfo=UTC))
    assert [row.text for row in (*CircularText.objects.all(), *InvitationText.objects.all())] == [
        "",
        "",
    ]
    args = [stage.edition.slug, registration.cluster.slug]
    assert "ven a" not in browser_of(SPANISH).get(reverse("meet-organiser", args=args)).text
