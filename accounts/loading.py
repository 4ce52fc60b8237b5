"""Who asks."""

from django.http import HttpRequest

from accounts.models import User


def person(request: HttpRequest) -> User:
    """The signed-in person; the middleware lets nobody else in."""
    assert request.user.is_authenticated  # noqa: S101 (LoginRequiredMiddleware saw to it)
    return request.user
