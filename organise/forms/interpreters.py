"""What an organiser says of somebody who interprets."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clusters.languages import choices as spoken
from events.forms import PresenceForm
from events.models import Edition
from interface.forms import IdempotentForm
from matchmaking.models import Interpreter
from matchmaking.models.interpreters import MOST_SPOKEN
from matchmaking.services.interpreters import Said


class InterpreterForm(PresenceForm):
    """A name or label, languages, and when somebody is there on each day of the event."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("Or a label, such as “Booth 2”. Both sides of a meeting see it."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Two or more: between any two of them this person interprets."),
    )

    def __init__(
        self, *args: Any, edition: Edition, row: Interpreter | None, **kwargs: Any
    ) -> None:
        presence: Sequence[Any] | None = row.presence if row else None
        super().__init__(*args, edition=edition, presence=presence, **kwargs)
        languages = self.fields["languages"]
        assert isinstance(languages, forms.MultipleChoiceField)  # noqa: S101 (declared above)
        languages.choices = spoken()
        if row:
            self.fields["name"].initial = row.name
            languages.initial = row.languages

    def clean_languages(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["languages"]
        if len(chosen) < 2:  # noqa: PLR2004 - from one into another
            raise forms.ValidationError(_("Choose two languages or more."))
        if len(chosen) > MOST_SPOKEN:
            raise forms.ValidationError(_("Choose at most 12 languages."))
        return chosen

    def said(self) -> Said:
        """What was said, once the form is valid."""
        clean = self.cleaned_data
        return Said(clean["name"], clean["languages"], self.presence())


class NewInterpreterForm(InterpreterForm, IdempotentForm):
    """One more."""


class ShownForm(forms.Form):
    """An act on one as it was shown, and the mark of what it costs."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)


class ChangedInterpreterForm(InterpreterForm, ShownForm):
    """One as it was shown."""
