"""Carrying schedule runs out: what a worker does between the row and the draft."""
