"""A meeting at a time that the published schedule leaves free: asked for, then chosen."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.loading import person
from events.models import Registration
from interface.forms import form_status, posted
from interface.plain_text import isolated
from interface.refusals import refused
from interface.stale import CONFLICT, typed_in
from matchmaking.models import MeetingRequest
from matchmaking.queries.instant import FreeTimes, free_times, named_times
from matchmaking.services import requests as services
from matchmaking.words.requests import REFUSALS
from meet.forms.instant import AskForTimesForm, ChooseTimeForm
from meet.forms.other_times import time_choices
from meet.loading import managed_registration_of, partner_of
from meet.views.meetings import meeting_url
from meet.views.requests import ask_url, requests_url
from meet.words.requests import why_no_times, why_none_left


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, edition: str, cluster: str, partner: str) -> HttpResponse:
    """The times at which the two can meet; POST asks for the chosen ones."""
    registration = managed_registration_of(request.user, edition, cluster)
    invitee, now = partner_of(registration, partner), timezone.now()
    every, zone = registration.edition.slots.all(), registration.edition.zone
    refusal = ""
    sent = AskForTimesForm(posted(request), choices=time_choices(every, zone))
    if sent.is_valid():
        try:
            return _ask(request, registration, invitee, sent.cleaned_data)
        except services.RequestRefused as reason:
            refusal = str(REFUSALS[type(reason)])
    why_not = why_no_times(registration, invitee, now)
    free = FreeTimes() if why_not else free_times(registration, invitee, now)
    if free.is_full:
        why_not = str(REFUSALS[services.MeetingsFull])
    if refusal and (why_not or not free.slots):
        return _refused(request, registration, refusal, typed=typed_in(sent))
    form = AskForTimesForm(posted(request), choices=time_choices(free.slots, zone))
    if refusal and form.is_valid():
        form.add_error(None, refusal)
    context = {
        "registration": registration,
        "section": "partners",
        "partner": invitee.cluster,
        "form": form,
        "has_times": bool(free.slots),
        "why_not": why_not,
        "ask_url": ask_url(registration),
    }
    status = CONFLICT if refusal else form_status(form)
    return render(request, "meet/ask_for_times.html", context, status=status)


def _ask(
    request: HttpRequest, registration: Registration, invitee: Registration, clean: dict[str, Any]
) -> HttpResponse:
    """Raises a `RequestRefused`."""
    services.ask_at(
        requester=registration,
        invitee=invitee,
        slots=clean["slots"],
        message=clean["message"],
        by=person(request),
        key=clean["idempotency_key"],
        now=timezone.now(),
    )
    words = _("%(cluster)s is asked, and chooses one of the times or declines.")
    messages.success(request, words % {"cluster": isolated(invitee.cluster)})
    return redirect(f"{requests_url(registration)}?tab=sent")


def choose(
    request: HttpRequest, registration: Registration, received: MeetingRequest
) -> HttpResponse:
    """The times of a request that are left for the invited cluster; POST accepts one."""
    times, zone = named_times(received, timezone.now()), registration.edition.zone
    form = ChooseTimeForm(
        posted(request),
        choices=time_choices(times.every, zone),
        initial={"version": received.version},
    )
    if form.is_valid():
        return _choose(request, registration, received, form.cleaned_data)
    form.offer(time_choices(times.free, zone))
    context = {
        "registration": registration,
        "section": "requests",
        "received": received,
        "partner": received.requester.cluster,
        "form": form,
        "why_none": why_none_left(times),
        "gone": () if times.is_full or times.bar else times.gone,
        "back": requests_url(registration),
        "ask_url": ask_url(registration),
    }
    return render(request, "meet/choose_time.html", context, status=form_status(form))


def _choose(
    request: HttpRequest,
    registration: Registration,
    received: MeetingRequest,
    clean: dict[str, Any],
) -> HttpResponse:
    try:
        agreed = services.accept_at(
            request=received, by=person(request), now=timezone.now(), **clean
        )
    except services.RequestRefused as reason:
        return _refused(request, registration, REFUSALS[type(reason)])
    messages.success(request, _("Agreed. Both sides get the calendar entry."))
    return redirect(meeting_url(registration, agreed.meeting.pk))


def _refused(
    request: HttpRequest, registration: Registration, words: object, *, typed: str = ""
) -> HttpResponse:
    back = requests_url(registration)
    return refused(request, str(words), back=back, ask=ask_url(registration), typed=typed)
