"""Addresses of the meetings: the manager's, the grid's, those of runs, schedule and fairness."""

from matchmaking.urls import fairness, grid, meet, organise, replan, what_if

urlpatterns = [
    *meet.urlpatterns,
    *grid.urlpatterns,
    *organise.urlpatterns,
    *replan.urlpatterns,
    *what_if.urlpatterns,
    *fairness.urlpatterns,
]
