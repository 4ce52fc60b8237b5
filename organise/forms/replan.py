"""What an organiser enters before a re-plan."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interface.forms import IdempotentForm
from matchmaking.models import Priority
from organise.forms.finding import TwoClustersForm
from organise.forms.runs import StartRunForm

REPLAN_SECONDS = 20


class ReplanForm(StartRunForm):
    """Starting a re-plan; moving few meetings is found sooner than a whole schedule."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["limit_seconds"].initial = REPLAN_SECONDS


class TableForm(forms.Form):
    """A table by number, and whether it is out of use."""

    number = forms.IntegerField(min_value=1, max_value=32767)
    is_closed = forms.TypedChoiceField(
        choices=[("1", _("out of use")), ("0", _("in use"))], coerce=lambda value: value == "1"
    )


class EnterMeetingForm(TwoClustersForm, IdempotentForm):
    """A meeting that two clusters agreed on after requests were closed."""

    priority = forms.TypedChoiceField(
        label=_("How much is it wanted?"),
        choices=[(priority.value, priority.label) for priority in Priority],
        coerce=lambda value: Priority(int(value)),
        initial=Priority.WOULD_LIKE.value,
    )
