"""What clusters and organisers alike enter about a delegation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import Registration
from events.models.messages import LONGEST
from interface.forms import IdempotentForm

MOST_MEETINGS = 200
LONGEST_MESSAGE = 2000


class MeetingLimitsForm(forms.Form):
    """How many meetings a delegation can hold, at a time and in all."""

    seats = forms.IntegerField(
        label=_("Meetings at a time"),
        min_value=1,
        max_value=Registration.MOST_SEATS,
        initial=1,
        help_text=_(
            "How many meetings your delegation can hold side by side. Most send one team: 1."
        ),
    )
    max_meetings = forms.IntegerField(
        label=_("Most meetings in all"),
        min_value=1,
        max_value=MOST_MEETINGS,
        required=False,
        help_text=_("Leave empty for no limit."),
    )


class MessageForm(IdempotentForm):
    """A message between a cluster and the organiser."""

    text = forms.CharField(
        label=_("Message"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
