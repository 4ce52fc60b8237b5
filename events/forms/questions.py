"""The questions of an event's own, as fields of the form that asks them."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms import BoundField
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from events.models import Answer, Question, QuestionChoice
from events.models.questions import LONGEST_LINE, LONGEST_TEXT, MOST
from events.queries.questions import Asked, is_answered
from files.models import StoredFile
from translations.languages import bare
from translations.queries import text_of

Kind = Question.Kind
# More choices than these stand in a list to open, fewer beside each other.
MOST_RADIOS = 7
ASKED_ANEW = _lazy(
    "The organiser has changed the questions meanwhile. What you typed is still here, and nothing "
    "is saved yet. Look at the questions and save again."
)
FILE_KINDS = _lazy("PDF, PNG, JPEG, XLSX or CSV. All files of a form have 10 MB together at most.")


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A question of the form: its field, and of a file what is stored, or waits to be sent.

    `kept` is hidden, `drop` a box to tick where a file was handed in before.
    """

    question: Question
    field: BoundField
    kept: BoundField | None = None
    drop: BoundField | None = None
    stored: str = ""
    waits: str = ""

    @property
    def language(self) -> str:
        """Of its words, where it is not the page's."""
        found = text_of(self.question, "words").language
        return "" if found == bare(get_language() or "") else found


class QuestionsForm(forms.Form):
    """A form that asks an event's own questions too; the questions come as `asked`.

    With `in_place` an organiser answers for a cluster: nothing is required, and no consent asked.
    What a cluster agrees to already is not asked again.
    """

    questions_seen = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, asked: Asked | None = None, in_place: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked or Asked()
        self.in_place = in_place
        self.is_outdated = False
        self.waiting: dict[int, StoredFile] = {}
        self.not_taken: dict[int, str] = {}
        self.fields["questions_seen"].initial = self.asked.mark
        self.shown = [row for row in self.asked.questions if self._is_shown(row)]
        for question in self.shown:
            self._add(question, self.asked.answers.get(question.pk))

    def _is_shown(self, question: Question) -> bool:
        if question.kind != Kind.CONSENT:
            return True
        return not self.in_place and not is_answered(self.asked.answers.get(question.pk))

    def _add(self, question: Question, answer: Answer | None) -> None:
        name = _name(question)
        field = _field(question, answer)
        explained = text_of(question, "help").text
        field.label, field.help_text = text_of(question, "words").text, explained
        field.required = question.is_required and not self.in_place
        if question.kind == Kind.FILE:
            field.required = False
            field.help_text = f"{explained} {FILE_KINDS}".strip()
            hidden = forms.UUIDField(required=False, widget=forms.HiddenInput)
            self.fields[f"{name}-kept"] = hidden
            if answer and not (question.is_required and not self.in_place):
                self.fields[f"{name}-drop"] = forms.BooleanField(
                    label=_("Take this file away"), required=False
                )
        self.fields[name] = field

    def take_uploads(
        self, keep: Callable[[UploadedFile], StoredFile], refusals: dict[type[Exception], str]
    ) -> None:
        """Keep what was uploaded before anything is judged, so that an error does not cost it."""
        for question in self.shown:
            upload = self.files.get(self.add_prefix(_name(question)))
            if question.kind != Kind.FILE or upload is None:
                continue
            # Another form of the same request may have read it.
            upload.seek(0)
            try:
                file = keep(upload)
            except tuple(refusals) as refusal:
                self.not_taken[question.pk] = str(refusals[type(refusal)])
            else:
                self.waiting[question.pk] = file
                self._type(f"{_name(question)}-kept", str(file.key))

    def find_waiting(self, find: Callable[[uuid.UUID], StoredFile | None]) -> None:
        """The files that were uploaded with an earlier sending of this form."""
        for question in self.shown:
            if question.kind != Kind.FILE or question.pk in self.waiting:
                continue
            typed = str(self.data.get(self.add_prefix(f"{_name(question)}-kept"), ""))
            file = find(uuid.UUID(typed)) if _is_key(typed) else None
            if file:
                self.waiting[question.pk] = file
            elif typed:
                self._type(f"{_name(question)}-kept", "")

    def _type(self, name: str, value: str) -> None:
        typed: Any = copy(self.data)
        typed[self.add_prefix(name)] = value
        self.data = typed

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        for question in self.shown:
            if question.kind == Kind.FILE:
                self._check_file(question)
        if self.asked and clean.get("questions_seen") != self.asked.mark:
            self._ask_anew()
        return clean

    def _check_file(self, question: Question) -> None:
        name = _name(question)
        if question.pk in self.not_taken:
            self.add_error(name, self.not_taken[question.pk])
        stands = self.asked.answers.get(question.pk) is not None
        is_given = question.pk in self.waiting or stands
        if question.is_required and not self.in_place and not is_given and name not in self.errors:
            self.add_error(
                name,
                _("Choose a file for “%(field)s”.") % {"field": text_of(question, "words").text},
            )

    def _ask_anew(self) -> None:
        """Say that the questions are other ones now, and let them count as seen."""
        self.is_outdated = True
        self.add_error(None, str(ASKED_ANEW))
        self._type("questions_seen", self.asked.mark)

    @property
    def rows(self) -> Iterator[AskedRow]:
        """The questions, as a page shows them."""
        for question in self.shown:
            name, answer = _name(question), self.asked.answers.get(question.pk)
            if question.kind != Kind.FILE:
                yield AskedRow(question, self[name])
                continue
            waits = self.waiting.get(question.pk)
            yield AskedRow(
                question,
                self[name],
                kept=self[f"{name}-kept"],
                drop=self[f"{name}-drop"] if f"{name}-drop" in self.fields else None,
                stored=(answer.text or _("a file")) if answer else "",
                waits=waits.name if waits else "",
            )

    @property
    def has_files(self) -> bool:
        return any(question.kind == Kind.FILE for question in self.shown)

    def values(self) -> Iterator[tuple[Question, dict[str, Any]]]:
        """What is said to each question, once the form is valid, in the words of `Said`."""
        for question in self.shown:
            yield question, self._value(question)

    def _value(self, question: Question) -> dict[str, Any]:
        name = _name(question)
        value = self.cleaned_data.get(name)
        match Kind(question.kind):
            case Kind.NUMBER:
                return {"number": value}
            case Kind.ONE:
                return {"choices": (int(value),) if value else ()}
            case Kind.SEVERAL:
                return {"choices": tuple(map(int, value or ()))}
            case Kind.CONSENT:
                return {"agrees": bool(value)}
            case Kind.FILE:
                waits = self.waiting.get(question.pk)
                drops = bool(self.cleaned_data.get(f"{name}-drop"))
                return {"file": waits.key if waits else None, "drops_file": drops}
        return {"text": value or ""}


