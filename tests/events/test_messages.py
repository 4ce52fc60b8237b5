"""A cluster asks the organiser: the thread, who is told, who reads it, what waits for an answer."""

import uuid
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from events.models import Registration, RegistrationMessage
from events.services.messages import write
from interface.keys import KeyTaken
from notifications.models import OutboxMessage
from tests.factories.events import RegistrationFactory
from tests.factories.stage import Stage, page
from tests.support.mails import told

pytestmark = pytest.mark.django_db
NOW = datetime(2094, 5, 1, 10, tzinfo=UTC)


@pytest.fixture
def registration(stage: Stage) -> Registration:
    row: Registration = RegistrationFactory(edition=stage.edition, cluster=stage.cluster)
    return row


def ask_page(stage: Stage) -> str:
    return reverse("meet-organiser", args=[stage.edition.slug, stage.cluster.slug])


def said(text: str, key: uuid.UUID | None = None) -> dict[str, object]:
    return {"text": text, "idempotency_key": key or uuid.uuid4()}


def asked(stage: Stage, registration: Registration) -> RegistrationMessage:
    return write(
        registration=registration,
        by=stage.manager_user,
        by_organiser=False,
        text="May we come later?",
        key=uuid.uuid4(),
        now=NOW,
    )


def test_a_question_reaches_the_organisers_body_by_mail_and_in_its_workspace(
    stage: Stage, registration: Registration
) -> None:
    answer = stage.manager.post(ask_page(stage), said("May we come later?"), follow=True)
    assert "The organiser gets a mail" in answer.content.decode()
    assert stage.edition.owner
    members = stage.edition.owner.memberships.values_list("user__email", flat=True)
    assert told("message-to-organiser") == sorted(members)
    mail = OutboxMessage.objects.get()
    thread = page("organise-thread", stage.edition, registration.pk)
    assert "May we come later?" in mail.body
    assert thread in mail.body
    assert "May we come later?" in stage.organiser.get(thread).content.decode()


def test_the_mail_calls_the_cluster_as_people_know_it(
    stage: Stage, registration: Registration
) -> None:
    name = "Association of Everybody Who Works with Water in the Whole of Catalonia"
    type(stage.cluster).objects.filter(pk=stage.cluster.pk).update(name=name, short_name="CWP")
    registration.refresh_from_db()
    asked(stage, registration)
    mail = OutboxMessage.objects.get()
    assert "CWP" in f"{mail.subject} {mail.body}"
    assert name not in f"{mail.subject} {mail.body}"


def test_an_unanswered_question_is_a_task_until_it_is_answered(
    stage: Stage, registration: Registration
) -> None:
    stage.manager.post(ask_page(stage), said("May we come later?"))
    overview = page("organise-overview", stage.edition)
    assert "Answer the clusters&#x27; messages" in stage.organiser.get(overview).content.decode()
    messages = stage.organiser.get(page("organise-messages", stage.edition)).content.decode()
    assert "To answer" in messages

    thread = page("organise-thread", stage.edition, registration.pk)
    stage.organiser.post(thread, said("Until ten."))
    assert told("message-to-cluster") == [stage.manager_user.email]
    assert "Until ten." in stage.manager.get(ask_page(stage)).content.decode()
    assert "Answer the clusters" not in stage.organiser.get(overview).content.decode()


def test_the_same_form_sent_twice_is_one_message(stage: Stage, registration: Registration) -> None:
    form = said("Once")
    for _ in range(2):
        assert stage.manager.post(ask_page(stage), form).status_code == 302
    assert registration.messages.count() == 1
    assert OutboxMessage.objects.count() == 1


def test_anothers_key_is_refused(stage: Stage, registration: Registration) -> None:
    given = asked(stage, registration)
    with pytest.raises(KeyTaken):
        write(
            registration=registration,
            by=stage.edition.registrations.get().registered_by,
            by_organiser=False,
            text="Me too",
            key=given.idempotency_key,
            now=NOW,
        )


def test_staff_and_strangers_read_no_thread(stage: Stage, registration: Registration) -> None:
    asked(stage, registration)
    thread = page("organise-thread", stage.edition, registration.pk)
    assert stage.staff.get(thread).status_code == 403
    assert stage.staff.get(ask_page(stage)).status_code == 403
    assert stage.stranger.get(thread).status_code == 404
    assert stage.stranger.get(ask_page(stage)).status_code == 404


def test_an_empty_message_is_refused_and_keeps_the_page(
    stage: Stage, registration: Registration
) -> None:
    assert stage.manager.post(ask_page(stage), said(" ")).status_code == 422
    assert not RegistrationMessage.objects.exists()


def test_another_text_under_a_key_that_was_kept_is_not_lost(
    stage: Stage, registration: Registration
) -> None:
    key = uuid.uuid4()
    stage.manager.post(ask_page(stage), said("May we come later?", key))
    answer = stage.manager.post(ask_page(stage), said("We bring three people.", key))
    assert answer.status_code == 422
    for words in ("This form was sent before. Open the page again.", "We bring three people."):
        assert words in answer.content.decode()
    assert RegistrationMessage.objects.get().text == "May we come later?"
