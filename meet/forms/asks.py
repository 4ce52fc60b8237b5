"""A cluster answers what the organiser asks."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerForm(forms.Form):
    """`shown_for` are the days that the event had when the time was shown."""

    answer = forms.ChoiceField(choices=[("free", _("Free this time")), ("keep", _("Keep it"))])
    shown_for = forms.CharField(required=False, max_length=100)