def filled_in(answers: Mapping[int, Any]) -> dict[str, Any]:
    """What stands in the fields at first, by question (id)."""
    return {f"question-{pk}": value for pk, value in answers.items()}


def _name(question: Question) -> str:
    return f"question-{question.pk}"


def _is_key(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _field(question: Question, answer: Answer | None) -> forms.Field:
    makers: dict[str, Callable[[Question, Answer | None], forms.Field]] = {
        Kind.TEXT: _line,
        Kind.LONG: _text,
        Kind.NUMBER: _number,
        Kind.ONE: _one,
        Kind.SEVERAL: _several,
    }
    if question.kind == Kind.FILE:
        return forms.FileField(max_length=200, allow_empty_file=True)
    maker = makers.get(question.kind)
    return maker(question, answer) if maker else forms.BooleanField()


def _line(_question: Question, answer: Answer | None) -> forms.Field:
    return forms.CharField(max_length=LONGEST_LINE, initial=answer.text if answer else "")


def _text(_question: Question, answer: Answer | None) -> forms.Field:
    rows, text = forms.Textarea(attrs={"rows": 4}), answer.text if answer else ""
    return forms.CharField(max_length=LONGEST_TEXT, widget=rows, initial=text)


def _number(question: Question, answer: Answer | None) -> forms.Field:
    return forms.IntegerField(
        min_value=-MOST if question.least is None else question.least,
        max_value=MOST if question.most is None else question.most,
        initial=answer.number if answer else None,
    )


def _chosen(answer: Answer | None) -> list[QuestionChoice]:
    return [row.choice for row in answer.chosen.all()] if answer else []


def _several(question: Question, answer: Answer | None) -> forms.Field:
    chosen = _chosen(answer)
    return forms.MultipleChoiceField(
        choices=_offered(question, chosen),
        widget=forms.CheckboxSelectMultiple,
        initial=[str(row.pk) for row in chosen],
    )


def _one(question: Question, answer: Answer | None) -> forms.Field:
    chosen = _chosen(answer)
    offered = _offered(question, chosen)
    is_short = len(offered) <= MOST_RADIOS
    none = [("", _("No answer"))] if not question.is_required or not is_short else []
    return forms.ChoiceField(
        choices=[*none, *offered],
        widget=forms.RadioSelect if is_short else forms.Select,
        initial=str(chosen[0].pk) if chosen else "",
    )


def _words(choice: QuestionChoice) -> str:
    return text_of(choice, "words").text


def _offered(question: Question, chosen: list[QuestionChoice]) -> list[tuple[str, str]]:
    """What can be chosen, and what was chosen before it was taken away."""
    there = {row.pk for row in chosen}
    words = _("%(choice)s (no longer offered)")
    return [
        (str(row.pk), words % {"choice": _words(row)} if row.is_retired else _words(row))
        for row in question.choices.all()
        if not row.is_retired or row.pk in there
    ]
