"""Carrying a remedy out."""

from django import forms

from interface.forms import IdempotentForm


class RemedyForm(IdempotentForm):
    """`seen` is the fingerprint of the remedy as it was shown."""

    seen = forms.CharField(max_length=32, widget=forms.HiddenInput)
    then = forms.ChoiceField(choices=[("run", "run"), ("wait", "wait")], required=False)
