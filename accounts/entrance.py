"""allauth's forms of the way in, where they should tell less, do more or bear nonsense."""

import struct
from typing import Any

from allauth.account import forms
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter as second_step
from allauth.mfa.webauthn import forms as webauthn
from django import forms as django_forms
from django.forms.fields import InvalidJSONInput
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class SignupForm(forms.SignupForm):  # type: ignore[misc]
    """Takes as long for an address that has an account as for one that has none."""

    def try_save(self, request: HttpRequest) -> Any:
        if self.account_already_exists:
            User().set_password(self.cleaned_data["password1"])  # the slow part of opening one
        return super().try_save(request)


class RequestLoginCodeForm(forms.RequestLoginCodeForm):  # type: ignore[misc]
    """Leads nobody into the account of somebody who has only asked for this address."""

    _user: Any

    def clean_email(self) -> str:
        get_adapter().clean_email(self.cleaned_data["email"])
        email = str(super().clean_email())
        # Whoever opened it may have chosen its password: first it is confirmed, or reset.
        unconfirmed = EmailAddress.objects.filter(email__iexact=email, verified=False)
        if self._user and unconfirmed.filter(user=self._user).exists():
            self._user = None
        return email


# What the parser of passkeys raises when it is given something else.
NONSENSE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, struct.error)
LONGEST_PASSKEY = 20_000
DEEPEST_PASSKEY = 50


class PasskeyField(django_forms.JSONField):
    """What a device answered, within bounds."""

    widget = django_forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        text = str(value or "")
        if len(text) > LONGEST_PASSKEY or text.count("{") + text.count("[") > DEEPEST_PASSKEY:
            raise second_step().validation_error("incorrect_code")
        try:
            return super().to_python(value)
        except ValueError:  # a number of more digits than Python reads
            raise second_step().validation_error("incorrect_code") from None

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Nothing: what was sent is good once and not shown again."""
        return InvalidJSONInput("")


class AddPasskeyForm(webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A passkey, or a security key that only follows a password."""

    credential = PasskeyField()
    name = django_forms.CharField(
        required=False,
        max_length=100,
        label=_("Name"),
        help_text=_("So that you can tell it from others, such as the device that it is on."),
    )
    passwordless = django_forms.BooleanField(
        required=False,
        initial=True,
        label=_("Let me sign in with it alone, without a password"),
        help_text=_(
            "Your device asks for your fingerprint, your face or its PIN. Take the tick away for a "
            "security key that has none of these."
        ),
    )

    def clean(self) -> Any:
        try:
            return super().clean()
        except NONSENSE:
            raise second_step().validation_error("incorrect_code") from None


class _AskedForm(webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey that signs in."""

    credential = PasskeyField()

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()
        except NONSENSE:
            raise second_step().validation_error("incorrect_code") from None


class PasskeyForm(_AskedForm):
    """After the password."""


class PasskeyAloneForm(_AskedForm, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    """Without a password."""

    credential = PasskeyField()


class PasskeyAgainForm(_AskedForm, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Signed in already, before what matters."""

    credential = PasskeyField()


class RenamePasskeyForm(webauthn.EditWebAuthnForm):  # type: ignore[misc]
    name = django_forms.CharField(max_length=100, label=_("Name"))
