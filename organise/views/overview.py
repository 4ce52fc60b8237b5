"""The organiser's start page of one edition."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from events.rules import can_organise
from events.services.states import CANCEL, steps_by_hand
from organise.loading import backstage_edition
from organise.queries.overview import overview
from organise.words import overview as overview_words


@require_GET
def edition_overview(request: HttpRequest, slug: str) -> HttpResponse:
    edition = backstage_edition(request, slug)
    may_organise = can_organise(request.user, edition)
    steps = steps_by_hand(edition) if may_organise else ()
    found = overview(edition, timezone.now())
    context = {
        "edition": edition,
        "overview": found,
        "groups": overview_words.groups(edition, found),
        "capacity_words": overview_words.capacity(edition),
        "may_organise": may_organise,
        "steps": [step for step in steps if step != CANCEL],
        "cancel": CANCEL if CANCEL in steps else None,
    }
    return render(request, "organise/overview.html", context)
