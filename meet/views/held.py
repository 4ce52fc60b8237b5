"""Whether a meeting was held and what it was worth, said by one of its sides."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.loading import person
from events.models import Registration
from interface.forms import FORM_REFUSED
from interface.refusals import refused
from matchmaking.forms import HeldForm, RatingForm
from matchmaking.queries.meetings import MeetingStory
from matchmaking.services import held as services
from matchmaking.words.held import DONE, NOT_RATED, NOT_UNDERSTOOD, RATED, RATING_BACK, REFUSALS
from meet.loading import managed_registration_of, meeting_of
from meet.loading.delegates import own_access_of, seat_of
from meet.views.meetings import meeting_url


@require_POST
def meeting_held(request: HttpRequest, edition: str, cluster: str, pk: int) -> HttpResponse:
    """For the cluster, by whoever acts for it there."""
    registration = managed_registration_of(request.user, edition, cluster)
    back = meeting_url(registration, pk)
    return _said(request, registration, meeting_of(registration, pk), back)


@require_POST
def own_meeting_held(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """For the cluster, by a delegate who sits there."""
    access = own_access_of(request.user, edition)
    back = reverse("delegate-meeting", args=[edition, pk])
    return _said(request, access.registration, seat_of(access, pk), back)


@require_POST
def meeting_rate(request: HttpRequest, edition: str, cluster: str, pk: int) -> HttpResponse:
    """What it was worth to the cluster, by whoever acts for it there."""
    registration = managed_registration_of(request.user, edition, cluster)
    back = meeting_url(registration, pk)
    return _rated(request, registration, meeting_of(registration, pk), back)


@require_POST
def own_meeting_rate(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """The same, by a delegate who sits there."""
    access = own_access_of(request.user, edition)
    back = reverse("delegate-meeting", args=[edition, pk])
    return _rated(request, access.registration, seat_of(access, pk), back)


def _rated(
    request: HttpRequest, side: Registration, story: MeetingStory, back: str
) -> HttpResponse:
    form = RatingForm(request.POST)
    if not form.is_valid():
        return refused(request, NOT_RATED, back=back, status=FORM_REFUSED)
    stars, now = form.given, timezone.now()
    try:
        services.rate(meeting=story.meeting, side=side, by=person(request), stars=stars, now=now)
    except services.NoWord as refusal:
        return refused(request, REFUSALS[refusal.why], back=back)
    messages.success(request, RATED if stars else RATING_BACK)
    return redirect(back)


def _said(request: HttpRequest, side: Registration, story: MeetingStory, back: str) -> HttpResponse:
    form = HeldForm(request.POST)
    if not form.is_valid():
        return refused(request, NOT_UNDERSTOOD, back=back, status=FORM_REFUSED)
    said = form.was_held
    try:
        services.say(
            meeting=story.meeting,
            side=side,
            by=person(request),
            was_held=said,
            now=timezone.now(),
        )
    except services.NoWord as refusal:
        return refused(request, REFUSALS[refusal.why], back=back)
    messages.success(request, DONE[said])
    return redirect(back)
