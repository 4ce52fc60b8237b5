"""allauth's mails leave through the outbox like all others."""

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.utils import timezone

from notifications.services import post


class OutboxAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Posts what allauth wants sent; each mail is a thing of its own, so the key is new."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        message = self.render_mail(template_prefix, email, {"email": email, **context})
        with transaction.atomic():
            post(
                kind="account",
                object_key=f"account:{uuid.uuid4()}",
                version=1,
                recipient=email,
                subject=message.subject,
                body=message.body,
                now=timezone.now(),
            )
