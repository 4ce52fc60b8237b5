"""What every page of a cluster at an edition begins with."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from events.models import Registration
from events.rules import can_manage


def shown_registration(request: HttpRequest, edition: str, cluster: str) -> Registration:
    """The registration, for its managers, and for organisers and staff to read; else 404."""
    rows = Registration.objects.visible_to(request.user).select_related(
        "edition", "cluster__region"
    )
    return get_object_or_404(rows, edition__slug=edition, cluster__slug=cluster)


def managed_registration(request: HttpRequest, edition: str, cluster: str) -> Registration:
    """The registration, for its managers to act: else 403 for who may read, 404 for others."""
    registration = shown_registration(request, edition, cluster)
    if not can_manage(request.user, registration):
        raise PermissionDenied
    return registration
