"""Input made into clean values."""
