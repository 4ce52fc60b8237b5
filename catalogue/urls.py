"""Addresses of the public register."""

from django.urls import path

from catalogue.views import calls, editions, register, site

urlpatterns = [
    path("", site.home, name="home"),
    path("editions/", editions.edition_list, name="edition-list"),
    path("editions/<slug:slug>/", editions.edition_detail, name="edition-detail"),
    path("editions/<slug:slug>.ics", editions.edition_calendar, name="edition-calendar"),
    path("editions/<slug:slug>/fairness/", editions.edition_fairness, name="edition-fairness"),
    path("calls/<slug:call>/", calls.call_detail, name="call-detail"),
    path("series/", register.series_list, name="series-list"),
    path("series/<slug:slug>/", register.series_detail, name="series-detail"),
    path("regions/", register.region_list, name="region-list"),
    path("regions/<str:code>/", register.region_detail, name="region-detail"),
    path("clusters/", register.cluster_list, name="cluster-list"),
    path("clusters/<slug:slug>/", register.cluster_detail, name="cluster-detail"),
    path("organisations/", register.organisation_list, name="organisation-list"),
    path("organisations/<slug:slug>/", register.organisation_detail, name="organisation-detail"),
    path(
        "organisations/<slug:slug>/logo/<uuid:key>/",
        register.organisation_logo,
        name="organisation-logo",
    ),
    path("projects/", register.project_list, name="project-list"),
    path("projects/<slug:slug>/", register.project_detail, name="project-detail"),
    path("sources/", register.source_list, name="source-list"),
    path("sources/<slug:slug>/", register.source_detail, name="source-detail"),
    path("search/", site.search_results, name="search"),
    path("accessibility/", site.statement, {"template": "accessibility"}, name="accessibility"),
    path("privacy/", site.privacy, name="privacy"),
    path("open-data/", site.statement, {"template": "open_data"}, name="open-data"),
    path(".well-known/security.txt", site.security, name="security"),
    path("healthz", site.healthz, name="healthz"),
]
