"""The pages of an organiser's workspace."""
