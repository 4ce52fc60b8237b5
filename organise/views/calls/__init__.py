"""Calls: made, reviewed and decided."""
