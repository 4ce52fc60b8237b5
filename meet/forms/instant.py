"""A meeting at a time that the published schedule leaves free: asked for, and chosen."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interface.forms import VersionForm
from meet.forms.other_times import GONE, OtherTimesForm


class AskForTimesForm(OtherTimesForm):
    """The times that a cluster asks for (slots by primary key), and why."""

    message = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Say what you would like to talk about. Only the two clusters read it."),
    )


class ChooseTimeForm(VersionForm):
    """Yes to one of the times that a request names and that are still free."""

    slot = forms.TypedChoiceField(
        label=_("When do you meet?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the times."), "invalid_choice": GONE},
    )

    def __init__(self, *args: Any, choices: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slot"].choices = list(choices)  # type: ignore[attr-defined]
