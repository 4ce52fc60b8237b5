"""Series, regions, clusters and other organisations, projects, sources."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from catalogue.filters import ClusterFilter, OrganisationFilter, ProjectFilter
from catalogue.loading import logo_of, organisation_of, project_of, region_of, series_of, source_of
from catalogue.queries.columns import taken_from
from catalogue.queries.organisations import (
    all_clusters,
    all_other_organisations,
    organisation_page,
)
from catalogue.queries.projects import all_projects, project_page, project_rows
from catalogue.queries.regions import countries, region_page, region_rows
from catalogue.queries.resting import resting_on
from catalogue.queries.series import all_series, series_page
from catalogue.queries.sources import all_sources
from catalogue.views.lists import listing, page_of
from catalogue.words.series import charts
from clusters.models import Organisation, Region
from clusters.rules import speaks_for
from events.queries.calls import open_calls_of
from files.serving import download
from translations.queries import bring_for

REGION_COLUMNS = (
    ("name", _("Region")),
    ("editions", _("Editions")),
    ("clusters", _("Clusters")),
    ("partners", _("Partner regions")),
)


@dataclass(frozen=True, slots=True)
class SortColumn:
    """A head that sorts: `query` asks for this column, `sort` is its `aria-sort` or empty."""

    words: Promise
    query: str
    sort: str
    is_number: bool


def sort_column(key: str, words: Promise, order: str, country: Region | None) -> SortColumn:
    """Names begin at A, numbers with the largest; the column in use turns round."""
    first, second = (key, f"-{key}") if key == "name" else (f"-{key}", key)
    sort = {key: "ascending", f"-{key}": "descending"}.get(order, "")
    query = {"order": second if order == first else first}
    if country:
        query["country"] = country.code
    return SortColumn(words, f"?{urlencode(query)}", sort, key != "name")


@login_not_required
@require_safe
def series_list(request: HttpRequest) -> HttpResponse:
    context = {"section": "series", "series_list": all_series()}
    return render(request, "catalogue/series_list.html", context)


@login_not_required
@require_safe
def series_detail(request: HttpRequest, slug: str) -> HttpResponse:
    series = series_of(slug)
    page = series_page(series)
    calls = list(open_calls_of(series, timezone.now()))
    bring_for(request, [*(row.edition for row in page.rows), *calls])
    context = {"section": "series", "series": series, "page": page, "charts": charts(page)}
    context |= {"calls": calls}
    return render(request, "catalogue/series_detail.html", context)


@login_not_required
@require_safe
def region_list(request: HttpRequest) -> HttpResponse:
    order = request.GET.get("order", "name")
    nations = countries()
    country = next((row for row in nations if row.code == request.GET.get("country")), None)
    rows = region_rows(order, country)
    context = {
        "section": "regions",
        "rows": rows,
        "countries": nations,
        "country": country,
        "columns": [sort_column(key, words, order, country) for key, words in REGION_COLUMNS],
        "places": [row.region for row in rows if row.took_part],
    }
    return render(request, "catalogue/region_list.html", context)


@login_not_required
@require_safe
def region_detail(request: HttpRequest, code: str) -> HttpResponse:
    region = region_of(code)
    if region.code != code:
        return redirect(region, permanent=True)
    page = region_page(region, request.GET)
    bring_for(request, [row.edition for row in page.rows])
    context = {"section": "regions", "region": region, "page": page}
    return render(request, "catalogue/region_detail.html", context)


@login_not_required
@require_safe
def cluster_list(request: HttpRequest) -> HttpResponse:
    narrowed = ClusterFilter(request.GET, queryset=all_clusters())
    page = page_of(request, narrowed.qs)
    template = "catalogue/cluster_list.html"
    return listing(request, template, narrowed, page, section="clusters", rows=page)


@login_not_required
@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    narrowed = OrganisationFilter(request.GET, queryset=all_other_organisations())
    page = page_of(request, narrowed.qs)
    template = "catalogue/organisation_list.html"
    return listing(request, template, narrowed, page, section="clusters", rows=page)


@login_not_required
@require_safe
def cluster_detail(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = organisation_of(slug)
    if not organisation.is_cluster:
        return redirect(organisation)
    return _organisation(request, organisation)


@login_not_required
@require_safe
def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = organisation_of(slug)
    if organisation.is_cluster:
        return redirect(organisation)
    return _organisation(request, organisation)


def _organisation(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    page = organisation_page(organisation, today=timezone.now().date())
    bring_for(request, page.named)
    context = {
        "section": "clusters" if organisation.is_cluster else "",
        "organisation": organisation,
        "page": page,
        "is_own": speaks_for(request.user, organisation),
    }
    return render(request, "catalogue/organisation_detail.html", context)


@login_not_required
@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    narrowed = ProjectFilter(request.GET, queryset=all_projects())
    page = page_of(request, narrowed.qs)
    template = "catalogue/project_list.html"
    rows = project_rows(page, timezone.now().date())
    return listing(request, template, narrowed, page, section="projects", rows=rows)


@login_not_required
@require_safe
def project_detail(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_of(slug)
    page = project_page(project, today=timezone.now().date())
    named = [*(row.edition for row in page.met_at), *(award.edition for award in page.awards)]
    bring_for(request, named)
    context = {"section": "projects", "project": project, "page": page}
    return render(request, "catalogue/project_detail.html", context)


@login_not_required
@require_safe
def source_list(request: HttpRequest) -> HttpResponse:
    sources = list(all_sources())
    taken = taken_from(sources)
    rows = [(source, taken.get(source.pk, [])) for source in sources]
    return render(request, "catalogue/source_list.html", {"rows": rows})


@login_not_required
@require_safe
def source_detail(request: HttpRequest, slug: str) -> HttpResponse:
    source = source_of(slug)
    page = page_of(request, resting_on(source))
    taken = taken_from([source]).get(source.pk, [])
    context = {"source": source, "page_obj": page, "taken": taken}
    return render(request, "catalogue/source_detail.html", context)


@login_not_required
@require_safe
def organisation_logo(request: HttpRequest, slug: str, key: UUID) -> StreamingHttpResponse:
    """The picture; another one has another address."""
    response = download(logo_of(slug, key))
    response["Cache-Control"] = "public, max-age=86400"
    return response
