"""The start page of a signed-in person, and a cluster's home at an edition."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.loading import person
from events.models import Edition, Registration
from events.queries.consent import waiting_consents
from events.queries.editions import editions_backstage_of
from events.rules import ENDED, TAKING_REGISTRATIONS, can_create_edition, can_manage, phase
from matchmaking.queries.agenda import agenda
from matchmaking.queries.remedies import open_asks
from matchmaking.rules import is_open_for_answers, is_open_for_late_answers, is_open_for_requests
from meet.loading import registration_of
from meet.queries.agenda import free_times, next_item, shown_day
from meet.queries.home import my_clusters, open_editions, progress
from meet.queries.inbox import cards, fresh_answers, tab_counts
from meet.queries.partners import partners, recommended
from meet.queries.people import claim_begun, invitations_to, own_claims
from meet.words import agenda as agenda_words
from meet.words.requests import tabs

RECOMMENDED = 4


@require_GET
def my_home(request: HttpRequest) -> HttpResponse:
    user, now = person(request), timezone.now()
    context = {
        "clusters": my_clusters(user, now),
        "open_editions": open_editions(user, now),
        "run_editions": [row for row in editions_backstage_of(user, now) if row.is_own],
        "can_create_edition": can_create_edition(user),
        "claims": own_claims(user),
        "invitations": invitations_to(user, now),
        "came_for": user.came_for,
        "claim_begun": claim_begun(user) if user.came_for else None,
        "asked_of_bodies": waiting_consents(user),
    }
    return render(request, "meet/my_home.html", context)


@require_GET
def home(request: HttpRequest, edition: str, cluster: str) -> HttpResponse:
    registration = registration_of(request.user, edition, cluster)
    now = timezone.now()
    may_act = can_manage(request.user, registration)
    found = phase(registration.edition, now)
    fitting = partners(registration) if found in TAKING_REGISTRATIONS else []
    context = {
        "registration": registration,
        "section": "home",
        "phase": found,
        "is_over": found in ENDED,
        "recommends": found in TAKING_REGISTRATIONS,
        "may_act": may_act,
        "may_ask": may_act and is_open_for_requests(registration.edition, now),
        "may_be_late": is_open_for_late_answers(registration.edition, now),
        "may_answer": may_act and is_open_for_answers(registration.edition, timezone.now()),
        "tab": "answer",
        "tabs": tabs(tab_counts(registration)),
        "cards": cards(registration, "answer"),
        "fresh": fresh_answers(registration, now) if may_act else [],
        "partner_count": len(fitting),
        "recommended": recommended(fitting, RECOMMENDED),
        "progress": progress(registration),
        "asked": open_asks(registration).count(),
        **_agenda(request, registration, now),
    }
    return render(request, "meet/home.html", context)


def _agenda(request: HttpRequest, registration: Registration, now: datetime) -> dict[str, object]:
    """The day that the page shows, and what comes next."""
    zone = registration.edition.zone
    today = now.astimezone(zone).date()
    whole = agenda(registration)
    is_held = registration.edition.state != Edition.State.CANCELLED
    coming = next_item(whole, now) if is_held else None
    return {
        "today": today,
        "is_on": is_held and any(day.on == today for day in whole.days),
        "agenda": whole,
        "free_times": free_times(whole),
        "day": shown_day(whole, request.GET.get("day", ""), now, zone=zone),
        "next_item": coming,
        "next_title": agenda_words.title(coming) if coming else "",
        "next_place": agenda_words.place(coming) if coming else "",
    }
