"""What an organiser asks the clusters of an edition beside their delegation, and what they say."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models.editions import Edition
from events.models.registrations import Registration
from files.models import StoredFile
from translations.declaring import Translatable

LONGEST_QUESTION, LONGEST_HELP, LONGEST_CHOICE = 200, 500, 150
LONGEST_LINE, LONGEST_TEXT = 200, 2000
# No number that is asked for lies beyond it, either way.
MOST = 1_000_000_000


class QuestionKind(models.TextChoices):
    TEXT = "text", pgettext_lazy("kind of question", "A line of text")
    LONG = "long", pgettext_lazy("kind of question", "A longer text")
    ONE = "one", pgettext_lazy("kind of question", "One choice")
    SEVERAL = "several", pgettext_lazy("kind of question", "Several choices")
    NUMBER = "number", pgettext_lazy("kind of question", "A whole number")
    FILE = "file", pgettext_lazy("kind of question", "A file")
    CONSENT = "consent", pgettext_lazy("kind of question", "A consent to tick")


WITH_CHOICES = (QuestionKind.ONE, QuestionKind.SEVERAL)


class QuestionQuerySet(models.QuerySet["Question"]):
    def standing(self) -> Self:
        """Without those that are no longer asked."""
        return self.filter(retired_at=None)

    def of_registration(self) -> Self:
        return self.standing().filter(asked=Question.Asked.REGISTRATION)

    def follow_ups(self) -> Self:
        """Those that the clusters are asked by now."""
        return self.standing().filter(asked=Question.Asked.FOLLOW_UP, sent_at__isnull=False)


class Question(models.Model):
    """A question of an edition's own, in the order of `position`.

    One asked with the registration stands in its form. A follow-up is for approved clusters, once
    the organiser has sent it (`sent_at`) and until the end of `last_day`. Numbers lie within
    `least` and `most`. One that is answered is retired and not deleted.
    """

    Kind = QuestionKind

    translatable: ClassVar[Translatable] = Translatable(
        called=_("Question of the registration form"),
        fields={"words": _("Question"), "help": _("Explanation")},
        within="edition",
    )

    class Asked(models.TextChoices):
        REGISTRATION = "registration", _("In the registration form")
        FOLLOW_UP = "follow_up", _("As a follow-up, of approved clusters")

    class Readers(models.TextChoices):
        PLANNERS = "planners", _("Owners and planners")
        RECEPTION = "reception", _("Owners, planners and the reception")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="questions")
    kind = models.CharField(max_length=8, choices=QuestionKind.choices)
    asked = models.CharField(max_length=12, choices=Asked.choices, default=Asked.REGISTRATION)
    readers = models.CharField(max_length=10, choices=Readers.choices, default=Readers.PLANNERS)
    words = models.CharField(max_length=LONGEST_QUESTION)
    help = models.CharField(max_length=LONGEST_HELP, blank=True)
    is_required = models.BooleanField(default=False)
    has_personal = models.BooleanField(default=False)
    least = models.IntegerField(null=True, blank=True)
    most = models.IntegerField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    idempotency_key = models.UUIDField(unique=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            # The target of a composite foreign key, which keeps copied columns equal.
            models.UniqueConstraint(fields=("id", "edition", "kind"), name="question_of_edition"),
            models.CheckConstraint(
                condition=Q(kind__in=QuestionKind.values), name="question_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(readers__in=["planners", "reception"]), name="question_readers_known"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="question_has_words"),
            models.CheckConstraint(
                condition=Q(asked="registration", last_day__isnull=True, sent_at__isnull=True)
                | Q(asked="follow_up", last_day__isnull=False),
                name="question_follow_up_has_last_day",
            ),
            models.CheckConstraint(
                condition=Q(kind="number") | Q(least__isnull=True, most__isnull=True),
                name="question_bounds_of_numbers",
            ),
            models.CheckConstraint(
                condition=Q(least__isnull=True) | Q(most__isnull=True) | Q(least__lte=F("most")),
                name="question_least_below_most",
            ),
        )

    def __str__(self) -> str:
        return self.words

    @property
    def has_choices(self) -> bool:
        return self.kind in WITH_CHOICES

    @property
    def is_follow_up(self) -> bool:
        return self.asked == self.Asked.FOLLOW_UP


class QuestionChoice(models.Model):
    """What can be chosen; one that somebody chose is retired and not deleted."""

    translatable: ClassVar[Translatable] = Translatable(
        called=_("Choice"), fields={"words": _("Choice")}, within="question__edition"
    )

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="choices")
    words = models.CharField(max_length=LONGEST_CHOICE)
    position = models.PositiveSmallIntegerField(default=0)
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("id", "question"), name="choice_of_question"),
            models.CheckConstraint(condition=~Q(words=""), name="choice_has_words"),
        )

    def __str__(self) -> str:
        return self.words


# Which columns of an answer its kind may fill.
FILLED = {
    "text": {"text"},
    "long": {"text"},
    "number": {"number"},
    "file": {"text", "file"},
    "one": set[str](),
    "several": set[str](),
    "consent": {"agreed_at", "agreed_by", "agreed_words", "withdrawn_at", "withdrawn_by"},
}
TEXTS = ("text", "agreed_words")
OTHERS = ("number", "file", "agreed_at", "agreed_by", "withdrawn_at", "withdrawn_by")


def _fits_kind() -> Q:
    """Nothing stands where its kind has no value; a consent says when, to what and who."""
    found = Q()
    for kind, filled in FILLED.items():
        empty: dict[str, object] = {name: "" for name in TEXTS if name not in filled}
        empty |= {f"{name}__isnull": True for name in OTHERS if name not in filled}
        fits = Q(kind=kind, **empty)
        if kind == "consent":
            fits &= Q(agreed_at__isnull=False, agreed_by__isnull=False) & ~Q(agreed_words="")
            fits &= Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True) | Q(
                withdrawn_at__isnull=False, withdrawn_by__isnull=False
            )
        found |= fits
    return found


class AnswerQuerySet(models.QuerySet["Answer"]):
    def standing(self) -> Self:
        """Without consents that were taken back."""
        return self.filter(withdrawn_at=None)


class Answer(models.Model):
    """What a cluster says to a question; there is none as long as it says nothing.

    A text stands in `text`, a number in `number`; choices are rows beside it. A file has its name
    in `text`. A consent says when, by whom and to which words, and perhaps when it was taken back.
    """

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="answers")
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=8, choices=QuestionKind.choices)
    text = models.TextField(blank=True)
    number = models.IntegerField(null=True, blank=True)
    file = models.OneToOneField(
        StoredFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    agreed_words = models.TextField(blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consents_given",
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consents_taken_back",
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="answers_given"
    )
    answered_at = models.DateTimeField()

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ("question__position", "question_id", "pk")
        constraints = (
            models.UniqueConstraint(fields=("registration", "question"), name="answer_once"),
            # The target of a composite foreign key, which keeps copied columns equal.
            models.UniqueConstraint(fields=("id", "question", "kind"), name="answer_of_question"),
            models.CheckConstraint(condition=_fits_kind(), name="answer_fits_kind"),
        )

    def __str__(self) -> str:
        return f"registration {self.registration_id} to question {self.question_id}"


class AnswerChoice(models.Model):
    """A choice of an answer: of one question, and for one choice at most one."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="chosen")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=QuestionKind.choices)
    choice = models.ForeignKey(QuestionChoice, on_delete=models.PROTECT, related_name="chosen")

    class Meta:
        ordering = ("choice__position", "choice_id")
        constraints = (
            models.UniqueConstraint(fields=("answer", "choice"), name="answer_choice_once"),
            models.UniqueConstraint(
                fields=("answer",), condition=Q(kind="one"), name="answer_one_choice"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["one", "several"]), name="answer_choice_of_kind"
            ),
        )

    def __str__(self) -> str:
        return f"choice {self.choice_id} of answer {self.answer_id}"
