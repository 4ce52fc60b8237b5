"""Yes to a request, but at some times only."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.loading import person
from events.models import Registration
from interface.forms import form_status, posted
from interface.refusals import refused
from matchmaking.models import MeetingRequest
from matchmaking.services import requests as services
from matchmaking.words.requests import REFUSALS
from meet.forms.requests import AnswerForm
from meet.loading import managed_registration_of, received_request_of
from meet.views import instant
from meet.views.requests import ask_url, requests_url
from meet.words.requests import why_not_answered


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, edition: str, cluster: str, pk: int) -> HttpResponse:
    """The windows in which the invited cluster can meet, or the times that the request names;
    POST accepts for these, or one of those.
    """
    registration = managed_registration_of(request.user, edition, cluster)
    received = received_request_of(request.user, registration, pk)
    back = requests_url(registration)
    if request.method == "GET" and (why := why_not_answered(received, timezone.now())):
        return refused(request, why, back=back, ask=ask_url(registration))
    if received.is_instant:
        return instant.choose(request, registration, received)
    form = AnswerForm(posted(request), request=received)
    is_sent = form.is_bound and form.is_valid()
    if is_sent and (done := _accept(request, registration, received, form)):
        return done
    context = {
        "registration": registration,
        "section": "requests",
        "form": form,
        "partner": received.requester.cluster,
        "back": back,
    }
    return render(request, "meet/answer.html", context, status=form_status(form))


def _accept(
    request: HttpRequest, registration: Registration, received: MeetingRequest, form: AnswerForm
) -> HttpResponse | None:
    """None where the form says what to change."""
    clean, back = form.cleaned_data, requests_url(registration)
    windows = [window.pk for window in clean.pop("windows")]
    try:
        services.accept(
            request=received, windows=windows, by=person(request), now=timezone.now(), **clean
        )
    except services.TooManyMusts as reason:
        form.add_error("priority", str(REFUSALS[type(reason)]))
        return None
    except services.RequestRefused as reason:
        words, ask = str(REFUSALS[type(reason)]), ask_url(registration)
        return refused(request, words, back=back, ask=ask, typed=clean["reply"])
    messages.success(request, _("Accepted. The other cluster is told when you can meet."))
    return redirect(f"{back}?tab=agreed")
