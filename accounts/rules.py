"""Who a signed-in person is to the register as a whole."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User


def reads_unpublished(user: User | AnonymousUser) -> bool:
    """Staff and administrators read what is not yet published."""
    return user.is_authenticated and (user.is_reader or user.is_administrator)


def is_editor(user: User | AnonymousUser) -> bool:
    return user.is_authenticated and (user.is_editor or user.is_administrator)


def is_administrator(user: User | AnonymousUser) -> bool:
    return user.is_authenticated and user.is_administrator
