"""How fair a schedule is, for organisers and for everybody."""

from django.urls import URLPattern, path

from matchmaking.views import fairness

urlpatterns: list[URLPattern] = [
    path("organise/<slug:slug>/fairness/", fairness.organise_fairness, name="organise-fairness"),
    path("editions/<slug:slug>/fairness/", fairness.edition_fairness, name="edition-fairness"),
]
