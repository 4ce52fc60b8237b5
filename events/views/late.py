"""The organiser registers a cluster that comes late."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.refusals import refused
from events.forms.registrations import LateClusterForm
from events.models import Edition, Registration
from events.rules import is_open_for_late_clusters
from events.services import registrations
from events.services.registrations import Wishes
from events.views.loading import form_status, organised_edition, person, posted

CLOSED = "Clusters are registered here from the opening of registration to the end of the event."
SAID = {
    Registration.State.APPROVED: "{cluster} is registered and approved. Its members are told.",
    Registration.State.WAITLISTED: "{cluster} is on the waiting list: no place is free. Its "
    "members are told.",
}


@require_http_methods(["GET", "POST"])
def registration_create(request: HttpRequest, slug: str) -> HttpResponse:
    edition = organised_edition(request, slug)
    back = reverse("organise-registrations", args=[slug])
    if not is_open_for_late_clusters(edition):
        return refused(request, CLOSED, back=back)
    form = LateClusterForm(posted(request), edition=edition)
    if form.is_bound and form.is_valid() and (answer := _register(request, edition, form)):
        return answer
    context = {"edition": edition, "section": "registrations", "form": form}
    return render(request, "events/registration_create.html", context, status=form_status(form))


def _register(request: HttpRequest, edition: Edition, form: LateClusterForm) -> HttpResponse | None:
    """The way on; None where the form has to say why not."""
    clean = form.cleaned_data
    wishes = Wishes(
        seats=clean["seats"], max_meetings=clean["max_meetings"], message=clean["message"]
    )
    try:
        registration = registrations.register_for(
            edition=edition,
            cluster=clean["cluster"],
            by=person(request),
            wishes=wishes,
            key=clean["idempotency_key"],
            now=timezone.now(),
        )
    except registrations.RegistrationClosed:
        back = reverse("organise-registrations", args=[edition.slug])
        return refused(request, CLOSED, back=back)
    except registrations.AlreadyRegistered as already:
        state = already.registration.get_state_display().lower()
        form.add_error("cluster", f"{clean['cluster']} is registered already: {state}.")
        return None
    except registrations.KeyTaken:
        form.add_error(None, "Load this page again and register once more.")
        return None
    words = SAID.get(Registration.State(registration.state), "{cluster} is registered.")
    messages.success(request, words.format(cluster=clean["cluster"].called))
    return redirect("organise-registration", edition.slug, registration.pk)
