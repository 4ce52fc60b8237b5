"""An event's own questions: what organisers ask, and what clusters answer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from accounts.models import User
from events.models import Answer, AnswerChoice, Edition, Question, QuestionChoice, Registration
from events.queries.question_changes import ALIKE, Draft
from events.queries.questions import (
    Asked,
    asked_with_registration,
    counted,
    missing_of,
    owed_follow_ups,
    questions_of,
    with_missing,
)
from events.services import answers
from events.services.answers import (
    WAITS,
    Answers,
    AnswersMissing,
    FileGone,
    QuestionsChanged,
    Said,
    hold_upload,
)
from events.services.copying import copy_edition
from events.services.follow_ups import answer_follow_ups
from events.services.questions import (
    MOST_QUESTIONS,
    DayOver,
    KindIsAnswered,
    NothingToSend,
    QuestionChanged,
    QuestionsClosed,
    TooManyQuestions,
    Touches,
    add_question,
    ask_again,
    change_question,
    move_question,
    remove_question,
    send_follow_ups,
)
from events.services.registrations import NotChangeable, RegistrationChanged, change, register
from events.services.retention import erase_people
from events.services.taking_back import take_back_consent
from events.services.wishes import Wishes
from files.models import FilePart, StoredFile
from files.services import drop_due
from interface.keys import KeyTaken
from notifications.models import OutboxMessage
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.support.mails import all_sent, told

pytestmark = pytest.mark.django_db

NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)
LAST_DAY = date(2094, 5, 20)
AFTER = datetime(2094, 6, 10, tzinfo=UTC)
STAND = Draft(kind="one", words="Which stand?", choices=[(None, "Small"), (None, "Large")])
FOLLOW_UP = Draft(kind="text", words="Your arrival?", asked="follow_up", last_day=LAST_DAY)


@pytest.fixture
def edition() -> Edition:
    edition: Edition = EditionFactory()
    MembershipFactory(organisation=edition.owner)
    return edition


@pytest.fixture
def registration(edition: Edition) -> Registration:
    registration: Registration = RegistrationFactory(edition=edition)
    MembershipFactory(organisation=registration.cluster, user=registration.registered_by)
    return registration


def ask(edition: Edition, draft: Draft) -> Question:
    return add_question(edition=edition, draft=draft, key=uuid4(), now=NOW)


def say(registration: Registration, *said: Said, by: User | None = None) -> bool:
    """The cluster saves its registration with these answers."""
    registration.refresh_from_db()
    asked = asked_with_registration(registration.edition)
    answers = Answers(asked.mark, by or registration.registered_by, said)
    return change(
        registration=registration,
        wishes=Wishes(answers=answers),
        version=registration.version,
        now=NOW,
    )


def edited(question: Question, **changes: Any) -> Draft:
    """The question as it stands, with these changes."""
    there = {name: getattr(question, name) for name in (*ALIKE, "last_day")}
    rows = question.choices.filter(is_retired=False)
    there["choices"] = [(row.pk, row.words) for row in rows]
    return Draft(**{**there, **changes})


def edit(question: Question, seen: str = "", **changes: Any) -> Question:
    question.refresh_from_db()
    return change_question(
        question=question,
        draft=edited(question, **changes),
        version=question.version,
        seen=seen,
        now=NOW,
    )


def choices(question: Question) -> list[int]:
    return list(question.choices.values_list("pk", flat=True))


def upload(content: bytes = b"%PDF-1.7 our offer", name: str = "offer.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def held(edition: Edition, by: User) -> StoredFile:
    return hold_upload(edition=edition, by=by, upload=upload(), now=NOW)


def test_questions_stand_in_the_order_in_which_they_were_added(edition: Edition) -> None:
    first, second = ask(edition, STAND), ask(edition, Draft(kind="text", words="And why?"))
    assert list(asked_with_registration(edition).questions) == [first, second]
    assert [row.words for row in first.choices.all()] == ["Small", "Large"]
    assert move_question(question=second, up=True, now=NOW)
    assert list(asked_with_registration(edition).questions) == [second, first]
    assert not move_question(question=second, up=True, now=NOW)


def test_a_form_sent_twice_adds_one_question(edition: Edition) -> None:
    key = uuid4()
    first = add_question(edition=edition, draft=STAND, key=key, now=NOW)
    assert add_question(edition=edition, draft=STAND, key=key, now=NOW) == first
    with pytest.raises(KeyTaken):
        add_question(edition=EditionFactory(), draft=STAND, key=key, now=NOW)


@pytest.mark.parametrize(
    "changes", [{"words": "Where?"}, {"is_required": True}, {"choices": [(None, "Small")]}]
)
def test_a_form_that_was_sent_adds_no_other_question(
    edition: Edition, changes: dict[str, Any]
) -> None:
    key = uuid4()
    first = add_question(edition=edition, draft=STAND, key=key, now=NOW)
    with pytest.raises(KeyTaken):
        add_question(edition=edition, draft=replace(STAND, **changes), key=key, now=NOW)
    assert [row.words for row in first.choices.all()] == ["Small", "Large"]


def test_an_event_that_is_over_asks_nothing_more(edition: Edition) -> None:
    question = ask(edition, STAND)
    with pytest.raises(QuestionsClosed):
        add_question(edition=edition, draft=STAND, key=uuid4(), now=AFTER)
    with pytest.raises(QuestionsClosed):
        remove_question(question=question, now=AFTER)


def test_an_event_asks_so_many_questions_at_most(edition: Edition) -> None:
    retired = ask(edition, STAND)
    Question.objects.filter(pk=retired.pk).update(retired_at=NOW)
    for number in range(MOST_QUESTIONS):
        ask(edition, Draft(kind="text", words=f"Question {number}"))
    with pytest.raises(TooManyQuestions):
        ask(edition, STAND)
    with pytest.raises(TooManyQuestions):
        ask_again(question=retired, now=NOW)


def test_a_cluster_answers_when_it_registers(edition: Edition) -> None:
    stand = ask(edition, STAND)
    line = ask(edition, Draft(kind="text", words="Why?"))
    count = ask(edition, Draft(kind="number", words="How many?", least=1, most=5))
    topics = ask(edition, Draft(kind="several", words="What?", choices=[(None, "A"), (None, "B")]))
    said = (
        Said(stand.pk, choices=(choices(stand)[1],)),
        Said(line.pk, text="To learn"),
        Said(count.pk, number=3),
        Said(topics.pk, choices=tuple(choices(topics))),
    )
    user = UserFactory()
    asked = asked_with_registration(edition)
    row = register(
        edition=edition,
        cluster=ClusterFactory(),
        by=user,
        wishes=Wishes(answers=Answers(asked.mark, user, said)),
        key=uuid4(),
        now=NOW,
    )
    given = {answer.question_id: answer for answer in row.answers.all()}
    assert given[line.pk].text == "To learn"
    assert given[count.pk].number == 3
    assert [one.choice.words for one in given[stand.pk].chosen.all()] == ["Large"]
    assert [one.choice.words for one in given[topics.pk].chosen.all()] == ["A", "B"]


def test_a_form_of_older_questions_stores_nothing(edition: Edition) -> None:
    line = ask(edition, Draft(kind="text", words="Why?"))
    user, seen = UserFactory(), asked_with_registration(edition).mark
    edit(line, words="Why do you come?")
    with pytest.raises(QuestionsChanged):
        register(
            edition=edition,
            cluster=ClusterFactory(),
            by=user,
            wishes=Wishes(answers=Answers(seen, user, (Said(line.pk, text="So"),))),
            key=uuid4(),
            now=NOW,
        )
    assert not Registration.objects.filter(edition=edition).exists()


def test_nobody_registers_without_an_answer_that_is_required(
    edition: Edition, registration: Registration
) -> None:
    line = ask(edition, Draft(kind="text", words="Why?", is_required=True))
    assert missing_of(registration) == [line]
    with pytest.raises(AnswersMissing):
        say(registration)
    assert say(registration, Said(line.pk, text="So"))
    assert missing_of(registration) == []


@pytest.mark.parametrize("number", [0, 6])
def test_a_number_lies_within_its_bounds(registration: Registration, number: int) -> None:
    count = ask(registration.edition, Draft(kind="number", words="How many?", least=1, most=5))
    with pytest.raises(AnswersMissing):
        say(registration, Said(count.pk, number=number))
    assert say(registration, Said(count.pk, number=1))
    assert say(registration, Said(count.pk, number=5))


def test_nobody_chooses_what_is_not_offered(registration: Registration) -> None:
    stand, other = ask(registration.edition, STAND), ask(registration.edition, STAND)
    with pytest.raises(AnswersMissing):
        say(registration, Said(stand.pk, choices=(choices(other)[0],)))
    with pytest.raises(AnswersMissing):
        say(registration, Said(stand.pk, choices=tuple(choices(stand))))


def test_an_answer_taken_away_is_none(registration: Registration) -> None:
    line = ask(registration.edition, Draft(kind="text", words="Why?"))
    assert say(registration, Said(line.pk, text="So"))
    assert not say(registration, Said(line.pk, text="So"))
    version = registration.version
    assert say(registration, Said(line.pk))
    registration.refresh_from_db()
    assert registration.version > version
    assert not registration.answers.exists()


# What the database refuses, whoever writes it ----------------------------------------------------


def answer(registration: Registration, question: Question, **values: object) -> Answer:
    return Answer.objects.create(
        **{
            "registration": registration,
            "edition": registration.edition,
            "question": question,
            "kind": question.kind,
            "answered_by": registration.registered_by,
            "answered_at": NOW,
            **values,
        }
    )


def settle(write: Callable[[], object]) -> None:
    """Write, and let the checks that wait for the end of a transaction be made."""
    with transaction.atomic(), transaction.get_connection().cursor() as cursor:
        write()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("text", {"number": 3}),
        ("number", {"text": "three"}),
        ("one", {"text": "Small"}),
        ("consent", {"text": "yes"}),
        ("consent", {}),
        ("text", {"agreed_words": "So"}),
    ],
)
def test_an_answer_has_a_value_of_its_kind_alone(
    registration: Registration, kind: str, values: dict[str, object]
) -> None:
    question = ask(registration.edition, Draft(kind=kind, words="What?"))
    with pytest.raises(IntegrityError, match="answer_fits_kind"), transaction.atomic():
        answer(registration, question, **values)


def test_an_answer_is_of_the_kind_and_the_event_of_its_question(registration: Registration) -> None:
    question = ask(registration.edition, Draft(kind="text", words="What?"))
    with pytest.raises(IntegrityError, match="answer_same_question"):
        settle(lambda: answer(registration, question, kind="long"))
    other = ask(EditionFactory(), Draft(kind="text", words="What?"))
    with pytest.raises(IntegrityError, match="answer_same_registration"):
        settle(lambda: answer(registration, other, edition=other.edition))


def test_a_cluster_answers_a_question_once_and_by_one_choice(registration: Registration) -> None:
    stand = ask(registration.edition, STAND)
    given = answer(registration, stand)
    with pytest.raises(IntegrityError, match="answer_once"), transaction.atomic():
        answer(registration, stand)
    first, second = choices(stand)
    of_it = {"answer": given, "question": stand, "kind": "one"}
    AnswerChoice.objects.create(**of_it, choice_id=first)
    with pytest.raises(IntegrityError, match="answer_one_choice"), transaction.atomic():
        AnswerChoice.objects.create(**of_it, choice_id=second)
    other = ask(registration.edition, STAND)
    AnswerChoice.objects.all().delete()
    with pytest.raises(IntegrityError, match="choice_same_question"):
        settle(lambda: AnswerChoice.objects.create(**of_it, choice_id=choices(other)[0]))


def test_a_question_that_is_answered_is_not_deleted(registration: Registration) -> None:
    question = ask(registration.edition, Draft(kind="text", words="What?"))
    answer(registration, question, text="So")
    with pytest.raises(ProtectedError):
        question.delete()


# Changes of questions ----------------------------------------------------------------------------


def test_a_question_with_answers_is_retired_and_can_be_asked_again(
    registration: Registration,
) -> None:
    line = ask(registration.edition, Draft(kind="text", words="Why?", is_required=True))
    say(registration, Said(line.pk, text="So"))
    assert not remove_question(question=line, now=NOW)
    assert not asked_with_registration(registration.edition)
    assert registration.answers.get().text == "So"
    ask_again(question=line, now=NOW)
    assert list(asked_with_registration(registration.edition).questions) == [line]
    # Who had the page open before reads that it was changed.
    with pytest.raises(QuestionChanged):
        change_question(
            question=line, draft=edited(line, words="How?"), version=1, seen="", now=NOW
        )


def test_a_question_without_answers_is_deleted(edition: Edition) -> None:
    assert remove_question(question=ask(edition, STAND), now=NOW)
    assert questions_of(edition) == []
    assert not QuestionChoice.objects.exists()


def test_an_answered_question_keeps_its_kind(registration: Registration) -> None:
    line = ask(registration.edition, Draft(kind="text", words="Why?"))
    edit(line, kind="long")
    say(registration, Said(line.pk, text="So"))
    with pytest.raises(KindIsAnswered):
        edit(line, kind="text")
    with pytest.raises(KindIsAnswered):
        edit(line, asked="follow_up", last_day=LAST_DAY)


def test_what_a_change_does_to_answers_is_seen_before_it_is_done(
    registration: Registration,
) -> None:
    edition = registration.edition
    RegistrationFactory(edition=edition)
    count = ask(edition, Draft(kind="number", words="How many?"))
    say(registration, Said(count.pk, number=9))
    with pytest.raises(Touches) as touches:
        edit(count, words="How many come?", most=5, is_required=True)
    effects = touches.value.effects
    assert (effects.answers, effects.outside, effects.missing) == (1, 1, 1)
    edit(count, effects.seen, words="How many come?", most=5, is_required=True)
    assert registration.answers.get().number == 9


def test_a_choice_that_was_chosen_is_no_longer_offered_and_stays_chosen(
    registration: Registration,
) -> None:
    stand = ask(registration.edition, STAND)
    small, large = choices(stand)
    say(registration, Said(stand.pk, choices=(small,)))
    with pytest.raises(Touches) as touches:
        edit(stand, choices=[(large, "Large"), (None, "Huge")])
    assert touches.value.effects.chosen == 1
    edit(stand, touches.value.effects.seen, choices=[(large, "Large"), (None, "Huge")])
    offered = stand.choices.filter(is_retired=False).values_list("words", flat=True)
    assert list(offered) == ["Large", "Huge"]
    [given] = registration.answers.all()
    assert [one.choice.words for one in given.chosen.all()] == ["Small"]
    assert not say(registration, Said(stand.pk, choices=(small,)))


def test_two_who_change_a_question_do_not_overwrite_each_other(edition: Edition) -> None:
    line = ask(edition, Draft(kind="text", words="Why?"))
    draft = edited(line, words="Why not?")
    change_question(question=line, draft=draft, version=1, seen="", now=NOW)
    with pytest.raises(QuestionChanged):
        change_question(question=line, draft=draft, version=1, seen="", now=NOW)
    remove_question(question=line, now=NOW)
    with pytest.raises(QuestionChanged):
        change_question(question=line, draft=draft, version=2, seen="", now=NOW)


# Follow-ups --------------------------------------------------------------------------------------


def test_follow_ups_are_asked_of_approved_clusters_once_they_are_sent(
    registration: Registration,
) -> None:
    edition = registration.edition
    waiting = RegistrationFactory(edition=edition, state="waiting")
    question = ask(edition, FOLLOW_UP)
    assert not owed_follow_ups(registration, NOW)
    assert send_follow_ups(edition=edition, now=NOW) == 1
    assert list(owed_follow_ups(registration, NOW)) == [question]
    assert not owed_follow_ups(waiting, NOW)
    [mail] = OutboxMessage.objects.filter(kind="follow-up-asked")
    assert mail.recipient == registration.registered_by.email
    with pytest.raises(NothingToSend):
        send_follow_ups(edition=edition, now=NOW)


def test_a_question_that_becomes_a_follow_up_again_is_told_again(
    registration: Registration,
) -> None:
    question = ask(registration.edition, FOLLOW_UP)
    send_follow_ups(edition=registration.edition, now=NOW)
    all_sent(NOW)
    edit(question, asked="registration", last_day=None)
    edit(question, asked="follow_up", last_day=LAST_DAY)
    assert send_follow_ups(edition=registration.edition, now=NOW) == 1
    assert len(told("follow-up-asked")) == 2


def test_a_follow_up_whose_last_day_is_over_is_neither_made_nor_sent(edition: Edition) -> None:
    late = NOW + timedelta(days=25)
    question = ask(edition, FOLLOW_UP)
    with pytest.raises(DayOver):
        send_follow_ups(edition=edition, now=late)
    with pytest.raises(DayOver):
        add_question(edition=edition, draft=FOLLOW_UP, key=uuid4(), now=late)
    question.refresh_from_db()
    assert question.sent_at is None


def follow_up(registration: Registration, question: Question, now: datetime = NOW) -> bool:
    registration.refresh_from_db()
    question.refresh_from_db()
    answers = Answers(
        Asked((question,)).mark,
        registration.registered_by,
        (Said(question.pk, text="By train"),),
    )
    version = registration.version
    return answer_follow_ups(registration=registration, answers=answers, version=version, now=now)


def test_a_follow_up_is_answered_until_the_end_of_its_last_day(registration: Registration) -> None:
    question = ask(registration.edition, FOLLOW_UP)
    with pytest.raises(NotChangeable):
        follow_up(registration, question)
    send_follow_ups(edition=registration.edition, now=NOW)
    # Midnight where the event takes place.
    with pytest.raises(NotChangeable):
        follow_up(registration, question, datetime(2094, 5, 20, 22, tzinfo=UTC))
    assert follow_up(registration, question, datetime(2094, 5, 20, 21, 59, tzinfo=UTC))
    assert registration.answers.get().text == "By train"
    with pytest.raises(RegistrationChanged):
        answer_follow_ups(
            registration=registration,
            answers=Answers("", registration.registered_by),
            version=1,
            now=NOW,
        )


# Consents and files ------------------------------------------------------------------------------


def test_a_consent_is_kept_with_its_words_and_can_be_taken_back(
    registration: Registration,
) -> None:
    edition = registration.edition
    photos = ask(edition, Draft(kind="consent", words="We may be photographed.", help="On stage."))
    say(registration, Said(photos.pk, agrees=True))
    given = registration.answers.get()
    assert given.agreed_words == "We may be photographed.\n\nOn stage."
    assert (given.agreed_at, given.agreed_by) == (NOW, registration.registered_by)
    user = UserFactory()
    # Even when the event is over.
    assert take_back_consent(registration=registration, question=photos, by=user, now=AFTER)
    assert not take_back_consent(registration=registration, question=photos, by=user, now=AFTER)
    given.refresh_from_db()
    assert (given.withdrawn_at, given.withdrawn_by) == (AFTER, user)
    [news] = registration.news.all()
    assert news.kind == "took_back"
    assert OutboxMessage.objects.filter(kind="organiser-news").exists()
    assert say(registration, Said(photos.pk, agrees=True))
    given.refresh_from_db()
    assert given.withdrawn_at is None


def test_a_consent_to_other_words_stays_a_consent_to_the_earlier_ones(
    registration: Registration,
) -> None:
    photos = ask(registration.edition, Draft(kind="consent", words="Photos."))
    say(registration, Said(photos.pk, agrees=True))
    with pytest.raises(Touches) as touches:
        edit(photos, words="Photos and films.")
    assert touches.value.effects.consents == 1
    edit(photos, touches.value.effects.seen, words="Photos and films.")
    assert registration.answers.get().agreed_words == "Photos."


def test_an_organiser_answers_for_a_cluster_but_agrees_to_nothing(
    registration: Registration,
) -> None:
    edition = registration.edition
    photos = ask(edition, Draft(kind="consent", words="Photos.", is_required=True))
    line = ask(edition, Draft(kind="text", words="Why?", is_required=True))
    organiser = edition.owner.memberships.get().user  # type: ignore[union-attr]
    asked = asked_with_registration(edition)
    said = (Said(photos.pk, agrees=True), Said(line.pk, text="So"))
    change(
        registration=registration,
        wishes=Wishes(answers=Answers(asked.mark, organiser, said)),
        version=1,
        now=NOW,
        by_organiser=True,
    )
    assert [row.question for row in registration.answers.all()] == [line]
    assert missing_of(registration) == [photos]


def test_a_file_waits_for_its_form_and_stays_with_the_answer(registration: Registration) -> None:
    edition, user = registration.edition, registration.registered_by
    offer = ask(edition, Draft(kind="file", words="Your offer", is_required=True))
    file, unused = held(edition, user), held(edition, user)
    say(registration, Said(offer.pk, file=file.key))
    assert registration.answers.get().file == file
    drop_due(now=NOW + WAITS)
    assert set(StoredFile.objects.all()) == {file}
    assert not FilePart.objects.filter(file_id=unused.pk).exists()
    another = held(edition, user)
    say(registration, Said(offer.pk, file=another.key))
    assert set(StoredFile.objects.all()) == {another}
    with pytest.raises(AnswersMissing):
        say(registration, Said(offer.pk, drops_file=True))


def test_the_oldest_files_that_wait_go_and_none_that_is_an_answer(
    registration: Registration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "MOST_WAITING", 2)
    edition, user = registration.edition, registration.registered_by
    offer = ask(edition, Draft(kind="file", words="Your offer"))
    handed_in = held(edition, user)
    say(registration, Said(offer.pk, file=handed_in.key))
    waiting = [held(edition, user) for _ in range(3)]
    left = StoredFile.objects.order_by("pk").values_list("pk", flat=True)
    assert list(left) == [handed_in.pk, waiting[1].pk, waiting[2].pk]


def test_one_file_is_not_the_answer_to_two_questions(registration: Registration) -> None:
    edition, user = registration.edition, registration.registered_by
    first, second = (ask(edition, Draft(kind="file", words=words)) for words in ("One", "Two"))
    file = held(edition, user)
    with pytest.raises(FileGone):
        say(registration, Said(first.pk, file=file.key), Said(second.pk, file=file.key))
    assert not registration.answers.exists()


def test_nobody_hands_in_what_another_person_uploaded(registration: Registration) -> None:
    edition = registration.edition
    offer = ask(edition, Draft(kind="file", words="Your offer"))
    file = held(edition, UserFactory())
    with pytest.raises(FileGone):
        say(registration, Said(offer.pk, file=file.key))
    elsewhere = held(EditionFactory(), registration.registered_by)
    with pytest.raises(FileGone):
        say(registration, Said(offer.pk, file=elsewhere.key))


def test_what_is_personal_ends_with_the_event(
    registration: Registration, settings: Any, tmp_path: Any
) -> None:
    settings.ERASURES_DIR = str(tmp_path)
    edition, user = registration.edition, registration.registered_by
    line = ask(edition, Draft(kind="text", words="Why?"))
    offer = ask(edition, Draft(kind="file", words="Your offer"))
    stand = ask(edition, STAND)
    diet = ask(edition, Draft(**{**vars_of(STAND), "words": "Diet?", "has_personal": True}))
    say(
        registration,
        Said(line.pk, text="So"),
        Said(offer.pk, file=held(edition, user).key),
        Said(stand.pk, choices=(choices(stand)[0],)),
        Said(diet.pk, choices=(choices(diet)[0],)),
    )
    erase_people(edition=edition, now=AFTER)
    assert not StoredFile.objects.exists()
    left = {row.question_id: row for row in registration.answers.all()}
    assert left[line.pk].text == left[offer.pk].text == ""
    assert stand.pk in left
    assert diet.pk not in left


def vars_of(draft: Draft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in draft.__dataclass_fields__}


# Questions about answers -------------------------------------------------------------------------


def test_answers_are_counted_by_question_and_choice(registration: Registration) -> None:
    edition = registration.edition
    other, gone = RegistrationFactory(edition=edition), RegistrationFactory(edition=edition)
    stand, count = ask(edition, STAND), ask(edition, Draft(kind="number", words="How many?"))
    small, large = choices(stand)
    for row, chosen, number in ((registration, small, 2), (other, large, 5), (gone, large, 90)):
        say(row, Said(stand.pk, choices=(chosen,)), Said(count.pk, number=number))
    Registration.objects.filter(pk=gone.pk).update(state="withdrawn")
    by_stand, by_count = counted(edition, [stand, count])
    assert [number for _choice, number in by_stand.choices] == [1, 1]
    assert (by_stand.asked, by_stand.answered, by_stand.unanswered) == (2, 2, 0)
    assert (by_count.total, by_count.least, by_count.most) == (7, 2, 5)


def owed(edition: Edition) -> dict[int, int]:
    rows = with_missing(Registration.objects.filter(edition=edition))
    return {row.pk: vars(row)["missing"] for row in rows}


def test_what_a_cluster_owes_is_counted_beside_it(registration: Registration) -> None:
    edition = registration.edition
    waiting = RegistrationFactory(edition=edition, state="waiting")
    ask(edition, Draft(kind="text", words="Why?", is_required=True))
    ask(edition, Draft(kind="text", words="And?"))
    later = ask(edition, edited_follow_up())
    assert owed(edition) == {registration.pk: 1, waiting.pk: 1}
    send_follow_ups(edition=edition, now=NOW)
    assert owed(edition) == {registration.pk: 2, waiting.pk: 1}
    assert later in missing_of(registration)


def edited_follow_up() -> Draft:
    return Draft(**{**vars_of(FOLLOW_UP), "is_required": True})


def test_a_copied_event_asks_the_same_and_sends_nothing(registration: Registration) -> None:
    edition = registration.edition
    stand = ask(edition, STAND)
    say(registration, Said(stand.pk, choices=(choices(stand)[0],)))
    ask(edition, FOLLOW_UP)
    send_follow_ups(edition=edition, now=NOW)
    retired = ask(edition, Draft(kind="text", words="Why?"))
    Question.objects.filter(pk=retired.pk).update(retired_at=NOW)
    assert edition.owner
    made = copy_edition(
        edition=edition,
        name="Again",
        first_day=date(2095, 6, 3),
        owner=edition.owner,
        key=uuid4(),
        now=NOW,
    )
    copied, follow = made.questions.all()
    assert (copied.words, [row.words for row in copied.choices.all()]) == (
        "Which stand?",
        ["Small", "Large"],
    )
    assert (follow.sent_at, follow.last_day) == (None, date(2095, 5, 20))
    assert not Answer.objects.filter(edition=made).exists()
