"""What is beside the site: programs for those who work on it."""
