"""What-ifs."""

from django.urls import URLPattern, path

from matchmaking.views import what_if

WHAT_IF = "organise/<slug:slug>/what-if/"

urlpatterns: list[URLPattern] = [
    path(WHAT_IF, what_if.what_if_list, name="organise-what-if"),
    path(f"{WHAT_IF}<int:number>/", what_if.what_if_run, name="organise-what-if-run"),
]
