"""The page of one request, on which its two sides write to each other before it is answered."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.loading import person
from clusters.queries import people_of
from events.models import Registration
from interface.forms import SENT_BEFORE, form_status, posted
from interface.keys import KeyTaken
from interface.refusals import refused
from matchmaking.models import MeetingRequest
from matchmaking.queries.meetings import request_thread, why_unanswerable
from matchmaking.rules import state_at
from matchmaking.services import meetings as services
from matchmaking.words.meetings import UNANSWERABLE
from meet.forms.meetings import MeetingMessageForm
from meet.loading import managed_registration_of, request_of
from meet.views.requests import ask_url, requests_url


@require_http_methods(["GET", "POST"])
def request_page(request: HttpRequest, edition: str, cluster: str, pk: int) -> HttpResponse:
    """What the two wrote; POST writes to the other side. Once agreed, the meeting has a page."""
    registration = managed_registration_of(request.user, edition, cluster)
    asked, form = request_of(request.user, registration, pk), MeetingMessageForm(posted(request))
    if request.method == "GET" and asked.state == MeetingRequest.State.ACCEPTED:
        return redirect("meet-meeting", edition, cluster, asked.meeting.pk)
    if form.is_valid():
        try:
            services.write_of_request(
                request=asked,
                side=registration,
                by=person(request),
                text=form.cleaned_data["text"],
                key=form.cleaned_data["idempotency_key"],
                now=timezone.now(),
            )
        except KeyTaken:
            form.add_error(None, SENT_BEFORE)
        except services.NotWritten as refusal:
            why, typed = UNANSWERABLE[refusal.why], form.cleaned_data["text"]
            return refused(request, why, back=request.path, ask=ask_url(registration), typed=typed)
        else:
            messages.success(request, _sent(asked, registration))
            return redirect(request.path)
    return _page(request, registration, asked, form)


def _sent(asked: MeetingRequest, registration: Registration) -> str:
    if people_of(_theirs(asked, registration).cluster_id):
        return _("Sent. They get a mail that you wrote.")
    return _("Sent. Nobody speaks for them at present; whoever does later reads it here.")


def _theirs(asked: MeetingRequest, registration: Registration) -> Registration:
    return asked.invitee if asked.requester_id == registration.pk else asked.requester


def _page(
    request: HttpRequest,
    registration: Registration,
    asked: MeetingRequest,
    form: MeetingMessageForm,
) -> HttpResponse:
    now = timezone.now()
    context = {
        "form": form,
        "registration": registration,
        "section": "requests",
        "asked": asked,
        "stands": state_at(asked, asked.edition, now),
        "theirs": _theirs(asked, registration).cluster,
        "thread": request_thread(asked, request.GET),
        "why_silent": UNANSWERABLE.get(why_unanswerable(asked, now), ""),
        "requests_url": requests_url(registration),
        "page": reverse("meet-request", args=[*_here(registration), asked.pk]),
    }
    return render(request, "meet/request.html", context, status=form_status(form))


def _here(registration: Registration) -> tuple[str, str]:
    return registration.edition.slug, registration.cluster.slug
