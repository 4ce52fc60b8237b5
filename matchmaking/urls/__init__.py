"""Addresses of the meetings: the manager's, the grid's, those of runs and schedule."""

from matchmaking.urls import grid, meet, organise

urlpatterns = [*meet.urlpatterns, *grid.urlpatterns, *organise.urlpatterns]
