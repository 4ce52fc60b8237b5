"""The switch of the fairness page."""

from django import forms


class ShowFairnessForm(forms.Form):
    """Whether everybody may read it, and the version of the edition that was seen."""

    is_public = forms.TypedChoiceField(
        choices=[("1", "Show"), ("0", "Hide")], coerce=lambda value: value == "1"
    )
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
