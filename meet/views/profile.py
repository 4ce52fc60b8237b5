"""A cluster's profile, kept by its managers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clusters.models import Organisation
from clusters.queries import held_labels
from interface.forms import form_status, posted
from interface.stale import CONFLICT, mark_stale
from matchmaking.queries.profile import ProfileText, stored_profile
from matchmaking.services.profile import ProfileChanged, save_profile
from meet.forms.profile import ProfileForm
from meet.loading import cluster_of
from meet.queries.home import latest_registration
from meet.words.profile import completeness


@require_http_methods(["GET", "POST"])
def profile_edit(request: HttpRequest, slug: str) -> HttpResponse:
    cluster = cluster_of(request.user, slug)
    stored = stored_profile(cluster)
    form = ProfileForm(posted(request), stored=stored, version=cluster.version)
    if not (form.is_bound and form.is_valid()):
        return _page(request, cluster, form, stored, form_status(form))
    try:
        save_profile(
            cluster=cluster,
            version=form.cleaned_data["version"],
            profile=form.profile,
            now=timezone.now(),
        )
    except ProfileChanged:
        cluster.refresh_from_db()
        stored = stored_profile(cluster)
        now = ProfileForm(None, stored=stored, version=cluster.version)
        mark_stale(form, now, "version")
        return _page(request, cluster, form, stored, CONFLICT)
    messages.success(request, _("Profile saved."))
    return redirect("cluster-profile-edit", slug)


def _page(
    request: HttpRequest,
    cluster: Organisation,
    form: ProfileForm,
    stored: ProfileText,
    status: int,
) -> HttpResponse:
    registration = latest_registration(cluster)
    held = list(held_labels(cluster, timezone.now().date()).sourced())
    context = {
        # A cluster that never registered has no event's menu around the page.
        "layout": "meet/base.html" if registration else "interface/base.html",
        "registration": registration,
        "cluster": cluster,
        "section": "profile",
        "form": form,
        "completeness": completeness(
            stored,
            has_labels=bool(held or stored.labels),
            has_logo=cluster.logo_id is not None,
            logo_address=reverse("cluster-logo", args=[cluster.slug]),
        ),
        "held": held,
    }
    return render(request, "meet/profile_edit.html", context, status=status)
