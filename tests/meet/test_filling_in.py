"""The form of a registration is filled in from a cluster's last event, if it wishes."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Answer, AnswerChoice, Delegate, Edition, Question, Registration
from events.queries.questions import asked_with_registration
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.stage import Stage
from tests.support.counting import queries_of

pytestmark = pytest.mark.django_db
ANN = {"job_title": "Director", "languages": "Basque, French", "topics": "Tidal turbines"}
EVERYTHING = ["delegates", "limits", "answers"]


def ask(edition: Edition, kind: str, words: str, *choices: str) -> Question:
    question = Question.objects.create(
        edition=edition, kind=kind, words=words, idempotency_key=uuid.uuid4()
    )
    for position, choice in enumerate(choices):
        question.choices.create(words=choice, position=position)
    return question


def came_before(stage: Stage, year: int = 2093, **fields: Any) -> Registration:
    """The cluster at an earlier event, with Ann, three meetings at a time and four answers."""
    days = {"starts_on": date(year, 6, 3), "ends_on": date(year, 6, 4), "state": "finished"}
    edition = EditionFactory(name=f"Days of {year}", **days)
    values = {"seats": 3, "max_meetings": 9, "registered_by": stage.manager_user, **fields}
    row: Registration = RegistrationFactory(edition=edition, cluster=stage.cluster, **values)
    Delegate.objects.create(registration=row, name=f"Ann {year}", **ANN)
    answer(row, ask(edition, "text", "Why do you come?"), text="To learn")
    answer(row, ask(edition, "number", "How many at dinner?"), number=0)
    stand = ask(edition, "one", "Which stand?", "Small", "Large")
    given = answer(row, stand)
    AnswerChoice.objects.create(
        answer=given, question=stand, kind="one", choice=stand.choices.get(words="Large")
    )
    photos = ask(edition, "consent", "We may be photographed.")
    agreed = {"agreed_at": timezone.now(), "agreed_by": stage.manager_user}
    answer(row, photos, agreed_words=photos.words, **agreed)
    return row


def answer(row: Registration, question: Question, **said: Any) -> Answer:
    return Answer.objects.create(
        registration=row,
        edition=row.edition,
        question=question,
        kind=question.kind,
        answered_by=row.registered_by,
        answered_at=timezone.now(),
        **said,
    )


def asked_again(stage: Stage) -> dict[str, Question]:
    """The same questions at the new event, and another one."""
    return {
        "why": ask(stage.edition, "text", "why do you come?"),
        "dinner": ask(stage.edition, "number", "How many at dinner?"),
        "stand": ask(stage.edition, "one", "Which stand?", "Large", "Huge"),
        "photos": ask(stage.edition, "consent", "We may be photographed."),
        "other": ask(stage.edition, "text", "What do you bring?"),
    }


def page(stage: Stage, **query: Any) -> Any:
    address = reverse("edition-register", args=[stage.edition.slug])
    return stage.manager.get(address, query)


def first(answer: Any, name: str) -> Any:
    return answer.context["form"][name].value()


def test_who_was_at_no_event_before_is_offered_nothing(stage: Stage) -> None:
    RegistrationFactory(cluster=stage.cluster, state="withdrawn")
    RegistrationFactory(edition__name="Of others")
    assert "Fill in from your last event" not in page(stage).text


def test_the_last_event_is_offered_and_nothing_is_filled_in_unasked(stage: Stage) -> None:
    came_before(stage, 2092)
    came_before(stage, 2093)
    found = page(stage)
    assert "Days of 2093" in found.text
    assert "Days of 2092" not in found.text
    assert "Ann 2093" not in found.text


def test_all_that_is_chosen_stands_in_the_form_and_nothing_is_stored(stage: Stage) -> None:
    row, questions = came_before(stage), asked_again(stage)
    found = page(stage, earlier=row.pk, parts=EVERYTHING)
    assert "The form below is filled in from Days of 2093." in found.text
    assert 'value="Ann 2093"' in found.text
    assert 'value="Director"' in found.text
    assert 'value="Basque, French"' in found.text
    assert 'value="Tidal turbines"' in found.text
    assert found.text.count("-languages") == found.text.count("-topics")
    assert (first(found, "seats"), first(found, "max_meetings")) == (3, 9)
    assert first(found, f"question-{questions['why'].pk}") == "To learn"
    assert first(found, f"question-{questions['dinner'].pk}") == "0"
    large = questions["stand"].choices.get(words="Large")
    assert first(found, f"question-{questions['stand'].pk}") == str(large.pk)
    assert not first(found, f"question-{questions['photos'].pk}")
    assert not first(found, f"question-{questions['other'].pk}")
    assert not Registration.objects.filter(edition=stage.edition).exists()


def test_parts_that_are_not_chosen_stay_empty(stage: Stage) -> None:
    row, questions = came_before(stage), asked_again(stage)
    found = page(stage, earlier=row.pk, parts=["limits"])
    assert first(found, "max_meetings") == 9
    assert "Ann 2093" not in found.text
    assert not first(found, f"question-{questions['why'].pk}")


def test_what_was_filled_in_is_stored_as_it_was_sent(stage: Stage) -> None:
    row = came_before(stage)
    page(stage, earlier=row.pk, parts=EVERYTHING)
    sent = {
        "idempotency_key": str(uuid.uuid4()),
        "cluster": stage.cluster.slug,
        "questions_seen": asked_with_registration(stage.edition).mark,
        "delegate-0-name": "Ann 2093",
        "delegate-0-job_title": "President",
    }
    address = reverse("edition-register", args=[stage.edition.slug])
    assert stage.manager.post(address, sent).status_code == 302
    [ann] = Delegate.objects.filter(registration__edition=stage.edition)
    assert (ann.name, ann.job_title) == ("Ann 2093", "President")
    assert row.delegates.get().job_title == "Director"


def test_languages_and_topics_come_along_as_they_were_sent_and_are_not_asked_of_others(
    stage: Stage,
) -> None:
    row = came_before(stage)
    assert "Topics" not in page(stage).text
    found = page(stage, earlier=row.pk, parts=EVERYTHING)
    assert 'name="delegate-0-topics"' in found.text
    assert 'name="delegate-1-topics"' not in found.text
    sent = {
        "idempotency_key": str(uuid.uuid4()),
        "cluster": stage.cluster.slug,
        "questions_seen": asked_with_registration(stage.edition).mark,
        "delegate-0-name": "",
        "delegate-0-languages": "Basque",
        "delegate-0-topics": "Tidal turbines",
        "delegate-1-name": "Bea",
    }
    address = reverse("edition-register", args=[stage.edition.slug])
    refused = stage.manager.post(address, sent)
    assert "Enter the person’s name." in refused.text
    assert 'value="Tidal turbines"' in refused.text
    assert stage.manager.post(address, sent | {"delegate-0-name": "Ann"}).status_code == 302
    ann, bea = Delegate.objects.filter(registration__edition=stage.edition)
    assert (ann.languages, ann.topics) == ("Basque", "Tidal turbines")
    assert (bea.name, bea.languages, bea.topics) == ("Bea", "", "")


def test_who_registers_again_keeps_the_words_that_the_form_does_not_say(stage: Stage) -> None:
    row = RegistrationFactory(edition=stage.edition, cluster=stage.cluster, state="withdrawn")
    for name in ("Ann", "Bea"):
        Delegate.objects.create(registration=row, name=name, languages="Greek", topics="Batteries")
    sent = {
        "idempotency_key": str(uuid.uuid4()),
        "cluster": stage.cluster.slug,
        "questions_seen": asked_with_registration(stage.edition).mark,
        "delegate-0-name": "Ann",
        "delegate-0-languages": "Basque",
        "delegate-1-name": "Bea",
    }
    address = reverse("edition-register", args=[stage.edition.slug])
    assert stage.manager.post(address, sent).status_code == 302
    found = row.delegates.order_by("name").values_list("languages", "topics")
    assert list(found) == [("Basque", ""), ("Greek", "Batteries")]


def test_nobody_fills_in_from_a_registration_of_others(stage: Stage) -> None:
    came_before(stage)
    theirs = RegistrationFactory(edition__name="Of others")
    Delegate.objects.create(registration=theirs, name="Zoe of others")
    found = page(stage, earlier=theirs.pk, parts=EVERYTHING)
    assert "Zoe of others" not in found.text
    assert "is filled in from" not in found.text


def test_what_was_erased_of_people_is_not_there(stage: Stage) -> None:
    row = came_before(stage)
    row.delegates.all().delete()
    Answer.objects.all().delete()
    asked_again(stage)
    found = page(stage, earlier=row.pk, parts=EVERYTHING)
    assert first(found, "max_meetings") == 9
    assert "To learn" not in found.text


def test_the_form_asks_few_questions_of_the_database(stage: Stage) -> None:
    row = came_before(stage)
    asked_again(stage)
    parts = "".join(f"&parts={part}" for part in EVERYTHING)
    address = reverse("edition-register", args=[stage.edition.slug])
    assert queries_of(stage.manager, f"{address}?earlier={row.pk}{parts}") <= 15
