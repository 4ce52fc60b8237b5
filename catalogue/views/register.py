"""Series, regions, clusters and other organisations, projects, sources."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalogue.filters import ClusterFilter, ProjectFilter, chips
from catalogue.queries.organisations import (
    all_clusters,
    organisation_page,
    organisations_in_full,
)
from catalogue.queries.projects import all_projects, project_page, project_rows
from catalogue.queries.regions import region_page, region_rows
from catalogue.queries.series import all_series, series_page
from catalogue.queries.sources import all_sources
from catalogue.views.editions import PAGE, listing
from clusters.models import Organisation, Project, Region, RegionFormerCode
from clusters.rules import speaks_for
from events.models import Series

REGION_COLUMNS = (
    ("name", "Region"),
    ("editions", "Editions"),
    ("clusters", "Clusters"),
    ("partners", "Partner regions"),
)


@dataclass(frozen=True, slots=True)
class SortColumn:
    """A head that sorts: `query` asks for this column, `sort` is its `aria-sort` or empty."""

    words: str
    query: str
    sort: str
    is_number: bool


def sort_column(key: str, words: str, order: str) -> SortColumn:
    """Names begin at A, numbers with the largest; the column in use turns round."""
    first, second = (key, f"-{key}") if key == "name" else (f"-{key}", key)
    sort = {key: "ascending", f"-{key}": "descending"}.get(order, "")
    return SortColumn(words, f"?order={second if order == first else first}", sort, key != "name")


@login_not_required
@require_safe
def series_list(request: HttpRequest) -> HttpResponse:
    context = {"section": "series", "series_list": all_series()}
    return render(request, "catalogue/series_list.html", context)


@login_not_required
@require_safe
def series_detail(request: HttpRequest, slug: str) -> HttpResponse:
    series = get_object_or_404(Series.objects.select_related("organiser"), slug=slug)
    context = {"section": "series", "series": series, "page": series_page(series)}
    return render(request, "catalogue/series_detail.html", context)


@login_not_required
@require_safe
def region_list(request: HttpRequest) -> HttpResponse:
    order = request.GET.get("order", "name")
    rows = region_rows(order)
    context = {
        "section": "regions",
        "rows": rows,
        "columns": [sort_column(key, words, order) for key, words in REGION_COLUMNS],
        "places": [row.region for row in rows if row.took_part],
    }
    return render(request, "catalogue/region_list.html", context)


@login_not_required
@require_safe
def region_detail(request: HttpRequest, code: str) -> HttpResponse:
    region = Region.objects.select_related("parent").filter(code=code).first()
    if region is None:
        return redirect(_renamed(code), permanent=True)
    context = {"section": "regions", "region": region, "page": region_page(region)}
    return render(request, "catalogue/region_detail.html", context)


def _renamed(code: str) -> Region:
    """The region that once had this code, else 404."""
    former = RegionFormerCode.objects.select_related("region").filter(code=code).first()
    if former is None:
        raise Http404
    return former.region


@login_not_required
@require_safe
def cluster_list(request: HttpRequest) -> HttpResponse:
    found = ClusterFilter(request.GET, queryset=all_clusters())
    page = Paginator(found.qs, PAGE).get_page(request.GET.get("page"))
    context = {
        "section": "clusters",
        "filter": found,
        "chips": chips(found, request.GET),
        "page_obj": page,
    }
    return listing(request, "catalogue/cluster_list.html", context)


@login_not_required
@require_safe
def cluster_detail(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(organisations_in_full(), slug=slug)
    if not organisation.is_cluster:
        return redirect(organisation)
    return _organisation(request, organisation)


@login_not_required
@require_safe
def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(organisations_in_full(), slug=slug)
    if organisation.is_cluster:
        return redirect(organisation)
    return _organisation(request, organisation)


def _organisation(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    context = {
        "section": "clusters" if organisation.is_cluster else "",
        "organisation": organisation,
        "page": organisation_page(organisation, today=timezone.now().date()),
        "is_own": speaks_for(request.user, organisation),
    }
    return render(request, "catalogue/organisation_detail.html", context)


@login_not_required
@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    found = ProjectFilter(request.GET, queryset=all_projects())
    page = Paginator(found.qs, PAGE).get_page(request.GET.get("page"))
    context = {
        "section": "projects",
        "filter": found,
        "chips": chips(found, request.GET),
        "page_obj": page,
        "rows": project_rows(page, timezone.now().date()),
    }
    return listing(request, "catalogue/project_list.html", context)


@login_not_required
@require_safe
def project_detail(request: HttpRequest, slug: str) -> HttpResponse:
    project = get_object_or_404(Project.objects.prefetch_related("sectors"), slug=slug)
    page = project_page(project, today=timezone.now().date())
    context = {"section": "projects", "project": project, "page": page}
    return render(request, "catalogue/project_detail.html", context)


@login_not_required
@require_safe
def source_list(request: HttpRequest) -> HttpResponse:
    return render(request, "catalogue/source_list.html", {"sources": all_sources()})
