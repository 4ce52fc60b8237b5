"""A reminder of an event's plan, as it is entered."""

from django import forms
from django.utils.translation import gettext_lazy as _

from matchmaking.models import PlannedReminder
from matchmaking.models.reminders import MOST_DAYS_BEFORE


class DaysForm(forms.Form):
    """How long before the event it goes."""

    days_before = forms.IntegerField(
        label=_("Days before the first day"),
        min_value=1,
        max_value=MOST_DAYS_BEFORE,
        help_text=_("“The event is tomorrow” goes on the day before."),
    )


class ReminderForm(DaysForm):
    """Which one, and when."""

    kind = forms.ChoiceField(label=_("Reminder"), choices=PlannedReminder.Kind.choices)

    field_order = ("kind", "days_before")
