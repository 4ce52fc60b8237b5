"""A cluster answers an event's own questions: in the registration form, later, and takes back."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Answer, Edition, Question, Registration
from events.queries.question_changes import Draft
from events.queries.questions import Asked, asked_with_registration, follow_ups_of
from events.services.decisions import approve
from events.services.questions import add_question, change_question, send_follow_ups
from files.models import StoredFile
from interface.forms import FORM_REFUSED
from tests.factories.clusters import MembershipFactory
from tests.factories.events import RegistrationFactory
from tests.factories.stage import Stage
from tests.support.mails import mail_to, told
from translations.queries import pair_of
from translations.services import Entry, write

pytestmark = pytest.mark.django_db
LAST_DAY = date(2094, 5, 20)


def ask(stage: Stage, kind: str, words: str, **fields: Any) -> Question:
    draft = Draft(kind=kind, words=words, **fields)
    return add_question(edition=stage.edition, draft=draft, key=uuid.uuid4(), now=timezone.now())


def form(stage: Stage, **fields: Any) -> dict[str, Any]:
    return {
        "idempotency_key": str(uuid.uuid4()),
        "cluster": stage.cluster.slug,
        "questions_seen": asked_with_registration(stage.edition).mark,
        **fields,
    }


def register(stage: Stage, **fields: Any) -> Any:
    address = reverse("edition-register", args=[stage.edition.slug])
    return stage.manager.post(address, form(stage, **fields))


def pdf(name: str = "offer.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7 offer")


def own(stage: Stage, **fields: Any) -> Registration:
    row: Registration = RegistrationFactory(
        edition=stage.edition, cluster=stage.cluster, registered_by=stage.manager_user, **fields
    )
    return row


def edit_page(row: Registration) -> str:
    return reverse("registration-edit", args=[row.pk])


def test_a_manager_answers_while_registering_and_finds_the_answers_again(stage: Stage) -> None:
    stand = ask(stage, "one", "Which stand?", choices=[(None, "Small"), (None, "Large")])
    count = ask(stage, "number", "How many at dinner?", least=0, most=9)
    photos = ask(stage, "consent", "We may be photographed.")
    chosen = stand.choices.all()[1]
    answer = register(
        stage,
        **{
            f"question-{stand.pk}": chosen.pk,
            f"question-{count.pk}": "3",
            f"question-{photos.pk}": "on",
        },
    )
    row = Registration.objects.get()
    assert answer.status_code == 302
    page = stage.manager.get(edit_page(row)).text
    assert "What you answered" in page
    assert "Large" in page
    assert "Take the consent back" in page
    # What is agreed to is not asked again.
    assert f'name="question-{photos.pk}"' not in page


def test_what_is_wrong_is_said_beside_the_question_and_what_was_typed_stays(stage: Stage) -> None:
    why = ask(stage, "text", "Why do you come?", is_required=True)
    count = ask(stage, "number", "How many?", most=5)
    answer = register(stage, **{f"question-{why.pk}": "", f"question-{count.pk}": "9"})
    assert answer.status_code == FORM_REFUSED
    assert "Fill in “Why do you come?”." in answer.text
    assert "less than or equal to 5" in answer.text
    assert 'value="9"' in answer.text
    assert not Registration.objects.exists()


def test_a_question_changed_meanwhile_is_asked_anew_with_what_was_typed(stage: Stage) -> None:
    why = ask(stage, "text", "Why do you come?")
    seen = asked_with_registration(stage.edition).mark
    change_question(
        question=why,
        draft=Draft(kind="text", words="What for?"),
        version=1,
        seen="",
        now=timezone.now(),
    )
    fields = {f"question-{why.pk}": "To learn", "questions_seen": seen}
    answer = register(stage, **fields)
    assert answer.status_code == 409
    assert "The organiser has changed the questions meanwhile" in answer.text
    assert "What for?" in answer.text
    assert 'value="To learn"' in answer.text
    mark = asked_with_registration(stage.edition).mark
    assert f'value="{mark}"' in answer.text
    assert register(stage, **{**fields, "questions_seen": mark}).status_code == 302
    assert Answer.objects.get().text == "To learn"


def test_a_file_survives_an_error_elsewhere_in_the_form(stage: Stage) -> None:
    offer = ask(stage, "file", "Your offer", is_required=True)
    why = ask(stage, "text", "Why do you come?", is_required=True)
    answer = register(stage, **{f"question-{offer.pk}": pdf()})
    assert answer.status_code == FORM_REFUSED
    assert "offer.pdf is uploaded and waits" in answer.text
    held = StoredFile.objects.get()
    assert f'value="{held.key}"' in answer.text
    kept = {f"question-{offer.pk}-kept": str(held.key), f"question-{why.pk}": "So"}
    assert register(stage, **kept).status_code == 302
    given = Answer.objects.get(question=offer)
    assert (given.file, given.text) == (held, "offer.pdf")
    held.refresh_from_db()
    assert held.delete_after is None


def test_a_file_is_what_its_content_says_and_is_asked_for_in_words(stage: Stage) -> None:
    offer = ask(stage, "file", "Your offer", is_required=True)
    page = SimpleUploadedFile("offer.pdf", b"<html>")
    answer = register(stage, **{f"question-{offer.pk}": page})
    assert answer.status_code == FORM_REFUSED
    assert "This is no file of a kind that is taken here" in answer.text
    assert "Choose a file for “Your offer”." in register(stage).text
    assert not StoredFile.objects.exists()


def test_a_file_is_handed_to_those_who_may_read_it_alone(stage: Stage) -> None:
    offer = ask(stage, "file", "Your offer")
    register(stage, **{f"question-{offer.pk}": pdf()})
    row = Registration.objects.get()
    address = reverse("registration-file", args=[row.pk, offer.pk])
    found = stage.manager.get(address)
    assert found["Content-Disposition"] == 'attachment; filename="offer.pdf"'
    assert found["X-Content-Type-Options"] == "nosniff"
    assert b"".join(found.streaming_content) == b"%PDF-1.7 offer"  # type: ignore[attr-defined]
    for who in (stage.stranger, stage.organiser):
        assert who.get(address).status_code == 404
    backstage = reverse("organise-answer-file", args=[stage.edition.slug, row.pk, offer.pk])
    assert stage.organiser.get(backstage).status_code == 200
    for who in (stage.stranger, stage.manager):
        assert who.get(backstage).status_code == 404


def test_a_consent_is_taken_back_by_a_button_even_after_the_event(stage: Stage) -> None:
    photos = ask(stage, "consent", "We may be photographed.")
    register(stage, **{f"question-{photos.pk}": "on"})
    row = Registration.objects.get()
    stage.edition.state = "cancelled"
    stage.edition.save()
    address = reverse("registration-consent-take-back", args=[row.pk, photos.pk])
    assert "Take the consent back" in stage.manager.get(edit_page(row)).text
    assert stage.stranger.post(address).status_code == 404
    page = stage.manager.post(address, follow=True).text
    assert "You have taken the consent back" in page
    assert "took it back on" in page
    assert Answer.objects.get().withdrawn_by == stage.manager_user


def test_the_questions_that_an_approved_cluster_owes_stand_on_its_home(stage: Stage) -> None:
    row = own(stage)
    home = reverse("meet-home", args=[stage.edition.slug, stage.cluster.slug])
    assert "Questions of the organiser" not in stage.manager.get(home).text
    question = ask(stage, "text", "When do you arrive?", asked="follow_up", last_day=LAST_DAY)
    assert "Questions of the organiser" not in stage.manager.get(home).text
    send_follow_ups(edition=stage.edition, now=timezone.now())
    page = stage.manager.get(home).text
    address = reverse("registration-follow-up", args=[row.pk])
    assert "Questions of the organiser" in page
    assert address in page
    mark = follow_ups_of(row, timezone.now()).mark
    sent = {"version": 1, "questions_seen": mark, f"question-{question.pk}": "At noon"}
    assert stage.stranger.post(address, sent).status_code == 404
    page = stage.manager.post(address, sent, follow=True).text
    assert "Your answers are saved." in page
    assert "Questions of the organiser" not in stage.manager.get(home).text
    # Sent again from the page as it was: what is stored is said.
    other = {**sent, f"question-{question.pk}": "At one"}
    stale = stage.manager.post(address, other)
    assert stale.status_code == 409
    assert "When do you arrive?: At noon" in stale.text
    assert 'value="At one"' in stale.text


def test_nothing_more_is_asked_says_so(stage: Stage) -> None:
    row = own(stage)
    answer = stage.manager.get(reverse("registration-follow-up", args=[row.pk]))
    assert answer.status_code == 409
    assert "Nothing more is asked of you" in answer.text


def test_whoever_is_approved_later_is_asked_in_the_same_mail(stage: Stage) -> None:
    row = own(stage, state="waiting")
    MembershipFactory(organisation=row.cluster, user__email="late@example.org")
    ask(stage, "text", "When do you arrive?", asked="follow_up", last_day=LAST_DAY)
    send_follow_ups(edition=stage.edition, now=timezone.now())
    assert not told("follow-up-asked")
    approve(edition=stage.edition, chosen=[row.pk], now=timezone.now())
    mail = mail_to("late@example.org", "registration-approved")
    assert reverse("registration-follow-up", args=[row.pk]) in mail.body


def test_a_visitor_signs_in_first(stage: Stage) -> None:
    row = own(stage)
    answer = Client().get(reverse("registration-follow-up", args=[row.pk]))
    assert answer.status_code == 302
    assert not Asked()


def test_a_question_is_read_and_agreed_to_in_the_languages_of_the_event(stage: Stage) -> None:
    Edition.objects.filter(pk=stage.edition.pk).update(languages=["en", "es"])
    stage.edition.refresh_from_db()
    photos = ask(stage, "consent", "We may be photographed.")
    stand = ask(stage, "one", "Which stand?", choices=[(None, "Small"), (None, "Large")])
    small = stand.choices.all()[0]
    for record, text in ((photos, "Se nos puede fotografiar."), (small, "Pequeño")):
        seen = pair_of(record, "words", "es").seen
        write(entries=[Entry(record, "words", text, seen)], language="es")
    address = f"{reverse('edition-register', args=[stage.edition.slug])}?texts=es"
    page = stage.manager.get(address).text
    assert "Se nos puede fotografiar." in page
    assert "Pequeño" in page
    # What is not translated is shown as it was written.
    assert "Which stand?" in page
    mark = asked_with_registration(stage.edition, wished=["es"]).mark
    sent = {f"question-{photos.pk}": "on", "questions_seen": mark}
    # What was read in another language is asked anew.
    assert register(stage, **sent).status_code == 409
    assert stage.manager.post(address, form(stage, **sent)).status_code == 302
    assert Answer.objects.get().agreed_words == "Se nos puede fotografiar."
