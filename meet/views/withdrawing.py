"""A cluster gives up its place at an edition."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.loading import person
from events.rules import is_withdrawable
from events.services import registrations
from interface.plain_text import isolated
from interface.refusals import refused
from meet.loading import own_registration_of
from meet.views.registering import SETTLED


@require_http_methods(["GET", "POST"])
def registration_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first: a place given up may go to somebody else at once."""
    registration = own_registration_of(request.user, pk)
    edition = registration.edition
    edit_url = reverse("registration-edit", args=[pk])
    if not is_withdrawable(edition, registration, timezone.now()):
        return refused(request, str(SETTLED), back=edit_url)
    if request.method == "GET":
        context = {"registration": registration, "edition": edition}
        return render(request, "meet/registration_withdraw.html", context)
    try:
        by = person(request)
        registrations.withdraw(registration=registration, by=by, now=timezone.now())
    except registrations.NotChangeable:
        return refused(request, str(SETTLED), back=edit_url)
    words = _("Withdrawn: %(cluster)s no longer takes part in %(edition)s.")
    messages.success(
        request, words % {"cluster": isolated(registration.cluster), "edition": isolated(edition)}
    )
    return redirect(edit_url)
