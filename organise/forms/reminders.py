"""A reminder of an event's plan, as it is entered."""

from django import forms
from django.utils.translation import gettext_lazy as _

from matchmaking.models import PlannedReminder
from matchmaking.models.reminders import MOST_DAYS_BEFORE, MOST_WORDS


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


class WordsForm(forms.Form):
    """The organiser's own paragraph in it."""

    words = forms.CharField(
        label=_("Your own paragraph"),
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "It stands in the mail after “The organiser writes:”. {cluster} and {event} become the "
            "name of each cluster and that of the event. Empty for none."
        ),
    )
    shown = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
