"""The organiser's windows, tables and requests."""

from django.urls import path

from matchmaking.views import grid, overview, requests

urlpatterns = [
    path("organise/<slug:slug>/", overview.edition_overview, name="organise-overview"),
    path("organise/<slug:slug>/times/", grid.times, name="organise-times"),
    path("organise/<slug:slug>/times/places/", grid.places, name="organise-times-places"),
    path("organise/<slug:slug>/times/own-table/", grid.own_table, name="organise-own-table"),
    path(
        "organise/<slug:slug>/times/table/",
        grid.table_use,
        {"page": "organise-times"},
        name="organise-table-use",
    ),
    path("organise/<slug:slug>/requests/", requests.request_list, name="organise-requests"),
    path("organise/<slug:slug>/requests/remind/", requests.remind, name="organise-remind"),
    path(
        "organise/<slug:slug>/requests/<int:pk>/accept/",
        requests.accept_for_cluster,
        name="organise-accept",
    ),
]
