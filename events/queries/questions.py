"""The questions of an edition, and what clusters answered or left out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce

from events.models import Answer, AnswerChoice, Edition, Question, QuestionChoice, Registration
from events.models.registrations import TAKING_PART
from events.rules import day_at, is_follow_up_open
from interface.marks import mark_of
from translations.queries import bring, text_of

State = Registration.State


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions in their order, with their choices, and what one cluster answered, by question."""

    questions: tuple[Question, ...] = ()
    answers: Mapping[int, Answer] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """Another one once a question was added, changed, moved or taken away; empty for none.

        In another language it is another one too: consents are to the words that were shown.
        """
        if not self.questions:
            return ""
        return mark_of([(row.pk, row.version, *_words(row)) for row in self.questions])

    def __bool__(self) -> bool:
        return bool(self.questions)


def _words(question: Question) -> tuple[str, str]:
    """What is asked, as it is shown."""
    return text_of(question, "words").text, text_of(question, "help").text


def _asked(
    rows: Iterable[Question], edition: Edition, answers: Mapping[int, Answer], wished: Sequence[str]
) -> Asked:
    """In the first of the wished languages that there is; without any as it was written."""
    questions = tuple(rows)
    for row in questions:
        row.edition = edition
    if wished and questions and len(edition.languages) > 1:
        choices = (choice for row in questions for choice in row.choices.all())
        bring([*questions, *choices], wished)
    return Asked(questions, answers)


def with_choices(rows: QuerySet[Question]) -> QuerySet[Question]:
    return rows.prefetch_related("choices")


def asked_with_registration(
    edition: Edition, registration: Registration | None = None, wished: Sequence[str] = ()
) -> Asked:
    """The form of an edition, as a cluster without or with a registration sees it."""
    rows = with_choices(Question.objects.filter(edition=edition).of_registration())
    return _asked(rows, edition, answers_of(registration) if registration else {}, wished)


def follow_ups_of(registration: Registration, now: datetime, wished: Sequence[str] = ()) -> Asked:
    """The follow-ups that the cluster may answer now."""
    edition = registration.edition
    rows = with_choices(Question.objects.filter(edition=edition).follow_ups())
    found = (row for row in rows if is_follow_up_open(row, edition, registration, now))
    return _asked(found, edition, answers_of(registration), wished)


def all_follow_ups(edition: Edition) -> Asked:
    """Those that the event asks, whether or not clusters were sent them."""
    rows = Question.objects.filter(edition=edition, asked=Question.Asked.FOLLOW_UP).standing()
    return Asked(tuple(with_choices(rows)))


def answer_count(question: Question) -> int:
    """How many clusters have answered it, without consents that were taken back."""
    return question.answers.standing().count()


def follow_ups_ever(edition: Edition, wished: Sequence[str] = ()) -> Asked:
    """Every follow-up of the event, those too that are over or asked no more, with no answers."""
    rows = Question.objects.filter(edition=edition, asked=Question.Asked.FOLLOW_UP)
    return _asked(with_choices(rows), edition, {}, wished)


def has_follow_ups(registration: Registration, now: datetime) -> bool:
    """Whether the cluster may answer any now. One query."""
    rows = Question.objects.filter(edition=registration.edition_id).follow_ups()
    return any(is_follow_up_open(row, registration.edition, registration, now) for row in rows)


def answers_of(registration: Registration) -> dict[int, Answer]:
    """What a cluster answered, by question, consents taken back among it."""
    rows = Answer.objects.filter(registration=registration)
    rows = rows.select_related("question", "file", "agreed_by", "withdrawn_by")
    chosen = Prefetch("chosen", AnswerChoice.objects.select_related("choice"))
    return {row.question_id: row for row in rows.prefetch_related(chosen)}


def is_answered(answer: Answer | None) -> bool:
    return answer is not None and answer.withdrawn_at is None


def missing_of(registration: Registration) -> list[Question]:
    """The required questions that a cluster was asked and has not answered."""
    if registration.state not in TAKING_PART:
        return []
    rows = Question.objects.filter(edition=registration.edition_id, is_required=True)
    rows = rows.filter(_applies_to(registration.state))
    own = Answer.objects.standing().filter(registration=registration, question=OuterRef("pk"))
    return list(rows.filter(~Exists(own)))


def _applies_to(state: str) -> Q:
    """Which of the questions a registration in that state is asked."""
    standing = Q(retired_at=None)
    with_it = Q(asked=Question.Asked.REGISTRATION)
    later = Q(asked=Question.Asked.FOLLOW_UP, sent_at__isnull=False)
    return standing & (with_it | later if state == State.APPROVED else with_it)


