"""At the event another person comes in the place of a delegate."""

from django import forms
from django.utils.translation import gettext_lazy as _

from interface.forms import VersionForm


class ReplacementForm(VersionForm):
    """Who comes now; `version` is the registration's as it was shown."""

    name = forms.CharField(
        label=_("Name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    job_title = forms.CharField(
        label=_("Job title"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
