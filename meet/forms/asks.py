"""A cluster answers what the organiser asks."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(choices=[("free", _("Free this time")), ("keep", _("Keep it"))])
