"""The editions of the register."""

from collections.abc import Mapping

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from catalogue.calendars import edition_file, has_calendar
from catalogue.filters import EditionFilter, chips
from catalogue.loading import dated_edition_of, edition_of, fair_schedule_of
from catalogue.queries.edition_page import EditionPage, edition_page
from catalogue.queries.editions import groups, list_rows, visible
from catalogue.structured import business_event, script
from events.models import EditionOrganiser
from matchmaking.rules import is_fairness_shown
from matchmaking.words import fairness as fairness_words

PAGE = 50


def listing(request: HttpRequest, template: str, context: Mapping[str, object]) -> HttpResponse:
    """The whole page, or for htmx the part of the same page that holds the results."""
    is_part = bool(getattr(request, "htmx", False))
    response = render(request, f"{template}#results" if is_part else template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@login_not_required
@require_safe
def edition_list(request: HttpRequest) -> HttpResponse:
    rows = list_rows(visible(request.user), timezone.now().date())
    narrowed = EditionFilter(request.GET, queryset=rows)
    page = Paginator(narrowed.qs, PAGE).get_page(request.GET.get("page"))
    context = {
        "section": "editions",
        "filter": narrowed,
        "chips": chips(narrowed, request.GET),
        "page_obj": page,
        "groups": groups(page),
    }
    return listing(request, "catalogue/edition_list.html", context)


@login_not_required
@require_safe
def edition_detail(request: HttpRequest, slug: str) -> HttpResponse:
    edition = edition_of(request.user, slug)
    page = edition_page(edition, user=request.user, now=timezone.now(), asked=request.GET)
    context = {
        "section": "editions",
        "page": page,
        "edition": edition,
        "has_calendar": has_calendar(edition),
        "shows_fairness": is_fairness_shown(edition, timezone.now()),
        "structured": script(_structured(request, page)),
    }
    return render(request, "catalogue/edition_detail.html", context)


def _structured(request: HttpRequest, page: EditionPage) -> dict[str, object]:
    edition = page.edition
    running = [
        row.organisation for row in page.organisers if row.role in EditionOrganiser.RUNNING_ROLES
    ]
    owner = [edition.owner] if edition.owner else []
    series_url = edition.series.get_absolute_url() if edition.series else ""
    return business_event(
        edition,
        days=page.days,
        organisers=[*owner, *running],
        url=request.build_absolute_uri(edition.get_absolute_url()),
        series_url=request.build_absolute_uri(series_url) if series_url else "",
    )


@login_not_required
@require_safe
def edition_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    edition = dated_edition_of(request.user, slug)
    url = request.build_absolute_uri(edition.get_absolute_url())
    content = edition_file(edition, edition.sessions.all(), url=url)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{edition.slug}.ics"'
    return response


@login_not_required
@require_safe
def edition_fairness(request: HttpRequest, slug: str) -> HttpResponse:
    """The published schedule's page for everybody, where the organiser wishes it."""
    version = fair_schedule_of(request.user, slug)
    context = {"section": "editions", **fairness_words.sections(version.edition, version)}
    return render(request, "catalogue/fairness.html", context)