def with_missing(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    """Each with `missing`: to how many required questions it owes an answer."""
    required = Question.objects.filter(edition=OuterRef("edition"), is_required=True)
    required = required.filter(
        Q(asked=Question.Asked.REGISTRATION)
        | Q(asked=Question.Asked.FOLLOW_UP, sent_at__isnull=False)
        & Exists(Registration.objects.filter(pk=OuterRef(OuterRef("pk")), state=State.APPROVED)),
        retired_at=None,
    )
    own = Answer.objects.standing().filter(
        registration=OuterRef(OuterRef("pk")), question=OuterRef("pk")
    )
    count = required.filter(~Exists(own)).order_by().values("edition").annotate(n=Count("pk"))
    return rows.annotate(
        missing=Coalesce(Subquery(count.values("n"), output_field=IntegerField()), 0)
    )


def owed_follow_ups(registration: Registration, now: datetime) -> QuerySet[Question]:
    """The follow-ups that an approved cluster may answer now and has not."""
    if registration.state != State.APPROVED:
        return Question.objects.none()
    own = Answer.objects.filter(registration=registration, question=OuterRef("pk"))
    return owed_of_new(registration.edition, now).filter(~Exists(own))


def owed_of_new(edition: Edition, now: datetime) -> QuerySet[Question]:
    """The same of a cluster that has answered nothing."""
    rows = Question.objects.filter(edition=edition).follow_ups()
    return rows.filter(last_day__gte=day_at(edition, now))


def owing_follow_ups(
    rows: QuerySet[Registration], edition: Edition, now: datetime
) -> QuerySet[Registration]:
    """Those of the edition's approved registrations that have a follow-up to answer."""
    given = Answer.objects.filter(registration=OuterRef(OuterRef("pk")), question=OuterRef("pk"))
    asked = Question.objects.filter(edition=edition).follow_ups()
    asked = asked.filter(last_day__gte=day_at(edition, now))
    return rows.filter(Exists(asked.filter(~Exists(given))))


def owed_with_registration(registration: Registration) -> QuerySet[Question]:
    """The required questions of the form that a registered cluster has not answered."""
    if registration.state not in TAKING_PART:
        return Question.objects.none()
    rows = Question.objects.filter(edition=registration.edition_id, is_required=True)
    own = Answer.objects.standing().filter(registration=registration, question=OuterRef("pk"))
    return rows.of_registration().filter(~Exists(own))


@dataclass(frozen=True, slots=True)
class Counted:
    """A question and how it is answered by the clusters that take part.

    `asked` of them are asked, `answered` have answered. `choices` are counted one by one; of
    numbers there are sum, least and most.
    """

    question: Question
    asked: int
    answered: int
    choices: tuple[tuple[QuestionChoice, int], ...] = ()
    total: int | None = None
    least: int | None = None
    most: int | None = None

    @property
    def unanswered(self) -> int:
        return max(0, self.asked - self.answered)


def questions_of(edition: Edition) -> list[Question]:
    """All questions of an edition in order, those no longer asked last, each with `answered`."""
    rows = with_choices(Question.objects.filter(edition=edition))
    answered = Count("answers", filter=Q(answers__withdrawn_at=None))
    rows = rows.annotate(answered=answered).order_by(
        F("retired_at").asc(nulls_first=True), "position", "pk"
    )
    return list(rows)


def counted(edition: Edition, questions: Iterable[Question]) -> list[Counted]:
    """How these questions of the edition are answered. Four queries."""
    questions = list(questions)
    states = Registration.objects.filter(edition=edition).aggregate(
        taking_part=Count("pk", filter=Q(state__in=TAKING_PART)),
        approved=Count("pk", filter=Q(state=State.APPROVED)),
    )
    answers = _of_those_taking_part().filter(edition=edition, question__in=questions)
    figures = {row["question"]: row for row in _figures(answers)}
    chosen = AnswerChoice.objects.filter(answer__in=answers).order_by().values("choice")
    picked = {row["choice"]: row["n"] for row in chosen.annotate(n=Count("pk"))}
    return [_counted(row, states, figures.get(row.pk, {}), picked) for row in questions]


def _of_those_taking_part() -> QuerySet[Answer]:
    return Answer.objects.standing().filter(registration__state__in=TAKING_PART)


def _figures(answers: QuerySet[Answer]) -> Iterable[dict[str, int]]:
    return (
        answers.order_by()
        .values("question")
        .annotate(n=Count("pk"), total=Sum("number"), least=Min("number"), most=Max("number"))
    )


def _counted(
    question: Question,
    states: Mapping[str, int],
    figures: Mapping[str, int],
    picked: dict[int, int],
) -> Counted:
    choices = question.choices.all() if question.has_choices else ()
    is_later = question.is_follow_up
    asked = states["approved"] if is_later else states["taking_part"]
    return Counted(
        question=question,
        asked=asked if not is_later or question.sent_at else 0,
        answered=figures.get("n", 0),
        choices=tuple(
            (row, picked.get(row.pk, 0))
            for row in choices
            if not row.is_retired or picked.get(row.pk)
        ),
        total=figures.get("total"),
        least=figures.get("least"),
        most=figures.get("most"),
    )


def answers_to(question: Question) -> QuerySet[Answer]:
    """What the clusters that take part answered, by the name of the cluster."""
    rows = Answer.objects.filter(question=question, registration__state__in=TAKING_PART)
    rows = rows.select_related("registration__cluster", "file", "agreed_by", "withdrawn_by")
    return rows.prefetch_related("chosen__choice").order_by(
        "registration__cluster__sort_name", "pk"
    )


def unanswered_by(question: Question) -> QuerySet[Registration]:
    """The clusters that are asked and have not answered."""
    if question.is_follow_up and not question.sent_at:
        return Registration.objects.none()
    states = [State.APPROVED] if question.is_follow_up else TAKING_PART
    own = Answer.objects.standing().filter(registration=OuterRef("pk"), question=question)
    rows = Registration.objects.filter(edition=question.edition_id, state__in=states)
    return rows.filter(~Exists(own)).select_related("cluster").order_by("cluster__sort_name", "pk")
