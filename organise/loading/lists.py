"""Lists that a person took along from an event or brought to it, for nobody else."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.loading import person
from events.models import Edition, Export
from matchmaking.models import Import


def export_of(request: HttpRequest, edition: Edition, pk: int) -> Export:
    """One's own export: what somebody else took along is theirs alone."""
    rows = Export.objects.filter(edition=edition, asked_by=person(request))
    return get_object_or_404(rows.select_related("file"), pk=pk)


def exports_of(request: HttpRequest, edition: Edition) -> QuerySet[Export]:
    """One's own exports whose file is still there."""
    rows = Export.objects.filter(edition=edition, asked_by=person(request), file__isnull=False)
    return rows.select_related("file")


def imports_of(request: HttpRequest, edition: Edition) -> QuerySet[Import]:
    """One's own lists."""
    rows = Import.objects.filter(edition=edition, asked_by=person(request))
    return rows.select_related("file")


def import_of(request: HttpRequest, edition: Edition, pk: int) -> Import:
    """One's own list: it may name people, and its file is its owner's alone."""
    rows = Import.objects.filter(edition=edition, asked_by=person(request))
    return get_object_or_404(rows.select_related("file"), pk=pk)
