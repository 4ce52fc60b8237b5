"""Where it can be read that a cluster holds a label."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SourceForm(forms.Form):
    """A published text."""

    url = forms.URLField(label=_("Address"), max_length=200, assume_scheme="https")
    title = forms.CharField(label=_("Title"), max_length=300)
    publisher = forms.CharField(label=_("Publisher"), max_length=200)
