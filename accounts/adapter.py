"""allauth's mails leave through the outbox like all others."""

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.utils import timezone, translation

from notifications.recipients import Recipient
from notifications.services import tell

# Our template for each mail of allauth's, and the link in it by which whoever has it acts as the
# person: its name in the values that allauth gives.
MAILS = {
    "account/email/account_already_exists": ("account_already_exists", ""),
    "account/email/email_confirmation": ("email_confirmation", "activate_url"),
    "account/email/email_confirmation_signup": ("email_confirmation", "activate_url"),
    "account/email/password_reset_key": ("password_reset_key", "password_reset_url"),
    "account/email/unknown_account": ("unknown_account", ""),
}


class OutboxAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Tells what allauth wants told; each mail is a thing of its own, so the key is new."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
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
                context={},
                secret=context[link] if link else "",
                now=timezone.now(),
            )
