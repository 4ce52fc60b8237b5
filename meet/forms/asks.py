"""A cluster answers what the organiser asks."""

from django import forms


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(choices=[("free", "Free this time"), ("keep", "Keep it")])
