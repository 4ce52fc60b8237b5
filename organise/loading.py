"""The editions whose organiser's pages a person may open."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from events.models import Edition
from events.rules import can_organise


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
