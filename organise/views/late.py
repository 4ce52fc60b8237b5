"""The organiser registers a cluster that comes late: finds it by name, then enters the rest."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.loading import person
from clusters.models import Organisation
from events.models import Edition
from events.queries.candidates import candidates
from events.rules import is_open_for_late_clusters
from events.services import registrations
from events.services.wishes import Wishes
from interface.forms import form_status, posted
from interface.keys import KeyTaken
from interface.refusals import refused
from interface.stale import typed_in
from organise.forms.registrations import ClusterSearchForm, LateClusterForm
from organise.loading import cluster_to_register, organised_edition
from organise.words import registrations as registration_words

CLOSED = _lazy(
    "Clusters are registered here from the opening of registration to the end of the event."
)


@require_safe
def cluster_search(request: HttpRequest, slug: str) -> HttpResponse:
    """Which cluster? For htmx the part of the page that holds those found."""
    edition = organised_edition(request, slug)
    if not is_open_for_late_clusters(edition, timezone.now()):
        return _refused(request, edition)
    form = ClusterSearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    context = {
        "edition": edition,
        "form": form,
        "words": words,
        "found": candidates(edition, words, by=person(request)),
    }
    template = "organise/registration_search.html"
    is_part = bool(getattr(request, "htmx", False))
    response = render(request, f"{template}#found" if is_part else template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_http_methods(["GET", "POST"])
def registration_create(request: HttpRequest, slug: str, cluster: str) -> HttpResponse:
    edition = organised_edition(request, slug)
    form = LateClusterForm(posted(request), edition=edition)
    if not is_open_for_late_clusters(edition, timezone.now()):
        return _refused(request, edition, typed=typed_in(form))
    chosen = cluster_to_register(request, cluster)
    if form.is_bound and form.is_valid() and (answer := _register(request, edition, chosen, form)):
        return answer
    context = {
        "edition": edition,
        "cluster": chosen,
        "form": form,
        "asks": edition.questions.of_registration().exists(),
    }
    return render(request, "organise/registration_create.html", context, status=form_status(form))


def _register(
    request: HttpRequest, edition: Edition, cluster: Organisation, form: LateClusterForm
) -> HttpResponse | None:
    """The way on; None where the form has to say why not."""
    clean = form.cleaned_data
    wishes = Wishes(
        seats=clean["seats"],
        max_meetings=clean["max_meetings"],
        message=clean["message"],
        takes_part=form.way(),
    )
    try:
        registration = registrations.register_for(
            edition=edition,
            cluster=cluster,
            by=person(request),
            wishes=wishes,
            key=clean["idempotency_key"],
            now=timezone.now(),
        )
    except registrations.RegistrationClosed:
        return _refused(request, edition, typed=typed_in(form))
    except registrations.AlreadyRegistered as already:
        form.add_error(None, registration_words.registered_already(already.registration))
        return None
    except registrations.OnlineNotOffered:
        form.add_error(None, _("This event takes place on site alone now. Load the page again."))
        return None
    except KeyTaken:
        form.add_error(None, _("Load this page again and register once more."))
        return None
    messages.success(request, registration_words.registered(registration))
    return redirect("organise-registration", edition.slug, registration.pk)


def _refused(request: HttpRequest, edition: Edition, typed: str = "") -> HttpResponse:
    back = reverse("organise-registrations", args=[edition.slug])
    return refused(request, str(CLOSED), back=back, typed=typed)
