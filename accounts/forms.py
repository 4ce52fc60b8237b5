"""What a person tells when opening an account; a role is never among it."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class SignupForm(forms.Form):
    """Adds the person's name to allauth's form."""

    name = forms.CharField(max_length=150, label=_("Your name"))

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
