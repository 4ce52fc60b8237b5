"""Who a signed-in person is to the register as a whole."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.module_loading import import_string

from accounts.models import User


def reads_unpublished(user: User | AnonymousUser) -> bool:
    """Staff and administrators read what is not yet published."""
    return user.is_authenticated and (user.is_reader or user.is_administrator)


def is_editor(user: User | AnonymousUser) -> bool:
    return user.is_authenticated and (user.is_editor or user.is_administrator)


def is_administrator(user: User | AnonymousUser) -> bool:
    return user.is_authenticated and user.is_administrator


def has_rights(user: User | AnonymousUser) -> bool:
    """Staff, administrators, and whoever may open Django's admin."""
    return reads_unpublished(user) or (
        user.is_authenticated and (user.is_staff or user.is_superuser)
    )


def is_asked_for_second_step(user: User | AnonymousUser) -> bool:
    """Whose account opens more than the person's own; the settings name the rules."""
    return any(import_string(rule)(user) for rule in settings.SECOND_STEP_OF)
