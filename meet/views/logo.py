"""The logo of a cluster, put there and taken away by its managers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.loading import person
from clusters.models import Organisation
from clusters.services.logos import remove_logo, set_logo
from files.kinds import UnknownKind
from files.pictures import BrokenPicture, TooManyPixels
from files.services import EmptyFile, FileTooLarge
from files.words import REFUSALS
from interface.forms import form_status
from meet.forms.logo import LogoForm
from meet.loading import cluster_of
from meet.queries.home import latest_registration

NOT_TAKEN = (EmptyFile, FileTooLarge, UnknownKind, BrokenPicture, TooManyPixels)


@require_http_methods(["GET", "POST"])
def logo(request: HttpRequest, slug: str) -> HttpResponse:
    """POST puts a picture there, or takes the one away that is there."""
    cluster = cluster_of(request.user, slug)
    if "remove" in request.POST:
        if remove_logo(organisation=cluster):
            messages.success(request, _("The logo is removed."))
        return redirect("cluster-profile-edit", slug)
    form = LogoForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid() and _is_set(request, cluster, form):
        messages.success(request, _("Everybody sees your logo now."))
        return redirect("cluster-profile-edit", slug)
    registration = latest_registration(cluster)
    context = {
        "layout": "meet/base.html" if registration else "interface/base.html",
        "registration": registration,
        "cluster": cluster,
        "section": "profile",
        "form": form,
    }
    return render(request, "meet/logo.html", context, status=form_status(form))


logo.takes_files = True  # type: ignore[attr-defined]


def _is_set(request: HttpRequest, cluster: Organisation, form: LogoForm) -> bool:
    """Whether the picture is there; if not, the form says why."""
    try:
        set_logo(
            organisation=cluster,
            owner=person(request),
            upload=form.cleaned_data["file"],
            now=timezone.now(),
        )
    except NOT_TAKEN as reason:
        form.add_error("file", str(REFUSALS[type(reason)]))
        return False
    return True
