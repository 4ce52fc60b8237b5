"""The organiser's start page of one edition."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from events.rules import (
    ENDED,
    Act,
    can_delete_draft,
    can_move,
    can_organise,
    can_reopen_registration,
    is_open_for_changes,
    is_open_for_registration,
    is_under_way,
    may,
    phase,
)
from events.services.states import CANCEL, steps_by_hand
from organise.loading import backstage_edition
from organise.queries.overview import overview
from organise.words import overview as overview_words
from organise.words.steps import in_words


@require_GET
def edition_overview(request: HttpRequest, slug: str) -> HttpResponse:
    edition = backstage_edition(request, slug)
    may_organise = can_organise(request.user, edition)
    may_end = may(request.user, edition, Act.END)
    now = timezone.now()
    steps = steps_by_hand(edition, now) if may_organise else ()
    found = overview(edition, now)
    is_over = phase(edition, now) in ENDED
    context = {
        "edition": edition,
        "overview": found,
        "groups": overview_words.groups(edition, found, is_over=is_over),
        "capacity_words": overview_words.capacity(edition),
        "may_organise": may_organise,
        "phase": phase(edition, now),
        "is_over": is_over,
        "is_under_way": is_under_way(edition, now),
        "may_change": may_organise and is_open_for_changes(edition, now),
        "may_move": may_organise and can_move(edition, now),
        "may_delete": may_end and can_delete_draft(edition),
        "steps": [in_words(step) for step in steps if step != CANCEL],
        "closes_registration": may_organise and is_open_for_registration(edition, now),
        "reopens_registration": may_organise and can_reopen_registration(edition, now),
        "cancel": in_words(CANCEL) if CANCEL in steps and may_end else None,
    }
    return render(request, "organise/overview.html", context)
