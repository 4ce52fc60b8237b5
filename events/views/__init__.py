"""The HTTP doors of the organiser's pages and of a cluster's registration."""
