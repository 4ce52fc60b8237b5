"""The partners that are recommended to a cluster, and those that it does not want."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from events.rules import TAKING_REGISTRATIONS, can_manage, phase
from matchmaking.queries.pairing import pairing
from matchmaking.rules import can_meet, is_open_for_requests
from matchmaking.services import choices
from meet.loading import managed_registration_of, partner_of, registration_of
from meet.queries.inbox import own_requests
from meet.queries.partners import circle, recommended
from meet.queries.partners import set_aside as those_set_aside


@require_GET
def recommended_list(request: HttpRequest, edition: str, cluster: str) -> HttpResponse:
    registration = registration_of(request.user, edition, cluster)
    now = timezone.now()
    allowed = pairing(registration.edition)
    others = circle(registration, own_requests(registration), allowed, now)
    recommends = phase(registration.edition, now) in TAKING_REGISTRATIONS
    may_act = can_manage(request.user, registration)
    context = {
        "registration": registration,
        "section": "partners",
        "part": "recommended",
        "recommends": recommends,
        "recommended": recommended(others) if recommends else [],
        "has_lines": bool(others.profile.offers or others.profile.needs),
        "set_aside": those_set_aside(others) if may_act and recommends else [],
        "may_set_aside": may_act,
        "may_ask": may_act
        and can_meet(registration)
        and is_open_for_requests(registration.edition, now),
    }
    return render(request, "meet/recommended_list.html", context)


@require_POST
def set_aside(request: HttpRequest, edition: str, cluster: str, partner: str) -> HttpResponse:
    registration = managed_registration_of(request.user, edition, cluster)
    choices.set_aside(registration=registration, other=partner_of(registration, partner))
    return redirect("meet-recommended", edition, cluster)


@require_POST
def show_again(request: HttpRequest, edition: str, cluster: str, partner: str) -> HttpResponse:
    registration = managed_registration_of(request.user, edition, cluster)
    choices.show_again(registration=registration, other=partner_of(registration, partner))
    return redirect("meet-recommended", edition, cluster)
