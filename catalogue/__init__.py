"""The public register's pages: editions, series, regions, organisations, projects, sources, search.

This room owns no facts: it reads the apps below and shows what is public. It must not know the
workspaces of organisers and clusters.
"""
