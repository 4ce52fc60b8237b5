"""A question as somebody enters it, and what a change of it does to the answers that are there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from events.models import Answer, AnswerChoice, Question, Registration
from events.models.registrations import TAKING_PART
from interface.marks import mark_of

# What of a question is entered, beside its choices and its last day.
ALIKE = (
    "kind",
    "asked",
    "readers",
    "words",
    "help",
    "is_required",
    "has_personal",
    "least",
    "most",
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A question as it is entered; `choices` are words, each with the id of a choice or None."""

    kind: str
    words: str
    asked: str = Question.Asked.REGISTRATION
    readers: str = Question.Readers.PLANNERS
    help: str = ""
    is_required: bool = False
    has_personal: bool = False
    least: int | None = None
    most: int | None = None
    last_day: date | None = None
    choices: Sequence[tuple[int | None, str]] = ()


@dataclass(frozen=True, slots=True)
class Effects:
    """What a change does to the answers that are there.

    `answers` is how many were given to the earlier words, `chosen` how many chose what is no longer
    offered, `outside` how many numbers lie outside the new bounds, `missing` how many clusters owe
    an answer from then on.
    """

    answers: int = 0
    consents: int = 0
    chosen: int = 0
    outside: int = 0
    missing: int = 0

    def __bool__(self) -> bool:
        return any((self.answers, self.consents, self.chosen, self.outside, self.missing))

    @property
    def seen(self) -> str:
        return mark_of(self)


def effects_of(question: Question, draft: Draft) -> Effects:
    """What the draft would do to the answers of clusters that take part."""
    answers = Answer.objects.standing().filter(
        question=question, registration__state__in=TAKING_PART
    )
    is_reworded = (question.words, question.help) != (draft.words, draft.help)
    kept = {pk for pk, _words in draft.choices}
    gone = [row.pk for row in question.choices.all() if not row.is_retired and row.pk not in kept]
    low, high = draft.least, draft.most
    outside = Q(pk__in=())
    if low is not None and low != question.least:
        outside |= Q(number__lt=low)
    if high is not None and high != question.most:
        outside |= Q(number__gt=high)
    given = answers.count() if is_reworded else 0
    is_consent = question.kind == Question.Kind.CONSENT
    return Effects(
        answers=0 if is_consent else given,
        consents=given if is_consent else 0,
        chosen=AnswerChoice.objects.filter(answer__in=answers, choice__in=gone).count(),
        outside=answers.filter(outside).count(),
        missing=_owing(question) if draft.is_required and not question.is_required else 0,
    )


def _owing(question: Question) -> int:
    """How many clusters are asked and have not answered."""
    if question.is_follow_up and not question.sent_at:
        return 0
    states = [Registration.State.APPROVED] if question.is_follow_up else TAKING_PART
    rows = Registration.objects.filter(edition=question.edition_id, state__in=states)
    given = Answer.objects.standing().filter(question=question)
    return rows.exclude(answers__in=given).count()
