"""What a side of a meeting sends on the meeting's page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from interface.forms import IdempotentForm


class MeetingMessageForm(IdempotentForm):
    """A message to the other side."""

    text = forms.CharField(
        label=_("Message"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class CancelForm(forms.Form):
    """Why the meeting is cancelled: the other side and the organiser read it."""

    reason = forms.CharField(
        label=_("Why you cancel"),
        help_text=_("The other side and the organiser read it."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ShowForm(forms.Form):
    """Whether the organiser is to read what the two sides wrote."""

    shown = forms.BooleanField(required=False)
