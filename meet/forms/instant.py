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


class OneOfTimes(forms.Form):
    """One of the times that a request names (a slot by primary key)."""

    slot = forms.TypedChoiceField(
        label=_("When do you meet?"),
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the times."), "invalid_choice": GONE},
    )

    def offer(self, choices: Iterable[tuple[int, str]]) -> None:
        self.fields["slot"].choices = list(choices)  # type: ignore[attr-defined]


class ChooseTimeForm(OneOfTimes, VersionForm):
    """Yes to a request that names times."""

    def __init__(self, *args: Any, choices: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(choices)
