"""What a cluster answers to the questions of an edition: stored, chosen, handed in, agreed to."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from events.models import Answer, AnswerChoice, Edition, Question, Registration
from events.queries.about import key_of
from events.queries.questions import Asked, is_answered
from files.kinds import Kind
from files.models import StoredFile
from files.services import Upload, drop_files, keep_upload
from translations.queries import text_of

KINDS = (Kind.PDF, Kind.PNG, Kind.JPEG, Kind.XLSX, Kind.CSV)
# A file waits so long for the form that it was uploaded with to be sent whole.
WAITS = timedelta(days=1)
MOST_WAITING = 40


class QuestionsChanged(Exception):
    """The questions are other ones than the form had. Nothing was stored."""


class AnswersMissing(Exception):
    """A required question is not answered, or an answer is none that the question allows."""


class FileGone(Exception):
    """A file that was uploaded before is not kept any more: choose it again."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is said to one question (its id). Nothing said is no answer.

    `file` is the key of an upload that waits; `drops_file` takes away what was handed in. What
    stands stays where neither is said.
    """

    question: int
    text: str = ""
    number: int | None = None
    choices: tuple[int, ...] = ()
    agrees: bool = False
    file: uuid.UUID | None = None
    drops_file: bool = False


@dataclass(frozen=True, slots=True)
class Answers:
    """What a form says, and who; `seen` is the mark of the questions that it had.

    `wished` are the languages in which they were read, the best one first.
    """

    seen: str
    by: User
    said: tuple[Said, ...] = ()
    wished: tuple[str, ...] = ()


@transaction.atomic
def hold_upload(*, edition: Edition, by: User, upload: Upload, now: datetime) -> StoredFile:
    """Keep a file for a day, until the form is sent whole, so that an error does not cost it.

    Raises what `files.services.keep_upload` does.
    """
    file = keep_upload(
        owner=by,
        upload=upload,
        purpose=StoredFile.Purpose.ANSWER,
        among=KINDS,
        about=key_of(edition),
        readers=StoredFile.Readers.ORGANISERS,
        now=now,
        delete_after=now + WAITS,
    )
    waiting = StoredFile.objects.filter(
        owner=by, purpose=StoredFile.Purpose.ANSWER, delete_after__isnull=False
    )
    drop_files(waiting.order_by("-stored_at", "-pk").values_list("pk", flat=True)[MOST_WAITING:])
    return file


def store_answers(
    registration: Registration,
    asked: Asked,
    answers: Answers,
    *,
    now: datetime,
    in_place: bool = False,
) -> bool:
    """Write what is said to these questions; whether anything is other than before.

    The registration is locked and its edition held. With `in_place` the organiser does it for the
    cluster: it may leave anything open, and agrees to nothing. Raises `QuestionsChanged`,
    `AnswersMissing`, `FileGone`.
    """
    if asked and answers.seen != asked.mark:
        raise QuestionsChanged
    said = {one.question: one for one in answers.said}
    is_changed = False
    for question in asked.questions:
        there = asked.answers.get(question.pk)
        own = said.get(question.pk)
        if own and not (in_place and question.kind == Question.Kind.CONSENT):
            is_changed |= _store(registration, question, there, own, by=answers.by, now=now)
    if not in_place and _is_owing(registration, asked):
        raise AnswersMissing
    return is_changed


def _is_owing(registration: Registration, asked: Asked) -> bool:
    required = {row.pk for row in asked.questions if row.is_required}
    given = Answer.objects.standing().filter(registration=registration, question__in=required)
    return given.count() < len(required)


def _store(
    registration: Registration,
    question: Question,
    there: Answer | None,
    said: Said,
    *,
    by: User,
    now: datetime,
) -> bool:
    """One answer; whether it is another one now."""
    match Question.Kind(question.kind):
        case Question.Kind.CONSENT:
            return _agree(registration, question, there, said, by=by, now=now)
        case Question.Kind.FILE:
            return _hand_in(registration, question, there, said, by=by, now=now)
        case Question.Kind.ONE | Question.Kind.SEVERAL:
            return _choose(registration, question, there, said, by=by, now=now)
    text, number = said.text, said.number
    _check(question, number)
    if there and (there.text, there.number) == (text, number):
        return False
    if not text and number is None:
        return _leave_open(there)
    _write(registration, question, by, now, text=text, number=number)
    return True


def _check(question: Question, number: int | None) -> None:
    low, high = question.least, question.most
    if number is None:
        return
    if (low is not None and number < low) or (high is not None and number > high):
        raise AnswersMissing


def _write(
    registration: Registration, question: Question, by: User, now: datetime, **values: object
) -> Answer:
    written, _is_new = Answer.objects.update_or_create(
        registration=registration,
        question=question,
        defaults={
            "edition_id": question.edition_id,
            "kind": question.kind,
            "answered_by": by,
            "answered_at": now,
            **values,
        },
    )
    return written


def _leave_open(there: Answer | None) -> bool:
    if there is None:
        return False
    there.delete()
    return True


def _choose(
    registration: Registration,
    question: Question,
    there: Answer | None,
    said: Said,
    *,
    by: User,
    now: datetime,
) -> bool:
    chosen = {row.choice_id for row in there.chosen.all()} if there else set()
    wanted = set(said.choices)
    if chosen == wanted:
        return False
    if not wanted:
        return _leave_open(there)
    offered = {row.pk for row in question.choices.all() if not row.is_retired}
    if not wanted <= offered | chosen or (question.kind == Question.Kind.ONE and len(wanted) > 1):
        raise AnswersMissing
    answer = _write(registration, question, by, now)
    answer.chosen.exclude(choice__in=wanted).delete()
    AnswerChoice.objects.bulk_create(
        AnswerChoice(answer=answer, question=question, kind=question.kind, choice_id=pk)
        for pk in sorted(wanted - chosen)
    )
    return True


def _hand_in(
    registration: Registration,
    question: Question,
    there: Answer | None,
    said: Said,
    *,
    by: User,
    now: datetime,
) -> bool:
    before = there.file_id if there else None
    if said.file is not None:
        file = _waiting(registration, question, by, said.file)
        if file.pk == before:
            return False
        _write(registration, question, by, now, text=file.name, file=file)
    elif said.drops_file and there:
        there.delete()
    else:
        return False
    drop_files([before] if before else [])
    return True


def _waiting(
    registration: Registration, question: Question, by: User, key: uuid.UUID
) -> StoredFile:
    """The file that this person uploaded for the event, from now on without an end."""
    rows = StoredFile.objects.select_for_update().filter(
        owner=by, key=key, purpose=StoredFile.Purpose.ANSWER, about=key_of(registration.edition)
    )
    file = rows.first()
    elsewhere = Answer.objects.filter(file=file).exclude(
        registration=registration, question=question
    )
    if file is None or elsewhere.exists():
        raise FileGone
    file.delete_after = None
    file.save(update_fields=["delete_after"])
    return file


def words_of(question: Question) -> str:
    """What is agreed to, as it is shown."""
    words, explained = text_of(question, "words").text, text_of(question, "help").text
    return f"{words}\n\n{explained}" if explained else words


def _agree(
    registration: Registration,
    question: Question,
    there: Answer | None,
    said: Said,
    *,
    by: User,
    now: datetime,
) -> bool:
    """Agree; what was agreed to stands until it is taken back by `take_back_consent`."""
    if not said.agrees or is_answered(there):
        return False
    _write(
        registration,
        question,
        by,
        now,
        agreed_words=words_of(question),
        agreed_at=now,
        agreed_by=by,
        withdrawn_at=None,
        withdrawn_by=None,
    )
    return True
