"""The organiser's acts on the questions of an event: add, change, move, retire, send."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import F, Max

from clusters.queries import people_by_organisation
from events.models import Answer, Edition, Question, QuestionChoice, Registration
from events.queries.about import about, called
from events.queries.question_changes import ALIKE, Draft, Effects, effects_of
from events.queries.questions import with_choices
from events.rules import day_at, is_open_for_changes
from events.services.locking import locked_edition
from interface.contention import retrying
from interface.keys import KeyTaken, made_before
from notifications.services import Mail, tell_each

MOST_QUESTIONS, MOST_CHOICES = 40, 30
# What of a question is entered, beside its choices.
ENTERED = (*ALIKE, "last_day")


class QuestionsRefused(Exception):
    """The questions stay as they are."""


class QuestionsClosed(QuestionsRefused):
    """The event is finished, cancelled or recorded: nothing is asked any more."""


class TooManyQuestions(QuestionsRefused):
    """`MOST_QUESTIONS` are asked already."""


class QuestionChanged(QuestionsRefused):
    """Somebody changed the question since it was read."""


class KindIsAnswered(QuestionsRefused):
    """Clusters have answered: another kind of question is a question of its own."""


class DayOver(QuestionsRefused):
    """The last day of a follow-up is over already."""


class NothingToSend(QuestionsRefused):
    """No follow-up waits to be sent."""


class Touches(QuestionsRefused):
    """The change does something to answers that was not shown yet: `effects`."""

    def __init__(self, effects: Effects) -> None:
        super().__init__()
        self.effects = effects


@retrying
def add_question(*, edition: Edition, draft: Draft, key: uuid.UUID, now: datetime) -> Question:
    """Add it at the end. The same key, the same answer.

    Raises `QuestionsClosed`, `TooManyQuestions`, `DayOver`, `KeyTaken`, `Busy`.
    """
    current = _open(edition, now)
    said = {name: getattr(draft, name) for name in ENTERED}
    if given := made_before(Question, key, {"edition": current}, said):
        if _words_of_choices(given) != [words for _pk, words in _choices(given, draft)]:
            raise KeyTaken
        return given
    own = Question.objects.filter(edition=current)
    if own.standing().count() >= MOST_QUESTIONS:
        raise TooManyQuestions
    _check_day(current, draft, now)
    last = own.aggregate(last=Max("position"))["last"]
    question = Question(edition=current, idempotency_key=key, position=(last or 0) + 1)
    _fill(question, draft)
    question.save()
    _set_choices(question, draft, [])
    return question


@retrying
def change_question(
    *, question: Question, draft: Draft, version: int, seen: str, now: datetime
) -> Question:
    """Change it; what that does to answers has to be seen first (`seen` is its mark).

    `version` is the one that was shown. No answer is ever changed by it. Raises `QuestionsClosed`,
    `QuestionChanged`, `KindIsAnswered`, `DayOver`, `Touches`, `Busy`.
    """
    current = _locked(question, now)
    if current.version != version:
        raise QuestionChanged
    answers = Answer.objects.filter(question=current)
    if answers.exists() and (draft.kind, draft.asked) != (current.kind, current.asked):
        raise KindIsAnswered
    if current.last_day != draft.last_day:
        _check_day(current.edition, draft, now)
    effects = effects_of(current, draft)
    if effects and effects.seen != seen:
        raise Touches(effects)
    before = list(current.choices.all())
    _fill(current, draft)
    if draft.asked == Question.Asked.REGISTRATION:
        current.sent_at = None
    current.version += 1
    current.save()
    _set_choices(current, draft, before)
    return current


def _words_of_choices(question: Question) -> list[str]:
    return list(question.choices.filter(is_retired=False).values_list("words", flat=True))


def _choices(question: Question, draft: Draft) -> Sequence[tuple[int | None, str]]:
    return draft.choices if question.has_choices else ()


def _fill(question: Question, draft: Draft) -> None:
    for name in ENTERED:
        setattr(question, name, getattr(draft, name))


def _set_choices(question: Question, draft: Draft, before: Collection[QuestionChoice]) -> None:
    """Those that stay keep their rows, so that answers stay theirs; nothing chosen is deleted."""
    known = {row.pk: row for row in before}
    for position, (pk, words) in enumerate(_choices(question, draft)):
        row = known.pop(pk, None) if pk else None
        row = row or QuestionChoice(question=question)
        row.words, row.position, row.is_retired = words, position, False
        row.save()
    for row in known.values():
        if row.chosen.exists():
            row.is_retired, row.position = True, MOST_CHOICES + row.position
            row.save(update_fields=["is_retired", "position"])
        else:
            row.delete()


@retrying
def move_question(*, question: Question, up: bool, now: datetime) -> bool:
    """One place up or down among those asked at the same time; False at an end.

    Raises `QuestionsClosed`, `Busy`.
    """
    current = _locked(question, now)
    rows = list(Question.objects.filter(edition=current.edition, asked=current.asked).standing())
    at = next((place for place, row in enumerate(rows) if row.pk == current.pk), None)
    other = None if at is None else at + (-1 if up else 1)
    if at is None or other is None or not 0 <= other < len(rows):
        return False
    rows[at], rows[other] = rows[other], rows[at]
    for position, row in enumerate(rows):
        Question.objects.filter(pk=row.pk).exclude(position=position).update(position=position)
    return True


@retrying
def remove_question(*, question: Question, now: datetime) -> bool:
    """Take it away; one that is answered is only no longer asked. Whether it is gone for good.

    Undone by `ask_again`, as long as it is there. Raises `QuestionsClosed`, `Busy`.
    """
    current = _locked(question, now)
    if Answer.objects.filter(question=current).exists():
        Question.objects.filter(pk=current.pk, retired_at=None).update(
            retired_at=now, version=F("version") + 1
        )
        return False
    current.delete()
    return True


@retrying
def ask_again(*, question: Question, now: datetime) -> None:
    """Ask one again that is retired. Raises `QuestionsClosed`, `TooManyQuestions`, `Busy`."""
    current = _locked(question, now)
    if Question.objects.filter(edition=current.edition).standing().count() >= MOST_QUESTIONS:
        raise TooManyQuestions
    Question.objects.filter(pk=current.pk).update(retired_at=None, version=F("version") + 1)


@retrying
def send_follow_ups(*, edition: Edition, now: datetime) -> int:
    """Ask the approved clusters the follow-ups that wait; how many clusters get the mail.

    Who is approved later hears of them in the mail that says so. Raises `QuestionsClosed`,
    `NothingToSend`, `DayOver`, `Busy`.
    """
    current = _open(edition, now)
    waiting = Question.objects.filter(edition=current, sent_at=None, retired_at=None)
    rows = list(waiting.filter(asked=Question.Asked.FOLLOW_UP))
    if not rows:
        raise NothingToSend
    today = day_at(current, now)
    if any(row.last_day is None or row.last_day < today for row in rows):
        raise DayOver
    sent = Question.objects.filter(pk__in=[row.pk for row in rows])
    sent.update(sent_at=now, version=F("version") + 1)
    return _tell(current, list(sent), now)


def _tell(edition: Edition, questions: Sequence[Question], now: datetime) -> int:
    registrations = list(
        Registration.objects.approved().filter(edition=edition).select_related("cluster")
    )
    people = people_by_organisation(row.cluster_id for row in registrations)
    last_day = min(row.last_day for row in questions if row.last_day)
    newest = max(questions, key=lambda row: row.pk)
    mails = [
        Mail(
            kind="follow-up-asked",
            object_key=f"registration:{row.pk}:follow-up:{newest.pk}",
            version=newest.version,
            recipients=tuple(people.get(row.cluster_id, ())),
            template="events/mail/follow_up_asked",
            context={
                "cluster": row.cluster.called,
                "edition": called(edition),
                "registration": row.pk,
                "questions": len(questions),
                "last_day": last_day,
            },
            about=about(edition),
        )
        for row in registrations
    ]
    tell_each(mails, now)
    return len(registrations)


def _open(edition: Edition, now: datetime) -> Edition:
    current = locked_edition(edition.pk)
    if current.is_recorded or not is_open_for_changes(current, now):
        raise QuestionsClosed
    return current


def _locked(question: Question, now: datetime) -> Question:
    """The question as it is now, its edition locked. Raises `QuestionChanged` if it is gone."""
    edition = _open(question.edition, now)
    current = with_choices(Question.objects.filter(edition=edition, pk=question.pk)).first()
    if current is None:
        raise QuestionChanged
    current.edition = edition
    return current


def _check_day(edition: Edition, draft: Draft, now: datetime) -> None:
    if draft.last_day is not None and draft.last_day < day_at(edition, now):
        raise DayOver
