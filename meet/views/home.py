"""The start page of a signed-in person, and a cluster's home at an edition."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.loading import person
from clusters.models import Claim
from events.queries.editions import editions_backstage_of
from events.rules import can_create_edition, can_manage
from matchmaking.queries.agenda import agenda
from matchmaking.queries.remedies import open_asks
from matchmaking.rules import is_open_for_answers, is_open_for_requests
from meet.loading import shown_registration
from meet.queries.home import my_clusters, open_editions, progress
from meet.queries.inbox import cards, fresh_answers, tabs
from meet.queries.partners import partners, recommended

RECOMMENDED = 4


@require_GET
def my_home(request: HttpRequest) -> HttpResponse:
    user, now = person(request), timezone.now()
    context = {
        "clusters": my_clusters(user),
        "open_editions": open_editions(user, now),
        "run_editions": [row for row in editions_backstage_of(user) if row.is_own],
        "can_create_edition": can_create_edition(user),
        "claims": Claim.objects.filter(user=user).select_related("organisation"),
    }
    return render(request, "meet/my_home.html", context)


@require_GET
def home(request: HttpRequest, edition: str, cluster: str) -> HttpResponse:
    registration = shown_registration(request, edition, cluster)
    now = timezone.now()
    today = now.astimezone(registration.edition.zone).date()
    found, fitting = agenda(registration), partners(registration)
    may_act = can_manage(request.user, registration)
    context = {
        "registration": registration,
        "section": "home",
        "today": today,
        "is_on": any(day.on == today for day in found.days),
        "may_act": may_act,
        "may_ask": may_act and is_open_for_requests(registration.edition, now),
        "may_answer": may_act and is_open_for_answers(registration.edition),
        "tab": "answer",
        "tabs": tabs(registration),
        "cards": cards(registration, "answer"),
        "fresh": fresh_answers(registration, now) if may_act else [],
        "agenda": found,
        "day": found.day(request.GET.get("day", ""), now, registration.edition.zone),
        "next_item": found.next_item(now),
        "partner_count": len(fitting),
        "recommended": recommended(fitting, RECOMMENDED),
        "progress": progress(registration),
        "asked": open_asks(registration).count(),
    }
    return render(request, "meet/home.html", context)
