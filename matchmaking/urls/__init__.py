"""Addresses of the meetings: the manager's, the organiser's grid, the organiser's runs and schedule."""

from matchmaking.urls import grid, meet, organise

urlpatterns = [*meet.urlpatterns, *grid.urlpatterns, *organise.urlpatterns]
