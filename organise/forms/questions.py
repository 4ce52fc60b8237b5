"""A question of an event's own, as an organiser enters it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from events.models import Question
from events.models.questions import (
    LONGEST_CHOICE,
    LONGEST_HELP,
    LONGEST_QUESTION,
    MOST,
    WITH_CHOICES,
)
from events.queries.question_changes import Draft
from interface.forms import IdempotentForm, VersionForm
from interface.rows import Rows, RowsForm

MOST_CHOICES = 30


def _choice_fields() -> dict[str, forms.Field]:
    return {
        "words": forms.CharField(label=_("Choice"), max_length=LONGEST_CHOICE, required=False),
        "choice": forms.IntegerField(required=False, widget=forms.HiddenInput),
    }


class QuestionForm(RowsForm, forms.Form):
    """What is asked, how it is answered, of whom and until when, and who reads the answers."""

    words = forms.CharField(
        label=_lazy("Question"),
        max_length=LONGEST_QUESTION,
        help_text=_lazy("For a consent: what the cluster agrees to."),
    )
    help = forms.CharField(
        label=_lazy("Explanation"),
        max_length=LONGEST_HELP,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_lazy("Stands beside the question."),
    )
    kind = forms.ChoiceField(label=_lazy("Kind of answer"), choices=Question.Kind.choices)
    is_required = forms.BooleanField(label=_lazy("An answer is required"), required=False)
    least = forms.IntegerField(
        label=_lazy("Smallest number"), min_value=-MOST, max_value=MOST, required=False
    )
    most = forms.IntegerField(
        label=_lazy("Largest number"), min_value=-MOST, max_value=MOST, required=False
    )
    asked = forms.ChoiceField(
        label=_lazy("When it is asked"),
        choices=Question.Asked.choices,
        widget=forms.RadioSelect,
        initial=Question.Asked.REGISTRATION,
    )
    last_day = forms.DateField(
        label=_lazy("Last day to answer"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_lazy("For a follow-up. The day ends at midnight by the event’s clock."),
    )
    readers = forms.ChoiceField(
        label=_lazy("Who reads the answers"),
        choices=Question.Readers.choices,
        widget=forms.RadioSelect,
        initial=Question.Readers.PLANNERS,
        help_text=_lazy("The members of a cluster read their own answers in any case."),
    )
    has_personal = forms.BooleanField(
        label=_lazy("The answers say something about persons"),
        required=False,
        help_text=_lazy(
            "Names, meals, arrivals and the like. They are exported only where personal data are "
            "asked for, and go when the event’s personal data are erased."
        ),
    )

    def __init__(self, *args: Any, question: Question | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = question.choices.filter(is_retired=False) if question else ()
        given = [{"words": row.words, "choice": row.pk} for row in rows]
        self.choices = Rows(
            self,
            "choice",
            _choice_fields,
            initial=given,
            blank=3 if given else 6,
            titled_by="words",
        )

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        self._check_bounds(clean)
        self._check_day(clean)
        if clean.get("kind") in WITH_CHOICES:
            self._check_choices()
        return clean

    def _check_bounds(self, clean: dict[str, Any]) -> None:
        if clean.get("kind") != Question.Kind.NUMBER:
            clean["least"] = clean["most"] = None
            return
        least, most = clean.get("least"), clean.get("most")
        if least is not None and most is not None and most < least:
            self.add_error("most", _("Enter a number that is not below the smallest one."))

    def _check_day(self, clean: dict[str, Any]) -> None:
        if clean.get("asked") != Question.Asked.FOLLOW_UP:
            clean["last_day"] = None
        elif not clean.get("last_day") and "last_day" not in self.errors:
            self.add_error("last_day", _("Enter the last day to answer the follow-up."))

    def _check_choices(self) -> None:
        offered = [(index, row) for index, row in self.choices.filled() if row["words"]]
        if len(offered) < 2:  # noqa: PLR2004 - one is no choice
            self.add_error(self.choices.field_name(0, "words"), _("Enter at least two choices."))
        if len(offered) > MOST_CHOICES:
            self.add_error(None, _("Enter at most 30 choices."))
        seen: set[str] = set()
        for index, row in offered:
            if row["words"].casefold() in seen:
                name = self.choices.field_name(index, "words")
                self.add_error(name, _("This choice stands here already."))
            seen.add(row["words"].casefold())

    def draft(self) -> Draft:
        """The question as it was entered, once the form is valid."""
        clean = {
            name: value
            for name, value in self.cleaned_data.items()
            if name in Draft.__dataclass_fields__
        }
        rows = self.choices.filled() if clean["kind"] in WITH_CHOICES else []
        choices = [(row["choice"], row["words"]) for _index, row in rows if row["words"]]
        return Draft(**clean, choices=choices)


class NewQuestionForm(IdempotentForm, QuestionForm):
    """One more question."""


class QuestionEditForm(VersionForm, QuestionForm):
    """A change; `seen` is the mark of what it does to answers, once that was shown."""

    seen = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)
