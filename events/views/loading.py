"""What every view here begins with: the edition one may see, the person, the form."""

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from accounts.models import User
from events.models import Edition
from events.rules import can_organise

FORM_REFUSED = 422


def person(request: HttpRequest) -> User:
    """The signed-in person; the middleware lets nobody else in."""
    assert request.user.is_authenticated  # noqa: S101 (LoginRequiredMiddleware saw to it)
    return request.user


def backstage_edition(request: HttpRequest, slug: str) -> Edition:
    """An edition whose organiser's pages this person may open, else 404."""
    rows = Edition.objects.backstage_of(request.user).select_related("host_region", "owner")
    return get_object_or_404(rows, slug=slug)


def organised_edition(request: HttpRequest, slug: str) -> Edition:
    """An edition that this person may change: else 403 for who may read, 404 for others."""
    edition = backstage_edition(request, slug)
    if not can_organise(request.user, edition):
        raise PermissionDenied
    return edition


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None when it is only shown."""
    return request.POST if request.method == "POST" else None


def form_status(form: BaseForm) -> int:
    return FORM_REFUSED if form.is_bound and form.errors else 200
