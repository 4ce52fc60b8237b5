"""The switch of the fairness page."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ShowFairnessForm(forms.Form):
    """Whether everybody may read it, and the version of the edition that was seen."""

    is_public = forms.TypedChoiceField(
        choices=[("1", _("Show")), ("0", _("Hide"))], coerce=lambda value: value == "1"
    )
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
