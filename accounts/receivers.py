"""What follows when somebody signs in, has a new password, address or second step."""

from typing import Any

from allauth.account import signals
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa
from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.utils import timezone

from accounts.asking import note
from accounts.models import User
from accounts.services import end_sessions, forget_ended_sessions
from notifications.services.following import follow


def connect() -> None:
    signals.user_logged_in.connect(signed_in)
    signals.password_changed.connect(password_changed)
    signals.password_set.connect(password_changed)
    signals.password_reset.connect(password_reset)
    signals.email_changed.connect(email_changed)
    mfa.authenticator_added.connect(second_step_changed)
    mfa.authenticator_removed.connect(second_step_changed)


def second_step_changed(*, request: HttpRequest, user: User, **_: Any) -> None:
    note(request, user, timezone.now())


def signed_in(*, request: HttpRequest, user: User, **_: Any) -> None:
    note(request, user, timezone.now())
    forget_ended_sessions(user=user, now=timezone.now())
    UserSession.objects.create_from_request(request)


def password_changed(*, request: HttpRequest, user: User, **_: Any) -> None:
    """Whoever changes the password stays, under a new key, and nobody else does."""
    end_sessions(user=user, but=request.session.session_key or "")
    UserSession.objects.create_from_request(request)


def password_reset(*, user: User, **_: Any) -> None:
    end_sessions(user=user)


def email_changed(
    *, from_email_address: EmailAddress | None, to_email_address: EmailAddress, **_: Any
) -> None:
    """Mails that wait for the person are not sent to the former address."""
    if from_email_address:
        follow(old=from_email_address.email, new=to_email_address.email)
