"""What one page of an organiser's workspace asks."""
