"""A cluster's profile, kept by its managers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from clusters.models import Organisation
from events.models import Registration
from interface.forms import form_status, posted
from matchmaking.queries.profile import stored_profile
from matchmaking.services.profile import ProfileChanged, save_profile
from meet.forms.profile import ProfileForm

CONFLICT = 409
CHANGED = (
    "Somebody else saved this profile meanwhile. Your text is still here: copy what you need, "
    "then open the page again."
)


@require_http_methods(["GET", "POST"])
def profile_edit(request: HttpRequest, slug: str) -> HttpResponse:
    mine = Organisation.objects.managed_by(request.user).clusters().select_related("region")
    cluster = get_object_or_404(mine, slug=slug)
    form = ProfileForm(posted(request), stored=stored_profile(cluster), version=cluster.version)
    if not (form.is_bound and form.is_valid()):
        return _page(request, cluster, form, form_status(form))
    try:
        save_profile(cluster=cluster, version=form.cleaned_data["version"], profile=form.profile)
    except ProfileChanged:
        form.add_error(None, CHANGED)
        return _page(request, cluster, form, CONFLICT)
    messages.success(request, "Profile saved.")
    return redirect("cluster-profile-edit", slug)


def _page(
    request: HttpRequest, cluster: Organisation, form: ProfileForm, status: int
) -> HttpResponse:
    registrations = Registration.objects.filter(cluster=cluster).select_related(
        "edition", "cluster"
    )
    registration = registrations.order_by("-edition__starts_on").first()
    context = {
        # A cluster that never registered has no event's menu around the page.
        "layout": "meet/base.html" if registration else "interface/base.html",
        "registration": registration,
        "cluster": cluster,
        "section": "profile",
        "form": form,
    }
    return render(request, "meet/profile_edit.html", context, status=status)
