"""What an organiser enters."""
