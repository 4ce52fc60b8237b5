"""What a person tells when opening an account, and sets later; a role is never among it."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

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
        fields = (*(subject.value for subject in Subject), "quiet_from", "quiet_until", "zone")
        widgets: ClassVar[dict[str, forms.Widget]] = {
            name: forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
            for name in ("quiet_from", "quiet_until")
        }
        help_texts: ClassVar[dict[str, StrPromise]] = {
            "quiet_from": _("Leave both empty for no quiet hours."),
            "zone": _("Of the quiet hours and of the daily mail, which comes at 07:00."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].widget.attrs["translate"] = "no"

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        begins, ends = clean.get("quiet_from"), clean.get("quiet_until")
        if {"quiet_from", "quiet_until"} & set(self.errors):
            return clean
        if (begins is None) != (ends is None):
            missing = "quiet_until" if ends is None else "quiet_from"
            self.add_error(missing, _("Enter both ends of the quiet hours, or none."))
        elif begins is not None and begins == ends:
            self.add_error("quiet_until", _("Enter another time than the first."))
        return clean


class SessionForm(forms.Form):
    """Which session to end; none: all others."""

    session = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
