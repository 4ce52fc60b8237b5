"""Two clusters of an event side by side."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from interface.parts import part
from matchmaking.queries.pairing import pairing
from meet.loading import each_of, registration_of
from meet.queries.inbox import own_requests
from meet.queries.partners import circle

# So many clusters to be compared with stand on one page, those that fit best on the first.
OFFERED = 12


@require_GET
def compare(request: HttpRequest, edition: str, cluster: str, partner: str) -> HttpResponse:
    registration = registration_of(request.user, edition, cluster)
    own, allowed = own_requests(registration), pairing(registration.edition)
    others = {
        one.cluster.slug: one for one in circle(registration, own, allowed, timezone.now()).partners
    }
    beside = request.GET.get("with", "")
    wanted = [partner, beside] if beside else [partner]
    context = {
        "registration": registration,
        "section": "partners",
        "compared": each_of(others, wanted),
        "offered": part(
            [one for slug, one in others.items() if slug not in wanted],
            "offered",
            request.GET,
            OFFERED,
        ),
    }
    return render(request, "meet/compare.html", context)
