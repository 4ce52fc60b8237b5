"""The partners that are recommended to a cluster, and those that it does not want."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from events.rules import can_act_for
from interface.parts import part
from interface.refusals import refused
from matchmaking.queries.pairing import pairing
from matchmaking.rules import can_meet, recommends_partners
from matchmaking.services import choices
from meet.loading import managed_registration_of, partner_of, registration_of
from meet.queries.inbox import own_requests
from meet.queries.partners import circle, recommended
from meet.queries.partners import set_aside as those_set_aside
from meet.views.partners import may_ask

MOST_SET_ASIDE = 20
NOT_NOW = _("Partners are not recommended now. Nothing was changed.")


@require_GET
def recommended_list(request: HttpRequest, edition: str, cluster: str) -> HttpResponse:
    registration = registration_of(request.user, edition, cluster)
    now = timezone.now()
    allowed = pairing(registration.edition)
    others = circle(registration, own_requests(registration), allowed, now)
    recommends = recommends_partners(registration, now)
    may_act = can_act_for(request.user, registration)
    context = {
        "registration": registration,
        "section": "partners",
        "part": "recommended",
        "recommends": recommends,
        "recommended": recommended(others) if recommends else [],
        "has_lines": bool(others.profile.offers or others.profile.needs),
        "set_aside": part(
            those_set_aside(others) if may_act and recommends else [],
            "aside",
            request.GET,
            MOST_SET_ASIDE,
        ),
        "may_set_aside": may_act,
        "may_ask": may_ask(request, registration),
        "is_spread": can_meet(registration),
    }
    return render(request, "meet/recommended_list.html", context)


@require_POST
def set_aside(request: HttpRequest, edition: str, cluster: str, partner: str) -> HttpResponse:
    return _chosen(request, choices.set_aside, edition, cluster, partner)


@require_POST
def show_again(request: HttpRequest, edition: str, cluster: str, partner: str) -> HttpResponse:
    return _chosen(request, choices.show_again, edition, cluster, partner)


def _chosen(
    request: HttpRequest, choose: Callable[..., None], edition: str, cluster: str, partner: str
) -> HttpResponse:
    registration = managed_registration_of(request.user, edition, cluster)
    other = partner_of(registration, partner)
    try:
        choose(registration=registration, other=other, now=timezone.now())
    except choices.NotRecommending:
        return refused(request, NOT_NOW, back=reverse("meet-recommended", args=[edition, cluster]))
    return redirect("meet-recommended", edition, cluster)
