"""The editions of the register."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalogue.calendars import edition_file, has_calendar
from catalogue.filters import EditionFilter
from catalogue.loading import dated_edition_of, edition_of, fair_schedule_of
from catalogue.queries.edition_page import EditionPage, edition_page
from catalogue.queries.editions import groups, list_rows, visible
from catalogue.structured import business_event, script
from catalogue.views.lists import listing, page_of
from events.models import EditionOrganiser
from events.queries.calls import call_lines
from matchmaking.rules import is_fairness_shown
from matchmaking.words import fairness as fairness_words
from translations.languages import note_choice, wished
from translations.queries import bring_for


@login_not_required
@require_safe
def edition_list(request: HttpRequest) -> HttpResponse:
    rows = list_rows(visible(request.user), timezone.now().date())
    narrowed = EditionFilter(request.GET, queryset=rows)
    page = page_of(request, narrowed.qs)
    bring_for(request, page)
    template = "catalogue/edition_list.html"
    return listing(request, template, narrowed, page, section="editions", groups=groups(page))


@login_not_required
@require_safe
def edition_detail(request: HttpRequest, slug: str) -> HttpResponse:
    edition = edition_of(request.user, slug)
    page = edition_page(
        edition,
        user=request.user,
        now=timezone.now(),
        asked=request.GET,
        wished=wished(request),
    )
    context = {
        "section": "editions",
        "page": page,
        "edition": edition,
        "has_calendar": has_calendar(edition),
        "calls": call_lines(edition),
        "shows_fairness": is_fairness_shown(edition, timezone.now()),
        "structured": script(_structured(request, page)),
    }
    if page.is_chosen:
        note_choice(request)
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
    bring_for(request, [edition])
    content = edition_file(edition, timezone.now(), url=url, reads=wished(request))
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{edition.slug}.ics"'
    return response


@login_not_required
@require_safe
def edition_fairness(request: HttpRequest, slug: str) -> HttpResponse:
    """The published schedule's page for everybody, where the organiser wishes it."""
    version = fair_schedule_of(request.user, slug)
    sections = fairness_words.sections(version.edition, version, request.GET, in_public=True)
    context = {"section": "editions", **sections}
    return render(request, "catalogue/fairness.html", context)
