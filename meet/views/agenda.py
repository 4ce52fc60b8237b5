"""A cluster's agenda: on screen by day, on paper whole, and as a calendar file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from events.rules import can_act_for
from matchmaking.queries.agenda import agenda as agenda_of
from matchmaking.queries.standing import standing_in
from matchmaking.telling.files import agenda_file
from meet.loading import registration_of
from meet.queries.agenda import as_it_stands, shown_day
from meet.words import standing as standing_words
from translations.languages import wished
from translations.queries import bring_for


@require_GET
def agenda(request: HttpRequest, edition: str, cluster: str) -> HttpResponse:
    registration = registration_of(request.user, edition, cluster)
    may_act, now = can_act_for(request.user, registration), timezone.now()
    found = agenda_of(registration, with_addresses=may_act)
    whole = as_it_stands(found, registration.edition, now)
    bring_for(request, [registration.edition, *whole.sessions])
    zone = registration.edition.zone
    context = {
        "registration": registration,
        "section": "agenda",
        "may_act": may_act,
        "agenda": whole,
        "day": shown_day(whole, request.GET.get("day", ""), now, zone=zone),
        "is_print": "print" in request.GET,
        "without_place": standing_words.without_place(
            standing_in(whole.version, registration), registration
        ),
        "availability_url": reverse("meet-availability", args=[edition, cluster]),
    }
    return render(request, "meet/agenda.html", context)


@require_GET
def agenda_calendar(request: HttpRequest, edition: str, cluster: str) -> HttpResponse:
    registration = registration_of(request.user, edition, cluster)
    content = agenda_file(
        registration,
        timezone.now(),
        with_addresses=can_act_for(request.user, registration),
        reads=wished(request),
    )
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    # Slugs are letters, digits and dashes: safe in a file name.
    name = f"{registration.edition.slug}-{registration.cluster.slug}.ics"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
