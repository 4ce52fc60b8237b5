"""Who meets whom, when and where: requests, meetings, the grid, runs and schedule versions.

This room owns profiles of clusters, requests and the meetings they become, windows, slots, tables
and availability, runs with their workers, versions with their placements, and what is told of all
that. It alone calls the solver. It stands on `events`; it must not know any page.
"""
