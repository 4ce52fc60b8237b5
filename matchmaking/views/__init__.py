"""The HTTP doors of matchmaking."""
