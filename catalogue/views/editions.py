"""The editions of the register."""

from collections.abc import Mapping

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from catalogue.calendars import edition_file, has_calendar
from catalogue.filters import EditionFilter, chips
from catalogue.queries.edition_page import EditionPage, edition_page, editions_in_full
from catalogue.queries.editions import groups, listed, visible
from catalogue.structured import business_event, script
from events.models import Edition, EditionOrganiser
from matchmaking.queries.schedule import published_version
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
    rows = listed(visible(request.user), timezone.now().date())
    found = EditionFilter(request.GET, queryset=rows)
    page = Paginator(found.qs, PAGE).get_page(request.GET.get("page"))
    context = {
        "section": "editions",
        "filter": found,
        "chips": chips(found, request.GET),
        "page_obj": page,
        "groups": groups(page),
    }
    return listing(request, "catalogue/edition_list.html", context)


@login_not_required
@require_safe
def edition_detail(request: HttpRequest, slug: str) -> HttpResponse:
    edition = get_object_or_404(editions_in_full(request.user), slug=slug)
    page = edition_page(edition, user=request.user, now=timezone.now())
    context = {
        "section": "editions",
        "page": page,
        "edition": edition,
        "has_calendar": has_calendar(edition),
        "shows_fairness": is_fairness_shown(edition),
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
    edition = get_object_or_404(visible(request.user), slug=slug)
    if not has_calendar(edition):
        raise Http404
    url = request.build_absolute_uri(edition.get_absolute_url())
    content = edition_file(edition, edition.sessions.all(), url=url)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{edition.slug}.ics"'
    return response


@login_not_required
@require_safe
def edition_fairness(request: HttpRequest, slug: str) -> HttpResponse:
    """The published schedule's page for everybody, where the organiser wishes it."""
    rows = Edition.objects.visible_to(request.user).select_related("host_region")
    edition = get_object_or_404(rows, slug=slug)
    version = published_version(edition)
    if version is None or not is_fairness_shown(edition):
        raise Http404
    context = {"section": "editions", **fairness_words.sections(edition, version)}
    return render(request, "catalogue/fairness.html", context)
