"""What clusters and organisers alike enter about a delegation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import Edition, Registration
from events.models.messages import LONGEST
from interface.forms import IdempotentForm

MOST_MEETINGS = 200
LONGEST_MESSAGE = 2000


class MeetingLimitsForm(forms.Form):
    """How many meetings a delegation can hold, at a time and in all, and where it is.

    The latter is asked where the event lets clusters take part online.
    """

    seats = forms.IntegerField(
        label=_("Most meetings at a time"),
        min_value=1,
        max_value=Registration.MOST_SEATS,
        required=False,
        help_text=_(
            "Leave empty for one for each delegate who is there. As long as nobody is named, it is "
            "one."
        ),
    )
    max_meetings = forms.IntegerField(
        label=_("Most meetings in all"),
        min_value=1,
        max_value=MOST_MEETINGS,
        required=False,
        help_text=_("Leave empty for no limit."),
    )
    takes_part = forms.ChoiceField(
        label=_("How you take part"),
        choices=Registration.TakesPart.choices,
        initial=Registration.TakesPart.ON_SITE,
        widget=forms.RadioSelect,
        help_text=_(
            "Two clusters meet on site, unless one of them takes part online only: then they meet "
            "online."
        ),
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not edition.meets_online:
            del self.fields["takes_part"]

    def clean_seats(self) -> int:
        """The most there is, for who says nothing."""
        return self.cleaned_data["seats"] or Registration.MOST_SEATS

    def way(self) -> str:
        """How the cluster takes part, once the form is valid."""
        return self.cleaned_data.get("takes_part") or Registration.TakesPart.ON_SITE


class MessageForm(IdempotentForm):
    """A message between a cluster and the organiser."""

    text = forms.CharField(
        label=_("Message"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
