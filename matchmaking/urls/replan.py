"""Re-planning the published schedule."""

from django.urls import URLPattern, path

from matchmaking.views import grid, replan

REPLAN = "organise/<slug:slug>/replan/"
VERSION = "organise/<slug:slug>/schedule/<int:number>/"

urlpatterns: list[URLPattern] = [
    path(REPLAN, replan.replan, name="organise-replan"),
    path(
        f"{REPLAN}table/", grid.table_use, {"page": "organise-replan"}, name="organise-replan-table"
    ),
    path(f"{REPLAN}meeting/", replan.replan_meeting, name="organise-replan-meeting"),
    path(f"{REPLAN}<int:number>/", replan.replan_preview, name="organise-replan-preview"),
    path(f"{VERSION}discard/", replan.draft_discard, name="organise-discard"),
    path(f"{VERSION}restore/", replan.draft_restore, name="organise-restore"),
]
