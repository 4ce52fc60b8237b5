"""Steps of an edition from state to state, by a button each."""

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from events.models import Edition


class RegistrationPeriodForm(forms.Form):
    """Whether clusters can register from now on; `version` tells what was shown."""

    opens = forms.BooleanField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)


class StateForm(forms.Form):
    """A step to another state. `message` goes to everybody who registered, on cancelling."""

    to = forms.ChoiceField(choices=Edition.State.choices, widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    message = forms.CharField(
        label=_lazy("Message to everybody who registered"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_lazy("Goes into the mail that tells them."),
    )
