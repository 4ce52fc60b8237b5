"""Backups and their restoring on a machine without containers: PostgreSQL's own tools."""
