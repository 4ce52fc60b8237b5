"""Who asks."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import User
from accounts.rules import is_administrator, is_editor
from notifications.models import Subject
from notifications.stop_links import StopLinkBroken, read_stop_link


def person(request: HttpRequest) -> User:
    """The signed-in person; the middleware lets nobody else in."""
    assert request.user.is_authenticated  # noqa: S101 (LoginRequiredMiddleware saw to it)
    return request.user


def administrators_only(request: HttpRequest) -> User:
    """An administrator; for others there is no such page."""
    if not is_administrator(request.user):
        raise Http404
    return person(request)


def editors_only(request: HttpRequest) -> User:
    """An editor of the register, or an administrator; for others there is no such page."""
    if not is_editor(request.user):
        raise Http404
    return person(request)


def reader_of_link(token: str) -> tuple[User, list[Subject]]:
    """Whose mails, and about what, the link in a mail stops: knowing it is the permission."""
    try:
        user, subjects = read_stop_link(token)
    except StopLinkBroken as unknown:
        raise Http404 from unknown
    return get_object_or_404(User, pk=user, is_active=True), subjects
