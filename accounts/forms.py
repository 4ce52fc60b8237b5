"""What a person tells when opening an account, and sets later; a role is never among it."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications.models import MailWishes, Subject


class SignupForm(forms.Form):
    """Adds the person's name to allauth's form."""

    name = forms.CharField(max_length=150, label=_("Your name"))

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep the name, and the page that the person came from if it is to be gone on with."""
        user.name = self.cleaned_data["name"]
        led_by = request.POST.get("next", "")
        if led_by.startswith(tuple(settings.GO_ON_WITH)):
            user.came_for = led_by[:200]
        user.save(update_fields=["name", "came_for"])


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a person sets for oneself."""

    name = forms.CharField(
        max_length=150, label=_("Your name"), help_text=_("As those you work with know you.")
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        help_text=_("Of the pages you work on and of the mails you get."),
    )

    class Meta:
        model = User
        fields = ("name", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (declared above)
        field.choices = [("", _("As my browser says")), *settings.LANGUAGES]
        # Languages are called by their own names.
        field.widget.attrs["translate"] = "no"


class MailWishesForm(forms.ModelForm):  # type: ignore[type-arg]
    """How a person wants to be told about each subject."""

    class Meta:
        model = MailWishes
        fields = tuple(subject.value for subject in Subject)


class SessionForm(forms.Form):
    """Which session to end; none: all others."""

    session = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
