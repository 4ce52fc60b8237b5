"""A draft event, and a series without events, are deleted after a question."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from events.rules import Act, can_delete_draft, is_empty_series
from events.services.deleting import NotDeletable, delete_draft, delete_series
from events.services.states import EditionChanged
from interface.forms import VersionForm
from interface.plain_text import isolated
from interface.refusals import refused
from organise.loading import organised_edition, own_series

NO_DRAFT = _lazy(
    "Only a draft that nobody registered for, and that has no call, is deleted. An event that is "
    "public can be cancelled."
)
NOT_EMPTY = _lazy("This series has events, or facts of sources. Only an empty series is deleted.")
CHANGED = _lazy("Somebody changed this event meanwhile. Load it again and look before you decide.")


@require_http_methods(["GET", "POST"])
def edition_delete(request: HttpRequest, slug: str) -> HttpResponse:
    edition = organised_edition(request, slug, Act.END)
    back = reverse("organise-overview", args=[slug])
    if not can_delete_draft(edition):
        return refused(request, NO_DRAFT, back=back)
    if request.method == "GET":
        form = VersionForm(initial={"version": edition.version})
        context = {"edition": edition, "form": form}
        return render(request, "organise/edition_delete.html", context)
    form = VersionForm(request.POST)
    try:
        if not form.is_valid():
            raise EditionChanged
        delete_draft(edition=edition, version=form.cleaned_data["version"])
    except NotDeletable:
        return refused(request, NO_DRAFT, back=back)
    except EditionChanged:
        return refused(request, CHANGED, back=back)
    messages.success(
        request, _("Deleted: the draft %(event)s.") % {"event": isolated(edition.name)}
    )
    return redirect("organise-list")


@require_http_methods(["GET", "POST"])
def series_delete(request: HttpRequest, slug: str) -> HttpResponse:
    series = own_series(request, slug)
    back = reverse("organise-list")
    if not is_empty_series(series):
        return refused(request, NOT_EMPTY, back=back)
    if request.method == "GET":
        return render(request, "organise/series_delete.html", {"series": series})
    try:
        delete_series(series=series)
    except NotDeletable:
        return refused(request, NOT_EMPTY, back=back)
    messages.success(
        request, _("Deleted: the series %(series)s.") % {"series": isolated(series.name)}
    )
    return redirect("organise-list")
