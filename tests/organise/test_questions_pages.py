"""An organiser asks questions of an event's own, and reads what clusters answer."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clusters.models import Role
from events.models import Question, Registration
from events.queries.question_changes import Draft
from events.queries.questions import asked_with_registration
from events.services.answers import Answers, Said
from events.services.questions import add_question, remove_question
from events.services.registrations import change
from events.services.wishes import Wishes
from interface.forms import FORM_REFUSED
from tests.factories.clusters import MembershipFactory
from tests.factories.events import RegistrationFactory
from tests.factories.stage import Stage

pytestmark = pytest.mark.django_db
STAND = {
    "words": "Which stand?",
    "kind": "one",
    "asked": "registration",
    "readers": "planners",
    "choice-0-words": "Small",
    "choice-1-words": "Large",
}


def page(stage: Stage, name: str = "questions", *more: int) -> str:
    return reverse(f"organise-{name}", args=[stage.edition.slug, *more])


def add(stage: Stage, **fields: Any) -> Any:
    sent = {**STAND, "idempotency_key": str(uuid.uuid4()), **fields}
    return stage.organiser.post(page(stage), sent, follow=True)


def ask(stage: Stage, kind: str, words: str, **fields: Any) -> Question:
    draft = Draft(kind=kind, words=words, **fields)
    return add_question(edition=stage.edition, draft=draft, key=uuid.uuid4(), now=timezone.now())


def say(row: Registration, *said: Said) -> None:
    row.refresh_from_db()
    mark = asked_with_registration(row.edition).mark
    change(
        registration=row,
        wishes=Wishes(answers=Answers(mark, row.registered_by, said)),
        version=row.version,
        now=timezone.now(),
    )


@pytest.fixture
def row(stage: Stage) -> Registration:
    registration: Registration = RegistrationFactory(edition=stage.edition, cluster=stage.cluster)
    return registration


def test_an_organiser_adds_a_question_and_sees_it_as_clusters_do(stage: Stage) -> None:
    assert "The question is added." in add(stage).text
    question = Question.objects.get()
    assert [choice.words for choice in question.choices.all()] == ["Small", "Large"]
    shown = stage.organiser.get(page(stage, "questions-preview")).text
    assert "Which stand?" in shown
    assert "Large" in shown


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"choice-1-words": ""}, "Enter at least two choices."),
        ({"choice-1-words": "small"}, "This choice stands here already."),
        ({"kind": "number", "least": "5", "most": "4"}, "not below the smallest one"),
        ({"asked": "follow_up"}, "Enter the last day to answer the follow-up."),
        ({"asked": "follow_up", "last_day": "2001-01-01"}, "The last day to answer is over."),
        ({"words": ""}, "Fill in “Question”."),
    ],
)
def test_a_question_is_refused_in_words(stage: Stage, fields: dict[str, str], words: str) -> None:
    answer = add(stage, **fields)
    assert answer.status_code == FORM_REFUSED
    assert words in answer.text
    assert not Question.objects.exists()


def edit(stage: Stage, question: Question, **fields: Any) -> Any:
    question.refresh_from_db()
    sent: dict[str, Any] = {**STAND, "words": question.words, "version": question.version}
    for number, choice in enumerate(question.choices.all()):
        sent[f"choice-{number}-choice"] = choice.pk
    return stage.organiser.post(page(stage, "question", question.pk), {**sent, **fields})


def test_what_a_change_does_to_answers_is_shown_first(stage: Stage, row: Registration) -> None:
    add(stage)
    question = Question.objects.get()
    say(row, Said(question.pk, choices=(question.choices.all()[0].pk,)))
    answer = edit(stage, question, **{"choice-0-words": "", "choice-2-words": "Huge"})
    assert answer.status_code == 409
    assert "1 answer has a choice that is no longer offered. It stays." in answer.text
    seen = answer.context["seen"]
    fields = {"choice-0-words": "", "choice-2-words": "Huge", "seen": seen}
    assert edit(stage, question, **fields).status_code == 302
    assert {choice.words for choice in question.choices.filter(is_retired=False)} == {
        "Large",
        "Huge",
    }


def test_a_change_of_an_older_state_keeps_what_was_typed(stage: Stage) -> None:
    add(stage)
    question = Question.objects.get()
    edit(stage, question, words="Which table?")
    answer = edit(stage, question, words="Which place?", version=1)
    assert answer.status_code == 409
    assert 'value="Which place?"' in answer.text
    assert "Question: Which table?" in answer.text


def test_questions_are_moved_removed_and_asked_again(stage: Stage, row: Registration) -> None:
    first, second = ask(stage, "text", "Why?"), ask(stage, "text", "And?")
    stage.organiser.post(page(stage, "question-move", second.pk), {"to": "up"})
    assert list(asked_with_registration(stage.edition).questions) == [second, first]
    say(row, Said(first.pk, text="So"))
    gone = stage.organiser.post(page(stage, "question-remove", first.pk), follow=True).text
    assert "no longer asked" in gone
    assert "Ask again" in gone
    stage.organiser.post(page(stage, "question-restore", first.pk))
    assert first in asked_with_registration(stage.edition).questions
    stage.organiser.post(page(stage, "question-remove", second.pk))
    assert list(Question.objects.all()) == [first]


def test_follow_ups_wait_on_the_to_do_list_until_they_are_sent(
    stage: Stage, row: Registration
) -> None:
    ask(stage, "text", "Arrival?", asked="follow_up", last_day=stage.edition.ends_on)
    overview = page(stage, "overview")
    assert "1 follow-up not sent" in stage.organiser.get(overview).text
    sent = stage.organiser.post(page(stage, "questions-send"), follow=True).text
    assert "1 approved cluster is asked." in sent
    assert "not sent" not in stage.organiser.get(overview).text
    again = stage.organiser.post(page(stage, "questions-send"))
    assert again.status_code == 409
    assert "No follow-up waits to be sent." in again.text


def test_answers_are_read_by_question_and_on_the_registration(
    stage: Stage, row: Registration
) -> None:
    add(stage)
    question = Question.objects.get()
    silent = RegistrationFactory(edition=stage.edition)
    say(row, Said(question.pk, choices=(question.choices.all()[1].pk,)))
    listed = stage.organiser.get(page(stage, "answers")).text
    assert "1 of 2 has answered." in listed
    one = stage.organiser.get(page(stage, "question-answers", question.pk)).text
    assert row.cluster.called in one
    assert "Large" in one
    assert silent.cluster.called in one
    assert "Large" in stage.organiser.get(page(stage, "registration", row.pk)).text


def member(stage: Stage, role: Role) -> Client:
    client = Client()
    client.force_login(MembershipFactory(organisation=stage.edition.owner, role=role).user)
    return client


def test_each_question_says_who_reads_its_answers(stage: Stage, row: Registration) -> None:
    secret = ask(stage, "text", "What do you pay?")
    shared = ask(stage, "text", "When do you come?", readers="reception")
    say(row, Said(secret.pk, text="zzpays"), Said(shared.pk, text="zzcomes"))
    for role, reads in (
        (Role.PLANNER, {"zzpays", "zzcomes"}),
        (Role.RECEPTION, {"zzcomes"}),
        (Role.VIEWER, set()),
    ):
        client = member(stage, role)
        shown = client.get(page(stage, "registration", row.pk)).text
        assert {word for word in ("zzpays", "zzcomes") if word in shown} == reads
        for question, word in ((secret, "zzpays"), (shared, "zzcomes")):
            answer = client.get(page(stage, "question-answers", question.pk))
            assert (answer.status_code == 200) is (word in reads)


def test_who_is_approved_without_a_required_answer_is_named(
    stage: Stage, row: Registration
) -> None:
    Registration.objects.filter(pk=row.pk).update(state="waiting")
    ask(stage, "text", "Why do you come?", is_required=True)
    shown = stage.organiser.get(page(stage, "registration", row.pk)).text
    assert "It has not answered what is required:" in shown
    assert "You can approve it without these answers." in shown
    assert "1 answer missing" in stage.organiser.get(page(stage, "registrations")).text


def test_an_organiser_answers_in_the_place_of_a_cluster(stage: Stage, row: Registration) -> None:
    why = ask(stage, "text", "Why?", is_required=True)
    ask(stage, "consent", "We may be photographed.", is_required=True)
    address = page(stage, "registration-edit", row.pk)
    shown = stage.organiser.get(address).text
    assert "Only the cluster can agree to a consent." in shown
    assert "photographed" not in shown
    sent = {
        "version": 1,
        "questions_seen": asked_with_registration(stage.edition).mark,
        f"question-{why.pk}": "They said so",
    }
    assert stage.organiser.post(address, sent).status_code == 302
    assert row.answers.get().answered_by != row.registered_by


def exported(stage: Stage, columns: list[str], **fields: Any) -> str:
    sent = {
        "table": "registrations",
        "columns": columns,
        "form": "csv",
        "idempotency_key": str(uuid.uuid4()),
        **fields,
    }
    answer = stage.organiser.post(page(stage, "export"), sent)
    return answer.content.decode()


def test_answers_are_columns_of_the_export_those_about_persons_apart(
    stage: Stage, row: Registration
) -> None:
    why = ask(stage, "text", "Why?")
    diet = ask(stage, "text", "=Diet?", has_personal=True)
    say(row, Said(why.pk, text="To learn"), Said(diet.pk, text="zzdiet"))
    plain, personal = f"question-{why.pk}", f"question-{diet.pk}"
    table = exported(stage, ["cluster", plain])
    assert "Cluster,Why?" in table
    assert f"{row.cluster.called},To learn" in table
    # It is no column of things, and is handed over only where it is asked for and confirmed.
    assert "zzdiet" not in exported(stage, ["cluster", personal])
    assert "zzdiet" not in exported(stage, ["cluster"], people=[personal])
    both = exported(stage, ["cluster"], people=[personal], has_personal="on")
    assert "zzdiet" in both
    assert "'=Diet?" in both
    remove_question(question=why, now=timezone.now())
    assert "To learn" in exported(stage, ["cluster", plain])


def test_a_list_to_import_says_that_it_answers_nothing(stage: Stage) -> None:
    assert "answers none of your questions" not in stage.organiser.get(page(stage, "import")).text
    ask(stage, "text", "Why?")
    assert "answers none of your questions" in stage.organiser.get(page(stage, "import")).text
