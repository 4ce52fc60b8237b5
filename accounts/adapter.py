"""Where allauth asks the site: mails leave through the outbox, secrets are kept sealed."""

import base64
import secrets
import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.queries import wished_for
from notifications.recipients import Recipient
from notifications.sealing import SealBroken, sealed, unsealed
from notifications.services import tell

# Our template for each mail of allauth's, and the link or code in it by which whoever has it acts
# as the person: its name in the values that allauth gives.
MAILS = {
    "account/email/account_already_exists": ("account_already_exists", ""),
    "account/email/email_confirmation": ("email_change", "activate_url"),
    "account/email/email_confirmation_signup": ("email_confirmation", "activate_url"),
    "account/email/login_code": ("login_code", "code"),
    "account/email/password_reset_key": ("password_reset_key", "password_reset_url"),
    "account/email/unknown_account": ("unknown_account", ""),
    "account/email/email_changed": ("email_changed", ""),
    "account/email/password_changed": ("password_changed", ""),
    "account/email/password_reset": ("password_changed", ""),
    "account/email/password_set": ("password_changed", ""),
    "mfa/email/recovery_codes_generated": ("recovery_codes_made", ""),
    "mfa/email/totp_activated": ("second_step_added", ""),
    "mfa/email/totp_deactivated": ("second_step_removed", ""),
    "mfa/email/webauthn_added": ("second_step_added", ""),
    "mfa/email/webauthn_removed": ("second_step_removed", ""),
}
# A change of address that was called off before it happened is told to nobody.
UNTOLD = {"account/email/email_deleted"}
# What a mail says beside its words.
SAID = ("from_email", "to_email")


class OutboxAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Tells what allauth wants told; each mail is a thing of its own, so the key is new."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("E-mail address and password do not belong together."),
        "too_many_login_attempts": _(
            "This was tried too often. Wait ten minutes, or sign in with a code that we send you."
        ),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        if template_prefix in UNTOLD:
            return
        name, link = MAILS[template_prefix]
        # Of somebody without an account, or with none chosen, the page's language is known.
        language = getattr(context.get("user"), "language", "") or translation.get_language()
        with transaction.atomic():
            tell(
                kind="account",
                object_key=f"account:{uuid.uuid4()}",
                version=1,
                recipients=[Recipient(email, language or "")],
                template=f"accounts/mail/{name}",
                context={key: context[key] for key in SAID if key in context},
                secret=context[link] if link else "",
                now=timezone.now(),
            )

    def clean_email(self, email: str) -> str:
        """An address that somebody only wants to change to is free for whoever has it."""
        wished_for().filter(email=email.lower()).delete()
        return str(super().clean_email(email))

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """False, and said in words, where another account got the address at the same moment."""
        try:
            with transaction.atomic():
                return bool(super().confirm_email(request, email_address))
        except IntegrityError:
            email_address.verified = False
            failed = "account/messages/email_confirmation_failed.txt"
            self.add_message(request, messages.ERROR, failed, {"email": email_address.email})
            return False

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """A page asks for them twice, and each time for one kind of second step after the other."""
        if not hasattr(user, "ways_to_prove"):
            user.ways_to_prove = super().get_reauthentication_methods(user)
        found: list[dict[str, Any]] = user.ways_to_prove
        return found

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account-settings")


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the secrets of authenticator apps and recovery codes sealed by SECRET_KEY."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right, or it was used already."),
    }

    def encrypt(self, text: str) -> str:
        return sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; one that fits nothing where SECRET_KEY was changed without its fallback."""
        try:
            return unsealed(encrypted_text)
        except SealBroken:
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def generate_authenticator_name(self, user: User, type: Any) -> str:  # noqa: A002 (allauth's)
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        if number == 1:
            return gettext("Passkey")
        return gettext("Passkey %(number)s") % {"number": number}
